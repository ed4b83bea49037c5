"""The workbook of data tables: every number in it was printed by its document, or is what a chart is drawn from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.compose.workbooks import DataTable, document_tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["workbook_faults"]

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ABOUT = 3  # sheets before the first table: cover, contents, notes
_ABOVE = 3  # rows over the first row of a table: title, instruction, header


def workbook_faults(path: Path, document: str, charts: pd.DataFrame) -> list[tuple[str, str]]:
    """(sheet and cell, what is wrong) for a workbook beside a document.

    ``document``: its ``.qmd``. Its tables stand first, cell for cell. ``charts``: what was noted as printed when the
    data behind the charts were written, in the order of rows and columns in which they stand on the sheets after them.
    """
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    try:
        sheets = [(s.title, list(s.iter_rows())) for s in book.worksheets][_ABOUT:]
    finally:
        book.close()
    tables = document_tables(document)
    if len(sheets) < len(tables):
        return [("the workbook", f"it has {len(sheets)} tables, and the document {len(tables)}")]
    faults = [f for (name, rows), table in zip(sheets, tables, strict=False) for f in _unlike(name, rows, table)]
    return [*faults, *_uncharted(sheets[len(tables) :], charts)]


def _unlike(name: str, rows: Sequence[Sequence[Any]], table: DataTable) -> Iterator[tuple[str, str]]:
    """Cells of a sheet with another number than the document's table has there."""
    for row, values in zip(rows[_ABOVE:], table.rows, strict=False):
        for cell, value in zip(row, values, strict=False):
            if _said(cell.value) != _said(value):
                yield f"{name}, cell {cell.coordinate}", f'"{cell.value}" is "{value}" in the document'
    if len(rows) - _ABOVE != len(table.rows):
        yield name, f"it has {len(rows) - _ABOVE} rows, and the document's table {len(table.rows)}"


def _uncharted(
    sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]], charts: pd.DataFrame
) -> Iterator[tuple[str, str]]:
    """Numbers behind the charts that are not those noted, one after the other."""
    noted = [n for text in charts["text"] for n in _said(text)]
    cells = [
        (f"{name}, cell {cell.coordinate}", number)
        for name, rows in sheets
        for row in rows[_ABOVE:]
        for cell in row[2:]  # after the period and what is counted
        for number in _said(cell.value)
    ]
    for (place, number), known in zip(cells, noted, strict=False):
        if number != known:
            yield place, f'"{number}" is "{known}" in the document'
            return  # all that follow would be told as well
    if len(cells) != len(noted):
        yield "the data behind the charts", f"they are {len(cells)} numbers, and the document noted {len(noted)}"


def _said(value: object) -> list[str]:
    """The numbers of a cell or a printed text, without their units and commas."""
    return [f"{Decimal(number.replace(',', '')).normalize():f}" for number in _NUMBER.findall(str(value))]
