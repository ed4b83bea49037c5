"""The blank return made from a pro forma: drop-downs, locked labels, instructions; and the same one filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from pipeline.forms.definition import Field, Group, ProForma

__all__ = ["blank_workbook", "fill"]

_HEADING = PatternFill("solid", fgColor="16324F")
_LABEL = PatternFill("solid", fgColor="E8EEF5")
_THIN = Side(style="thin", color="8A94A0")
_LINE = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="top")
_DATE = "DD/MM/YYYY"
_REGISTER_ROWS = 200  # rows of a blank register that can be filled in
_LONGEST_TITLE = 32  # of a drop-down's message; Excel calls a workbook with a longer one damaged


@dataclass
class _Form:
    """A workbook under construction, and where the answer to each field goes."""

    pro_forma: ProForma
    book: Workbook
    page: Worksheet
    vocabularies: Mapping[str, Vocabulary]
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)  # group id → first row under its header
    lists: dict[str, str] = field(default_factory=dict)


def blank_workbook(pro_forma: ProForma, vocabularies: Mapping[str, Vocabulary]) -> Workbook:
    """A blank return: the sheet to fill in, how to, and the lists behind the drop-downs (hidden)."""
    return _layout(pro_forma, vocabularies).book


def fill(
    pro_forma: ProForma,
    vocabularies: Mapping[str, Vocabulary],
    answers: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    groups: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> Workbook:
    """The blank return with ``answers`` typed in as they stand: a mapping for a case, a sequence for a register."""
    form = _layout(pro_forma, vocabularies)
    if pro_forma.layout == "register":
        if isinstance(answers, Mapping):
            raise TypeError("a register is filled with a sequence of rows")
        for offset, row in enumerate(answers):
            for id_, (header, column) in form.cells.items():
                _type(form.page, header + 1 + offset, column, row.get(id_))
        return form.book
    if not isinstance(answers, Mapping):
        raise TypeError("a single-case form is filled with one mapping")
    for id_, place in form.cells.items():
        _type(form.page, *place, answers.get(id_))
    for group in pro_forma.groups:
        rows = (groups or {}).get(group.id, ())
        if len(rows) > group.rows:
            raise ValueError(f"the form has room for {group.rows} rows of {group.id}, not {len(rows)}")
        for offset, row in enumerate(rows):
            for c, f in enumerate(group.columns):
                _type(form.page, form.tables[group.id] + offset, 2 + c, row.get(f.id))
    return form.book


def _type(page: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    cell = page.cell(row, column, value)
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"  # typed text is never a formula


def _layout(pro_forma: ProForma, vocabularies: Mapping[str, Vocabulary]) -> _Form:
    book = Workbook()
    page = book.worksheets[0]
    page.title = pro_forma.sheet
    form = _Form(pro_forma, book, page, vocabularies)
    book.properties.title = f"{pro_forma.title}, version {pro_forma.version}"
    book.properties.creator = "caseaudit"
    page.sheet_view.showGridLines = False
    if pro_forma.layout == "register":
        _register(form)
    else:
        _single_case(form)
    _instructions(form)
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False
    page.page_setup.orientation = "landscape" if pro_forma.layout == "register" else "portrait"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return form


def _single_case(form: _Form) -> None:
    page = form.page
    for letter, width in zip("ABCDE", (2, 34, 34, 34, 34), strict=True):
        page.column_dimensions[letter].width = width
    _write(page, 1, 2, form.pro_forma.title, _font(bold=True, size=16, color="16324F"))
    _write(page, 2, 2, f"Version {form.pro_forma.version}", _font(italic=True, color="3D4650"))
    row = 4
    for section in form.pro_forma.sections:
        _band(page, row, 2, 5, section.heading)
        row += 1
        for f in section.fields:
            _question(form, f, row)
            row += 1
        if section.group:
            row = _table(form, section.group, row)
        row += 1


def _question(form: _Form, f: Field, row: int) -> None:
    page = form.page
    _write(page, row, 2, f.label + (" *" if f.required else ""), _font(bold=True), _LABEL)
    page.merge_cells(start_row=row, start_column=3, end_row=row, end_column=5)
    _answer_cell(form, f, row, 3)
    form.cells[f.id] = (row, 3)
    long = f.type == "text" and f.disclosure == "C"
    page.row_dimensions[row].height = 60 if long else 18


def _table(form: _Form, group: Group, row: int) -> int:
    for c, f in enumerate(group.columns):
        _write(form.page, row, 2 + c, f.label, _font(bold=True), _LABEL)
    form.tables[group.id] = row + 1
    for r in range(row + 1, row + 1 + group.rows):
        form.page.row_dimensions[r].height = 48
        for c, f in enumerate(group.columns):
            _answer_cell(form, f, r, 2 + c)
    return row + 1 + group.rows


def _register(form: _Form) -> None:
    page = form.page
    _write(page, 1, 1, form.pro_forma.title, _font(bold=True, size=16, color="16324F"))
    for c, f in enumerate(form.pro_forma.fields, start=1):
        _band(page, 3, c, c, f.label)
        form.cells[f.id] = (3, c)
        page.column_dimensions[get_column_letter(c)].width = 48 if f.type == "text" else 24
        page.row_dimensions[3].height = 20
        for r in range(4, 4 + _REGISTER_ROWS):
            page.cell(r, c).protection = Protection(locked=False)
            page.cell(r, c).alignment = _WRAP
            if f.type == "date":
                page.cell(r, c).number_format = _DATE
        _drop_down(form, f, f"{get_column_letter(c)}4:{get_column_letter(c)}{3 + _REGISTER_ROWS}")
    page.freeze_panes = "A4"


def _answer_cell(form: _Form, f: Field, row: int, column: int) -> None:
    cell = form.page.cell(row, column)
    cell.protection = Protection(locked=False)
    cell.alignment, cell.border = _WRAP, _LINE
    if f.type == "date":
        cell.number_format = _DATE
    _drop_down(form, f, cell.coordinate)


def _drop_down(form: _Form, f: Field, cells: str) -> None:
    vocabulary = form.vocabularies.get("yes_no" if f.type == "yes_no" else f.vocabulary or "")
    if vocabulary is None or not vocabulary.terms or f.several:
        return
    rule = DataValidation(
        type="list",
        formula1=_list(form, vocabulary),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=f.label[:_LONGEST_TITLE],
        error="Choose an answer from the list.",
    )
    form.page.add_data_validation(rule)
    rule.add(cells)


def _list(form: _Form, vocabulary: Vocabulary) -> str:
    """The named range that holds a vocabulary's labels on the hidden sheet of lists."""
    if vocabulary.name not in form.lists:
        page = form.book["Lists"] if "Lists" in form.book.sheetnames else form.book.create_sheet("Lists")
        page.sheet_state = "hidden"
        c = len(form.lists) + 1
        labels = list(vocabulary.labels.values())
        for r, label in enumerate(labels, start=1):
            page.cell(r, c, label)
        letter, name = get_column_letter(c), f"list_{vocabulary.name}"
        form.book.defined_names[name] = DefinedName(name, attr_text=f"Lists!${letter}$1:${letter}${len(labels)}")
        form.lists[vocabulary.name] = name
    return form.lists[vocabulary.name]


def _instructions(form: _Form) -> None:
    page = form.book.create_sheet("How to fill this in")
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 100
    _write(page, 1, 1, "How to fill this in", _font(bold=True, size=16, color="16324F"))
    for r, line in enumerate(form.pro_forma.instructions, start=3):
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
