"""The blank return made from a pro forma, and the same one filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import Vocabulary
from pipeline.errors import ConfigurationError
from pipeline.forms.columns import RegisterColumn
from pipeline.forms.definition import Group, Layout, ProForma
from pipeline.forms.pages import REGISTER_ROWS, Page, add_instructions, lay_out_case, lay_out_register, new_page

__all__ = ["blank_workbook", "fill", "fill_register"]

Answers = Mapping[str, Any]
Groups = Mapping[str, Sequence[Answers]]


def blank_workbook(
    pro_forma: ProForma, vocabularies: Mapping[str, Vocabulary], layout: Layout | None = None
) -> Workbook:
    """A blank return: the sheet to fill in, how to, and the lists behind the drop-downs (hidden).

    ``layout`` is the pro forma's own unless another is asked for: a return can be laid out as a register, a row a case.
    ConfigurationError for a form that is answered in fixed cells, or a layout that a return cannot have.
    """
    return _laid_out(pro_forma, vocabularies, layout or pro_forma.layout)[0]


def fill(
    pro_forma: ProForma,
    vocabularies: Mapping[str, Vocabulary],
    answers: Answers | Sequence[Answers],
    groups: Groups | Sequence[Groups] | None = None,
    layout: Layout | None = None,
) -> Workbook:
    """The blank return with ``answers`` typed in as they stand: a mapping for a case, a sequence for a register.

    ``groups`` likewise: the rows of each group of the case, or of each row of the register.
    """
    layout = layout or pro_forma.layout
    if layout == "register" and isinstance(answers, Mapping):
        raise TypeError("a register is filled with a sequence of rows")
    if layout == "single-case" and not (isinstance(answers, Mapping) and isinstance(groups or {}, Mapping)):
        raise TypeError("a single-case form is filled with one mapping")
    book, sheet = _laid_out(pro_forma, vocabularies, layout)
    if isinstance(answers, Mapping):
        _type_case(sheet, answers, groups if isinstance(groups, Mapping) else {})
    else:
        beside = [{} for _ in answers] if groups is None or isinstance(groups, Mapping) else groups
        _type_rows(sheet, list(zip(answers, beside, strict=True)))
    return book


def _laid_out(pro_forma: ProForma, vocabularies: Mapping[str, Vocabulary], layout: Layout) -> tuple[Workbook, Page]:
    book = Workbook()
    if layout == "register":
        sheet = new_page(book, pro_forma, vocabularies)
        lay_out_register(sheet, REGISTER_ROWS)
    else:
        _refuse_single_case(pro_forma)
        sheet = new_page(book, pro_forma, vocabularies)
        lay_out_case(sheet)
    add_instructions(book, pro_forma)
    return book, sheet


def _refuse_single_case(pro_forma: ProForma) -> None:
    if pro_forma.layout == "register":
        raise ConfigurationError(f"The pro forma {pro_forma.name} is a register, a row a case: it has no other layout.")
    fixed = [f.cell for f in pro_forma.fields if f.cell]
    if fixed:
        raise ConfigurationError(
            f"The pro forma {pro_forma.name} is answered in fixed cells ({', '.join(fixed[:4])}), so its blank form is "
            "the workbook that they were taken from: send that out. A register can be made: --layout register"
        )


def fill_register(
    filled: Sequence[tuple[ProForma, Sequence[tuple[Answers, Groups]]]], vocabularies: Mapping[str, Vocabulary]
) -> Workbook:
    """A register of returns as an outside team sends it: a sheet for each pro forma, a row a case (answers, groups)."""
    book = Workbook()
    for pro_forma, rows in filled:
        sheet = new_page(book, pro_forma, vocabularies)
        lay_out_register(sheet, 0)
        _type_rows(sheet, rows)
    return book


def _type_rows(sheet: Page, rows: Sequence[tuple[Answers, Groups]]) -> None:
    for r, (answers, groups) in enumerate(rows, start=4):
        for c, column in enumerate(sheet.columns, start=1):
            _type(sheet.page, r, c, _answer_to(column, answers, groups))


def _answer_to(column: RegisterColumn, answers: Answers, groups: Groups) -> Any:
    if column.group is None:
        return answers.get(column.field.id)
    rows = groups.get(column.group.id, ())
    if column.term is not None:
        named = column.group.columns[0].id
        return next((row.get(column.field.id) for row in rows if row[named] == column.term), None)
    _refuse_overflow(column.group, rows)
    return rows[column.row].get(column.field.id) if column.row < len(rows) else None


def _type_case(sheet: Page, answers: Answers, groups: Groups) -> None:
    for id_, place in sheet.cells.items():
        _type(sheet.page, *place, answers.get(id_))
    for group in sheet.pro_forma.groups:
        rows = groups.get(group.id, ())
        _refuse_overflow(group, rows)
        for offset, row in enumerate(rows):
            below = sheet.fixed_rows(group).index(row[group.columns[0].id]) if group.fixed else offset
            for f, (first, _) in zip(group.columns, sheet.boxes(group), strict=True):
                if f in group.answered:
                    _type(sheet.page, sheet.tables[group.id] + below, first, row.get(f.id))


def _refuse_overflow(group: Group, rows: Sequence[Answers]) -> None:
    if len(rows) > group.rows:
        raise ValueError(f"the form has room for {group.rows} rows of {group.id}, not {len(rows)}")


def _type(page: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    cell = page.cell(row, column, value)
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"  # typed text is never a formula
