"""The blank return that auditors get: what they may type, and where."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from pipeline.forms import blank_workbook, fill, load_pro_forma, pro_forma_names
from pipeline.forms.definition import Field, ProForma, Section

REGISTERS = ("action-tracker", "concerns", "follow-up", "moderation", "outside-findings")
RETURNS = ("closed-case", "core-audit", "current-case")


def test_every_packaged_pro_forma_is_known(packaged):
    """The three forms of returns and the registers are there."""
    assert pro_forma_names(packaged) == sorted([*RETURNS, *REGISTERS])


@pytest.mark.parametrize("name", [*RETURNS, *REGISTERS])
def test_only_answers_can_be_typed(packaged, words, name):
    """The sheets are protected, and what is filled in already (title, labels, headings) is locked."""
    book = blank_workbook(load_pro_forma(packaged, name), words)
    page = book.worksheets[0]
    cells = [cell for row in page.iter_rows() for cell in row]
    assert page.protection.sheet
    assert book["How to fill this in"].protection.sheet
    assert all(cell.protection.locked for cell in cells if cell.value is not None)
    assert any(not cell.protection.locked for cell in cells)


def test_every_answer_of_a_form_is_open(core_audit, words):
    """The cell beside each label, and each cell of the tables, can be typed into."""
    answers = {f.id: "typed" for f in core_audit.fields}
    tables = {g.id: [{f.id: "typed" for f in g.columns}] * g.rows for g in core_audit.groups}
    page = fill(core_audit, words, answers, tables).worksheets[0]
    typed = [cell for row in page.iter_rows() for cell in row if cell.value == "typed"]
    assert len(typed) == len(answers) + sum(g.rows * len(g.columns) for g in core_audit.groups)
    assert all(not cell.protection.locked for cell in typed)


def test_a_register_is_open_as_far_down_as_its_lists_go(packaged, words):
    """Rows 4 to 203 have their drop-downs and can be typed into; a tracker outgrows forty rows in a month."""
    page = blank_workbook(load_pro_forma(packaged, "action-tracker"), words).worksheets[0]
    lowest = {str(rule.sqref).rpartition(":")[2].lstrip("ABCDEFGH") for rule in page.data_validations.dataValidation}
    assert lowest == {"203"}
    assert not page["B203"].protection.locked
    assert page["B204"].protection.locked


def test_a_question_with_a_list_has_a_drop_down(core_audit, words):
    """The drop-down of the overall grade offers the grades of the scheme, by their labels, from a hidden sheet."""
    book = blank_workbook(core_audit, words)
    assert book["Lists"].sheet_state == "hidden"
    page = book.worksheets[0]
    row = next(r for r in range(1, page.max_row + 1) if page.cell(r, 2).value == "Overall grade *")
    (rule,) = [v for v in page.data_validations.dataValidation if f"C{row}" in v.sqref]
    sheet, cells = next(book.defined_names[rule.formula1].destinations)
    assert [row[0].value for row in book[sheet][cells]] == list(words["grade"].labels.values())


def test_a_list_the_council_left_empty_gives_no_drop_down(core_audit, words):
    """Without teams there is nothing to choose, and the team is typed."""
    book = blank_workbook(core_audit, words | {"team": type(words["team"])("team", ())})
    assert "list_team" not in book.defined_names


def test_a_long_label_does_not_damage_the_workbook(words):
    """Excel takes no message title over 32 characters, and calls a workbook with one damaged."""
    long = Field(id="a", label="Was the plan reviewed at the time it said it would be", type="yes_no")
    section = Section(heading="H", fields=(long,))
    form = ProForma(name="n", version="1", title="t", layout="single-case", sheet="s", sections=(section,))
    (rule,) = blank_workbook(form, words).worksheets[0].data_validations.dataValidation
    assert len(rule.errorTitle) == 32


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(A1)", "=", "== none"])
def test_typed_text_is_never_a_formula(core_audit, words, tmp_path, text):
    """What begins with an equals sign is kept as the text it is."""
    fill(core_audit, words, {"comments": text}).save(tmp_path / "form.xlsx")
    page = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    (cell,) = [cell for row in page.iter_rows() for cell in row if cell.value == text]
    assert cell.data_type == "s"


def test_a_date_shows_as_people_write_it(core_audit, words):
    """Day before month, in four digits of year."""
    page = fill(core_audit, words, {"audit_date": date(2017, 12, 4)}).worksheets[0]
    (cell,) = [cell for row in page.iter_rows() for cell in row if cell.value == date(2017, 12, 4)]
    assert cell.number_format == "DD/MM/YYYY"


def test_a_form_is_filled_as_what_it_is(packaged, core_audit, words):
    """A register takes rows, a form takes one mapping, and a table takes no more rows than it has."""
    with pytest.raises(TypeError, match="sequence of rows"):
        fill(load_pro_forma(packaged, "concerns"), words, {"case_ref": "WY-1"})
    with pytest.raises(TypeError, match="one mapping"):
        fill(core_audit, words, [{"case_ref": "WY-1"}])
    with pytest.raises(ValueError, match="room for 3 rows of judgements, not 4"):
        fill(core_audit, words, {}, {"judgements": [{}] * 4})


def test_the_instructions_are_in_the_workbook(core_audit, words):
    """A second sheet says how to fill the form in."""
    page = blank_workbook(core_audit, words)["How to fill this in"]
    told = [page.cell(r, 1).value for r in range(3, 3 + len(core_audit.instructions))]
    assert told == list(core_audit.instructions)


def test_columns_of_a_register_stand_in_its_third_row(packaged, words):
    """Header in row 3, first record in row 4, in the order of the pro forma."""
    form = load_pro_forma(packaged, "moderation")
    page = fill(form, words, [{"case_ref": "WY-000001"}]).worksheets[0]
    header = [page[f"{get_column_letter(c)}3"].value for c in range(1, len(list(form.fields)) + 1)]
    assert header == [f.label for f in form.fields]
    assert page["A4"].value == "WY-000001"
