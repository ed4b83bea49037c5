"""What the analyst decides once in review.xlsx is used from then on; nothing is decided by likeness."""

from __future__ import annotations

import stat
from datetime import date

import openpyxl
import pytest

from pipeline.intake import Intake, still_open
from pipeline.intake.questions import COUNT_IT, IS_A_NAME, IS_NO_NAME, LEAVE, LEAVE_IT_OUT
from pipeline.intake.review import COLUMNS, SHEET
from tests.unit.intake.conftest import SmallRound, told
from tests.unit.intake.reviewing import decide, rows_of, written


def outcomes(intake: Intake) -> dict[str, str]:
    """File → what became of the return in it."""
    returns = intake["returns"]
    return dict(zip(returns["source_file"].str.removeprefix("returns/"), returns["outcome"], strict=True))


def test_an_unknown_value_is_decided_once_for_every_return_that_has_it(small: SmallRound) -> None:
    """Two returns say "V. good" in two spellings: one question, and one decision for both, and for a third to come."""
    small.audit("a.xlsx", grade="V. good")
    small.audit("b.xlsx", grade="v good ", case_ref="WY-100002")
    (row,) = rows_of(written(small))
    assert (row["about"], row["field"], row["times"], row["decision"]) == ("not in the list", "Overall grade", 2, None)
    small.audit("c.xlsx", grade="V. GOOD", case_ref="WY-100003")
    decided = decide(small, {"not in the list": "Good"})
    assert decided["returns"]["grade"].tolist() == ["good", "good", "good"]
    assert still_open(decided["problems"]).empty
    assert set(decided["problems"]["severity"]) == {"note"}
    assert decided["problems"]["done"].str.startswith('decided in review.xlsx: "Good"').all()


def test_the_same_word_under_another_question_is_another_question(small: SmallRound) -> None:
    """What "?" is to be as a grade says nothing of a team."""
    small.audit("a.xlsx", grade="?", team="?")
    decided = decide(small, lambda row: "Good" if row["field"] == "Overall grade" else None)
    assert decided["returns"]["grade"].tolist() == ["good"]
    assert still_open(decided["problems"])["field"].tolist() == ["Team"]


def test_a_value_can_be_left_out_for_good(small: SmallRound) -> None:
    """It is no problem any more, and no grade."""
    small.audit("a.xlsx", grade="?")
    decided = decide(small, {"not in the list": LEAVE_IT_OUT})
    assert decided["returns"]["grade"].isna().all()
    assert still_open(decided["problems"]).empty


@pytest.mark.parametrize("typed", ["not good", "good/RI", "adequate", "Godo", "nearly good"])
def test_what_is_only_like_a_grade_is_asked_and_never_taken(small: SmallRound, typed: str) -> None:
    """The decision is blank; what denies a grade is not even suggested as it."""
    small.audit("a.xlsx", grade=typed)
    assert small.take_in()["returns"]["grade"].isna().all()
    (row,) = rows_of(written(small))
    assert (row["found"], row["decision"]) == (typed, None)
    if typed.startswith(("not", "nearly")):
        assert "Did you mean Good?" not in row["suggestion"]


@pytest.mark.parametrize("right", ["05/12/2017", date(2017, 12, 5), "5 Dec 2017"])
def test_a_date_that_is_none_is_written_as_it_should_be_for_this_return_alone(small: SmallRound, right) -> None:
    """As text or as a date of Excel's; the same slip in another return is another audit's date."""
    small.audit("a.xlsx", audit_date="31/02/2017")
    small.audit("b.xlsx", audit_date="31/02/2017", case_ref="WY-100002")
    decided = decide(small, lambda row: right if row["file"] == "returns/a.xlsx" else None)
    days = decided["returns"].set_index("source_file")["audit_date"]
    assert days["returns/a.xlsx"].date() == date(2017, 12, 5)
    assert still_open(decided["problems"])["file"].tolist() == ["returns/b.xlsx"]


def test_a_date_that_is_as_far_off_is_no_decision(small: SmallRound) -> None:
    """A slip is not mended by another."""
    small.audit("a.xlsx", audit_date="31/02/2017")
    decided = decide(small, {"no date": "05/12/2071"})
    assert set(told(decided, "value left out")) == {
        "value left out: it is no day in the calendar, or is years off",
        "decision not used: it is none that the question allows",
    }


@pytest.mark.parametrize(("decision", "outcome"), [(COUNT_IT, "used"), (LEAVE_IT_OUT, "set aside")])
def test_a_hidden_return_counts_if_the_analyst_says_so(small: SmallRound, decision: str, outcome: str) -> None:
    """Beside a visible one it is set aside at first."""
    book = small.book()
    hidden = book.copy_worksheet(book["Audit"])
    hidden.title, hidden.sheet_state, hidden["C5"] = "Old", "hidden", "WY-100009"
    small.save(book, "returns/a.xlsx")
    assert set(small.take_in()["returns"]["outcome"]) == {"used", "set aside"}
    decided = decide(small, {"hidden": decision})
    assert decided["returns"].set_index("source_sheet")["outcome"]["Old"] == outcome
    assert still_open(decided["problems"]).empty


@pytest.mark.parametrize("typed", [None, "-", "none", "n/a", "?"])
def test_a_return_without_a_case_gets_the_one_that_is_written_down(small: SmallRound, typed: str | None) -> None:
    """A dash and "none" name no case; what is written is a reference like any other, and redacted like one."""
    small.audit("a.xlsx", case_ref=typed, comments="See also 4711A.")
    small.audit("b.xlsx", case_ref="WY-100002")
    assert outcomes(small.take_in())["a.xlsx"] == "set aside"
    decided = decide(small, {"no case": "4711-a"})
    assert outcomes(decided)["a.xlsx"] == "used"
    assert "4711-a" in set(decided["keys"]["stands_for"])
    assert "See also [case]." in set(decided["returns"]["comments"])
    assert not decided["problems"]["done"].str.contains("4711").any()


def test_a_row_of_a_register_without_a_case_gets_the_one_that_is_written_down(small: SmallRound) -> None:
    """By the same rule as a return."""
    small.audit("a.xlsx")
    row = {"case_ref": "?", "auditor": "Maria Keane", "moderator": "P. Strand", "admissibility": "inadmissible"}
    small.register("moderation.xlsx", "moderation", row)
    assert len(decide(small, {"no case": "WY-100001"})["moderations"]) == 1


def test_an_answer_left_blank_is_written_down_or_left_blank_for_good(small: SmallRound) -> None:
    """A word from the list, a date, a name; or nothing."""
    small.audit("a.xlsx", age_band=None, audit_date=None, auditor=None, plan_type=None)
    right = {"Child's age": "5–10", "Date of audit": "05/12/2017", "Auditor": "Ann Bell", "Plan": LEAVE}
    decided = decide(small, lambda row: right[row["field"]])
    (row,) = decided["returns"].to_dict("records")
    assert (row["age_band"], row["audit_date"].date()) == ("5-10", date(2017, 12, 5))
    assert "Ann Bell" in set(decided["keys"]["stands_for"])
    assert still_open(decided["problems"]).empty
    assert not decided["problems"]["done"].str.contains("Bell").any()


def test_a_remark_that_asks_for_something_can_be_left_as_it_is(small: SmallRound) -> None:
    """A file that is no return, a label that is gone: nothing is lost by it, and it is said that it was decided."""
    small.audit("a.xlsx")
    (small.folder / "returns" / "rota.txt").write_text("Monday", encoding="utf-8")
    assert len(still_open(small.take_in()["problems"])) == 1
    decided = decide(small, {"remark": LEAVE})
    assert still_open(decided["problems"]).empty
    assert decided.account["files set aside unread"] == 1


def test_a_word_that_was_decided_to_be_a_name_goes_everywhere(small: SmallRound) -> None:
    """Asked once, taken out of each text; "no name" is not asked again; both stay decided."""
    small.audit("a.xlsx", comments="We met, and Jayden said that he likes school. Later Jayden's JAYDEN moved.")
    small.audit("b.xlsx", comments="A plan for Jayden. We saw Hope and we hoped.", case_ref="WY-100002")
    asked = {row["found"]: row["times"] for row in rows_of(written(small))}
    assert asked == {"Jayden": 1, "Hope": 1}
    before = small.take_in()
    assert not before["problems"].map(str).map(lambda text: "Jayden" in text).any(axis=None)
    decided = decide(small, lambda row: IS_A_NAME if row["found"] == "Jayden" else IS_NO_NAME)
    assert sorted(decided["returns"]["comments"]) == [
        "A plan for [name]. We saw Hope and we hoped.",
        "We met, and [name] said that he likes school. Later [name]'s [name] moved.",
    ]
    assert still_open(decided["problems"]).empty
    assert {row["decision"] for row in rows_of(written(small))} == {IS_A_NAME, IS_NO_NAME}


def test_a_decision_that_is_none_of_the_choices_is_told_with_its_cell(small: SmallRound) -> None:
    """The value stays open, and the next review has its decision blank."""
    small.audit("a.xlsx", grade="?")
    decided = decide(small, {"not in the list": "Brilliant"})
    row = decided["problems"].set_index("file").loc["review.xlsx"]
    assert (row["cell"], row["found"], row["severity"]) == ("J10", "Brilliant", "value left out")
    assert openpyxl.load_workbook(small.folder / "review.xlsx")[SHEET]["J10"].value == "Brilliant"
    assert "Outstanding; Good; " in row["suggestion"]
    assert len(still_open(decided["problems"])) == 2
    assert [row["decision"] for row in rows_of(written(small))] == [None]


def test_a_decision_that_nothing_asks_for_any_more_is_told_and_is_no_hindrance(small: SmallRound) -> None:
    """The return was mended in the meantime."""
    small.audit("a.xlsx", grade="?")
    decide(small, {"not in the list": "Good"})
    small.audit("a.xlsx", grade="Good")
    problems = small.take_in()["problems"]
    (done,) = problems.loc[problems["file"] == "review.xlsx", "done"]
    assert done.startswith("decision without effect: nothing in the round asks it any more")
    assert still_open(problems).empty
    assert rows_of(written(small)) == []


def test_two_decisions_that_contradict_each_other_decide_nothing(small: SmallRound) -> None:
    """The cell of each, and what to do; no decision is better than the wrong one."""
    small.audit("a.xlsx", grade="?")
    decide(small, {"not in the list": "Good"})
    book = openpyxl.load_workbook(small.folder / "review.xlsx")
    for c, cell in enumerate(list(book[SHEET][10]), start=1):
        book[SHEET].cell(11, c, "Outstanding" if cell.value == "Good" else cell.value)
    book.save(small.folder / "review.xlsx")
    intake = small.take_in()
    assert intake["returns"]["grade"].isna().all()
    row = intake["problems"].set_index("file").loc["review.xlsx"]
    assert (row["sheet"], row["cell"], row["found"]) == (SHEET, "J11", "Outstanding")
    assert "J10 decides the same question otherwise" in row["done"]


def test_the_same_decision_twice_is_one(small: SmallRound) -> None:
    """Somebody pasted two copies of the sheet together."""
    small.audit("a.xlsx", grade="?")
    decide(small, {"not in the list": "Good"})
    book = openpyxl.load_workbook(small.folder / "review.xlsx")
    for c, cell in enumerate(list(book[SHEET][10]), start=1):
        book[SHEET].cell(11, c, cell.value)
    book.save(small.folder / "review.xlsx")
    assert still_open(small.take_in()["problems"]).empty


@pytest.mark.parametrize("content", [b"", b"Decision: Good", b"PK\x03\x04"])
def test_a_review_that_cannot_be_read_is_a_problem_and_no_crash(small: SmallRound, content: bytes) -> None:
    """Its cause and what to do; the round is cleaned without it."""
    small.audit("a.xlsx", grade="?")
    (small.folder / "review.xlsx").write_bytes(content)
    intake = small.take_in()
    row = intake["problems"].set_index("file").loc["review.xlsx"]
    assert row["severity"] == "set aside"
    assert row["done"].startswith("no decision was read: ")
    assert outcomes(intake) == {"a.xlsx": "used"}


def test_a_workbook_without_the_columns_of_a_review_is_told(small: SmallRound) -> None:
    """And where a blank one lies."""
    small.audit("a.xlsx")
    openpyxl.Workbook().save(small.folder / "review.xlsx")
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Grade"
    book.save(small.folder / "review.xlsx")
    (suggestion,) = still_open(small.take_in()["problems"])["suggestion"]
    assert "data/processed/2017-12" in suggestion


def test_columns_and_rows_that_were_moved_are_found(small: SmallRound) -> None:
    """Excel users sort, insert and delete."""
    small.audit("a.xlsx", grade="?")
    decide(small, {"not in the list": "Good"})
    book = openpyxl.load_workbook(small.folder / "review.xlsx")
    book[SHEET].insert_cols(2)
    book[SHEET].delete_rows(2, 4)
    book[SHEET].title = "Sheet1"
    book.save(small.folder / "review.xlsx")
    assert small.take_in()["returns"]["grade"].tolist() == ["good"]


def test_decisions_are_carried_into_the_review_that_is_written_next(small: SmallRound) -> None:
    """So that it can be sent round: it can take the place of the old one, and says the same."""
    small.audit("a.xlsx", grade="?", audit_date="31/02/2017")
    decide(small, lambda row: "Good" if row["about"] == "not in the list" else date(2017, 12, 5))
    first = {row["about"]: row["decision"] for row in rows_of(small.folder / "review.xlsx")}
    new = written(small)
    assert {row["about"]: row["decision"] for row in rows_of(new)} == first
    new.replace(small.folder / "review.xlsx")
    assert still_open(small.take_in()["problems"]).empty


def test_a_word_with_an_identifier_in_it_is_decided_for_its_place_alone(small: SmallRound) -> None:
    """Two values of which the same is left without the name are not one."""
    small.audit("a.xlsx", team="Keane's")
    small.audit("b.xlsx", team="KEANE's", case_ref="WY-100002")
    rows = rows_of(written(small))
    assert [(row["found"], row["times"]) for row in rows] == [("[name]'s", 1), ("[name]'s", 1)]
    decided = decide(small, lambda row: "East" if row["file"] == "returns/a.xlsx" else "West")
    assert decided["returns"].set_index("source_file")["team"].to_dict() == {
        "returns/a.xlsx": "East",
        "returns/b.xlsx": "West",
    }


def test_the_blank_review_is_a_workbook_that_people_can_fill_in(small: SmallRound) -> None:
    """Locked but for the decisions, with a drop-down each, a header that stays, and no formula; its owner's alone."""
    small.audit("a.xlsx", grade="=1+1", audit_date="31/02/2017")
    path = written(small)
    page = openpyxl.load_workbook(path)[SHEET]
    decision = list(COLUMNS).index("decision") + 1
    for row in rows_of(path):
        locked = [page.cell(row["row"], c).protection.locked for c in range(1, len(COLUMNS) + 1)]
        assert locked == [c != decision for c in range(1, len(COLUMNS) + 1)]
        assert any(
            page.cell(row["row"], decision).coordinate in rule.sqref for rule in page.data_validations.dataValidation
        )
    assert page.protection.sheet
    assert page.freeze_panes == "A10"
    assert not any(cell.data_type == "f" for cells in page.iter_rows() for cell in cells)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_to_decide_is_said_so(small: SmallRound) -> None:
    """An old review does not stay behind."""
    small.audit("a.xlsx")
    page = openpyxl.load_workbook(written(small))[SHEET]
    assert "Nothing is left to decide" in str(page["A3"].value)
