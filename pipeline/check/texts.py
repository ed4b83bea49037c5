"""The text of finished files, as a reader meets it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

__all__ = ["flat", "html_text", "pdf_text"]


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
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return flat(" ".join(pages).replace("\ufffe", ""))
