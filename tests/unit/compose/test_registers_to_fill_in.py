"""The tracker and the register: made from a round, filled in as a manager would, read back without a problem."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from pipeline.compose.workbooks import action_tracker, concerns_register
from pipeline.store import save_workbook
from tests.unit.compose.kept_rounds import faults, material_of, saved, taken_in

REQUIRED = [
    {"words": "Write the plan.", "owner_role": "Team manager", "due": date(2017, 12, 1)},
    {"words": "See the child.", "owner_role": "Social worker", "due": date(2017, 12, 20)},
    {"words": "Hold a meeting.", "owner_role": "Social worker", "due": date(2018, 2, 1)},
]
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "a | b",
    "🦊 run",
    "\u05d1\u05d3\u05d9\u05e7\u05d4 of the plan",
    "Long " + "x" * 10_000,
    "@SUM(A1)",
)


def opened(book):
    """The workbook as it comes back from disk."""
    kept = io.BytesIO()
    book.save(kept)
    return openpyxl.load_workbook(kept)


def rows(sheet):
    """The records of a sheet as dictionaries by header."""
    header, *records = sheet.iter_rows(min_row=3, values_only=True)
    return [dict(zip(header, record, strict=True)) for record in records]


@pytest.fixture
def december(small_rounds):
    """One audit in December with three actions, one of them long overdue on the 28th."""
    small_rounds.write(grades=("Good",), groups={"actions": REQUIRED})
    taken_in(small_rounds.workspace)
    return small_rounds


def test_the_tracker_has_every_action_with_its_case_the_most_overdue_first(december):
    """In words and in days, by the reference that the manager knows."""
    found = rows(opened(action_tracker(material_of(december.workspace)))["Actions"])
    assert [(r["Case reference"], r["Action"], r["Overdue?"], r["Days past due"]) for r in found] == [
        ("WY-100000", "Write the plan.", "Overdue by 27 days: goes to the Head of Service", 27),
        ("WY-100000", "See the child.", "Overdue by 8 days", 8),
        ("WY-100000", "Hold a meeting.", "Not due yet", 0),
    ]
    assert found[0]["Due date"] == datetime(2017, 12, 1)
    assert {r["Team"] for r in found} == {"Leaving Care"}
    assert [r["Status"] for r in found] == [None, None, None]


def test_a_manager_can_type_into_the_answers_and_nowhere_else(december):
    """Locked but for status, day and note; filters and a frozen header; overdue is bold, not only coloured."""
    sheet = opened(action_tracker(material_of(december.workspace)))["Actions"]
    header = [cell.value for cell in sheet[3]]
    assert sheet.protection.sheet
    open_columns = {header[c.column - 1] for row in sheet.iter_rows(min_row=4) for c in row if not c.protection.locked}
    assert open_columns == {"Status", "Completed on", "Note"}
    assert [sheet.cell(r, 3).font.b for r in (4, 5, 6)] == [True, True, False]
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:J6"
    assert not sheet.protection.autoFilter  # the sheet allows it
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["H4:H6"] == "list_action_status"
    assert sheet.max_row == 6


def test_a_tracker_that_a_manager_filled_in_is_read_back_without_a_problem(december):
    """Saved as actions.xlsx: statuses and days are there, and no row of it is a fault."""
    book = opened(action_tracker(material_of(december.workspace)))
    sheet = book["Actions"]
    sheet["H4"], sheet["I4"], sheet["J4"] = "Done", date(2017, 12, 22), "Ask B. Lee"
    sheet["H5"] = "Open"
    saved(book, december.workspace.round("2017-12").raw / "actions.xlsx")
    intake = taken_in(december.workspace)
    assert faults(intake, "actions.xlsx") == []
    actions = intake["actions"].set_index("words")
    assert actions["status"].to_dict() == {
        "Write the plan.": "done", "See the child.": "open", "Hold a meeting.": "not_reported",
    }  # fmt: skip
    assert actions.loc["Write the plan.", "completed"] == datetime(2017, 12, 22)
    again = rows(opened(action_tracker(material_of(december.workspace)))["Actions"])
    done = next(r for r in again if r["Status"] == "Done")
    assert (done["Overdue?"], done["Note"]) == ("Done, 21 days late", "Ask B. Lee")


def test_escalations_stand_on_a_sheet_that_cannot_be_taken_for_the_form(december):
    """The one action that drifted by more than ten days."""
    found = rows(opened(action_tracker(material_of(december.workspace)))["Escalations"])
    assert [(r["Case"], r["What was required"], r["Days late"]) for r in found] == [
        ("WY-100000", "Write the plan.", 27)
    ]


def test_what_is_open_from_earlier_rounds_is_carried_over_with_its_round(small_rounds):
    """November's action is on December's tracker, as late as it is in December; December reads its own back."""
    small_rounds.write("2017-11", grades=("Good",), groups={"actions": REQUIRED[:1]})
    small_rounds.write("2017-12", grades=("Good",), groups={"actions": REQUIRED[1:2]})
    for id_ in ("2017-11", "2017-12"):
        taken_in(small_rounds.workspace, id_)
    book = opened(action_tracker(material_of(small_rounds.workspace)))
    (carried,) = rows(book["From earlier rounds"])
    assert (carried["Round"], carried["What was required"], carried["Days late"]) == (
        "November 2017",
        "Write the plan.",
        27,
    )
    saved(book, small_rounds.workspace.round("2017-12").raw / "actions.xlsx")
    assert faults(taken_in(small_rounds.workspace), "actions.xlsx") == []


def test_a_round_without_actions_has_a_tracker_that_says_so(small_rounds):
    """And it is read back as an empty one."""
    small_rounds.write(grades=("Good",))
    taken_in(small_rounds.workspace)
    book = opened(action_tracker(material_of(small_rounds.workspace)))
    assert "No audit of this round required an action." in book["Actions"]["A2"].value
    assert book["Escalations"]["A2"].value == "No action had drifted by more than 10 days on the day of the report."


@pytest.mark.slow
def test_hostile_words_stand_on_the_tracker_as_typed_and_are_found_again(small_rounds):
    """No cell is a formula; what a manager says of each is matched to its action."""
    for id_, texts in (("2017-11", HOSTILE[:4]), ("2017-12", HOSTILE[4:])):
        groups = {"actions": [{"words": text, "due": date(2017, 12, 1)} for text in texts]}
        small_rounds.write(id_, grades=("Good",), groups=groups)
        taken_in(small_rounds.workspace, id_)
        book = opened(action_tracker(material_of(small_rounds.workspace, id_)))
        sheet = book["Actions"]
        assert {r["Action"] for r in rows(sheet)} == set(texts)
        assert [c.coordinate for page in book for row in page.iter_rows() for c in row if c.data_type == "f"] == []
        for r in range(4, sheet.max_row + 1):
            sheet.cell(r, 8, "No longer needed")
        saved(book, small_rounds.workspace.round(id_).raw / "actions.xlsx")
        intake = taken_in(small_rounds.workspace, id_)
        assert faults(intake, "actions.xlsx") == []
        assert set(intake["actions"]["status"]) == {"not_needed"}


def test_an_action_that_two_audits_require_stands_on_the_tracker_once(small_rounds):
    """Intake tells actions apart by case and words; a second row would be set aside."""
    same = {"actions": [REQUIRED[0], REQUIRED[0] | {"words": "write the plan"}]}
    small_rounds.write(grades=("Good",), groups=same)
    taken_in(small_rounds.workspace)
    assert len(rows(opened(action_tracker(material_of(small_rounds.workspace)))["Actions"])) == 1


def test_the_register_lists_what_is_missing_and_is_read_back_once_it_is_filled_in(small_rounds):
    """A case that the auditor marked and nobody entered; then it is entered, and one more."""
    small_rounds.write(grades=("Good",), answers={"case_of_concern": "Yes"})
    taken_in(small_rounds.workspace)
    book = opened(concerns_register(material_of(small_rounds.workspace)))
    sheet = book["Cases of concern"]
    told = sheet.cell(4, 9).value
    assert told.startswith("Marked by the auditor and not on the register: enter it today. Tell the Team Manager")
    header = [cell.value for cell in sheet[3]]
    for name, value in (
        ("Found on", date(2017, 12, 11)), ("Alerted on", date(2017, 12, 11)), ("Escalated to", "Head of Service"),
        ("Reviewed on", date(2017, 12, 13)), ("Acted on", date(2017, 12, 12)), ("Stage", "Open"),
    ):  # fmt: skip
        assert not sheet.cell(4, header.index(name) + 1).protection.locked
        sheet.cell(4, header.index(name) + 1, value)
    saved(book, small_rounds.workspace.round("2017-12").raw / "concerns.xlsx")
    intake = taken_in(small_rounds.workspace)
    assert faults(intake, "concerns.xlsx") == []
    assert intake["concerns"]["stage"].tolist() == ["open"]
    again = concerns_register(material_of(small_rounds.workspace)).worksheets[0]
    assert [cell.value for cell in again[4]][-1] == "Nothing"


def test_a_tracker_of_more_actions_than_a_blank_form_has_room_for_is_open_to_the_last_row(small_rounds, monkeypatch):
    """The form offers 200 rows; here it offers one."""
    monkeypatch.setattr("pipeline.forms.blank.REGISTER_ROWS", 1)
    small_rounds.write(grades=("Good",), groups={"actions": REQUIRED})
    taken_in(small_rounds.workspace)
    sheet = opened(action_tracker(material_of(small_rounds.workspace)))["Actions"]
    assert [sheet.cell(r, 8).protection.locked for r in (4, 5, 6)] == [False, False, False]
    assert "H4:H6" in {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert {sheet.cell(r, 5).number_format for r in (4, 5, 6)} == {"DD/MM/YYYY"}


def test_the_same_round_gives_the_same_bytes(december, tmp_path):
    """Saved with the day of the report as its only date."""
    material = material_of(december.workspace)
    files = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for file in files:
        save_workbook(action_tracker(material), file, material.round.reported)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].stat().st_mode & 0o777 == 0o600
