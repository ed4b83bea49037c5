"""coding.xlsx: passages count under another theme as decided, and what cannot be used is told."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from pipeline.intake import ALSO, coding_workbook
from pipeline.store import save_workbook

WEAKNESSES = [
    {"theme": "Supervision", "words": "Only tasks."},
    {"theme": "Planning (SMART)", "words": "No dates."},
]


@pytest.fixture
def audited(small):
    """A round with one audit that names two weaknesses, each in words."""
    small.audit("a.xlsx", {"weaknesses": WEAKNESSES})
    return small


def code(small, *rows, **changes):
    """Save a coding for the return of the round; each row: named, theme, decision."""
    (return_id,) = small.take_in()["returns"]["return_id"]
    filled = [
        {"return_id": return_id, "polarity": "weakness", "words": "…", "named": n, "theme": t, "decision": d} | changes
        for n, t, d in rows
    ]
    save_workbook(coding_workbook("2017-12", filled), small.folder / "coding.xlsx", date(2017, 1, 2))


def themes(intake):
    """Theme → words, of the findings."""
    return dict(intake["findings"][["theme", "words"]].itertuples(index=False, name=None))


def told(intake):
    """What problems say of the coding."""
    problems = intake["problems"]
    return list(problems[problems["file"] == "coding.xlsx"]["done"])


def test_as_well_adds_a_finding_with_the_words_of_the_return(audited):
    """The words come from the return, whatever stands in the workbook; how much was coded is told."""
    code(audited, ("Supervision", "Casework", ALSO))
    intake = audited.take_in()
    assert themes(intake) == {
        "supervision": "Only tasks.",
        "planning": "No dates.",
        "casework": "Only tasks.",
    }
    assert told(intake) == ["1 passage counts under another theme, as decided"]


def test_instead_takes_the_finding_from_its_theme_and_no_leaves_it(audited):
    """Also in other capitals, and a blank decides nothing."""
    code(
        audited,
        ("Supervision", "Casework", "INSTEAD"),
        ("Planning (SMART)", "Casework", "No"),
        ("Supervision", "Drift", ""),
    )
    assert themes(audited.take_in()) == {"planning": "No dates.", "casework": "Only tasks."}


def test_two_passages_coded_to_one_theme_are_one_finding_with_both_their_words(audited):
    """A return has a theme once."""
    code(audited, ("Supervision", "Casework", ALSO), ("Planning (SMART)", "Casework", ALSO))
    assert themes(audited.take_in())["casework"] == "Only tasks. No dates."


@pytest.mark.parametrize(
    ("row", "changes", "said"),
    [
        (("Supervision", "Fathers", ALSO), {}, "it names a theme that is not in the list"),
        (("Casework", "Supervision", ALSO), {}, "the return has no such finding any more"),
        (("Supervision", "Casework", ALSO), {"return_id": "R-gone"}, "the return has no such finding any more"),
        (("Supervision", "Casework", ALSO), {"polarity": "strength"}, "the return has no such finding any more"),
        (("Supervision", "Casework", "maybe"), {}, "what it decides is none of As well, Instead and No"),
    ],
)
def test_what_cannot_be_used_is_told_and_changes_nothing(audited, row, changes, said):
    """The row, and what to do."""
    code(audited, row, **changes)
    intake = audited.take_in()
    assert themes(intake).keys() == {"supervision", "planning"}
    assert told(intake) == [f"coding not used: {said}"]


def test_a_workbook_that_is_no_coding_is_told(audited):
    """Another workbook under its name, and a file that is none at all."""
    other = openpyxl.Workbook()
    other.active["A1"] = "Something else"
    other.save(audited.folder / "coding.xlsx")
    assert told(audited.take_in()) == ["no coding was read: none of its sheets has the columns of a coding"]
    (audited.folder / "coding.xlsx").write_bytes(b"nonsense")
    assert told(audited.take_in())[0].startswith("no coding was read: ")


def test_a_formula_in_the_words_is_text(tmp_path):
    """What was typed into a return cannot run in the workbook."""
    row = {"return_id": "R-1", "polarity": "weakness", "named": "A", "words": "=1+1", "theme": "B", "decision": ALSO}
    save_workbook(coding_workbook("2017-12", [row]), tmp_path / "c.xlsx", date(2017, 1, 2))
    cells = [c for line in openpyxl.load_workbook(tmp_path / "c.xlsx").active.iter_rows() for c in line]
    assert {c.data_type for c in cells if c.value == "=1+1"} == {"s"}
