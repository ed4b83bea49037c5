"""Changes to a form's sheet that people make by hand: openpyxl moves values, and not what belongs to them."""

from __future__ import annotations

from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import plain
from pipeline.forms import Field

__all__ = ["insert_row", "label_row", "mark_synthetic", "move_right", "row_of_text"]

MARK = "Synthetic data – invented for demonstration; no real child or worker"


def mark_synthetic(book: Workbook, cell: str) -> None:
    """Say on the first sheet, away from any answer, and in the properties that the workbook is invented."""
    page = book.worksheets[0]
    page[cell].value = MARK
    page[cell].font = Font(name="Calibri", size=11, italic=True, color="8A1C1C")
    book.properties.category = "Synthetic data"
    book.properties.keywords = "synthetic data; invented"


def row_of_text(page: Worksheet, text: str) -> int:
    """The first row that has ``text`` in its second column; LookupError if there is none."""
    for row in range(1, page.max_row + 1):
        if plain(page.cell(row, 2).value or "") == plain(text):
            return row
    raise LookupError(text)


def label_row(page: Worksheet, f: Field) -> int:
    """The row of a question, whatever its label says now; LookupError if it is gone.

    Labels are bold: a theme typed into a table may have the same words and is not one.
    """
    for row in range(4, page.max_row + 1):
        cell = page.cell(row, 2)
        if cell.font.b and plain(cell.value or "") in f.spellings:
            return row
    raise LookupError(f.label)


def move_right(page: Worksheet, row: int, column: int) -> None:
    """Move an answer one cell to the right, out of its merged box."""
    for box in [str(r) for r in page.merged_cells.ranges if r.min_row == row]:
        page.unmerge_cells(box)
    page.cell(row, column + 1).value = page.cell(row, column).value
    page.cell(row, column).value = None


def insert_row(page: Worksheet, at: int) -> None:
    """Insert an empty row above row ``at``, and move merged boxes, drop-downs and row heights down with it."""
    boxes = sorted(str(r) for r in page.merged_cells.ranges)
    for box in boxes:
        page.unmerge_cells(box)
    heights = {row: size.height for row, size in page.row_dimensions.items()}
    page.insert_rows(at)
    for box in boxes:
        page.merge_cells(_lowered(box, at))
    for row, height in heights.items():
        page.row_dimensions[row + (row >= at)].height = height
    page.row_dimensions[at].height = None
    for rule in page.data_validations.dataValidation:
        rule.sqref = MultiCellRange([CellRange(_lowered(str(r), at)) for r in sorted(rule.sqref.ranges, key=str)])


def _lowered(box: str, at: int) -> str:
    moved = CellRange(box)
    if moved.min_row >= at:
        moved.shift(row_shift=1)
    return str(moved.coord)
