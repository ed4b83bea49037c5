"""The registers beside the returns: each row is matched to its return, or set aside with its reason."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from pipeline.intake import Key
from tests.unit.intake.conftest import SmallRound, told

KEY = Key(b"k" * 40)
MODERATED = {
    "case_ref": "WY-100001",
    "auditor": "Maria Keane",
    "moderator": "Peter Strand",
    "admissibility": "Inadmissible",
}
ACTION = {"words": "Write the plan.", "owner_role": "TM", "due": date(2017, 12, 20)}
TRACKED = {"case_ref": "WY-100001", "words": "write the plan", "status": "open"}


def moderate(small: SmallRound, *rows: dict[str, object]):
    """Intake of one audit with these rows of moderation."""
    small.audit("a.xlsx")
    small.register("moderation.xlsx", "moderation", *rows)
    return small.take_in()


def test_a_moderation_finds_its_return(small: SmallRound) -> None:
    """By case and auditor; the reasons are ids, the moderator is a pseudonym that the keys know."""
    intake = moderate(small, MODERATED | {"reasons": "Too brief; old form", "moderated_grade": "Good"})
    (row,) = intake["moderations"].to_dict("records")
    assert row["return_id"] == intake["returns"]["return_id"].item()
    assert (row["admissibility"], row["reasons"]) == ("inadmissible", "too_brief;wrong_form")
    assert row["moderator_id"] in set(intake["keys"]["pseudonym"])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([MODERATED | {"case_ref": "WY-999999"}], "no return of this case by this auditor is in the round"),
        ([MODERATED | {"auditor": "J. Okafor"}], "no return of this case by this auditor is in the round"),
        ([MODERATED | {"case_ref": None}], "it names no case"),
        ([MODERATED | {"case_ref": "-"}], "it names no case"),
        ([MODERATED | {"admissibility": None}], "it gives no admissibility"),
        ([MODERATED | {"admissibility": "fine"}], "it gives no admissibility"),
        ([MODERATED, MODERATED], "this return was moderated in a row above"),
    ],
)
def test_a_moderation_without_a_return_is_set_aside(small: SmallRound, rows, reason) -> None:
    """Each row that does not count says why, and where it stands."""
    intake = moderate(small, *rows)
    assert len(intake["moderations"]) == len(rows) - 1
    problems = intake["problems"]
    (row,) = problems[problems["severity"] == "set aside"].to_dict("records")
    assert (row["done"], row["cell"]) == (f"row set aside: {reason}", f"A{3 + len(rows)}")


def test_a_moderation_needs_the_auditor_only_where_two_read_the_case(small: SmallRound) -> None:
    """Without the auditor's name a row fits the one audit of a case, and neither of two."""
    small.audit("b.xlsx", case_ref="WY-100002")
    small.audit("c.xlsx", case_ref="WY-100002", auditor="J. Okafor")
    unnamed = MODERATED | {"auditor": None}
    intake = moderate(small, unnamed, unnamed | {"case_ref": "WY-100002"})
    assert len(intake["moderations"]) == 1
    assert told(intake, "set aside") == ["row set aside: several returns fit it"]


def test_a_moderator_who_audited_is_noted(small: SmallRound) -> None:
    """It counts, and a person should know."""
    intake = moderate(small, MODERATED | {"moderator": "maria keane"})
    assert len(intake["moderations"]) == 1
    assert told(intake) == ["the moderator is the auditor"]


@pytest.mark.parametrize("missing", ["Case reference", "Moderator *"])
def test_a_register_without_a_column_is_told_once(small: SmallRound, missing: str) -> None:
    """Not once a row, and without a crash."""
    small.audit("a.xlsx")
    path = small.register("moderation.xlsx", "moderation", *[MODERATED] * 3)
    book = openpyxl.load_workbook(path)
    for cell in book.worksheets[0][3]:
        if cell.value == missing.rstrip(" *"):
            cell.value = None
    book.save(path)
    assert told(small.take_in()).count("not read: the sheet has no such label") == 1


def test_every_sheet_of_a_register_is_read(small: SmallRound) -> None:
    """A sheet a moderator; the rows of a hidden one are set aside."""
    small.audit("a.xlsx")
    small.audit("b.xlsx", case_ref="WY-100002")
    small.audit("c.xlsx", case_ref="WY-100003")
    path = small.register("moderation.xlsx", "moderation", MODERATED)
    book = openpyxl.load_workbook(path)
    for title, ref, state in (("two", "WY-100002", "visible"), ("old", "WY-100003", "hidden")):
        page = book.copy_worksheet(book.worksheets[0])
        page.title, page["A4"].value, page.sheet_state = title, ref, state
    book.save(path)
    intake = small.take_in()
    assert len(intake["moderations"]) == 2
    assert told(intake, "set aside") == ["row set aside: it stands on a hidden sheet"]


def test_the_register_of_concerns_and_the_forms_are_compared(small: SmallRound) -> None:
    """A case on one and not on the other is noted, in both directions; a second row of a case is set aside."""
    small.audit("a.xlsx", case_of_concern="Yes")
    small.audit("b.xlsx", case_ref="WY-100002")
    day = date(2017, 12, 5)
    entered = {"case_ref": "WY-100002", "found": day, "alerted": day, "stage": "closed"}
    small.register("concerns.xlsx", "concerns", entered, entered, entered | {"case_ref": None})
    intake = small.take_in()
    assert list(intake["concerns"]["case_id"]) == [KEY.case("WY-100002")]
    assert sorted(told(intake)) == [
        "marked as a case of concern, but not on the register",
        "on the register, but no audit in this round marks it as a case of concern",
        "row set aside: it names no case",
        "row set aside: the case is on the register already",
    ]


def follow(small: SmallRound, action: dict[str, object], *tracked: dict[str, object]) -> dict[str, object]:
    """The one action of a round after what managers sent back about it."""
    small.audit("a.xlsx", {"actions": [action]})
    small.register("actions.xlsx", "action-tracker", *tracked)
    (row,) = small.take_in()["actions"].to_dict("records")
    return row


@pytest.mark.parametrize(
    ("told_back", "status", "drift", "overdue"),
    [
        ({"status": "open"}, "open", 20, True),
        ({"status": None}, "not_reported", 20, True),
        ({"status": None, "completed": date(2017, 12, 19)}, "done", 0, False),
        ({"status": "done", "completed": date(2017, 12, 21)}, "done", 1, False),
        ({"status": "No longer needed"}, "not_needed", None, False),
    ],
)
def test_drift_is_counted_to_the_end_or_to_the_report(small: SmallRound, told_back, status, drift, overdue) -> None:
    """An action due on 20 December, in a report of 9 January."""
    row = follow(small, ACTION, TRACKED | told_back)
    assert (row["status"], row["overdue"]) == (status, overdue)
    assert row["drift_days"] == drift or (drift is None and row["drift_days"] is not drift)


@pytest.mark.parametrize(("due", "overdue", "escalated"), [(9, False, False), (8, True, False)])
def test_an_action_is_overdue_from_the_day_after_it_is_due(small: SmallRound, due, overdue, escalated) -> None:
    """On the day itself it is not."""
    row = follow(small, ACTION | {"due": date(2018, 1, due)}, TRACKED)
    assert (row["overdue"], row["escalated"]) == (overdue, escalated)


@pytest.mark.parametrize(("due", "escalated"), [(30, False), (29, True)])
def test_drift_beyond_the_councils_limit_escalates(small: SmallRound, due, escalated) -> None:
    """Ten days past the date it is overdue; from the eleventh it goes to the Head of Service."""
    assert follow(small, ACTION | {"due": date(2017, 12, due)}, TRACKED)["escalated"] is escalated


def test_an_action_without_a_date_never_drifts(small: SmallRound) -> None:
    """Unless the tracker gives the date that the form lacks."""
    row = follow(small, ACTION | {"due": None}, TRACKED)
    assert row["overdue"] is False


def test_the_trackers_date_fills_a_blank(small: SmallRound) -> None:
    """The form's own date comes first."""
    row = follow(small, ACTION | {"due": None}, TRACKED | {"due": date(2017, 12, 30)})
    assert (row["drift_days"], row["overdue"]) == (10, True)


def test_a_row_of_the_tracker_without_an_action_is_set_aside(small: SmallRound) -> None:
    """Another case, other words, or the same action twice."""
    small.audit("a.xlsx", {"actions": [ACTION]})
    rows = [TRACKED, TRACKED, TRACKED | {"words": "Other."}, TRACKED | {"case_ref": None}]
    small.register("actions.xlsx", "action-tracker", *rows)
    assert [t for t in told(small.take_in()) if t != "left blank"] == [
        "row set aside: it names no case",
        "row set aside: the action stands in a row above",
        "row set aside: no audit in this round required this action",
    ]


def test_actions_of_a_return_that_is_set_aside_do_not_count(small: SmallRound) -> None:
    """A merged copy does not require everything twice."""
    small.audit("a.xlsx", {"actions": [ACTION]})
    small.audit("b.xlsx", {"actions": [ACTION]})
    assert len(small.take_in()["actions"]) == 1


def test_a_finding_without_source_or_words_is_set_aside(small: SmallRound) -> None:
    """It is told, not dropped."""
    small.audit("a.xlsx")
    good = {"source": "Inspection", "words": "Plans are late.", "kind": "priority", "theme": "planning"}
    small.register("sources/s.xlsx", "outside-findings", good, good | {"source": None}, good | {"words": None})
    intake = small.take_in()
    assert intake["outside_findings"][["source", "kind", "theme"]].to_dict("records") == [
        {"source": "Inspection", "kind": "priority", "theme": "planning"}
    ]
    assert told(intake, "set aside") == ["row set aside: it gives no source or no finding"] * 2
