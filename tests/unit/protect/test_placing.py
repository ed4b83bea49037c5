"""Where a measure stands before the audit: what is broken down, what waits, what is lowered first, what is watched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.measures import Definition, all_definitions
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.ladder import exactly
from pipeline.protect.lowering import importance
from pipeline.protect.model import Fact
from pipeline.protect.placing import on_the_ladder
from pipeline.protect.rows import MeasureRow, measure_rows_of
from pipeline.protect.targets import targets_of, watched
from tests.attacks.months import STANDARD, all_case_rules, counted, graded, monthly_rules

RULES = monthly_rules("2017-12")


def rows_of(*ids: str) -> list[MeasureRow]:
    """Measures of a month of thirty audits, each told exactly."""
    asked = [d for d in all_definitions(RULES) if d.id in ids]
    rows = [r for r in measure_rows_of(counted(RULES, graded("good", 30), asked), asked, "2017-12") if not r.by]
    assert len(rows) == len(ids)
    return [row.saying(exactly(row.n or 0, row.of)) for row in rows]


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
