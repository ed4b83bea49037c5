"""The text of finished files, as a reader meets it."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from pipeline.check import office_texts

__all__ = ["READERS", "flat", "pdf_body", "read_text"]


_MARGIN = 57.0  # points (20 mm): the head and foot of a page of ours end within, and its body begins further in


class _Text(HTMLParser):
    """Collects visible text and the alt texts of pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "head"):
            self._hidden += 1
        if tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def flat(text: str) -> str:
    """``text`` with single spaces, so that a line break inside a figure does not hide it."""
    return " ".join(text.split())


def html_text(path: Path) -> str:
    """The visible text of a page, alt texts among it."""
    parser = _Text()
    parser.feed(path.read_text(encoding="utf-8"))
    return flat(" ".join(parser.parts))


def pdf_text(path: Path) -> str:
    """The text of a PDF, page after page."""
    return _pdf_text(path, 0)


def pdf_body(path: Path) -> str:
    """The text of a PDF without what stands at the head and the foot of each page, where a paragraph can run on."""
    return _pdf_text(path, _MARGIN)


def _pdf_text(path: Path, margin: float) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        pages = [p.get_textpage().get_text_bounded(bottom=margin, top=p.get_height() - margin) for p in document]
    finally:
        document.close()
    return flat(" ".join(pages).replace("\ufffe", ""))


READERS: dict[str, Callable[[Path], str]] = {
    "html": html_text,
    "pdf": pdf_text,
    "docx": office_texts.docx_text,
    "pptx": office_texts.pptx_text,
    "xlsx": office_texts.xlsx_text,
    "svg": office_texts.svg_text,
}
"""How a file's name ends → what reads its text."""


def read_text(path: Path) -> str:
    """The text of a finished file of any kind, with single spaces; ValueError for a kind that nobody can read here."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in READERS:
        raise ValueError(f"{path.name}: text can be read out of {', '.join(READERS)}, and not out of this.")
    return flat(READERS[kind](path))
