"""How the cells of a workbook are drawn, and which lists they offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Look", "drop_downs", "look_of", "number_format"]


@dataclass(frozen=True)
class Look:
    """How a cell is drawn, as far as it tells a label from an answer."""

    bold: bool = False
    size: float = 11
    filled: bool = False
    lined: bool = False
    open: bool = False


def look_of(cell: Any) -> Look:
    """How a cell is drawn; plain where the workbook does not say."""
    try:
        font, line = cell.font, cell.border.bottom
        filled, free = cell.fill.fill_type == "solid", not cell.protection.locked
    except (IndexError, AttributeError):  # the workbook lists fewer styles than its cells name
        return Look()
    return Look(bool(font.b), font.sz or 11, filled, bool(line and line.style), free)


def number_format(cell: Any) -> str:
    """How a number in a cell would be shown, as Excel spells it, in small letters."""
    try:
        return str(cell.number_format).lower()
    except IndexError:
        return ""


def drop_downs(page: Worksheet) -> Iterator[tuple[tuple[int, int, int, int], tuple[str, ...]]]:
    """Each drop-down of a sheet: the cells it is for (column, row, column, row) and what it offers."""
    for rule in page.data_validations.dataValidation:
        words = _offered(page, str(rule.formula1 or "")) if rule.type == "list" else ()
        for cells in rule.sqref.ranges if words else ():
            yield (cells.min_col, cells.min_row, cells.max_col, cells.max_row), words


def _offered(page: Worksheet, formula: str) -> tuple[str, ...]:
    """What a drop-down offers: written into it, in a range, or under a name."""
    if formula.startswith('"'):
        return tuple(w.strip() for w in formula.strip('"').split(",") if w.strip())
    book: Any = page.parent
    named = formula.lstrip("=")
    if named in book.defined_names:
        named = book.defined_names[named].attr_text
    sheet, _, cells = named.rpartition("!")
    title = sheet.strip("'")
    try:
        c1, r1, c2, r2 = range_boundaries(cells.replace("$", ""))
        source = book[title] if title else page
    except (ValueError, KeyError, TypeError):
        return ()  # a formula that only Excel can follow
    if None in (c1, r1, c2, r2):
        return ()
    rows = source.iter_rows(r1, r2, c1, c2, values_only=True)
    return tuple(str(v).strip() for row in rows for v in row if v is not None and str(v).strip())
