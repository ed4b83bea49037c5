"""Tables in text: CSV and its kin, web pages and XML that call themselves workbooks."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import islice
from typing import Any

from pipeline.forms.sheets import Sheet
from pipeline.intake.containers.refusals import COPY, Refusal, kind_of_file
from pipeline.intake.containers.sniffing import as_text
from pipeline.intake.containers.xml import XmlError, attribute, local, parse_xml

__all__ = ["read_text"]

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".xlt", ".xltx")
_TABLES = (".csv", ".tsv", ".tab")
_LOOKED_AT = 500  # records
_WIDEST = 16_384  # columns of Excel; a page may ask for more
_WEB = re.compile(r"<(!doctype html|html|head|body|table|meta)\b", re.IGNORECASE)
_OLD_XML = "urn:schemas-microsoft-com:office:spreadsheet"


def read_text(content: bytes, name: str) -> list[Sheet] | Refusal:
    """The sheets of a text: of an XML workbook, the tables of a web page, or its lines cut at their delimiter."""
    text = as_text(content)
    if text is None:
        return _no_workbook(name)
    start = text[:4096].lstrip()
    if start.startswith("<?xml") or _OLD_XML in start:
        return _read_old_xml(content) if _OLD_XML in start else _other_xml(text, name)
    if start.startswith("<") and _WEB.search(start):
        return _read_page(text)
    return _read_lines(text, name)


def _no_workbook(name: str) -> Refusal:
    ending = next((e for e in (*_WORKBOOKS, *_TABLES, ".docx", ".zip") if name.lower().endswith(e)), None)
    if ending:
        return Refusal(
            f"it is no workbook, although its name ends in {ending}: what is inside is something else",
            "Open it to see what it is, and save it as an Excel workbook if it is a return.",
        )
    return Refusal(
        "it is no workbook", "If it is a return, ask for it as an Excel workbook; otherwise move it elsewhere."
    )


def _other_xml(text: str, name: str) -> list[Sheet] | Refusal:
    start = text[:4096]
    if _WEB.search(start):
        return _read_page(text)
    if "office:document" in start:
        return kind_of_file("a flat OpenDocument file", "Open it, and save it as an Excel workbook (.xlsx).")
    if "schemas.microsoft.com/office/" in start:
        return kind_of_file("a Word document saved as XML", f"Save it as a Word document (.docx). Or: {COPY}")
    return _no_workbook(name)


def _read_lines(text: str, name: str) -> list[Sheet] | Refusal:
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    body = text[said.end() :] if said else text
    delimiter = said[1] if said else _delimiter(body)
    if delimiter is None:
        if not name.lower().endswith(_TABLES):
            return _no_workbook(name)
        delimiter = ","
    csv.field_size_limit(1 << 27)
    try:
        rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
    except csv.Error as error:
        return Refusal(f"the text cannot be cut into cells ({error})", "Open it in Excel, and save it as a workbook.")
    if said:
        rows.insert(0, [])  # so that a cell is where Excel shows it
    return [Sheet("", rows)]


def _delimiter(text: str) -> str | None:
    """The sign that cuts most lines into the same number of cells, two or more; None if none does so for most.

    Looked at in whole records: a quoted cell may hold line breaks and any delimiter.
    """
    best: tuple[float, int, str | None] = (0.5, 0, None)
    for sign in ",;\t|":
        try:
            records = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
            counts = [len(row) for row in islice(records, _LOOKED_AT) if row]
        except csv.Error:
            continue
        usual, times = max(Counter(counts).items(), key=lambda c: (c[0] > 1, c[1]), default=(0, 0))
        share = times / len(counts) if counts else 0.0
        if usual > 1 and (share, usual) > best[:2]:
            best = (share, usual, sign)
    return best[2]


class _Tables(HTMLParser):
    """The tables of a web page, each a list of rows; what spans several cells stands in the first of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins."""
        if tag == "table":
            self._open.append([])
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            if not self._open[-1]:
                self._open[-1].append([])
            row = self._open[-1][-1]
            row.append("")
            span = dict(attrs).get("colspan") or "1"
            row.extend([] if not span.isdigit() else [""] * (min(int(span), _WIDEST) - 1))
            self._cell, self._at = True, len(row) - (min(int(span), _WIDEST) if span.isdigit() else 1)
        elif tag == "br" and self._cell:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        """A table or a cell ends."""
        if tag == "table" and self._open:
            self._open.pop()
        if tag in ("td", "th", "tr", "table"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        """Text, which belongs to the cell that is open."""
        if self._cell and self._open and self._open[-1] and self._open[-1][-1]:
            self._open[-1][-1][self._at] += data


def _read_page(text: str) -> list[Sheet] | Refusal:
    reader = _Tables()
    reader.feed(text)
    reader.close()
    tables = [[[" ".join(c.split()) for c in row] for row in table] for table in reader.tables]
    if not any(any(row) for table in tables for row in table):
        return kind_of_file("a web page without a table", COPY)
    return [Sheet(f"table {n}", table) for n, table in enumerate(tables, start=1)]


def _read_old_xml(content: bytes) -> list[Sheet] | Refusal:
    """A workbook as Excel 2003 writes it in XML."""
    try:
        root = parse_xml(content)
    except XmlError as error:
        return Refusal(f"the workbook is damaged and cannot be read ({error})", "Ask for it to be sent again.")
    sheets: list[Sheet] = []
    for sheet in (e for e in root if local(e) == "Worksheet"):
        rows: list[list[str]] = []
        for row in (e for e in sheet.iter() if local(e) == "Row"):
            _pad(rows, attribute(row, "Index"), [])
            rows.append([])
            for cell in (e for e in row if local(e) == "Cell"):
                _pad(rows[-1], attribute(cell, "Index"), "")
                rows[-1].append("".join("".join(e.itertext()) for e in cell if local(e) == "Data"))
                _pad(rows[-1], str(len(rows[-1]) + 1 + int(attribute(cell, "MergeAcross") or 0)), "")
        sheets.append(Sheet(attribute(sheet, "Name") or f"sheet {len(sheets) + 1}", rows))
    return sheets


def _pad(cells: list[Any], index: str | None, blank: Any) -> None:
    """Blank ones up to before the one whose number, from 1, is given."""
    if index and index.isdigit():
        cells.extend(blank for _ in range(min(int(index) - 1, 2_000_000) - len(cells)))
