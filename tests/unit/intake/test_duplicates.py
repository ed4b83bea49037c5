"""The same audit is counted once: copies are merged, versions that differ are put to the analyst, none is lost."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from itertools import permutations

import pytest

from pipeline.intake import Intake, still_open
from pipeline.intake.questions import BOTH_COUNT, NEITHER_COUNTS, OTHER_COUNTS, THIS_COUNTS
from tests.unit.intake.conftest import SmallRound, told
from tests.unit.intake.reviewing import decide, rows_of, written


def outcomes(intake: Intake) -> dict[str, str]:
    """File → what became of the return in it."""
    returns = intake["returns"]
    return dict(zip(returns["source_file"].str.removeprefix("returns/"), returns["outcome"], strict=True))


@pytest.mark.parametrize(
    ("decision", "used"),
    [
        (None, {"a.xlsx"}),
        (THIS_COUNTS, {"b.xlsx"}),
        (OTHER_COUNTS, {"a.xlsx"}),
        (BOTH_COUNT, {"a.xlsx", "b.xlsx"}),
        (NEITHER_COUNTS, set()),
    ],
)
def test_of_two_versions_of_one_audit_the_analyst_says_which_counts(small: SmallRound, decision, used) -> None:
    """Until then the first one does; findings and actions go with the return that they are of."""
    action = {"actions": [{"words": "Write the plan.", "due": date(2017, 12, 20)}]}
    small.audit("a.xlsx", {"weaknesses": [{"theme": "Casework", "words": "First."}]})
    small.audit("b.xlsx", {"weaknesses": [{"theme": "Drift", "words": "Second."}]} | action, grade="Outstanding")
    small.audit("z.xlsx", case_ref="WY-100009")
    intake = decide(small, {"two versions": decision})
    assert {name for name, outcome in outcomes(intake).items() if outcome == "used"} == used | {"z.xlsx"}
    ids = set(intake["returns"].query("used")["return_id"])
    assert set(intake["findings"]["return_id"]) | set(intake["actions"]["return_id"]) <= ids
    assert len(intake["actions"]) == ("b.xlsx" in used)
    assert still_open(intake["problems"]).empty == (decision is not None)


def test_of_three_versions_two_cannot_each_be_the_one_that_counts(small: SmallRound) -> None:
    """Then the first counts, and both decisions are told."""
    for name, grade in zip("abc", ("Good", "Outstanding", "DYMG"), strict=True):
        small.audit(f"{name}.xlsx", grade=grade)
    intake = decide(small, {"two versions": THIS_COUNTS})
    assert outcomes(intake) == {"a.xlsx": "used", "b.xlsx": "set aside", "c.xlsx": "set aside"}
    left = still_open(intake["problems"])
    assert left["file"].tolist() == ["returns/b.xlsx", "returns/c.xlsx", "review.xlsx", "review.xlsx"]
    assert left["done"].tolist()[-1] == (
        "decision not used: another version of the same audit is to be the one that counts too"
    )
    assert [row["decision"] for row in rows_of(written(small))] == [None, None]


def test_of_three_versions_the_last_can_count(small: SmallRound) -> None:
    """Each of the others is decided against the first."""
    for name, grade in zip("abc", ("Good", "Outstanding", "DYMG"), strict=True):
        small.audit(f"{name}.xlsx", grade=grade)
    intake = decide(small, lambda row: THIS_COUNTS if row["file"] == "returns/c.xlsx" else OTHER_COUNTS)
    assert outcomes(intake) == {"a.xlsx": "set aside", "b.xlsx": "set aside", "c.xlsx": "used"}
    assert still_open(intake["problems"]).empty


@pytest.mark.parametrize("sibling", ["audit (1).xlsx", "audit - copy.xlsx", "audit FINAL.xlsx", "zz/audit.xlsx"])
def test_siblings_that_say_the_same_are_merged_however_they_are_typed(small: SmallRound, sibling: str) -> None:
    """White space, capitals, and the way in which a date is written make no difference."""
    small.audit("audit.xlsx", comments="Seen often.", audit_date=date(2017, 12, 4))
    (small.folder / "returns" / "zz").mkdir()
    small.audit(sibling, comments="  seen  OFTEN. ", case_ref="wy 100001", grade=" good", audit_date="4 Dec 2017")
    intake = small.take_in()
    assert outcomes(intake) == {"audit.xlsx": "used", sibling: "merged"}
    assert still_open(intake["problems"]).empty


def test_a_copy_of_a_later_version_is_a_copy(small: SmallRound) -> None:
    """It is compared with every version, not with the first alone, and asked about once."""
    small.audit("a.xlsx")
    small.audit("b.xlsx", grade="Outstanding")
    shutil.copyfile(small.folder / "returns" / "b.xlsx", small.folder / "returns" / "c.xlsx")
    assert outcomes(small.take_in()) == {"a.xlsx": "used", "b.xlsx": "set aside", "c.xlsx": "merged"}


def test_two_auditors_of_one_case_both_count_and_it_is_told(small: SmallRound) -> None:
    """They are two audits, unless a name was typed in two ways; nobody is asked to do anything."""
    small.audit("a.xlsx")
    small.audit("b.xlsx", auditor="J. Okafor")
    intake = small.take_in()
    assert set(outcomes(intake).values()) == {"used"}
    assert told(intake) == ["two auditors audited this case: this return and returns/a.xlsx both count"]
    assert still_open(intake["problems"]).empty


def test_faults_of_a_sheet_are_told_although_its_first_return_is_a_copy(small: SmallRound) -> None:
    """What a register lacks concerns every row in it."""
    small.audit("a.xlsx", age_band=None)
    shutil.copyfile(small.folder / "returns" / "a.xlsx", small.folder / "returns" / "b.xlsx")
    intake = small.take_in()
    assert told(intake).count("left blank") == 1
    assert intake["problems"]["problem"].tolist() == [1, 2]


@pytest.mark.slow
def test_the_order_of_three_versions_changes_only_which_is_first(small: SmallRound) -> None:
    """Of the same audits one counts and two are put to the analyst, in whatever order they come."""
    grades = ("Good", "Outstanding", "DYMG")
    for order in permutations(grades):
        for n, grade in enumerate(order):
            small.audit(f"{n}.xlsx", grade=grade, audit_date=datetime(2017, 12, 4))
        intake = small.take_in()
        assert list(outcomes(intake).values()) == ["used", "set aside", "set aside"]
        assert len(intake.questions) == 2
