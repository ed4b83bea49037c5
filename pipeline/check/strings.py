"""What can be read in a finished file, beyond what its readers see: properties, alt texts, comments, hidden parts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from pipeline.check.layers import Layer
from pipeline.check.texts import READERS, read_text

__all__ = ["readable"]

_BETWEEN = " | "  # so that two texts beside each other do not make a third
_SPOKEN = {"alt", "title", "content", "descr", "label", "summary", "placeholder", "name", "author", "lang"}
_TEXTS = ("xml", "rels", "html", "svg", "vml")


class _Strings(HTMLParser):
    """Collects the texts of a page or an XML part: what is between its tags, comments, and attributes with words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag == "style"
        for name, value in attrs:
            if value and (name.rpartition(":")[2] in _SPOKEN or name.startswith("aria-")):
                self.found.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style and data.strip():
            self.found.append(data.strip())

    def handle_comment(self, data: str) -> None:
        self.found.append(data.strip())


def readable(name: str, data: bytes, parts: Iterable[Layer]) -> Iterator[tuple[str, str]]:
    """(place, text) of all that can be read in a file of this name: its words, then those in each of its parts."""
    kind = Path(name).suffix.lower().lstrip(".")
    if kind in READERS:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"file.{kind}"
            file.write_bytes(data)
            yield "its text", read_text(file)
            if kind == "pdf":
                yield "its properties", _BETWEEN.join(_pdf_properties(file))
    for part in parts:
        text = _text_of(part, kind)
        if text:
            yield part.place or "its parts", text


def _text_of(part: Layer, kind: str) -> str:
    """The texts of a part that is text; nothing of one that is pressed or drawn."""
    start = part.data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<") or part.place.rpartition(".")[2] in _TEXTS:
        reader = _Strings()
        reader.feed(part.data.decode("utf-8", "replace"))
        return _BETWEEN.join(reader.found)
    if not part.place and kind in ("json", "jsonl"):
        return _BETWEEN.join(_json_strings(part.data.decode("utf-8", "replace")))
    plain = part.place.rpartition(" > ")[2] in ("names of parts", "tEXt", "zTXt", "iTXt") or (
        not part.place and kind not in READERS
    )
    return part.data.decode("utf-8", "replace") if plain else ""


def _json_strings(text: str) -> Iterator[str]:
    """The texts of JSON, a value a line or one in all, keys among them."""
    try:
        values = [json.loads(text)]
    except ValueError:
        values = [json.loads(line) for line in text.splitlines() if line.strip()]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            yield from map(str, value)
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, str):
            yield value


def _pdf_properties(file: Path) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    try:
        return [str(value) for value in document.get_metadata_dict().values() if value]
    finally:
        document.close()
