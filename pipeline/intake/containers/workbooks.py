"""Workbooks → their sheets: by calamine, and where that gives up by openpyxl, which forgives other faults."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.forms.sheets import Sheet
from pipeline.intake.containers.markings import MOST_CELLS, Markings
from pipeline.intake.containers.packages import Package
from pipeline.intake.containers.refusals import EMPTY, TOO_LARGE, Refusal, damaged, protected

__all__ = ["has_a_value", "read_by_calamine", "read_by_openpyxl"]

_MANY = 100_000  # cells from which on it pays to leave out what is blank at the end of rows


def read_by_calamine(content: bytes, markings: dict[str, Markings], *, of_old: bool = False) -> list[Sheet] | Refusal:
    """Every worksheet (xlsx, xlsm, xlsb, xls, ods), each cell at the address that Excel shows.

    ``of_old``: in some texts of an xls it leaves a zero after each letter.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = python_calamine.SheetVisibleEnum.Visible
        sheets = [
            _sheet(book.get_sheet_by_name(info.name), info.visible == visible, markings.get(info.name))
            for info in book.sheets_metadata
            if info.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except python_calamine.PasswordError:
        return protected(0)
    except MemoryError:
        raise
    except Exception as error:
        return damaged(str(error) or type(error).__name__)
    except BaseException as error:  # a panic of the reader's Rust code is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        return damaged("the reader gave up on it")
    if of_old:
        sheets = [replace(s, rows=[[_without_zeros(v) for v in row] for row in s.rows]) for s in sheets]
    return sheets if has_a_value(sheets) else EMPTY


def _without_zeros(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


def _sheet(found: Any, visible: bool, markings: Markings | None) -> Sheet:
    rows = found.to_python(skip_empty_area=False)
    if found.total_height * found.total_width > _MANY:
        rows = _without_blank_ends(rows)
    areas = found.merged_cell_ranges or ()  # of an area without a text nobody asks how wide it is
    merged = {(r, c): last for (r, c), (_, last) in areas if last > c and any(v != "" for v in _at(rows, r, c))}
    hidden, remarks = (markings.hidden_rows, markings.remarks) if markings else (frozenset[int](), ())
    return Sheet(found.name, rows, visible, hidden, merged, (), remarks)


def _at(rows: Sequence[Sequence[Any]], row: int, column: int) -> Sequence[Any]:
    return rows[row][column : column + 1] if row < len(rows) else ()


def has_a_value(sheets: Sequence[Sheet]) -> bool:
    """Whether anything at all stands in them."""
    cells = (v for sheet in sheets for row in sheet.rows for v in row if v is not None and v != "")
    return any(not isinstance(v, str) or v.strip() for v in cells)


def _without_blank_ends(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Rows without the blank cells at their ends, and without blank rows at the end of all."""
    kept: list[Sequence[Any]] = []
    for row in rows:
        end = len(row)
        while end and (row[end - 1] is None or row[end - 1] == ""):
            end -= 1
        kept.append(row[:end])
    while kept and not kept[-1]:
        kept.pop()
    return kept


def read_by_openpyxl(package: Package, markings: dict[str, Markings]) -> list[Sheet] | Refusal:
    """The worksheets of an xlsx that calamine gave up on."""
    import warnings

    if any(b"<!DOCTYPE" in package.read(n)[:4096] for n in package.parts if n.endswith((".xml", ".rels"))):
        return damaged("it declares a document type, which no workbook needs")
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(package.zip.fp, data_only=True, keep_links=False)  # type: ignore[arg-type]
        if any(s.max_row * s.max_column > MOST_CELLS for s in book.worksheets):
            return TOO_LARGE
        sheets = [
            Sheet(
                s.title,
                [
                    [_as_calamine(v) for v in row]
                    for row in s.iter_rows(1, s.max_row, 1, s.max_column, values_only=True)
                ],
                s.sheet_state == "visible",
                *((markings[s.title].hidden_rows,) if s.title in markings else ()),
            )
            for s in book.worksheets
        ]
    except MemoryError:
        raise
    except Exception as error:  # of any kind: it was made for workbooks that are as they should be
        return damaged(str(error) or type(error).__name__)
    return sheets if has_a_value(sheets) else EMPTY


def _as_calamine(value: Any) -> Any:
    """Numbers as fractions and errors as blanks, which is how every other workbook is read."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return (
        ""
        if value is None or (isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A")))
        else value
    )
