"""What the registers that managers fill in have in common: a form with columns more, open only where they answer."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import Vocabulary
from pipeline.forms import Field, ProForma, fill

__all__ = ["add_list", "finish_register", "new_register", "with_columns"]

_FIRST_ROW = 4  # of the records; the header of a register stands above it
_INK, _OPEN = "16324F", "FFF9E5"
_THIN = Side(style="thin", color="8A94A0")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LINE, _TALLEST = 15.0, 400.0  # points; Excel allows 409
_FONT = "Calibri"
_DATE = "DD/MM/YYYY"
Row = Mapping[str, Any]


def with_columns(form: ProForma, columns: Mapping[str, Sequence[Field]], instructions: Sequence[str] = ()) -> ProForma:
    """A register with more columns, after the fields that are named; a reader of the form passes over them."""
    (section,) = form.sections
    fields = [f for own in section.fields for f in (own, *columns.get(own.id, ()))]
    wide = section.model_copy(update={"fields": tuple(fields)})
    return form.model_copy(update={"sections": (wide,), "instructions": (*form.instructions, *instructions)})


def new_register(form: ProForma, words: Mapping[str, Vocabulary], rows: Sequence[Row]) -> Workbook:
    """The register with these rows in it: the form's own sheet, drop-downs and instructions."""
    typed = [{id_: cell_text(value) for id_, value in row.items()} for row in rows]
    return fill(form, words, typed)


def cell_text(value: Any) -> Any:
    """A value that a cell can hold; a space in the place of a control character, which none can."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value


def finish_register(
    book: Workbook,
    form: ProForma,
    told: str,
    widths: Mapping[str, int],
    open_fields: Collection[str],
    bold: Collection[int] = (),
    rows: int = 0,
    blank: int = 0,
) -> None:
    """Set ``rows`` records and ``blank`` rows under them: who may type where, what is overdue in bold, filters, paper.

    ``told`` stands under the title. ``open_fields`` may be answered, in a blank row the first field too. ``bold``: the
    records to stand out, counted from 0.
    """
    page = book.worksheets[0]
    last = _FIRST_ROW + max(rows + blank, 1) - 1
    page.delete_rows(last + 1, max(page.max_row - last, 0))
    fields = list(form.fields)
    for c, field in enumerate(fields, start=1):
        page.column_dimensions[get_column_letter(c)].width = widths.get(field.id, 16)
        for r in range(_FIRST_ROW, _FIRST_ROW + rows + blank):
            answered = field.id in open_fields or (c == 1 and r >= _FIRST_ROW + rows)
            _set_cell(page.cell(r, c), field, answered, bold=r - _FIRST_ROW in bold)
    _set_heights(page, [widths.get(f.id, 16) for f in fields], rows)
    _limit_lists(page, last)
    page["A2"] = told
    page["A2"].font = Font(name=_FONT, size=11)
    page["A1"].alignment = page["A2"].alignment = Alignment(wrap_text=False)  # they run over the columns beside them
    page.row_dimensions[3].height = 2 * _LINE
    page.auto_filter.ref = f"A3:{get_column_letter(len(fields))}{last}"
    page.protection.autoFilter = page.protection.sort = False  # False: allowed
    page.freeze_panes = f"B{_FIRST_ROW}"
    _paper(page)


def _set_cell(cell: Any, field: Field, answered: bool, bold: bool) -> None:
    """One cell of a record: open and yellow where it is to be answered, locked elsewhere."""
    cell.protection = Protection(locked=not answered)
    cell.fill = PatternFill("solid", fgColor=_OPEN) if answered else PatternFill()
    cell.border = _LINES
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=_side(field))
    cell.font = Font(name=_FONT, size=11, bold=bold)
    if field.type == "date":
        cell.number_format = _DATE


def _side(field: Field) -> str:
    return "center" if field.type == "date" else "left"


def _set_heights(page: Worksheet, widths: Sequence[int], rows: int) -> None:
    """As many lines as the longest text of a row needs: a row of a protected sheet does not grow by itself."""
    for r in range(_FIRST_ROW, _FIRST_ROW + rows):
        texts = [str(page.cell(r, c).value or "") for c in range(1, len(widths) + 1)]
        lines = max(math.ceil(len(text) / width) for text, width in zip(texts, widths, strict=True))
        page.row_dimensions[r].height = min(max(lines, 1) * _LINE + 3, _TALLEST)


def _limit_lists(page: Worksheet, last: int) -> None:
    """The drop-downs of the form, down to the last row and no further."""
    from openpyxl.worksheet.cell_range import MultiCellRange

    for rule in page.data_validations.dataValidation:
        letter = "".join(c for c in str(rule.sqref).partition(":")[0] if c.isalpha())
        rule.sqref = MultiCellRange(f"{letter}{_FIRST_ROW}:{letter}{last}")


def _paper(page: Worksheet) -> None:
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    page.print_title_rows = "1:3"
    page.oddFooter.center.text = "&A, page &P of &N"  # type: ignore[union-attr]


def add_list(
    book: Workbook, name: str, told: str, header: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int]
) -> None:
    """A sheet to read: a title, a sentence, and a table; behind the first sheet. No text in it is a formula."""
    place = 1 + sum(
        page.sheet_state == "visible" and page.title != "How to fill this in" for page in book.worksheets[1:]
    )
    page = book.create_sheet(name, place)
    page.sheet_view.showGridLines = False
    page["A1"], page["A2"] = name, told
    page["A1"].font, page["A2"].font = Font(name=_FONT, size=16, bold=True, color=_INK), Font(name=_FONT, size=11)
    for r, row in enumerate([header, *rows] if rows else [], start=_FIRST_ROW - 1):
        for c, value in enumerate(row, start=1):
            cell = page.cell(r, c, cell_text(value))
            if isinstance(value, str):
                cell.data_type = "s"
            cell.border, cell.alignment = _LINES, Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name=_FONT, size=11)
            if r < _FIRST_ROW:
                cell.font = Font(name=_FONT, size=11, bold=True, color="FFFFFF")
                cell.fill = PatternFill("solid", fgColor=_INK)
            elif hasattr(value, "year"):
                cell.number_format = _DATE
    for c, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(c)].width = width
    if rows:
        _set_heights(page, widths, len(rows))
        page.auto_filter.ref = f"A{_FIRST_ROW - 1}:{get_column_letter(len(header))}{_FIRST_ROW + len(rows) - 1}"
        page.freeze_panes = f"A{_FIRST_ROW}"
    page.protection.sheet = True
    page.protection.autoFilter = page.protection.sort = False
    page.protection.formatColumns = page.protection.formatRows = False
    page.sheet_properties.pageSetUpPr = book.worksheets[0].sheet_properties.pageSetUpPr
    _paper(page)
