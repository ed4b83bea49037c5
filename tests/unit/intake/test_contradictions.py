"""Answers that do not fit together, forms of another version, labels one letter off: told, at their cell."""

from __future__ import annotations

from datetime import date

import openpyxl

from tests.unit.intake.conftest import SmallRound

ACTION = {"words": "Write the plan.", "owner_role": "TM", "due": date(2017, 12, 20)}
TRACKED = {"case_ref": "WY-100001", "words": "write the plan", "status": "done"}


def rows(small: SmallRound) -> list[tuple[object, ...]]:
    """The problems of the round: where, and what was done."""
    problems = small.take_in()["problems"].fillna("")
    return list(problems[["file", "cell", "field", "done", "severity"]].itertuples(index=False, name=None))


def test_an_action_due_before_its_audit_is_told_at_its_cell(small: SmallRound) -> None:
    """In the row of the table that it stands in; the one before it is in order."""
    early = ACTION | {"words": "See the child.", "due": date(2017, 12, 1)}
    small.audit("a.xlsx", {"actions": [ACTION, early]})
    page = openpyxl.load_workbook(small.folder / "returns" / "a.xlsx").worksheets[0]
    (cell,) = [
        c.coordinate for row in page.iter_rows() for c in row if c.value and str(c.value).startswith("2017-12-01")
    ]
    told = "an action is due before the audit that requires it"
    assert rows(small) == [("returns/a.xlsx", cell, "Due date", told, "note")]


def test_an_action_completed_before_its_audit_is_told(small: SmallRound) -> None:
    """The tracker is compared with the audit that required the action; on the day itself it may be done."""
    small.audit("a.xlsx", {"actions": [ACTION]})
    small.register("actions.xlsx", "action-tracker", TRACKED | {"completed": date(2017, 12, 3)})
    told = "completed before the audit that requires it"
    assert rows(small) == [("actions.xlsx", "F4", "Completed on", told, "note")]
    small.register("actions.xlsx", "action-tracker", TRACKED | {"completed": date(2017, 12, 4)})
    assert rows(small) == []


def test_a_moderator_is_not_the_auditor_even_where_the_row_names_none(small: SmallRound) -> None:
    """The auditor is known from the return; the two names are compared as pseudonyms are made of them."""
    small.audit("a.xlsx")
    small.register(
        "moderation.xlsx",
        "moderation",
        {
            "case_ref": "WY-100001",
            "moderator": "maria KEANE",
            "moderation_date": date(2017, 12, 1),
            "admissibility": "Immediately admissible",
        },
    )
    assert [(cell, done) for _, cell, _, done, _ in rows(small)] == [
        ("C4", "the moderator is the auditor"),
        ("D4", "moderated before it was audited"),
    ]


def test_a_case_of_concern_has_an_alert(small: SmallRound) -> None:
    """Without its date it may be that nobody was told."""
    small.audit("a.xlsx", case_of_concern="Yes")
    small.register("concerns.xlsx", "concerns", {"case_ref": "WY-100001", "found": date(2017, 12, 5)})
    told = "a case of concern without the date of an alert"
    assert rows(small) == [("concerns.xlsx", "C4", "Alerted on", told, "note")]


def test_a_form_of_another_version_counts_and_is_told(small: SmallRound) -> None:
    """Once a sheet; the table keeps the version that it was filled in on."""
    book = small.book()
    book.worksheets[0]["B2"].value = "Version 2016.4"
    small.save(book, "returns/a.xlsx")
    told = "filled in on version 2016.4 of the form, not on 2017.2: it counts where the labels fit"
    assert rows(small) == [("returns/a.xlsx", "", "Version", told, "note")]
    (row,) = small.take_in()["returns"].to_dict("records")
    assert (row["outcome"], row["version"]) == ("used", "2016.4")


def test_a_form_without_a_version_is_taken_for_the_rounds(small: SmallRound) -> None:
    """Many forms print none; nothing is told."""
    book = small.book()
    book.worksheets[0]["B2"].value = None
    small.save(book, "returns/a.xlsx")
    assert rows(small) == []
    assert list(small.take_in()["returns"]["version"]) == ["2017.2"]


def test_a_label_one_letter_off_is_told_with_the_label_it_may_be(small: SmallRound) -> None:
    """It is not read: a person says whether it is that question."""
    book = small.book()
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "Overall grade *":
                cell.value = "Overal grade"
    small.save(book, "returns/a.xlsx")
    told = 'not read: the label "Overal grade" was read as none'
    assert rows(small) == [("returns/a.xlsx", "", "Overall grade", told, "value left out")]
    (problem,) = small.take_in()["problems"].to_dict("records")
    assert problem["suggestion"] == 'Did you mean "Overall grade"? Write it so.'
    assert small.take_in()["returns"]["grade"].isna().all()
