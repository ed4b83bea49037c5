"""The blank return that auditors get: what they may type, and where."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from pipeline.errors import ConfigurationError
from pipeline.forms import blank_workbook, fill, load_pro_forma, pro_forma_names, read_records
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


def rules_of(page, cell):
    """The rules of one cell."""
    return [rule for rule in page.data_validations.dataValidation if cell in rule.sqref]


def row_of(page, label):
    """The row of a label."""
    return next(r for r in range(1, page.max_row + 1) if page.cell(r, 2).value == label)


def test_a_date_cell_takes_dates_and_nothing_else(core_audit, words):
    """Between 1990 and 2099, and the message shows how one is written; in the tables as well."""
    page = blank_workbook(core_audit, words).worksheets[0]
    for cell in (f"C{row_of(page, 'Date of audit *')}", f"E{row_of(page, 'Action') + 1}"):
        (rule,) = rules_of(page, cell)
        assert (rule.type, rule.operator, rule.showErrorMessage) == ("date", "between", True)
        limits = [from_excel(int(number)).date() for number in (rule.formula1, rule.formula2)]
        assert limits == [date(1990, 1, 1), date(2099, 12, 31)]
        assert rule.error == "This is no date. Write it as 14/11/2017."


@pytest.mark.parametrize("layout", ["single-case", "register"])
def test_what_needs_an_answer_says_so_beside_the_cell(core_audit, words, layout):
    """Required questions have a message, with a list and without; the others have none."""
    page = blank_workbook(core_audit, words, layout).worksheets[0]
    if layout == "register":
        cells = {str(cell.value): f"{cell.column_letter}9" for cell in page[3] if cell.value}
    else:
        cells = {str(page.cell(r, 2).value).rstrip(" *"): f"C{r}" for r in range(5, page.max_row + 1)}
    for f in core_audit.fields:
        said = [rule.prompt for rule in rules_of(page, cells[f.label]) if rule.showInputMessage]
        assert ["This needs an answer." in text for text in said] == [True] * bool(f.required), f.id


def test_a_message_says_what_is_meant_and_what_may_be_named(words):
    """The meaning of a question, and the list of which several may be given; no longer than Excel allows."""
    meant = Field(id="a", label="A", meaning="Judge what the work meant for the child. " * 9)
    several = Field(id="b", label="B", type="choice", vocabulary="admissibility_reason", several=True)
    form = ProForma(
        name="n",
        version="1",
        title="t",
        layout="single-case",
        sheet="s",
        sections=(Section(heading="H", fields=(meant, several)),),
    )
    page = blank_workbook(form, words).worksheets[0]
    (first,), (second,) = (rules_of(page, cell) for cell in ("C5", "C6"))
    assert len(first.prompt) == 255 and first.prompt.startswith("Judge what the work meant") and first.type is None
    assert second.prompt.startswith("One or more, with a semicolon between: Impact not recorded; ")
    assert second.type is None


@pytest.mark.parametrize("name", RETURNS)
def test_every_table_is_as_wide_as_the_form(packaged, words, name):
    """The last column of each row of a table ends at the edge, whether it has two columns or four."""
    form = load_pro_forma(packaged, name)
    page = blank_workbook(form, words).worksheets[0]
    ends = {(box.min_row, box.min_col): box.max_col for box in page.merged_cells.ranges}
    for group in form.groups:
        header = row_of(page, group.columns[0].label)
        for row in (header, header + 1, header + group.rows):
            labels = [c for c in range(2, 6) if page.cell(header, c).value]
            assert max(ends.get((row, c), c) for c in labels) == 5
            assert all(page.cell(row, c).border.bottom.style for c in range(2, 6))


@pytest.mark.parametrize("name", [*RETURNS, *REGISTERS])
def test_a_printed_form_says_what_it_is(packaged, words, name):
    """On A4, as wide as the page, with title, version and page number; a register repeats its header."""
    form = load_pro_forma(packaged, name)
    page = blank_workbook(form, words).worksheets[0]
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (9, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.oddFooter.left.text == f"{form.title}, version {form.version}"
    assert page.oddFooter.right.text == "Page &P of &N"
    assert page.print_title_rows == ("$3:$3" if form.layout == "register" else None)


def test_answers_below_their_labels_have_their_boxes_there(words, sheets):
    """A form that is answered below gets a blank that is, and it reads back."""
    asked = (Field(id="a", label="What did you see"), Field(id="b", label="When", type="date"))
    form = ProForma(
        name="n",
        version="1",
        title="t",
        layout="single-case",
        sheet="s",
        stands="below",
        sections=(Section(heading="H", fields=asked),),
    )
    book = fill(form, words, {"a": "Much.", "b": date(2017, 12, 4)})
    assert [book.worksheets[0][cell].value for cell in ("B5", "B6", "B7")] == ["What did you see", "Much.", "When"]
    (record,) = read_records(form, sheets(book)[0], words)
    assert {id_: str(a.value)[:10] for id_, a in record.answers.items()} == {"a": "Much.", "b": "2017-12-04"}


def test_a_register_has_no_other_layout(packaged, words):
    """A return can be a row; a register's row is no form."""
    with pytest.raises(ConfigurationError, match="concerns is a register, a row a case: it has no other layout"):
        blank_workbook(load_pro_forma(packaged, "concerns"), words, "single-case")
