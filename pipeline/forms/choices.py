"""What a cell of a blank return lets people type: lists, dates, and a word of advice beside each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import Vocabulary
from pipeline.forms.definition import Field

__all__ = ["offer"]

# Excel calls a workbook damaged in which a message is longer: its title, its text.
_LONGEST_TITLE, _LONGEST_TEXT = 32, 255
# A date outside these is a slip; which dates near a round are plausible is for intake, a form is used for years.
_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)
_EXCEL_DAY_0 = date(1899, 12, 30)


def offer(book: Workbook, page: Worksheet, f: Field, vocabularies: Mapping[str, Vocabulary], cells: str) -> None:
    """Let only answers to ``f`` be typed into ``cells``: from its list, or a date; and say what is wanted.

    Text, and a list of which several may be named, can be checked by nobody but a reader: they only get the advice.
    """
    vocabulary = vocabularies.get("yes_no" if f.type == "yes_no" else f.vocabulary or "")
    listed = vocabulary if vocabulary is not None and vocabulary.terms else None
    rule = DataValidation(allow_blank=True)
    if f.type == "date":
        rule.type, rule.operator = "date", "between"
        rule.formula1, rule.formula2 = (str((day - _EXCEL_DAY_0).days) for day in (_FIRST, _LAST))
        rule.showErrorMessage, rule.error = True, "This is no date. Write it as 14/11/2017."
    elif listed and not f.several:
        rule.type, rule.formula1 = "list", _list(book, listed)
        rule.showErrorMessage, rule.error = True, "Choose an answer from the list."
    advice = _advice(f, listed)
    if advice:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, _title(f.label), advice
    if rule.showErrorMessage:
        rule.errorTitle = _title(f.label)
    if rule.type or advice:
        page.add_data_validation(rule)
        rule.add(cells)


def _title(label: str) -> str:
    return label if len(label) <= _LONGEST_TITLE else label[: _LONGEST_TITLE - 1] + "…"


def _advice(f: Field, vocabulary: Vocabulary | None) -> str:
    """What shows beside a cell when it is chosen; nothing for a question that explains itself and may stay blank."""
    said = [f.meaning] if f.meaning else []
    if f.required:
        said.append("This needs an answer." if f.required is True else "This needs an answer from external auditors.")
    if f.type == "date" and said:
        said.append("Write the date as 14/11/2017.")
    if f.several and vocabulary:
        said.append(f"One or more, with a semicolon between: {'; '.join(vocabulary.labels.values())}.")
    text = " ".join(said)
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1].rstrip() + "…"


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
