"""``review.xlsx``: the questions as a workbook to be filled in, and what was decided in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import plain
from pipeline.errors import ConfigurationError
from pipeline.forms import Sheet, address
from pipeline.intake.containers import Refusal, read_workbook
from pipeline.intake.problems import Place
from pipeline.intake.review import Decision, Question, Review

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["REVIEW", "read_review", "review_workbook"]

REVIEW = "review.xlsx"
_SHEET, _LISTS = "Review", "Lists"
_COLUMNS = {  # heading → width in characters
    "About": 16, "Question": 26, "As typed": 34, "File": 38, "Sheet": 16, "Cell": 10, "Times": 8,
    "Closest": 24, "Decision": 34, "What can be decided": 60,
}  # fmt: skip
_HEADER = 4
_MOST = 32_000  # characters in a cell


def read_review(path: Path) -> Review:
    """The decisions in a filled-in file; none where there is no file. ConfigurationError if it cannot be used."""
    if not path.is_file():
        return Review()
    sheets = read_workbook(path)
    if isinstance(sheets, Refusal):
        raise ConfigurationError(f"{path} cannot be used: {sheets.reason}. {sheets.suggestion}")
    wanted = {plain(heading): heading for heading in _COLUMNS}
    for sheet in sheets:
        for r, texts in enumerate(sheet.texts):
            places = {wanted[text]: c for c, text in texts.items() if text in wanted}
            if {"About", "Decision"} <= places.keys():
                return _decisions(path, sheet, r, places)
    raise ConfigurationError(
        f'{path} cannot be used: no row in it has the headings "About" and "Decision". Fill in the file of that name '
        "that cleaning writes beside the tables, and save it here."
    )


def _decisions(path: Path, sheet: Sheet, header: int, places: dict[str, int]) -> Review:
    decisions: dict[tuple[str, ...], Decision] = {}
    for r in range(header + 1, len(sheet.rows)):
        row = {heading: _typed(sheet.value(r, c)) for heading, c in places.items()}
        if not row["Decision"]:
            continue
        place = Place(row.get("File", ""), row.get("Sheet", ""))
        key = Question(row["About"], row.get("Question", ""), row.get("As typed", ""), place, row.get("Cell", "")).key
        cell = address(r, places["Decision"])
        before = decisions.get(key)
        if before is not None and plain(before.text) != plain(row["Decision"]):
            raise ConfigurationError(
                f"{path}: {sheet.name}!{cell} decides otherwise than {sheet.name}!{before.cell} on the same question. "
                "Take one of the two out."
            )
        decisions[key] = Decision(row["Decision"], cell)
    return Review(decisions, sheet.name)


def _typed(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "strftime"):  # a date that Excel made of what was written
        return str(value.strftime("%d/%m/%Y"))
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def review_workbook(questions: Iterable[Question], synthetic: bool) -> Workbook:
    """The questions, a row each, with drop-downs for the decisions; those decided already stand below the others."""
    from openpyxl import Workbook

    asked = sorted(questions, key=lambda q: bool(q.decision))
    book = Workbook()
    page: Any = book.active
    page.title = _SHEET
    book.properties.title, book.properties.creator = "What is to be decided", "caseaudit"
    _write_head(page, len([q for q in asked if not q.decision]), synthetic)
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for r, question in enumerate(asked, start=_HEADER + 1):
        for c, value in enumerate(_cells(question), start=1):
            cell: Any = page.cell(r, c, value)
            if isinstance(value, str):
                cell.data_type = "s"  # typed text is never a formula
    _style(page, len(asked))
    _offer(page, lists, asked)
    return book


def _cells(question: Question) -> Iterator[object]:
    options = "; ".join(question.options) if question.options else "Write the right value, or: Leave it out"
    if question.about == "Case":
        options = "Write the case reference"
    yield from (
        question.about, question.field, question.typed, question.place.file, question.place.sheet, question.cell,
        question.times, question.suggestion or None, question.decision or None, options[:_MOST],
    )  # fmt: skip


def _write_head(page: Worksheet, left: int, synthetic: bool) -> None:
    from openpyxl.styles import Font

    page.cell(1, 1, "What is to be decided").font = Font(name="Calibri", size=16, bold=True, color="16324F")
    told = f"{left} open. " if left else "Nothing is open. "
    told += (
        'Fill in the column "Decision" and save this file as review.xlsx in the folder of the round (data/raw/…): it '
        "holds from then on, wherever the same was typed. Your file stays as it is; this one is written anew each time."
    )
    page.cell(2, 1, told + (" Synthetic data: no real child, family or worker." if synthetic else ""))
    for c, heading in enumerate(_COLUMNS, start=1):
        page.cell(_HEADER, c, heading)


def _style(page: Worksheet, rows: int) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    thin = Side(style="thin", color="C8D0DA")
    wrap = Alignment(wrap_text=True, vertical="top")
    decision = list(_COLUMNS).index("Decision") + 1
    for c, width in enumerate(_COLUMNS.values(), start=1):
        page.column_dimensions[get_column_letter(c)].width = width
        head = page.cell(_HEADER, c)
        head.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
        head.fill, head.alignment = PatternFill("solid", fgColor="16324F"), wrap
        for r in range(_HEADER + 1, _HEADER + 1 + rows):
            cell: Any = page.cell(r, c)
            cell.font, cell.alignment, cell.border = Font(name="Calibri", size=11), wrap, Border(bottom=thin)
            if c == decision:
                cell.fill, cell.protection = PatternFill("solid", fgColor="FFF6D6"), Protection(locked=False)
    page.freeze_panes = f"A{_HEADER + 1}"
    page.auto_filter.ref = f"A{_HEADER}:{get_column_letter(len(_COLUMNS))}{_HEADER + rows}" if rows else None
    page.sheet_view.showGridLines = False
    page.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(page.protection, allowed, False)
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _offer(page: Worksheet, lists: Worksheet, asked: list[Question]) -> None:
    """A drop-down for each question that has options; questions with the same options share a list."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    rules: dict[tuple[str, ...], DataValidation] = {}
    letter = get_column_letter(list(_COLUMNS).index("Decision") + 1)
    for r, question in enumerate(asked, start=_HEADER + 1):
        if not question.options:
            continue
        if question.options not in rules:
            column = get_column_letter(len(rules) + 1)
            for n, option in enumerate(question.options, start=1):
                lists.cell(n, len(rules) + 1, option)
            rule = DataValidation(
                type="list", formula1=f"{_LISTS}!${column}$1:${column}${len(question.options)}", allow_blank=True,
                showErrorMessage=True, errorTitle="Decision", error="Choose a decision from the list.",
            )  # fmt: skip
            page.add_data_validation(rule)
            rules[question.options] = rule
        rules[question.options].add(f"{letter}{r}")
