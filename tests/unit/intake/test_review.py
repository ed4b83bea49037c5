"""What the analyst decides once in review.xlsx is used from then on; nothing is decided by likeness."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import ConfigurationError
from pipeline.intake import Intake, save_intake
from pipeline.intake.problems import still_open
from pipeline.intake.review import BOTH, COUNTS, KEPT_OUT, NAME, NO_NAME, OTHER, THIS
from tests.unit.intake.conftest import SmallRound

HEADER = 4


def written(small: SmallRound, tmp_path: Path) -> Path:
    """The file that cleaning writes."""
    folder = tmp_path / "processed"
    save_intake(small.take_in(), folder)
    return folder / "review.xlsx"


def rows_of(path: Path) -> list[dict[str, object]]:
    """The questions in a file, by heading."""
    page = openpyxl.load_workbook(path)["Review"]
    names = [cell.value for cell in page[HEADER]]
    return [dict(zip(names, (c.value for c in row), strict=True)) for row in page.iter_rows(min_row=HEADER + 1)]


def decide(small: SmallRound, tmp_path: Path, *decisions: object) -> Intake:
    """Fill in the column of decisions in order, save the file in the round's folder, and clean again."""
    book = openpyxl.load_workbook(written(small, tmp_path))
    page = book["Review"]
    column = [cell.value for cell in page[HEADER]].index("Decision") + 1
    for n, decision in enumerate(decisions, start=HEADER + 1):
        page.cell(n, column, decision)
    book.save(small.folder / "review.xlsx")
    return small.take_in()


def outcomes(intake: Intake) -> dict[str, str]:
    """File → what became of the return in it."""
    returns = intake["returns"]
    return dict(zip(returns["source_file"].str.removeprefix("returns/"), returns["outcome"], strict=True))


def test_an_unknown_value_is_decided_once_for_every_return_that_has_it(small, tmp_path):
    """Two returns say "V. good" in two spellings: one question, and one decision for both."""
    small.audit("a.xlsx", grade="V. good")
    small.audit("b.xlsx", grade="v good ", case_ref="WY-100002")
    (row,) = rows_of(written(small, tmp_path))
    assert (row["About"], row["Question"], row["Times"], row["Decision"]) == ("Answer", "Overall grade", 2, None)
    assert KEPT_OUT in str(row["What can be decided"])
    decided = decide(small, tmp_path, "Good")
    assert decided["returns"]["grade"].tolist() == ["good", "good"]
    assert still_open(decided["problems"]).empty
    assert "read as Good, as decided in review.xlsx" in set(decided["problems"]["done"])


def test_a_value_can_be_left_out_for_good(small, tmp_path):
    """It is no problem any more, and no grade."""
    small.audit("a.xlsx", grade="?")
    decided = decide(small, tmp_path, KEPT_OUT)
    assert decided["returns"]["grade"].isna().all()
    assert still_open(decided["problems"]).empty


@pytest.mark.parametrize("typed", ["not good", "good/RI", "adequate", "Godo"])
def test_what_is_only_like_a_grade_is_asked_and_never_taken(small, tmp_path, typed):
    """The closest option is shown, the decision is blank."""
    small.audit("a.xlsx", grade=typed)
    assert small.take_in()["returns"]["grade"].isna().all()
    (row,) = rows_of(written(small, tmp_path))
    assert row["As typed"] == typed
    assert row["Decision"] is None


def test_a_date_that_is_none_is_written_as_it_should_be(small, tmp_path):
    """As text or as a date of Excel's."""
    for n, right in enumerate(("05/12/2017", date(2017, 12, 5))):
        small.audit("a.xlsx", audit_date="31/02/2017")
        decided = decide(small, tmp_path / str(n), right)
        assert decided["returns"]["audit_date"][0].date() == date(2017, 12, 5)
        (small.folder / "review.xlsx").unlink()


@pytest.mark.parametrize(
    ("decision", "expected", "grades"),
    [
        (None, {"a.xlsx": "used", "b.xlsx": "set aside"}, ["good"]),
        (THIS, {"a.xlsx": "set aside", "b.xlsx": "used"}, ["outstanding"]),
        (OTHER, {"a.xlsx": "used", "b.xlsx": "set aside"}, ["good"]),
        (BOTH, {"a.xlsx": "used", "b.xlsx": "used"}, ["good", "outstanding"]),
    ],
)
def test_of_two_returns_of_one_audit_the_analyst_says_which_counts(small, tmp_path, decision, expected, grades):
    """Until then the first one does; with the other go its findings and actions."""
    theme = {"weaknesses": [{"theme": "Casework", "words": "First."}]}
    small.audit("a.xlsx", theme)
    small.audit("b.xlsx", {"weaknesses": [{"theme": "Supervision", "words": "Second."}]}, grade="Outstanding")
    decided = decide(small, tmp_path, decision)
    assert outcomes(decided) == expected
    used = decided["returns"].query("used")
    assert used["grade"].tolist() == grades
    assert set(decided["findings"]["return_id"]) == set(used["return_id"])
    assert still_open(decided["problems"]).empty == (decision is not None)


def test_copies_that_differ_in_white_space_and_capitals_are_the_same(small):
    """They are merged without a question."""
    small.audit("a.xlsx", comments="Seen often.")
    small.audit("a (1).xlsx", comments="  seen  OFTEN. ", case_ref="wy 100001", grade=" good")
    intake = small.take_in()
    assert outcomes(intake) == {"a.xlsx": "used", "a (1).xlsx": "merged"}
    assert not intake.questions


@pytest.mark.parametrize(("decision", "outcome"), [(COUNTS, "used"), (KEPT_OUT, "set aside")])
def test_a_hidden_return_counts_if_the_analyst_says_so(small, tmp_path, decision, outcome):
    """Beside a visible one it is set aside at first."""
    book = small.book()
    hidden = book.copy_worksheet(book["Audit"])
    hidden.title = "Old"
    hidden.sheet_state = "hidden"
    hidden["C5"] = "WY-100009"
    small.save(book, "returns/a.xlsx")
    assert set(small.take_in()["returns"]["outcome"]) == {"used", "set aside"}
    decided = decide(small, tmp_path, decision)
    assert decided["returns"].set_index("source_sheet")["outcome"]["Old"] == outcome
    assert still_open(decided["problems"]).empty


@pytest.mark.parametrize("typed", [None, "-", "none", "n/a", "?"])
def test_a_return_without_a_case_gets_the_one_that_is_written_down(small, tmp_path, typed):
    """A dash and "none" name no case."""
    small.audit("a.xlsx", case_ref=typed)
    small.audit("b.xlsx", case_ref="WY-100002")
    assert outcomes(small.take_in())["a.xlsx"] == "set aside"
    decided = decide(small, tmp_path, "WY-100077")
    assert outcomes(decided)["a.xlsx"] == "used"
    assert "WY-100077" in set(decided["keys"]["stands_for"])


def test_a_word_that_was_decided_to_be_a_name_goes_everywhere(small, tmp_path):
    """Asked once, taken out of each text, also where there is no sign beside it; "no name" is not asked again."""
    small.audit("a.xlsx", comments="We met, and Jayden said that he likes school. Later Jayden moved.")
    small.audit("b.xlsx", comments="A plan for Jayden. A sibling, Hope, was seen.", case_ref="WY-100002")
    asked = [(row["As typed"], row["About"]) for row in rows_of(written(small, tmp_path))]
    assert sorted(asked) == [("Hope", "Word"), ("Jayden", "Word")]
    order = [NAME if word == "Jayden" else NO_NAME for word, _ in asked]
    decided = decide(small, tmp_path, *order)
    assert not any("Jayden" in str(words) for words in decided["returns"]["comments"])
    assert "Hope" in str(decided["returns"]["comments"][1])
    assert "may hold a name" not in " ".join(decided["problems"]["done"])


def test_a_decision_that_is_none_of_the_options_is_told_with_its_cell(small, tmp_path):
    """The value stays open."""
    small.audit("a.xlsx", grade="?")
    decided = decide(small, tmp_path, "Brilliant")
    row = decided["problems"].set_index("file").loc["review.xlsx"]
    assert (row["sheet"], row["cell"], row["found"], row["severity"]) == ("Review", "I5", "Brilliant", "value left out")
    assert "Choose one of: Outstanding, Good" in row["suggestion"]


def test_a_decision_that_nothing_asks_for_any_more_is_told(small, tmp_path):
    """The return was mended in the meantime."""
    small.audit("a.xlsx", grade="?")
    decide(small, tmp_path, "Good")
    small.audit("a.xlsx", grade="Good")
    told = small.take_in()["problems"]
    assert told[told["file"] == "review.xlsx"]["done"].tolist() == ["no question is left that it decides"]
    assert still_open(told).empty


def test_two_decisions_that_contradict_each_other_are_refused(small, tmp_path):
    """Which cells, and what to do."""
    small.audit("a.xlsx", grade="?")
    decide(small, tmp_path, "Good")
    book = openpyxl.load_workbook(small.folder / "review.xlsx")
    for c, cell in enumerate(list(book["Review"][5]), start=1):
        book["Review"].cell(6, c, "Outstanding" if cell.value == "Good" else cell.value)
    book.save(small.folder / "review.xlsx")
    with pytest.raises(ConfigurationError, match=r"Review!I6 decides otherwise than Review!I5"):
        small.take_in()


def test_a_file_that_is_no_review_is_refused_with_what_to_do(small):
    """A workbook without its headings, and something that is no workbook."""
    small.audit("a.xlsx")
    openpyxl.Workbook().save(small.folder / "review.xlsx")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        small.take_in()
    (small.folder / "review.xlsx").write_text("Decision: Good", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        small.take_in()


def test_decisions_are_carried_into_the_file_that_is_written_next(small, tmp_path):
    """So that it can be sent round: the decided row is there with its decision, below the open ones."""
    small.audit("a.xlsx", grade="?")
    small.audit("b.xlsx", grade="?", team="Nowhere", case_ref="WY-100002")
    rows = rows_of(written(small, tmp_path))
    small_order = ["Good" if row["Question"] == "Overall grade" else None for row in rows]
    decide(small, tmp_path, *small_order)
    again = rows_of(written(small, tmp_path / "again"))
    assert [(row["Question"], row["Decision"]) for row in again] == [("Team", None), ("Overall grade", "Good")]


def test_typed_text_is_no_formula_in_the_file(small, tmp_path):
    """Nor does it run when the file is opened."""
    small.audit("a.xlsx", team="=1+1")
    page = openpyxl.load_workbook(written(small, tmp_path))["Review"]
    cell = next(c for row in page.iter_rows(min_row=5) for c in row if c.value == "=1+1")
    assert cell.data_type == "s"


def test_the_file_is_its_owner_s_alone_and_the_same_each_time(small, tmp_path):
    """0600, and the same bytes from the same returns."""
    small.audit("a.xlsx", grade="?")
    first, second = written(small, tmp_path), written(small, tmp_path / "b")
    assert first.stat().st_mode & 0o777 == 0o600
    assert first.read_bytes() == second.read_bytes()
