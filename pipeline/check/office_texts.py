"""The text of Word, PowerPoint and Excel files, as a reader meets it: alt texts and notes among it."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree as XML

__all__ = ["docx_text", "pptx_text", "read_xml", "slide_names", "svg_text", "xlsx_text"]

_PARAGRAPHS = {"p", "tr", "tc"}  # in Word and in PowerPoint
_SPACES = {"tab", "br", "cr"}


def docx_text(path: Path) -> str:
    """The words of a Word file: heads, body, footnotes, feet; a tab is a space, and a picture is its alt text."""
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
        order = [r"word/header\d*\.xml", r"word/document\.xml", r"word/footnotes\.xml", r"word/footer\d*\.xml"]
        parts = [name for pattern in order for name in sorted(names) if re.fullmatch(pattern, name)]
        return "".join(_words(read_xml(file, name)) for name in parts)


def pptx_text(path: Path) -> str:
    """The words of a deck, slide after slide in the order of showing, each followed by its notes."""
    with zipfile.ZipFile(path) as file:
        every = []
        for name in slide_names(file):
            every.append(_words(read_xml(file, name)))
            every += [_words(read_xml(file, notes)) for notes in _related(file, name, "notesSlide")]
        return "".join(every)


def xlsx_text(path: Path) -> str:
    """What the cells of a workbook show, sheet after sheet, numbers in the format that they are shown in."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    try:
        sheets = [[sheet.title, *(_shown(c) for row in sheet.iter_rows() for c in row)] for sheet in book.worksheets]
    finally:
        book.close()
    return "\n".join(word for sheet in sheets for word in sheet if word)


def svg_text(path: Path | IO[bytes]) -> str:
    """The words in a picture: its title, its description, and what is drawn as text."""
    tree = XML.parse(path).getroot()
    named = [node for node in tree.iter() if _local(node) in ("title", "desc", "text")]
    return "\n".join("".join(node.itertext()) for node in named)


def slide_names(file: zipfile.ZipFile) -> list[str]:
    """The parts that are slides, in the order of showing."""
    related = dict(_relations(file, "ppt/presentation.xml"))
    shown = read_xml(file, "ppt/presentation.xml")
    ids = [
        value for node in shown.iter() if _local(node) == "sldId" for key, value in node.items() if key.endswith("}id")
    ]
    return [related[id_] for id_ in ids]


def read_xml(file: zipfile.ZipFile, name: str) -> XML.Element:
    """A part of an office file."""
    return XML.fromstring(file.read(name))


def _related(file: zipfile.ZipFile, part: str, kind: str) -> list[str]:
    return [target for _, target in _relations(file, part) if kind in target]


def _relations(file: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """(id, part that it leads to) of each relation of a part to another."""
    folder, _, name = part.rpartition("/")
    for entry in read_xml(file, f"{folder}/_rels/{name}.rels"):
        target = entry.get("Target", "")
        if entry.get("TargetMode") != "External":
            place = Path(folder, target) if not target.startswith("/") else Path(target[1:])
            yield entry.get("Id", ""), "/".join(_resolved(place.parts))


def _resolved(parts: tuple[str, ...]) -> list[str]:
    made: list[str] = []
    for part in parts:
        if part == "..":
            made.pop()
        else:
            made.append(part)
    return made


def _local(node: XML.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _words(node: XML.Element) -> str:
    """The text in a part: runs of one paragraph joined, since a figure can stand in two of them."""
    name = _local(node)
    if name == "t":
        return node.text or ""
    if name in _SPACES:
        return " "
    if name == "noBreakHyphen":
        return "\u2011"
    if name in ("docPr", "cNvPr"):
        described = node.get("descr", "")
        return f"\n{described}\n" if name == "docPr" or node.tag.endswith("presentationml/2006/main}cNvPr") else ""
    if name == "instrText":
        return ""
    within = "".join(_words(child) for child in node)
    return within + "\n" if name in _PARAGRAPHS else within


def _shown(cell: Any) -> str:
    """A cell as Excel shows it, for the formats that our workbooks use."""
    value, form = cell.value, str(cell.number_format)
    if value is None:
        return ""
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.day} {value:%B %Y}"
    places = len(form.partition(".")[2].rstrip("%").rstrip()) if re.search(r"\.0+", form) else 0
    number = Decimal(str(value)) * (100 if "%" in form else 1)
    if form == "General":
        return f"{number.normalize():f}"
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:{',' if '#,##' in form else ''}f}" + ("%" if "%" in form else "")
