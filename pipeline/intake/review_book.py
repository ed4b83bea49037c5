"""The blank ``review.xlsx``: a row for each decision, worst first, with those that were taken already filled in."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import Round
from pipeline.forms.drawing import HEADING, INK, WRAP, border, font
from pipeline.intake.questions import Decisions, Question, writable
from pipeline.intake.review import COLUMNS, SHEET

__all__ = ["review_workbook", "type_in"]

_OPEN, _BAND = (PatternFill("solid", fgColor=c) for c in ("FFF8E1", "F4F7FA"))
_LINE = border("C3CBD4")
_HEADER = 9  # the row of the column labels; above it stand the title and how to fill it in
_WIDTHS = {
    "about": 15, "file": 30, "sheet": 13, "cell": 8, "field": 22, "found": 26, "times": 7, "done": 36, "suggestion": 34,
    "decision": 28, "allowed": 44,
}  # fmt: skip


def review_workbook(round_: Round, questions: Sequence[Question], decisions: Decisions) -> Workbook:
    """The workbook for the questions of a round."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = SHEET
    book.properties.title, book.properties.creator = f"Review: {round_.title}", "caseaudit"
    _explain(page, round_, sum(decisions.on(q) is None for q in questions))
    for c, (name, label) in enumerate(COLUMNS.items(), start=1):
        cell = page.cell(_HEADER, c, label)
        cell.font, cell.fill, cell.border, cell.alignment = font(bold=True, color="FFFFFF"), HEADING, _LINE, WRAP
        page.column_dimensions[get_column_letter(c)].width = _WIDTHS[name]
    for r, question in enumerate(questions, start=_HEADER + 1):
        _lay_out(page, r, question, decisions)
    _offer(book, page, questions)
    _finish(page, len(questions))
    return book


def _explain(page: Worksheet, round_: Round, left: int) -> None:
    """Title, and how to fill it in."""
    asked = f"{left} left to decide, the gravest first." if left else "Nothing is left to decide."
    lines = (
        f"{asked} You can mend a return instead: then its row is gone the next time.",
        "Choose or write in the yellow column; leave it blank where you do not know yet. What you decide on a word "
        "that is not in the list, or may be a name, holds wherever it stands.",
        f"Save this workbook as data/raw/{round_.id}/review.xlsx and run the round again; it is used from then on.",
        "To keep what a word means for all rounds: add it to the aliases of its term in data/council/vocabularies.yml.",
        "It names files and words as received: keep it where the returns are kept, and send it to nobody outside."
        + (" Synthetic data: no real child, family or worker." if round_.synthetic else ""),
    )
    page.cell(1, 1, f"What to decide: {round_.title}").font = font(bold=True, size=16, color=INK)
    for r, line in enumerate(lines, start=3):
        page.cell(r, 1, line).font = font()


def _lay_out(page: Worksheet, row: int, question: Question, decisions: Decisions) -> None:
    decision = decisions.on(question)
    refused = question.key in decisions.refused
    values = {name: getattr(question, name) for name in COLUMNS if name != "decision"}
    for c, name in enumerate(COLUMNS, start=1):
        cell = page.cell(row, c)
        if name == "decision":
            type_in(cell, decision.value if decision and not refused else None)
            cell.protection, cell.fill = Protection(locked=False), _OPEN
            cell.number_format = "DD/MM/YYYY" if question.free == "the date" else "General"
        else:
            type_in(cell, values[name])
            cell.fill = _BAND if (row - _HEADER) % 2 == 0 else PatternFill()
        cell.font, cell.border, cell.alignment = font(bold=name == "decision"), _LINE, WRAP
    lines = max(ceil(len(str(values[name])) / _WIDTHS[name]) for name in values)
    page.row_dimensions[row].height = min(max(lines, 1) * 15 + 3, 400)  # not every program finds the height itself


def type_in(cell: Cell | Any, value: object) -> None:
    """Put a value into a cell as it was typed; blank stays blank, and no text is a formula."""
    if value is None or value == "":
        return
    cell.value = writable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _offer(book: Workbook, page: Worksheet, questions: Sequence[Question]) -> None:
    """Drop-downs of what may be chosen; where something else may be written too, they do not insist."""
    lists = book.create_sheet("Lists")
    lists.sheet_state = "hidden"
    rules: dict[tuple[Any, ...], DataValidation] = {}
    letter = get_column_letter(list(COLUMNS).index("decision") + 1)
    for row, question in enumerate(questions, start=_HEADER + 1):
        offered = (question.choices, bool(question.free))
        if offered not in rules:
            rules[offered] = _drop_down(lists, len(rules) + 1, *offered)
            page.add_data_validation(rules[offered])
        rules[offered].add(f"{letter}{row}")


def _drop_down(lists: Worksheet, column: int, choices: Sequence[str], or_written: bool) -> DataValidation:
    letter = get_column_letter(column)
    for r, choice in enumerate(choices, start=1):
        lists.cell(r, column, choice)
    return DataValidation(
        type="list",
        formula1=f"Lists!${letter}$1:${letter}${len(choices)}",
        allow_blank=True,
        showErrorMessage=not or_written,
        errorTitle="Not a choice",
        error="Choose from the list, or leave it blank.",
        showInputMessage=or_written,
        promptTitle="Write or choose" if or_written else None,
        prompt="Write the answer, or choose from the list." if or_written else None,
    )


def _finish(page: Worksheet, rows: int) -> None:
    last = get_column_letter(len(COLUMNS))
    page.freeze_panes = f"A{_HEADER + 1}"
    page.auto_filter.ref = f"A{_HEADER}:{last}{_HEADER + max(rows, 1)}"
    page.sheet_view.showGridLines = False
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.autoFilter = False
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{_HEADER}:{_HEADER}"
