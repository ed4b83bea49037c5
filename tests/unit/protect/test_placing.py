"""Where a measure stands before the audit: what is broken down, what waits, what is lowered first, what is watched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import GateError
from pipeline.measures import Definition, all_definitions
from pipeline.protect import Knowledge, Statement
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.ladder import exactly, rung, withheld
from pipeline.protect.lowering import importance, lower_until_safe
from pipeline.protect.model import Fact
from pipeline.protect.placing import on_the_ladder
from pipeline.protect.rows import MeasureRow, measure_rows_of
from pipeline.protect.targets import targets_of, watched
from tests.attacks.months import RANGES, STANDARD, all_case_rules, counted, graded, monthly_rules

RULES = monthly_rules("2017-12")


def rows_of(*ids: str) -> list[MeasureRow]:
    """Measures of a month of thirty audits, each told exactly."""
    asked = [d for d in all_definitions(RULES) if d.id in ids]
    rows = [r for r in measure_rows_of(counted(RULES, graded("good", 30), asked), asked, "2017-12") if not r.by]
    assert len(rows) == len(ids)
    return [row.saying(exactly(row.n or 0, row.of)) for row in rows]


@pytest.mark.parametrize("change", [{"id": "ratings.unheard_of"}, {"subset": "audits and grade = other"}])
def test_a_measure_that_another_version_counted_is_not_told(change) -> None:
    """What it counts is not known, so neither is what may be said of it."""
    asked = [d for d in all_definitions(RULES) if d.id == "ratings.good"]
    table = counted(RULES, graded("good", 30), asked)
    with pytest.raises(GateError, match=r"was counted by another version of caseaudit.*caseaudit run 2017-12"):
        measure_rows_of(table.assign(**change), asked, "2017-12")


@pytest.mark.parametrize(("west", "told"), [(10, {"exact"}), (9, {"withheld"})])
def test_a_year_is_broken_down_only_where_every_team_has_a_base_of_ten(west, told) -> None:
    """One team with nine audits, and no team is told: it would be what the others leave of the whole."""
    rules = all_case_rules()
    asked = [d for d in all_definitions(rules) if d.id in ("ratings.total", "ratings.good")]
    profile = STANDARD.model_copy(update={"broken_down_by": ("team",), "group_base": 10})
    audits = [
        audit | {"team": team}
        for team, size in (("East", 20), ("West", west))
        for grade in ("good", "adequate")
        for audit in graded(grade, size // 2 + (size % 2 if grade == "good" else 0), by_council=False)
    ]
    rows, _ = on_the_ladder(
        counted(rules, audits, asked), rules, profile, has_story=False, auditors=9, definitions=asked
    )
    by_team = [row for row in rows if row.by == "team" and row.definition.id == "ratings.good"]
    assert {row.group for row in by_team} == {"East", "West"}
    assert {row.told.status for row in by_team if row.told} == told


def test_a_base_that_is_told_in_words_is_not_told_by_what_is_of_it() -> None:
    """Clear in "21 or more of 25": six good ones "of 23" would say how many. With 20 clear both are told."""
    where_clear = RULES.practice.having(oversight="clear")
    asked = [
        Definition("oversight.clear", "Clear", where_clear, RULES.practice, disclosure="B"),
        Definition("x.good", "Good", where_clear.having(grade="good"), where_clear, disclosure="B"),
    ]

    def said(clear: int) -> list[str]:
        answers = [{"oversight": "clear" if n < clear else "partial"} for n in range(25)]
        grades = [*graded("good", 6), *graded("not_yet_good", 19)]
        table = counted(RULES, [a | b for a, b in zip(grades, answers, strict=True)], asked)
        rows, opening = on_the_ladder(table, RULES, RANGES, has_story=False, auditors=9, definitions=asked)
        assert not opening.is_open
        return [row.told.text or str(row.told.least) for row in rows if row.told and not row.by]

    assert said(23) == ["21 or more of 25", "[c]"]
    assert said(20) == ["20", "6"]


def test_a_sample_is_as_large_as_all_its_audits() -> None:
    """Not as what happens to be counted first, and not as one of its teams."""
    asked = [d for name in ("ratings.good", "auditing.total") for d in all_definitions(RULES) if d.id == name]
    table = counted(RULES, [*graded("good", 7), *graded("not_yet_good", 30)], asked)
    _, opening = on_the_ladder(table, RULES, STANDARD, has_story=False, auditors=9, definitions=asked)
    assert opening.is_open
    assert "37 of 407 cases" in opening.reason


@pytest.mark.parametrize(
    ("auditors", "counting", "told"),
    [
        (4, 5, ("exact", "exact", "hidden")),  # the base of practice stands, how it was split does not
        (4, 4, ("exact", "hidden", "hidden")),  # so few would be said of single auditors as well
        (None, 4, ("exact", "hidden", "hidden")),
        (5, 4, ("exact", "exact", "exact")),
    ],
)
def test_how_few_auditors_were_judged_is_told_as_far_as_practice_has_a_base(auditors, counting, told) -> None:
    """All audits, those that count, and those that counted at once (disclosure.md: hidden below 5 auditors)."""
    ids = ("auditing.total", "auditing.admissible", "auditing.immediately_admissible")
    asked = [d for d in all_definitions(RULES) if d.id in ids]
    table = counted(RULES, [*graded("good", counting), *graded("good", 20, admissibility="inadmissible")], asked)
    rows, _ = on_the_ladder(table, RULES, STANDARD, has_story=False, auditors=auditors, definitions=asked)
    said = {row.definition.id: row.told.status for row in rows if row.told and not row.by}
    assert tuple(said[id_] for id_ in ids) == told


@pytest.mark.parametrize(
    ("id_", "by", "rank"),
    [
        ("ratings.good", "team", 0),
        ("themes.planning", None, 1),
        ("strengths.planning", None, 1),
        ("oversight.clear", None, 2),
        ("ratings.some_good_features", None, 2),
        ("practice.drift", None, 2),
        ("risk.cases_of_concern", None, 3),
        ("risk.high_risk_cases", None, 8),
        ("ratings.good", None, 8),
        ("auditing.admissible", None, 9),
    ],
)
def test_breakdowns_are_lowered_before_themes_and_the_headline_last(id_, by, rank) -> None:
    """Then features, then what else speaks of practice and children; activity never (disclosure.md, Audit)."""
    (row,) = rows_of("ratings.good")
    letter = "A" if id_.startswith("auditing.") else "B"
    asked = Definition(id_, id_, RULES.practice, RULES.practice)
    assert importance(replace(row, definition=asked, by=by, disclosure=letter), RULES.scheme) == rank


def quantity(*rounds: str, **where: tuple[str, ...]) -> Quantity:
    """Audits of some rounds with these values."""
    return Quantity(rounds, Filter.on("audits", where))


def test_what_an_earlier_document_left_open_is_watched() -> None:
    """A range is; an exact number and a share are not."""
    range_, exact, share = (quantity("2017-11", grade=(grade,)) for grade in ("good", "outstanding", "adequate"))
    facts = [Fact(range_, 0, 4), Fact(exact, 7, 7), Fact(share, 8, 9, of=exact)]
    assert watched([], facts) == [range_]


def test_in_a_round_that_is_added_up_every_measure_of_practice_is_watched() -> None:
    """But not the base of one that is no sum, nor what is told of a month exactly, nor activity."""
    (good,) = rows_of("ratings.good")
    (admissible,) = rows_of("auditing.admissible")
    facts = [Fact(quantity("2017-10", "2017-11"), 40, 40)]
    months = [replace(good.counted, rounds=(month,)) for month in ("2017-10", "2017-11")]
    assert watched([good, admissible], facts) == months
    assert watched([good], [*facts, Fact(months[0], 6, 6)]) == months[1:]
    assert watched([good], [Fact(quantity("2017-11"), 20, 20)]) == []
    summed = replace(good, rounds=("2017-10", "2017-11"))
    bases = [replace(good.base, rounds=(month,)) for month in ("2017-10", "2017-11")]
    assert set(watched([summed], facts)) == {*months, *bases}


def test_the_months_of_a_quarter_are_nobodys_business_though_it_is_told() -> None:
    """Its sum is not protected then; where it is not told, it is as well. An exact month and activity never are."""
    (good,) = rows_of("ratings.good")
    months = ("2017-10", "2017-11", "2017-12")
    quarter = replace(good, rounds=months)
    assert {q.rounds for q in targets_of([quarter])} == {(month,) for month in months}
    assert {q.rounds for q in targets_of([quarter.saying(replace(good.told, status="hidden"))])} == {
        months,
        *((month,) for month in months),
    }
    assert targets_of([good]) == {}
    assert targets_of([replace(quarter, disclosure="A")]) == {}


def test_what_waits_is_protected_and_a_breakdown_that_is_never_told_is_not() -> None:
    """The month of a quarter must not be found before it; a team is protected by the whole that it is in."""
    (good,) = rows_of("ratings.good")
    waiting = good.saying(withheld("counted once a quarter"))
    assert targets_of([waiting]) == {good.counted: good.key}
    assert targets_of([replace(waiting, by="team", group="East")]) == {}


@pytest.mark.parametrize(("headline", "left", "hidden"), [("kept", 1, 0), ("last", 0, 1)])
def test_the_headline_is_lowered_only_where_the_profile_says_so(headline, left, hidden) -> None:
    """10 good and 12 not yet good of 25 leave 3 outstanding: given away, or one of the grades gets the sign."""
    asked = [
        d for d in all_definitions(RULES) if d.id in ("ratings.outstanding", "ratings.good", "ratings.not_yet_good")
    ]
    audits = [*graded("outstanding", 3), *graded("good", 10), *graded("not_yet_good", 12)]
    rows = [r for r in measure_rows_of(counted(RULES, audits, asked), asked, "2017-12") if not r.by]
    said = [row.saying(rung(row.n or 0, row.of, True, RANGES)) for row in rows]
    profile, known = RANGES.model_copy(update={"headline": headline}), Knowledge(RULES.scheme, RULES.vocabularies)
    made = lower_until_safe(said, [], profile, RULES.scheme, lambda _: known)
    assert len(made.given_away) == left
    assert [row.told.status for row in made.rows if row.told].count("hidden") == hidden


def oversight_told(clear: int, partial: int, absent: int, history: list[Statement], **profile: str) -> list[str]:
    """How the answers of a month are told after the audit, where the ladder alone said them first."""
    asked = [d for d in all_definitions(RULES) if d.id.startswith("oversight.")]
    answers = ["clear"] * clear + ["partial"] * partial + ["absent"] * absent
    audits = [a | {"oversight": answer} for a, answer in zip(graded("good", len(answers)), answers, strict=True)]
    rows = [r for r in measure_rows_of(counted(RULES, audits, asked), asked, "2017-12") if not r.by]
    said = [row.saying(rung(row.n or 0, row.of, True, RANGES)) for row in rows]
    known = Knowledge(RULES.scheme, RULES.vocabularies)
    made = lower_until_safe(said, history, RANGES.model_copy(update=profile), RULES.scheme, lambda _: known)
    assert made.given_away == []
    return [row.told.text or str(row.told.least) for row in made.rows if row.told]


def test_where_the_figures_leave_nobody_none_is_told() -> None:
    """9 and 12 of 21 leave none, whom nobody can find; a profile that protects it hides a part beside it."""
    assert oversight_told(0, 9, 12, []) == ["0", "9", "12"]
    hidden = oversight_told(0, 9, 12, [], left_over="protected")
    assert hidden.count("[c]") == 1
    assert hidden[0] == "fewer than 5 of 21"


def test_an_earlier_range_that_is_left_with_nobody_is_no_business_of_this_document() -> None:
    """It may print that all answers were partial or absent, though it has no row for the one that was a range."""
    clear = next(d for d in all_definitions(RULES) if d.id == "oversight.clear")
    alike = Quantity(("2017-12",), Filter.of(clear.counts.having(drift=True)))
    earlier = Statement("2017-12/deck", 1, "", "x", "1", "audits", alike, None, (0, 4))
    assert oversight_told(0, 9, 12, [earlier]) == ["0", "9", "12"]
