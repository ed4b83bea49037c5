"""Workbooks and zips as bytes, whole and spoiled, for tests of what intake can open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def workbook(**cells: object) -> bytes:
    """A workbook with these cells filled."""
    book = openpyxl.Workbook()
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return made.getvalue()


def with_shared_strings(table: str) -> dict[str, bytes]:
    """The parts of a workbook in which A1 and B1 are the texts 0 and 1 of a table of texts."""
    parts = parts_of(workbook(A1="x", B1="y"))
    for number, text in enumerate((b"x", b"y")):
        inline = b't="inlineStr"><is><t>%b</t></is>' % text
        parts[SHEET] = parts[SHEET].replace(inline, b't="s"><v>%d</v>' % number)
    relations, kinds = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    link = f'<Relationship Id="rId99" Type="{_LINK}" Target="sharedStrings.xml"/></Relationships>'
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}"/></Types>'
    parts[relations] = parts[relations].replace(b"</Relationships>", link.encode())
    parts[kinds] = parts[kinds].replace(b"</Types>", kind.encode())
    parts["xl/sharedStrings.xml"] = table.format(main=_MAIN).encode()
    return parts


def greedy() -> bytes:
    """A workbook that says it holds four thousand million texts, for which a reader makes room before it looks."""
    texts = "<si><t>x</t></si><si><t>y</t></si>"
    return zipped(
        with_shared_strings('<sst xmlns="{main}" count="4294967295" uniqueCount="4294967295">' + texts + "</sst>")
    )


def many_rows(count: int) -> bytes:
    """A workbook of so many rows of one number."""
    parts = parts_of(workbook(A1=1))
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, count + 1))
    parts[SHEET] = b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (_MAIN.encode(), rows)
    return zipped(parts)
