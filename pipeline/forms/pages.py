"""The sheets of a blank return: labels locked, answers open, drop-downs from a hidden sheet of lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import Vocabulary
from pipeline.forms.choices import offer
from pipeline.forms.columns import RegisterColumn, register_columns
from pipeline.forms.definition import Field, Group, ProForma
from pipeline.forms.drawing import HEADING, INK, WRAP, border, font

__all__ = ["REGISTER_ROWS", "Page", "add_instructions", "lay_out_case", "lay_out_register", "new_page"]

_LABEL = PatternFill("solid", fgColor="E8EEF5")
_LINE = border("8A94A0")
_DATE = "DD/MM/YYYY"
_LAST_COLUMN = 5  # of a single-case form: E
REGISTER_ROWS = 200  # rows of a blank register that can be filled in
_A4 = 9
_LINE_OF_LABEL, _POINTS_A_LINE = 36, 15  # characters of a bold label that fit its column; height of a line
_TITLE_POINTS = 26


@dataclass
class Page:
    """A sheet under construction, and where the answer to each field goes."""

    pro_forma: ProForma
    book: Workbook
    page: Worksheet
    vocabularies: Mapping[str, Vocabulary]
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)  # group id → first row under its header

    @property
    def columns(self) -> list[RegisterColumn]:
        """The columns, where it is laid out as a register."""
        return register_columns(self.pro_forma, self.vocabularies)

    def fixed_rows(self, group: Group) -> list[str]:
        """The labels of a fixed group's rows, in order."""
        return list(self.vocabularies[group.columns[0].vocabulary or ""].labels.values())

    def boxes(self, group: Group) -> list[tuple[int, int]]:
        """The first and last column of each column of a small table: together as wide as the form.

        What is left over goes to the first that is answered in words, for want of one to the last.
        """
        wordy = (n for n, f in enumerate(group.columns) if f.type == "text")
        wide, spare = next(wordy, len(group.columns) - 1), max(0, _LAST_COLUMN - 1 - len(group.columns))
        firsts = [2 + n + (spare if n > wide else 0) for n in range(len(group.columns))]
        return [(first, first + (spare if n == wide else 0)) for n, first in enumerate(firsts)]


def new_page(book: Workbook, pro_forma: ProForma, vocabularies: Mapping[str, Vocabulary]) -> Page:
    """The next sheet of a workbook, empty, for one pro forma."""
    first = not book.properties.title
    page = book.worksheets[0] if first else book.create_sheet()
    page.title = pro_forma.sheet
    if first:
        book.properties.title = f"{pro_forma.title}, version {pro_forma.version}"
        book.properties.creator = "caseaudit"
    page.sheet_view.showGridLines = False
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    _print_well(page, pro_forma)
    return Page(pro_forma, book, page, vocabularies)


def _print_well(page: Worksheet, pro_forma: ProForma) -> None:
    """A4, as wide as the paper and as many pages long as it takes, each with its number."""
    page.page_setup.paperSize = _A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.print_options.horizontalCentered = True
    footer: Any = page.oddFooter
    footer.left.text = f"{pro_forma.title}, version {pro_forma.version}".replace("&", "&&")
    footer.right.text = "Page &P of &N"


def lay_out_case(sheet: Page) -> None:
    """A single case: a label beside each answer, a small table for each repeated group."""
    page = sheet.page
    page.page_setup.orientation = "portrait"
    page.row_dimensions[1].height = _TITLE_POINTS
    for letter, width in zip("ABCDE", (2, 34, 34, 34, 34), strict=True):
        page.column_dimensions[letter].width = width
    _write(page, 1, 2, sheet.pro_forma.title, font(bold=True, size=16, color=INK))
    _write(page, 2, 2, f"Version {sheet.pro_forma.version}", font(italic=True, color="3D4650"))
    if any(f.required for f in sheet.pro_forma.fields):
        _write(page, 2, 3, "* needs an answer", font(italic=True, color="3D4650"))
    row = 4
    for section in sheet.pro_forma.sections:
        _band(page, row, 2, 5, section.heading)
        row += 1
        for f in section.fields:
            row = _question(sheet, f, row)
        if section.group:
            row = _table(sheet, section.group, row)
        row += 1


def _question(sheet: Page, f: Field, row: int) -> int:
    """A label, and the box for its answer where the reader will look for it; the row below."""
    page, label = sheet.page, f.label + (" *" if f.required else "")
    down, _ = sheet.pro_forma.offset(f)
    top, left = (row + down, 2) if down else (row, 3)
    _write(page, row, 2, label, font(bold=True), _LABEL)
    if down:
        _span(page, row, 2, _LAST_COLUMN)
    _answer_cell(page, f, top, left)
    _span(page, top, left, _LAST_COLUMN)
    offer(sheet.book, page, f, sheet.vocabularies, page.cell(top, left).coordinate)
    sheet.cells[f.id] = (top, left)
    lines = 4 if f.type == "text" and f.disclosure == "C" else 1
    if not down:
        lines = max(lines, -(-len(label) // _LINE_OF_LABEL))
    page.row_dimensions[top].height = lines * _POINTS_A_LINE + (3 if lines < 4 else 0)
    return top + 1


def _span(page: Worksheet, row: int, first: int, last: int) -> None:
    """One box over some columns of a row, with a line all round it."""
    for c in range(first, last + 1):
        page.cell(row, c).border = _LINE
    if first < last:
        page.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def _table(sheet: Page, group: Group, row: int) -> int:
    """The small table of a group, as wide as the form; the row below it."""
    sheet.tables[group.id] = row + 1
    names = sheet.fixed_rows(group) if group.fixed else []
    below = row + 1 + (len(names) or group.rows)
    for r in range(row + 1, below):
        sheet.page.row_dimensions[r].height = 48
    for f, (first, last) in zip(group.columns, sheet.boxes(group), strict=True):
        _write(sheet.page, row, first, f.label, font(bold=True), _LABEL)
        _span(sheet.page, row, first, last)
        for r in range(row + 1, below):
            if f in group.answered:
                _answer_cell(sheet.page, f, r, first)
            else:
                _write(sheet.page, r, first, names[r - row - 1], font(), _LABEL)
            _span(sheet.page, r, first, last)
        if f in group.answered:
            letter = get_column_letter(first)
            offer(sheet.book, sheet.page, f, sheet.vocabularies, f"{letter}{row + 1}:{letter}{below - 1}")
    return below


def lay_out_register(sheet: Page, rows: int) -> None:
    """A header row, and below it ``rows`` open rows; with none the sheet is plain, as an outside team makes it."""
    page = sheet.page
    page.page_setup.orientation = "landscape"
    title = f"{sheet.pro_forma.title}, version {sheet.pro_forma.version}"
    _write(page, 1, 1, title, font(bold=True, size=16, color=INK), wrap=False)
    page.row_dimensions[1].height = _TITLE_POINTS
    page.print_title_rows = "3:3"
    for c, column in enumerate(sheet.columns, start=1):
        f, letter = column.field, get_column_letter(c)
        _band(page, 3, c, c, column.label)
        page.column_dimensions[letter].width = 48 if f.type == "text" else 24
        for r in range(4, 4 + rows):
            page.cell(r, c).protection = Protection(locked=False)
            page.cell(r, c).alignment = WRAP
            if f.type == "date":
                page.cell(r, c).number_format = _DATE
        if rows:
            offer(sheet.book, page, f, sheet.vocabularies, f"{letter}4:{letter}{3 + rows}")
    page.row_dimensions[3].height = 34  # a label of two lines
    page.freeze_panes = "A4"
    page.protection.sheet = rows > 0


def _answer_cell(page: Worksheet, f: Field, row: int, column: int) -> None:
    cell = page.cell(row, column)
    cell.protection = Protection(locked=False)
    cell.alignment, cell.border = WRAP, _LINE
    if f.type == "date":
        cell.number_format = _DATE


def add_instructions(book: Workbook, pro_forma: ProForma) -> None:
    """The sheet that says how to fill the form in."""
    page = book.create_sheet("How to fill this in")
    page.sheet_view.showGridLines = False
    _print_well(page, pro_forma)
    page.column_dimensions["A"].width = 84  # as wide as the paper
    _write(page, 1, 1, "How to fill this in", font(bold=True, size=16, color=INK))
    for r, line in enumerate(pro_forma.instructions, start=3):
        _write(page, r, 1, line, font())
        page.row_dimensions[r].height = -(-len(line) // 76) * _POINTS_A_LINE + 6
    page.row_dimensions[1].height = _TITLE_POINTS
    page.protection.sheet = True


def _band(page: Worksheet, row: int, first: int, last: int, text: str) -> None:
    for c in range(first, last + 1):
        page.cell(row, c).fill = HEADING
    _write(page, row, first, text, font(bold=True, color="FFFFFF"), HEADING)


def _write(
    page: Worksheet, row: int, column: int, text: str, face: Font, fill: PatternFill | None = None, *, wrap: bool = True
) -> None:
    cell = page.cell(row, column, text)
    cell.font, cell.alignment = face, WRAP if wrap else Alignment(vertical="top")
    if fill:
        cell.fill, cell.border = fill, _LINE
