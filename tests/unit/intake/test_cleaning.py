"""Answers as typed become values, or a problem; nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.forms import Answer, Field
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.problems import Place, Problems
from pipeline.intake.values import as_typed, parse_date

AROUND = date(2017, 12, 31)
FORMATS = (
    *("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%m-%y", "%Y-%m-%d", "%Y/%m/%d"),
    *("%d %b %Y", "%d %B %Y", "%d %b %y", "%d %B %y", "%d-%b-%Y", "%d-%b-%y", "%A %d %B %Y", "%a, %d %b %Y"),
)
DAYS = st.dates(AROUND - timedelta(days=3 * 366), AROUND + timedelta(days=3 * 366))


@given(day=DAYS, form=st.sampled_from(FORMATS))
def test_a_day_in_any_known_form_comes_back(day: date, form: str) -> None:
    """Day first, as the British write it, or ISO; with slashes, dots or the name of the month."""
    assert parse_date(day.strftime(form), AROUND) == day


@given(day=DAYS)
def test_iso_is_never_read_day_first(day: date) -> None:
    """2017-03-04 is 4 March."""
    assert parse_date(day.isoformat(), AROUND) == day


@given(day=DAYS)
def test_a_day_that_excel_knows_comes_back(day: date) -> None:
    """As a date, as a date with a time, and as Excel's number for it."""
    number = float((day - date(1899, 12, 30)).days)
    assert [parse_date(v, AROUND) for v in (day, datetime(day.year, day.month, day.day, 9), number)] == [day] * 3


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("4th December 2017", date(2017, 12, 4)),
        ("1st  Sept 2017", date(2017, 9, 1)),
        (" 04/12/17 ", date(2017, 12, 4)),
        ("Monday 4 December 2017", date(2017, 12, 4)),
        ("Sat, 02 Dec 2017", date(2017, 12, 2)),
    ],
)
def test_a_day_as_people_write_it(typed: str, day: date) -> None:
    """With its ordinal, the British short form of September, spaces, and the day of the week."""
    assert parse_date(typed, AROUND) == day


@pytest.mark.parametrize(
    "typed",
    [
        *("1/4", "March 2025", "March 2017", "December 2017", "2017", "", "soon", "30/02/2017", "12/31/2017", "4/12"),
        *(True, False, None, float("nan"), float("inf"), -5, 0, 2017, 2017.0, 99_999_999, timedelta(days=3)),
    ],
)
def test_what_is_no_day_is_no_day(typed: object) -> None:
    """A month, a year, half a date, a date in no calendar, American order, and what is no date at all."""
    assert parse_date(typed, AROUND) is None


def test_a_day_three_years_off_is_a_slip_of_the_keyboard() -> None:
    """Up to 1,098 days away it counts; a day further it does not."""
    edge = AROUND - timedelta(days=3 * 366)
    assert parse_date(edge, AROUND) == edge
    assert parse_date(edge - timedelta(days=1), AROUND) is None


@pytest.fixture
def cleaner(small) -> Cleaner:
    """A cleaner that knows the council's words and redacts nothing."""
    problems = Problems(lambda text: text)
    return Cleaner(small.words, AROUND, lambda text: text, problems)


def value(cleaner: Cleaner, f: Field, typed: object) -> object:
    """What becomes of one answer."""
    return cleaner.value(f, Answer(typed, "C14"), Place("a.xlsx", "Audit"))


GRADE = Field(id="grade", label="Overall grade", type="choice", vocabulary="grade", required=True)
YES_NO = Field(id="drift", label="Drift", type="yes_no")


@pytest.mark.parametrize(
    ("typed", "grade"),
    [
        ("Good", "good"),
        (" GOOD. ", "good"),
        ("Doesn't yet meet Good", "not_yet_good"),
        ("Doesn’t  yet meet good", "not_yet_good"),
        ("DYMG", "not_yet_good"),
        ("outstanding", "outstanding"),
    ],
)
def test_a_known_word_is_understood_however_it_is_typed(cleaner, typed, grade) -> None:
    """Case, spaces, stops and the kind of apostrophe make no difference."""
    assert value(cleaner, GRADE, typed) == grade
    assert cleaner.problems.rows == []


@pytest.mark.parametrize(
    "typed", ["adequate", "not good", "Godo", "Requires improvement", "good enough", "?", "-", "3", 3.0]
)
def test_an_unknown_word_is_never_guessed(cleaner, typed) -> None:
    """It is left out, with the cell and what stands in it; above all "not good" is neither good nor not yet good."""
    assert value(cleaner, GRADE, typed) is None
    (row,) = cleaner.problems.rows
    assert (row["file"], row["sheet"], row["cell"], row["field"]) == ("a.xlsx", "Audit", "C14", "Overall grade")
    assert row["found"] == as_typed(typed)
    assert row["severity"] == "value left out"
    assert row["suggestion"]


def test_a_suggestion_is_made_where_one_word_is_close(cleaner) -> None:
    """The label that is meant, for a person to accept; otherwise the list to choose from."""
    value(cleaner, GRADE, "Outstandng")
    value(cleaner, GRADE, "adequate")
    assert [r["suggestion"] for r in cleaner.problems.rows] == [
        "Did you mean Outstanding? Choose one of: Outstanding, Good, Doesn't yet meet Good; "
        "in the return or in review.xlsx.",
        "Choose one of: Outstanding, Good, Doesn't yet meet Good; in the return or in review.xlsx.",
    ]


def test_of_a_long_list_the_advice_names_a_few_and_says_where_all_are(cleaner) -> None:
    """Fifteen themes in a cell of a table are more than anybody reads."""
    value(cleaner, Field(id="t", label="Theme", type="choice", vocabulary="themes"), "weather")
    assert [r["suggestion"] for r in cleaner.problems.rows] == [
        "Choose one of 15, such as Recording practice, Eligibility and thresholds, Analysis and enquiry "
        "(review.xlsx lists them all); in the return or in review.xlsx."
    ]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("Yes", True), ("y", True), (True, True), (1.0, True), ("✓", True), ("x", True), ("No", False), (0.0, False)],
)
def test_yes_and_no_in_all_their_forms(cleaner, typed, answer) -> None:
    """Words, letters, ticks, and the cells of a tick box."""
    assert value(cleaner, YES_NO, typed) is answer


@pytest.mark.parametrize("typed", ["?", "-", "–", "...", "n/a", "maybe", 2.0, float("nan")])
def test_a_dash_is_no_yes(cleaner, typed) -> None:
    """What has no letters in it is not taken for the tick."""
    assert value(cleaner, YES_NO, typed) is None
    assert len(cleaner.problems.rows) == 1


def test_an_age_that_excel_took_for_a_date_says_so(cleaner) -> None:
    """ "5-10" became 5 October; nobody is asked whether they meant an age of that name."""
    ages = Field(id="age_band", label="Age", type="choice", vocabulary="age_band")
    assert value(cleaner, ages, datetime(2017, 10, 5)) is None
    assert "apostrophe" in str(cleaner.problems.rows[0]["suggestion"])


def test_several_answers_are_each_looked_up(cleaner) -> None:
    """By semicolon or line; known ones are kept once, an unknown one is a problem."""
    reasons = Field(id="r", label="Reasons", type="choice", vocabulary="admissibility_reason", several=True)
    assert value(cleaner, reasons, "Too brief; old form\nbrief; lazy") == "too_brief;wrong_form"
    assert [r["found"] for r in cleaner.problems.rows] == ["lazy"]
    assert value(cleaner, reasons, "lazy") is None


def test_a_number_is_what_was_typed(cleaner) -> None:
    """Workbooks hold every number as a fraction: case 471100 is not case 471100.0."""
    case = Field(id="case_ref", label="Case", type="case")
    assert value(cleaner, case, 471100.0) == "471100"
    assert value(cleaner, Field(id="c", label="C"), 3.0) == "3"
    assert as_typed(2.5) == "2.5"


def test_a_required_answer_left_blank_is_told_and_another_is_not(cleaner) -> None:
    """With the cell where it should stand; no value is made up."""
    assert value(cleaner, GRADE, None) is None
    assert value(cleaner, YES_NO, None) is None
    (row,) = cleaner.problems.rows
    assert (row["done"], row["cell"], row["severity"]) == ("left blank", "C14", "note")


def test_a_council_without_a_list_takes_what_is_typed(cleaner) -> None:
    """A field whose list is empty is free text, redacted as all text is."""
    field = Field(id="team", label="Team", type="choice", vocabulary="team")
    words = cleaner.vocabularies | {"team": type(cleaner.vocabularies["team"])("team", ())}
    free = Cleaner(words, AROUND, str.upper, cleaner.problems)
    assert value(free, field, "North") == "NORTH"


def test_text_loses_its_spaces_and_is_redacted(cleaner) -> None:
    """Lines and runs of spaces become one space."""
    shouting = Cleaner(cleaner.vocabularies, AROUND, str.upper, cleaner.problems)
    assert value(shouting, Field(id="c", label="C"), " a\n  b ") == "A B"


def test_what_was_found_is_redacted_and_cut_short() -> None:
    """A problem shows at most 200 characters of what stands in the cell, after redaction."""
    problems = Problems(lambda text: text.replace("Keane", "[name]"))
    problems.add(Place("a.xlsx"), "done", "note", "do", found="Keane " + "x" * 300)
    assert str(problems.rows[0]["found"]).startswith("[name] xxx")
    assert len(str(problems.rows[0]["found"])) == 200


@given(
    day=DAYS, form=st.sampled_from([*FORMATS[:8], *FORMATS[8:14]]), time=st.sampled_from(["", " 00:00", " 00:00:00"])
)
def test_every_way_of_writing_a_day_gives_the_same_day(day: date, form: str, time: str) -> None:
    """Text with or without midnight and however spaced, a date, a date with a time, and Excel's number for it."""
    text = f"  {day.strftime(form)}{time} "
    serial = (day - date(1899, 12, 30)).days
    ways = [text, text.upper(), day, datetime(day.year, day.month, day.day), serial, serial + 0.5]
    assert {parse_date(way, AROUND) for way in ways} == {day}


def test_a_serial_number_of_the_other_calendar_is_too_far_off_to_pass() -> None:
    """1904 counts four years and a day less: read as 1900 the day is out of range, and told, not shifted."""
    serial = (date(2017, 12, 4) - date(1904, 1, 1)).days
    assert parse_date(serial, AROUND) is None


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("audit_type", "in no measure of practice"),
        ("auditor_organisation", "neither as the council's own nor as an outside one"),
    ],
)
def test_what_an_audit_is_outside_of_without_an_answer_is_said(cleaner, field: str, says: str) -> None:
    """More is lost by these two blanks than the figures that ask for the answer itself."""
    assert value(cleaner, Field(id=field, label="Question", required=True), None) is None
    (row,) = cleaner.problems.rows
    assert says in row["done"]


@pytest.mark.parametrize("typed", ["not good", "no outstanding", "good or outstanding", "nearly good"])
def test_what_denies_a_word_is_not_suggested_as_that_word(cleaner, typed: str) -> None:
    """Whoever follows the suggestion must not turn "not good" into good."""
    value(cleaner, GRADE, typed)
    assert not str(cleaner.problems.rows[0]["suggestion"]).startswith(("Did you mean Good", "Did you mean Outst"))
