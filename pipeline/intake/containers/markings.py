"""What the XML of a workbook's sheets tells and calamine does not: hidden rows, errors, formulas without a result.

The parts are searched as bytes; only a sheet in which something was found is looked at more closely.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.forms.sheets import Remark
from pipeline.intake.containers.packages import Package
from pipeline.intake.containers.xml import XmlError, attribute, local, parse_xml

__all__ = ["MOST_CELLS", "Markings", "has_cells", "sheet_markings"]

MOST_CELLS = 20_000_000  # from A1 to the last cell, which is how a sheet is read
_SHEET = re.compile(r"xl/(worksheets|macrosheets)/[^/]+\.xml$")
# A byte that changed in one of these can hide a sheet, lose it, or make a date of a number.
_NOT_CHECKED_BY_READERS = {"xl/workbook.xml", "xl/styles.xml", "xl/sharedstrings.xml"}
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden\s*=\s*[\"'](?:1|true|on)[\"'])[^>]*>")
_NUMBER = re.compile(rb"\br\s*=\s*[\"']([0-9]{1,7})[\"']")
_HEAD = 3000  # bytes in which the size of a sheet is told
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_RESULT = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*([^<]*)<")
_VALUE = re.compile(rb"<(?:\w+:)?[vt]\b[^>]*>[^<]*[^<\s]")
_ERROR = b't="e"'
_OTHERWISE = re.compile(rb"<\w+:f[ />]|\bt='e'")
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]{1,3}[0-9]+:)?([A-Z]{1,3})([0-9]{1,7})"')
_MOST_REMARKS = 20


@dataclass(frozen=True)
class Markings:
    """Of one sheet: its hidden rows, counted from 0, and what is to be said about its cells."""

    hidden_rows: frozenset[int]
    remarks: tuple[Remark, ...]


def sheet_markings(package: Package) -> dict[str, Markings] | None:
    """Name of sheet → its markings, for the sheets that have any; None if a cell is too far out (``_is_far_out``).

    One of BAD_ZIP if the part of a sheet is damaged.
    """
    found: dict[str, Markings] = {}
    for name in _NOT_CHECKED_BY_READERS & package.parts.keys():
        package.read(name)
    for name in package.parts:
        if not _SHEET.match(name):
            continue
        content = _utf8(package.read(name))
        if _is_far_out(content):
            return None
        markings = _markings(content)
        if markings.hidden_rows or markings.remarks:
            found[name] = markings
    return {sheet: found[part] for sheet, part in _sheet_parts(package) if part in found} if found else {}


def has_cells(package: Package) -> bool:
    """Whether values or texts stand in a sheet's part, whatever a reader says."""
    parts = (package.read(name) for name in package.parts if _SHEET.match(name))
    return any(_VALUE.search(_utf8(part)) for part in parts)


def _is_far_out(content: bytes) -> bool:
    """Whether filled cells lie so far out that a reader, which makes every cell between them, would run out of memory.

    What this misses the limit on memory catches, where the system has one.
    """
    told = _DIMENSION.search(content, 0, _HEAD)
    if told and _column(told[1]) * int(told[2]) <= MOST_CELLS:
        return False
    cells = _FILLED.findall(content)
    widest = max((_column(column) for column, _ in cells), default=0)
    return widest * max((int(row) for _, row in cells), default=0) > MOST_CELLS


def _utf8(content: bytes) -> bytes:
    """XML as UTF-8, which is what is searched."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").encode()
    return content


def _is_unusual(content: bytes) -> bool:
    """Whether a program wrote it that puts prefixes before the names of elements, or single quotes around values."""
    head = content[:_HEAD]
    return b"<worksheet" not in head or b"='" in head


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _markings(content: bytes) -> Markings:
    hidden = frozenset[int]()
    if b"hidden" in content:
        tags = (_NUMBER.search(tag[0]) for tag in _HIDDEN_ROW.finditer(content))
        hidden = frozenset(int(number[1]) - 1 for number in tags if number)
    remarks: list[Remark] = []
    cells = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    usual = content.find(b"<f", *cells) >= 0 or _ERROR in content
    if usual or (_is_unusual(content) and _OTHERWISE.search(content)):
        for remark in _cell_remarks(content):
            if len(remarks) == _MOST_REMARKS:
                remarks.append(Remark("", "not read: more cells of this sheet hold no result", remark.suggestion, True))
                break
            remarks.append(remark)
    return Markings(hidden, tuple(remarks))


def _cell_remarks(content: bytes) -> Iterator[Remark]:
    """Cells that look filled in Excel and hold nothing that could be an answer."""
    for cell in _CELL.finditer(content):
        place = _ADDRESS.search(cell[1])
        address = place[1].decode() if place else ""
        result = _RESULT.search(cell[2])
        value = result[1].strip() if result else b""
        if b't="e"' in cell[1] or b"t='e'" in cell[1]:
            shown = value.decode(errors="replace") or "#ERROR"
            yield Remark(address, f"left out: Excel shows the error {shown} there", "Type the answer itself.", True)
        elif not value and re.search(rb"<(?:\w+:)?f\b", cell[2]) and not re.search(rb"t=[\"']str[\"']", cell[1]):
            yield Remark(
                address,
                "left out: a formula without its result",
                "Open the file in Excel, which works it out, and save it; or type the answer itself.",
                True,
            )


def _sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    """The name of each sheet and of its part, as the workbook links them."""
    try:
        book, links = (parse_xml(package.read(f"xl/{n}")) for n in ("workbook.xml", "_rels/workbook.xml.rels"))
    except (KeyError, XmlError):
        return
    targets = {attribute(link, "Id"): attribute(link, "Target") or "" for link in links}
    for sheet in book.iter():
        if local(sheet) == "sheet":
            target = targets.get(attribute(sheet, "id"), "").replace("\\", "/")
            part = target if target.startswith("/") else posixpath.join("xl", target)
            yield attribute(sheet, "name") or "", posixpath.normpath(part).lstrip("/").lower()
