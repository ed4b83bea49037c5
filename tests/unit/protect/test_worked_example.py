"""The worked example of the design, figure by figure: two months of 2017, and the audit of all cases of 2012."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from pipeline.config import PublishedFigure
from pipeline.errors import GateError
from pipeline.measures import all_definitions
from pipeline.protect import Protected, protect, public_text, signed, statements_published
from pipeline.tables import check_table
from tests.attacks.months import (
    RANGES,
    STANDARD,
    all_case_rules,
    all_cases,
    counted,
    december,
    graded,
    monthly_rules,
    november,
)

OVERSIGHT = ["clear"] * 4 + ["partial"] * 14 + ["absent"] * 7


@cache  # many tests look at the same month, and none changes it
def month(name: str, has_story: bool = False, auditors: int | None = 8) -> Protected:
    """A month of 2017 under the standard profile."""
    rules = monthly_rules(name)
    audits = november() if name == "2017-11" else december()
    return protect(counted(rules, audits), rules, STANDARD, has_story=has_story, auditors=auditors)


def say(protected: Protected, measure: str, form: str = "share") -> str:
    """A measure of the whole service as the public reads it."""
    rows = protected.table
    (row,) = rows[(rows["id"] == measure) & rows["by"].isna()].to_dict("records")
    return public_text(row, form)


@pytest.mark.parametrize(
    ("name", "measure", "form", "text"),
    [
        ("2017-11", "auditing.total", "n", "24"),
        ("2017-12", "auditing.total", "n", "27"),
        ("2017-11", "auditing.admissible", "n", "21"),
        ("2017-12", "auditing.admissible", "n", "25"),
        ("2017-11", "auditing.immediately_admissible", "share", "12 of 24 (50%)"),
        ("2017-12", "auditing.inadmissible", "share", "2 of 27 (7%)"),
        ("2017-11", "ratings.good", "share", "1 of 21 (5%)"),
        ("2017-12", "ratings.good", "share", "2 of 25 (8%)"),
        ("2017-11", "ratings.not_yet_good", "share", "20 of 21 (95%)"),
        ("2017-12", "ratings.not_yet_good", "share", "23 of 25 (92%)"),
        ("2017-11", "ratings.some_good_features", "share", "10 of 21 (48%)"),
        ("2017-12", "ratings.some_good_features", "share", "1 of 25 (4%)"),
        ("2017-11", "risk.cases_of_concern", "n", "counted once a quarter"),
        ("2017-12", "risk.cases_of_concern", "words", "counted once a quarter"),
    ],
)
def test_an_open_month_tells_practice_exactly_and_children_by_the_quarter(name, measure, form, text) -> None:
    """24 and 27 audits of 407 eligible cases, the list not published, no story."""
    assert say(month(name), measure, form) == text


def test_no_team_and_no_age_is_told_of_a_month() -> None:
    """Whatever the sample; not even that somebody of a team or age is in it, which the label of a row would say."""
    assert month("2017-12").table["by"].isna().all()


@pytest.mark.parametrize(
    ("name", "measure", "text"),
    [
        ("2017-11", "ratings.good", "fewer than 5 of 21"),
        ("2017-11", "ratings.not_yet_good", "17 or more of 21"),
        ("2017-11", "ratings.some_good_features", "10 of 21 (48%)"),
        ("2017-12", "ratings.good", "fewer than 5 of 25"),
        ("2017-12", "ratings.not_yet_good", "21 or more of 25"),
        ("2017-12", "ratings.some_good_features", "fewer than 5 of 25"),
        ("2017-12", "auditing.immediately_admissible", "19 of 27 (70%)"),
    ],
)
def test_a_story_in_the_document_puts_practice_on_the_ladder(name, measure, text) -> None:
    """It says that a child is in the sample; activity stays as it is."""
    assert say(month(name, has_story=True), measure) == text


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("ratings.outstanding", "18 of 1,349 (1%)"),
        ("ratings.good", "294 of 1,349 (22%)"),
        ("ratings.adequate", "628 of 1,349 (47%)"),
        ("ratings.inadequate", "409 of 1,349 (30%)"),
        ("risk.high_risk_cases", "41 of 409 (10%)"),
        ("risk.no_further_action", "17 of 41 (41%)"),
        ("risk.additional_actions", "13 of 41 (32%)"),
        ("risk.not_recorded", "11 of 41 (27%)"),
        ("risk.progress_checks", "0 of 41 (0%)"),
        ("risk.strategy_meeting", "9 or more of 13"),
        ("risk.conference", "fewer than 5 of 13"),
        ("risk.inter_agency_checks", "fewer than 5 of 13"),
        ("risk.request_inappropriate", "fewer than 5 of 17"),
    ],
)
def test_an_audit_of_all_cases_is_never_open(all_case_public: Protected, measure, text) -> None:
    """The grades are large enough to be exact; what followed for a child or two is not told."""
    assert say(all_case_public, measure) == text


@pytest.fixture(scope="module")
def all_case_public() -> Protected:
    """The audit of all cases under the standard profile."""
    rules = all_case_rules()
    return protect(counted(rules, all_cases()), rules, STANDARD, has_story=False, auditors=9)


def test_what_the_slides_gave_away_is_told_apart_and_still_not_repeated() -> None:
    """One conference and two checks were on slides: public already, in the way of nothing, and not said again."""
    rules = all_case_rules()
    known = {d.id: d for d in all_definitions(rules)}
    published = {"conference": 1, "inter_agency_checks": 2, "strategy_meeting": 9, "additional_actions": 13}
    slides = [
        PublishedFigure(line=n, measure=f"risk.{name}", count=count, source="slides")
        for n, (name, count) in enumerate(published.items())
    ]
    found = pd.DataFrame({"about": "figure", "line": [0, 1, 2, 3], "kind": "equal"})
    history, _ = statements_published(slides, found, known, rules.round.id)
    told = protect(counted(rules, all_cases()), rules, STANDARD, has_story=False, auditors=9, history=history)
    assert say(told, "risk.conference") == "fewer than 5 of 13"
    assert told.given_away == []
    assert {q.filter for q in told.already} >= {s.numerator.filter for s in history[:3]}


def test_a_corrected_month_is_a_new_version() -> None:
    """One audit more, two more of them good: what is exact is corrected, and what is not says what it said."""
    rules = monthly_rules("2017-12")
    first = protect(counted(rules, december()), rules, RANGES, has_story=False, auditors=8)
    history = signed(first.statements, "2017-12/summary", 1, "ab")
    audits = [*december(), *graded("good", 3)]
    later = protect(
        counted(rules, audits), rules, RANGES, has_story=False, auditors=8, history=history, document="2017-12/summary"
    )
    assert say(later, "auditing.total", "n") == "30"
    assert say(later, "ratings.good") == "fewer than 5"  # 5 of 28, which waits for the next period
    with pytest.raises(GateError, match="cannot all be true"):
        protect(counted(rules, audits), rules, RANGES, has_story=False, auditors=8, history=history)


def test_nothing_is_given_away(all_case_public: Protected) -> None:
    """Nothing stands against any of them."""
    for protected in (all_case_public, month("2017-11"), month("2017-12"), month("2017-12", has_story=True)):
        assert protected.given_away == []


def test_the_public_table_carries_no_hidden_number(all_case_public: Protected) -> None:
    """Where a row is not exact its count, percent and interval are blank, and it keeps the contract of its table."""
    for public in (all_case_public.table, month("2017-12", has_story=True).table):
        check_table("measures_public", public)
        rows = public[~public["status"].isin(["exact", "unavailable"])]
        assert len(rows)
        assert rows[["n", "percent", "lower", "upper"]].isna().all(axis=None)
        assert not rows["available"].any()
        narrow = rows[rows["least"].notna()]
        assert (narrow["most"] - narrow["least"] >= 4).all()


def test_few_auditors_hide_how_their_audits_were_judged() -> None:
    """Fewer than five, or nobody knows how many: the base of practice stands, how it was split does not.

    That base is told with each grade; what it leaves of the total can be told, too, since anybody can take it away.
    """
    for auditors in (4, None):
        few = month("2017-11", auditors=auditors)
        assert say(few, "auditing.immediately_admissible") == say(few, "auditing.admissible_development") == "[c]"
        assert say(few, "auditing.total", "n") == "24"
        assert say(few, "auditing.admissible", "n_of") == "21 of 24"
        assert say(few, "auditing.inadmissible") == "3 of 24 (13%)"
        assert few.given_away == []
    assert say(month("2017-11", auditors=5), "auditing.immediately_admissible") == "12 of 24 (50%)"


def test_few_auditors_hide_no_practice() -> None:
    """23 rated of 24 audited leave one for what moderation found: that is activity, and stands against nothing."""
    rules = monthly_rules("2017-12")
    audits = [*graded("good", 2), *graded("not_yet_good", 21), *graded("good", 1, admissibility="inadmissible")]
    told = protect(counted(rules, audits), rules, STANDARD, has_story=False, auditors=3)
    assert (told.given_away, told.lowered) == ([], [])
    assert say(told, "ratings.good") == "2 of 23 (9%)"


def test_an_empty_group_is_not_told_by_a_missing_row() -> None:
    """Weaknesses of all cases are told by grade where each grade has ten cases; with no Inadequate one, not at all."""
    rules = all_case_rules()
    definitions = [d for d in all_definitions(rules) if d.id in ("ratings.total", "themes.casework", "coverage.total")]
    for worst, by_grade in ((30, True), (0, False)):
        audits = [
            a | {"admissibility": None, "by_council": False} for a in (*graded("good", 40), *graded("adequate", 40))
        ]
        audits += [*graded("outstanding", 30, admissibility=None), *graded("inadequate", worst, admissibility=None)]
        told = protect(
            counted(rules, audits, definitions), rules, STANDARD, has_story=False, auditors=9, definitions=definitions
        )
        assert ("grade" in set(told.table["by"])) is by_grade


def test_small_grades_are_merged_where_their_sum_can_be_told() -> None:
    """2 outstanding and 4 good of 25: six good or better, and neither alone."""
    rules = monthly_rules("2017-12")
    audits = [*graded("outstanding", 2), *graded("good", 4), *graded("not_yet_good", 19)]
    told = protect(counted(rules, audits), rules, RANGES, has_story=False, auditors=8)
    assert say(told, "ratings.good_or_better") == "6 of 25 (24%)"
    assert say(told, "ratings.outstanding") == say(told, "ratings.good") == "counted within “Good or better”"
    assert say(told, "ratings.not_yet_good") == "19 of 25 (76%)"
    assert told.given_away == []


def test_what_the_others_give_away_makes_one_of_them_say_less() -> None:
    """Oversight clear 4, partial 14, absent 7 of 25: the 4 follows from the others, so it and another are hidden."""
    rules = monthly_rules("2017-12")
    audits = [{**a, "oversight": o} for a, o in zip(graded("not_yet_good", 25), OVERSIGHT, strict=True)]
    told = protect(counted(rules, audits), rules, RANGES, has_story=False, auditors=8)
    said = [say(told, f"oversight.{answer}") for answer in ("clear", "partial", "absent")]
    assert said == ["[c]", "[c]", "7 of 25 (28%)"]
    assert (told.given_away, told.lowered) == ([], [])


@pytest.mark.slow
def test_a_quarter_is_told_when_it_closes() -> None:
    """Two, two and three cases of concern: fewer than five a month are nobody's, seven a quarter are told."""
    tables: dict[str, pd.DataFrame] = {}
    for name, concerns in (("2017-10", 2), ("2017-11", 2), ("2017-12", 3)):
        audits = [*graded("good", concerns, case_of_concern=True), *graded("not_yet_good", 20)]
        tables[name] = counted(monthly_rules(name), audits)
    last = tables.pop("2017-12")
    told = protect(last, monthly_rules("2017-12"), STANDARD, has_story=False, auditors=8, quarter=tables)
    rows = told.table
    (quarter,) = rows[(rows["by"] == "quarter") & (rows["id"] == "risk.cases_of_concern")].to_dict("records")
    assert (quarter["group"], public_text(quarter, "n")) == ("2017-10 to 2017-12", "7")
    assert say(told, "risk.cases_of_concern", "n") == "counted once a quarter"
    assert told.given_away == []
