"""The sheets of a blank return: labels locked, answers open, drop-downs from a hidden sheet of lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import Vocabulary
from pipeline.forms.columns import RegisterColumn, register_columns
from pipeline.forms.definition import Field, Group, ProForma

__all__ = ["REGISTER_ROWS", "Page", "add_instructions", "lay_out_case", "lay_out_register", "new_page"]

_HEADING = PatternFill("solid", fgColor="16324F")
_LABEL = PatternFill("solid", fgColor="E8EEF5")
_THIN = Side(style="thin", color="8A94A0")
_LINE = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="top")
_DATE = "DD/MM/YYYY"
REGISTER_ROWS = 200  # rows of a blank register that can be filled in
_LONGEST_TITLE = 32  # of a drop-down's message; Excel calls a workbook with a longer one damaged


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
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return Page(pro_forma, book, page, vocabularies)


def lay_out_case(sheet: Page) -> None:
    """A single case: a label beside each answer, a small table for each repeated group."""
    page = sheet.page
    page.page_setup.orientation = "portrait"
    for letter, width in zip("ABCDE", (2, 34, 34, 34, 34), strict=True):
        page.column_dimensions[letter].width = width
    _write(page, 1, 2, sheet.pro_forma.title, _font(bold=True, size=16, color="16324F"))
    _write(page, 2, 2, f"Version {sheet.pro_forma.version}", _font(italic=True, color="3D4650"))
    row = 4
    for section in sheet.pro_forma.sections:
        _band(page, row, 2, 5, section.heading)
        row += 1
        for f in section.fields:
            _question(sheet, f, row)
            row += 1
        if section.group:
            row = _table(sheet, section.group, row)
        row += 1


def _question(sheet: Page, f: Field, row: int) -> None:
    page = sheet.page
    _write(page, row, 2, f.label + (" *" if f.required else ""), _font(bold=True), _LABEL)
    page.merge_cells(start_row=row, start_column=3, end_row=row, end_column=5)
    _answer_cell(sheet, f, row, 3)
    sheet.cells[f.id] = (row, 3)
    long = f.type == "text" and f.disclosure == "C"
    page.row_dimensions[row].height = 60 if long else 18


def _table(sheet: Page, group: Group, row: int) -> int:
    for c, f in enumerate(group.columns):
        _write(sheet.page, row, 2 + c, f.label, _font(bold=True), _LABEL)
    sheet.tables[group.id] = row + 1
    names = sheet.fixed_rows(group) if group.fixed else []
    for r in range(row + 1, row + 1 + (len(names) or group.rows)):
        sheet.page.row_dimensions[r].height = 48
        for c, f in enumerate(group.columns):
            if f in group.answered:
                _answer_cell(sheet, f, r, 2 + c)
            else:
                _write(sheet.page, r, 2 + c, names[r - row - 1], _font(), _LABEL)
    return row + 1 + (len(names) or group.rows)


def lay_out_register(sheet: Page, rows: int) -> None:
    """A header row, and below it ``rows`` open rows; with none the sheet is plain, as an outside team makes it."""
    page = sheet.page
    page.page_setup.orientation = "landscape"
    _write(page, 1, 1, sheet.pro_forma.title, _font(bold=True, size=16, color="16324F"))
    for c, column in enumerate(sheet.columns, start=1):
        f, letter = column.field, get_column_letter(c)
        _band(page, 3, c, c, column.label)
        page.column_dimensions[letter].width = 48 if f.type == "text" else 24
        page.row_dimensions[3].height = 20
        for r in range(4, 4 + rows):
            page.cell(r, c).protection = Protection(locked=False)
            page.cell(r, c).alignment = _WRAP
            if f.type == "date":
                page.cell(r, c).number_format = _DATE
        if rows:
            _drop_down(sheet, f, f"{letter}4:{letter}{3 + rows}")
    page.freeze_panes = "A4"
    page.protection.sheet = rows > 0


def _answer_cell(sheet: Page, f: Field, row: int, column: int) -> None:
    cell = sheet.page.cell(row, column)
    cell.protection = Protection(locked=False)
    cell.alignment, cell.border = _WRAP, _LINE
    if f.type == "date":
        cell.number_format = _DATE
    _drop_down(sheet, f, cell.coordinate)


def _drop_down(sheet: Page, f: Field, cells: str) -> None:
    vocabulary = sheet.vocabularies.get("yes_no" if f.type == "yes_no" else f.vocabulary or "")
    if vocabulary is None or not vocabulary.terms or f.several:
        return
    rule = DataValidation(
        type="list",
        formula1=_list(sheet.book, vocabulary),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=f.label[:_LONGEST_TITLE],
        error="Choose an answer from the list.",
    )
    sheet.page.add_data_validation(rule)
    rule.add(cells)


def _list(book: Workbook, vocabulary: Vocabulary) -> str:
    """The named range that holds a vocabulary's labels on the hidden sheet of lists."""
    name = f"list_{vocabulary.name}"
    if name not in book.defined_names:
        page = book["Lists"] if "Lists" in book.sheetnames else book.create_sheet("Lists")
        page.sheet_state = "hidden"
        c = len(book.defined_names) + 1
        labels = list(vocabulary.labels.values())
        for r, label in enumerate(labels, start=1):
            page.cell(r, c, label)
        letter = get_column_letter(c)
        book.defined_names[name] = DefinedName(name, attr_text=f"Lists!${letter}$1:${letter}${len(labels)}")
    return name


def add_instructions(book: Workbook, pro_forma: ProForma) -> None:
    """The sheet that says how to fill the form in."""
    page = book.create_sheet("How to fill this in")
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 100
    _write(page, 1, 1, "How to fill this in", _font(bold=True, size=16, color="16324F"))
    for r, line in enumerate(pro_forma.instructions, start=3):
        _write(page, r, 1, line, _font())
    page.protection.sheet = True


def _band(page: Worksheet, row: int, first: int, last: int, text: str) -> None:
    for c in range(first, last + 1):
        page.cell(row, c).fill = _HEADING
    _write(page, row, first, text, _font(bold=True, color="FFFFFF"), _HEADING)


def _font(**settings: Any) -> Font:
    return Font(name="Calibri", **({"size": 11} | settings))  # a font without a name or a size is the program's choice


def _write(page: Worksheet, row: int, column: int, text: str, font: Font, fill: PatternFill | None = None) -> None:
    cell = page.cell(row, column, text)
    cell.font, cell.alignment = font, _WRAP
    if fill:
        cell.fill, cell.border = fill, _LINE
