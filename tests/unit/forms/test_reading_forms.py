"""The reader finds the answers in the cells, wherever people have moved them."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl.utils.cell import coordinate_from_string

from pipeline.forms import Misfit, Sheet, blank_workbook, fill, find_sheets, load_pro_forma, read_records
from pipeline.forms.sheets import address

ANSWERS = {
    "case_ref": "WY-000001",
    "age_band": "5–10",
    "team": "East",
    "auditor": "J. Okafor",
    "audit_date": date(2017, 12, 4),
    "grade": "Good",
    "case_of_concern": "no",
    "oversight": "Clear",
    "drift": "No",
    "comments": "Much was done.",
}
GROUPS = {
    "judgements": [{"section": "The actions in the plan are SMART", "grade": "Good", "evidence": "E", "impact": "I"}],
    "strengths": [{"theme": "Casework", "words": "Seen often."}],
    "weaknesses": [
        {"theme": "Management oversight", "words": "Not on file."},
        {"theme": "Drift", "words": "Months went by."},
    ],
    "actions": [{"words": "Write the plan.", "owner_role": "Team manager", "due": date(2017, 12, 20)}],
}


def values(mapping):
    """The answers without their cells, blank ones left out."""
    return {id_: a.value for id_, a in mapping.items() if a.value is not None}


@pytest.fixture
def filled(core_audit, words):
    """The form filled in as it should be."""
    return fill(core_audit, words, ANSWERS, GROUPS)


@pytest.fixture
def read(core_audit, words, sheets):
    """A function from a workbook to its one record."""

    def of(book):
        ((sheet, _),) = find_sheets([core_audit], sheets(book))
        (record,) = read_records(core_audit, sheet, words)
        return record

    return of


def row_of(page, label):
    """The last row with a label in its second column: a theme of the same words stands further up."""
    return max(r for r in range(1, page.max_row + 1) if str(page.cell(r, 2).value).rstrip(" *") == label)


def assert_all_read(record):
    """Everything that was typed came back, and nothing else."""
    assert values(record.answers) == ANSWERS
    assert {g: [values(row) for row in rows] for g, rows in record.groups.items()} == GROUPS


def test_what_is_typed_into_a_form_is_read_from_it(filled, read):
    """Every answer and every row of every table comes back as it was typed."""
    assert_all_read(read(filled))


@pytest.mark.parametrize("name", ["action-tracker", "concerns", "moderation", "outside-findings"])
def test_what_is_typed_into_a_register_is_read_from_it(packaged, words, sheets, name):
    """Three rows, of which the second is blank, give two records at the rows where they stand."""
    form = load_pro_forma(packaged, name)
    typed = {f.id: date(2017, 12, 4) if f.type == "date" else f"typed {f.id}" for f in form.fields}
    ((sheet, _),) = find_sheets([form], sheets(fill(form, words, [typed, {}, typed])))
    records = read_records(form, sheet, words)
    assert [r.row for r in records] == [4, 6]
    assert all(values(r.answers) == typed for r in records)


def test_a_blank_form_has_every_question_and_no_answer(core_audit, words, read):
    """The reader finds each label of the form that the same definition made."""
    record = read(blank_workbook(core_audit, words))
    assert values(record.answers) == {}
    assert record.answers.keys() == {f.id for f in core_audit.fields}
    assert {g: list(rows) for g, rows in record.groups.items()} == {g.id: [] for g in core_audit.groups}


def test_an_answer_knows_its_cell(filled, read):
    """The address is the one that Excel shows."""
    row = row_of(filled.worksheets[0], "Team")
    assert read(filled).answers["team"].cell == f"C{row}"


def test_labels_may_be_reworded(core_audit, filled, read):
    """Every label replaced by its last known variant, in capitals and with a colon, is found all the same."""
    page = filled.worksheets[0]
    fields = [*core_audit.fields, *(f for g in core_audit.groups for f in g.columns)]
    by_label = {f.label: f.variants[-1] for f in fields if f.variants}
    typed = {*ANSWERS.values(), *(v for rows in GROUPS.values() for row in rows for v in row.values())}
    for row in page.iter_rows():
        for cell in row:
            label = str(cell.value).rstrip(" *")
            if cell.value not in typed and label in by_label:
                cell.value = f"{by_label[label].upper()}:"
    assert_all_read(read(filled))


def test_rows_may_be_inserted(filled, read):
    """Blank rows between questions, above a table's first row and between its rows change nothing."""
    page = filled.worksheets[0]
    for box in [str(r) for r in page.merged_cells.ranges]:
        page.unmerge_cells(box)
    for label in ("Team", "Management oversight", "Comments"):
        page.insert_rows(row_of(page, label))
    first = row_of(page, "Theme to improve") + 1
    page.insert_rows(first + 1)
    page.insert_rows(first)
    assert_all_read(read(filled))


def test_columns_may_be_shifted(filled, read):
    """Two columns inserted at the left, of which the first holds numbers, change nothing."""
    page = filled.worksheets[0]
    for box in [str(r) for r in page.merged_cells.ranges]:
        page.unmerge_cells(box)
    page.insert_cols(1, 2)
    for row in range(1, page.max_row + 1):
        page.cell(row, 1).value = row
    assert_all_read(read(filled))


def test_words_in_the_margin_do_not_hide_the_end_of_a_table(filled, read):
    """A remark left of a heading does not make the table above it swallow the questions below it."""
    page = filled.worksheets[0]
    page.cell(row_of(page, "Judgement of the case"), 1).value = "see guidance"
    assert_all_read(read(filled))


@pytest.mark.parametrize("right", [1, 2])
def test_an_answer_may_stand_beside_its_box(core_audit, words, read, right):
    """One or two cells to the right of where it belongs."""
    book = fill(core_audit, words, {k: v for k, v in ANSWERS.items() if k != "team"}, GROUPS)
    page = book.worksheets[0]
    row = row_of(page, "Team")
    page.unmerge_cells(f"C{row}:E{row}")
    page.cell(row, 3 + right).value = "East"
    assert_all_read(read(book))


def test_a_blank_answer_is_not_taken_from_the_next_question(core_audit):
    """Two questions side by side: the label to the right is no answer to the blank one."""
    labels = [[f.label, None] for f in core_audit.fields]
    labels[0] = ["Case reference", None, "Team", "East"]
    (record,) = read_records(core_audit, Sheet("s", labels), {})
    assert record.answers["case_ref"].value is None
    assert record.answers["team"].value == "East"


def test_a_heading_with_the_words_of_a_label_is_not_the_question(filled, read):
    """The heading of a section reads "Overall judgement", which is also a way to ask for the grade."""
    page = filled.worksheets[0]
    page.cell(row_of(page, "Judgement of the case"), 2).value = "Overall judgement"
    assert_all_read(read(filled))


def test_a_theme_with_the_words_of_a_label_is_not_the_question(filled, read):
    """ "Management oversight" typed as a weakness neither ends the table nor answers the question of that name."""
    record = read(filled)
    assert record.answers["oversight"].value == "Clear"
    assert [row["theme"].value for row in record.groups["weaknesses"]] == ["Management oversight", "Drift"]


def test_headings_may_be_deleted(core_audit, filled, read):
    """Without section headings the next label ends a table."""
    page = filled.worksheets[0]
    headings = {s.heading for s in core_audit.sections}
    for row in range(1, page.max_row + 1):
        if page.cell(row, 2).value in headings:
            page.cell(row, 2).value = None
    assert_all_read(read(filled))


def test_a_question_that_is_gone_is_told_from_a_blank_one(filled, read):
    """A label that nobody could know gives no answer at all; a known one gives a blank answer with its cell."""
    page = filled.worksheets[0]
    page.cell(row_of(page, "Management oversight"), 2).value = "Managers"
    record = read(filled)
    assert "oversight" not in record.answers
    assert record.answers["plan_type"].value is None
    assert record.answers["plan_type"].cell == f"C{row_of(page, 'Plan')}"


def test_a_table_without_its_header_is_told_from_an_empty_one(core_audit, words, read):
    """No rows at all, where an empty table has an empty list of them."""
    book = fill(core_audit, words, ANSWERS, {"actions": GROUPS["actions"]})
    page = book.worksheets[0]
    header = row_of(page, "Action")
    for cell in page[header]:
        if cell.value is not None:
            cell.value = None
    record = read(book)
    assert "actions" not in record.groups
    assert record.groups["strengths"] == []


def test_a_sheet_that_is_no_form_is_told_by_what_it_lacks(core_audit):
    """A Misfit names the closest sheet, how much of the form it has, and the labels that are missing."""
    fields = list(core_audit.fields)
    some = Sheet("Some", [[f.label] for f in fields[:3]])
    misfit = find_sheets([core_audit], [Sheet("None", [["Budget", 1.0]]), some])
    assert misfit == Misfit("core-audit", "Some", 3, len(fields), tuple(f.label for f in fields[3:]))


def test_a_sheet_needs_three_labels_in_five(core_audit):
    """At 60 % of the labels a sheet is the form; with one label less it is not."""
    labels = [[f.label, "x"] for f in core_audit.fields]
    enough = -(-len(labels) * 3 // 5)
    assert isinstance(find_sheets([core_audit], [Sheet("s", labels[:enough])]), list)
    assert isinstance(find_sheets([core_audit], [Sheet("s", labels[: enough - 1])]), Misfit)


def test_a_workbook_without_sheets_is_a_misfit(core_audit):
    """Nothing found of everything expected."""
    misfit = find_sheets([core_audit], [])
    assert isinstance(misfit, Misfit)
    assert (misfit.found, misfit.closest_sheet) == (0, "")


def test_every_sheet_that_is_the_form_is_found(core_audit):
    """Auditors copy the sheet for their next case; hidden ones come last."""
    labels = [[f.label, "x"] for f in core_audit.fields]
    book = [Sheet("old", labels, visible=False), Sheet("one", labels), Sheet("notes", [["x"]]), Sheet("two", labels)]
    found = find_sheets([core_audit], book)
    assert isinstance(found, list)
    assert [s.name for s, _ in found] == ["one", "two", "old"]


def test_the_header_of_a_register_is_its_fullest_row(packaged):
    """A title with the word "Date" in it, a repeated header and an unknown column do not mislead."""
    form = load_pro_forma(packaged, "moderation")
    rows = [
        ["Date", "", ""],
        ["Nr", "Case ref", "Moderated by", "Auditor", "Auditor", "Date", "Reason", "Outcome of moderation"],
        [1.0, "WY-1", "M", "A", "not this one", "04/12/2017", "too brief", "inadmissible"],
        ["", "", "", "", "", "", "", ""],
        ["only a number in a column nobody asks for"],
    ]
    (record,) = read_records(form, Sheet("s", rows), {})
    assert values(record.answers) == {
        "case_ref": "WY-1",
        "moderator": "M",
        "auditor": "A",
        "moderation_date": "04/12/2017",
        "reasons": "too brief",
        "admissibility": "inadmissible",
    }
    assert record.answers["case_ref"].cell == "B3"


def test_a_register_without_a_column_has_no_such_answer(packaged):
    """The missing column is absent from the answers of every row; nothing fails."""
    form = load_pro_forma(packaged, "concerns")
    header = [f.label for f in form.fields if f.id != "case_ref"]
    ((sheet, _),) = find_sheets([form], [Sheet("s", [header, ["x"] * len(header)])])
    (record,) = read_records(form, sheet, {})
    assert "case_ref" not in record.answers


def test_odd_values_in_cells_are_values(core_audit):
    """Truth, fractions, what is no number, and dates where a label could stand are passed over and kept as answers."""
    odd = [[True, float("nan"), 1e300, date(2017, 1, 1)], *([f.label, float("nan")] for f in core_audit.fields)]
    (record,) = read_records(core_audit, Sheet("s", odd), {})
    assert all(a.value != a.value for a in record.answers.values())


@pytest.mark.parametrize(("row", "column", "cell"), [(0, 0, "A1"), (13, 2, "C14"), (0, 25, "Z1"), (0, 26, "AA1")])
def test_an_address_is_what_excel_shows(row, column, cell):
    """Counted from nought, written as in Excel."""
    assert address(row, column) == cell


def test_every_address_leads_back_to_its_cell():
    """All 16,384 columns of Excel, checked against openpyxl's reading of an address."""
    from openpyxl.utils import column_index_from_string

    for column in range(16_384):
        letters, row = coordinate_from_string(address(6, column))
        assert (column_index_from_string(letters), row) == (column + 1, 7)


def test_a_cell_outside_the_sheet_is_blank():
    """So is a cell that holds only spaces; nought and false are values."""
    sheet = Sheet("s", [["  ", 0, False], []])
    assert [sheet.value(0, c) for c in range(4)] == [None, 0, False, None]
    assert sheet.value(1, 0) is None
    assert sheet.value(9, 0) is None
    assert sheet.width == 3
