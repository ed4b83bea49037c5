"""The YAML drafted from a workbook: it loads, it reads the workbook it came from, and it says what to finish."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.config import load_scheme, scheme_names
from pipeline.forms import ProForma, blank_workbook, find_sheets, load_pro_forma, pro_forma_names, propose, read_records

RETURNS = ("closed-case", "core-audit", "current-case")
BOX = Border(bottom=Side(style="thin"))


@pytest.fixture(scope="module")
def draft(packaged, words):
    """A function from a workbook to the text of its draft."""
    known = [load_pro_forma(packaged, name) for name in pro_forma_names(packaged)]
    known.sort(key=lambda p: p.layout == "register")
    lists = {n: v for n, v in words.items() if n != "grade"}
    schemes = {name: load_scheme(packaged, name).vocabulary for name in scheme_names(packaged)}

    def of(book: Workbook) -> str:
        return propose(book, "ours", known, lists, schemes)

    return of


def loaded(text: str) -> ProForma:
    """The draft as the form that it is, unedited."""
    return ProForma.model_validate(yaml.safe_load(text))


def questions(form: ProForma) -> list[tuple[object, ...]]:
    """What a form asks: everything that can be seen on its blank."""
    groups = [(g.id, f) for g in form.groups for f in g.columns]
    return [(g, f.id, f.label, f.type, f.vocabulary) for g, f in (*((None, f) for f in form.fields), *groups)]


@pytest.mark.parametrize("name", RETURNS)
def test_the_draft_of_our_own_blank_is_our_own_form(packaged, words, draft, name):
    """Every question, type, list, table and heading, in order; only what cannot be seen is left to a person."""
    form = load_pro_forma(packaged, name)
    found = loaded(draft(blank_workbook(form, words)))
    assert questions(found) == questions(form)
    assert [s.heading for s in found.sections] == [s.heading for s in form.sections]
    assert [(g.rows, g.fixed) for g in found.groups] == [(g.rows, g.fixed) for g in form.groups]
    assert (found.version, found.title, found.sheet) == (form.version, form.title, form.sheet)


@pytest.mark.parametrize("name", ["concerns", "moderation", "follow-up"])
def test_the_draft_of_a_register_is_a_register(packaged, words, draft, name):
    """One header row and nothing else."""
    form = load_pro_forma(packaged, name)
    found = loaded(draft(blank_workbook(form, words)))
    assert found.layout == "register"
    assert [f.label for f in found.fields] == [f.label for f in form.fields]


def test_columns_that_are_numbered_are_rows_of_a_table(packaged, words, draft):
    """ "Action 1", "Due date 1", "Action 2": the draft of a return laid out as a register has the tables again."""
    form = load_pro_forma(packaged, "core-audit")
    found = loaded(draft(blank_workbook(form, words, "register")))
    assert found.layout == "register"
    assert [(g.id, g.rows, [f.id for f in g.columns]) for g in found.groups] == [
        (g.id, g.rows, [f.id for f in g.columns]) for g in form.groups
    ]


def councils_form() -> Workbook:
    """A form as councils have them: bold labels, boxes beside and below, a list of their own, filled in once."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "QA tool 2023"
    bold = {
        "A1": "Quality assurance tool, version 4", "A3": "Child's details", "A4": "Case ref", "A5": "Locality",
        "A6": "Reviewer's view", "A8": "Findings", "A9": "Evidence of the child's voice?", "C9": "Date seen",
        "A12": "Actions", "A13": "What", "B13": "By when",
    }  # fmt: skip
    for cell, text in bold.items():
        page[cell].value, page[cell].font = text, Font(bold=True, size=16 if cell == "A1" else 11)
    for cell in ("B4", "B5", "B6", "A10", "C10", "A14", "B14", "A15", "B15"):
        page[cell].border = BOX
    typed = {
        "B4": "X123",
        "B5": "Harbour",
        "B6": "Fine",
        "A10": "Yes",
        "C10": date(2023, 5, 4),
        "A14": "See her.",
        "B14": date(2023, 6, 1),
    }
    for cell, value in typed.items():
        page[cell].value = value
    for cells, offered in (("B5", '"Harbour,Hill"'), ("B6", '"Fine,Not fine"'), ("A10", '"Yes,No,N/A"')):
        rule = DataValidation(type="list", formula1=offered)
        page.add_data_validation(rule)
        rule.add(cells)
    return book


def test_a_councils_own_form_is_drafted(draft):
    """Known questions under their ids, lists matched or proposed, dates by their format, answers below told."""
    text = draft(councils_form())
    form = loaded(text)
    fields = {f.label: f for f in form.fields}
    assert (form.version, form.title, form.sheet) == ("4", "Quality assurance tool", "QA tool 2023")
    assert [s.heading for s in form.sections] == ["Child's details", "Findings", "Actions"]
    assert (fields["Case ref"].id, fields["Case ref"].type) == ("case_ref", "case")
    assert (fields["Reviewer's view"].id, fields["Reviewer's view"].vocabulary) == ("reviewers_view", "reviewers_view")
    assert [t.label for t in form.own_lists["reviewers_view"].terms] == ["Fine", "Not fine"]
    assert fields["Evidence of the child's voice?"].vocabulary == "yes_no_na"
    assert fields["Evidence of the child's voice?"].stands == "below"
    assert fields["Date seen"].type == "date"
    assert [(f.label, f.type) for f in form.groups[0].columns] == [("What", "text"), ("By when", "date")]
    assert "# finish: lists that caseaudit does not know" in text
    assert text.count("# finish: new to caseaudit") >= 3


def test_the_draft_reads_the_form_it_came_from(draft, words, sheets):
    """Every answer that was typed into it, at its cell."""
    book = councils_form()
    form, pages = loaded(draft(book)), sheets(book)
    (sheet, _), *_ = find_sheets([form], pages)
    (record,) = read_records(form, sheet, words | form.own_lists, pages)
    assert {a.cell: str(a.value)[:10] for a in record.answers.values()} == {
        "B4": "X123", "B5": "Harbour", "B6": "Fine", "A10": "Yes", "C10": "2023-05-04",
    }  # fmt: skip
    assert [{a.cell for a in row.values()} for row in next(iter(record.groups.values()))] == [{"A14", "B14"}]


def test_nothing_that_was_typed_is_copied(draft):
    """A filled form holds what is nobody's business: the draft has labels and lists."""
    text = draft(councils_form())
    assert not any(word in text for word in ("X123", "See her", "2023-05"))


def test_a_label_that_stands_twice_is_left_out_with_a_remark(draft):
    """Two questions that answer to one label could not be told apart; the draft loads all the same."""
    book = councils_form()
    page = book.worksheets[0]
    page["A7"].value, page["A7"].font, page["B7"].border = "Locality", Font(bold=True), BOX
    text = draft(book)
    assert "# finish: a second Locality was left out" in text
    assert sum(f.label == "Locality" for f in loaded(text).fields) == 1


def test_a_form_that_does_not_name_the_case_is_told(draft):
    """Without it no return could be used."""
    book = councils_form()
    book.worksheets[0]["A4"].value = "Reference of ours"
    assert "which question names the case? It needs the id case_ref" in draft(book)


def test_a_workbook_without_questions_gives_no_draft(draft):
    """An empty one, and one of numbers."""
    book = Workbook()
    with pytest.raises(ValueError, match="nothing on its sheets looks like a question"):
        draft(book)
    for row in ([1, 2, 3], [4, 5, 6]):
        book.worksheets[0].append(row)
    with pytest.raises(ValueError, match="nothing on its sheets"):
        draft(book)


@pytest.mark.parametrize(
    "label", ["yes", "No: 1", "#", "a, b", "{x}", "Ärger", "'quoted'", "[1]", "- x", "2017", "null"]
)
def test_any_label_is_written_so_that_yaml_reads_it_back(draft, label):
    """Signs that mean something in YAML, and words that it takes for something else."""
    book = councils_form()
    book.worksheets[0]["A6"].value, book.worksheets[0]["A5"].value = f"{label} x", f"{label}?"
    form = loaded(draft(book))
    assert {f"{label} x", f"{label}?" if any(c.isalnum() for c in label) else f"{label} x"} <= {
        f.label for f in form.fields
    }


def test_the_draft_of_a_sample_return_reads_it(draft, words, sheets):
    """A filled return of a sample round, with what people do to forms."""
    import openpyxl

    path = Path(__file__).parents[3] / "data" / "raw" / "2017-12" / "returns" / "WY-105999 audit.xlsx"
    book = openpyxl.load_workbook(path)
    form = loaded(draft(book))
    (record,) = read_records(form, sheets(book)[0], words)
    assert record.answers["case_ref"].value == "WY-105999"
    assert record.groups["weaknesses"]


def test_choices_that_a_known_list_takes_for_one_are_a_list_of_their_own(draft):
    """ "TM" is an alias of "Team manager": who offers both means two things by them."""
    book = councils_form()
    rule = DataValidation(type="list", formula1='"Team manager,TM"')
    book.worksheets[0].add_data_validation(rule)
    rule.add("B4")
    form = loaded(draft(book))
    (asked,) = [f for f in form.fields if f.label == "Case ref"]
    assert [t.label for t in form.own_lists[asked.vocabulary or ""].terms] == ["Team manager", "TM"]
