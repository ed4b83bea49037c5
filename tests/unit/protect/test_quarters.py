"""Quarters beside their months: a sum of three months is told only where no month follows from it."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.measures import Definition, Rules, all_definitions, wilson_interval
from pipeline.protect import Protected, Statement, protect, signed
from pipeline.protect.placing import on_the_ladder
from pipeline.protect.quarters import quarter_rows
from tests.attacks.months import RANGES, counted, graded, monthly_rules

MONTHS = ("2018-01", "2018-02", "2018-03")


def definitions(rules: Rules) -> list[Definition]:
    """What is counted: oversight, every month; and once a quarter the good audits among those where it was clear."""
    where_clear = rules.practice.having(oversight="clear")
    good = where_clear.having(grade=rules.scheme.good_or_better)
    monthly = [d for d in all_definitions(rules) if d.id.startswith("oversight.")]
    return [*monthly, Definition("practice.good_where_clear", "Good where clear", good, where_clear, disclosure="C")]


def audits(clear: int, partial: int) -> list[dict]:
    """A month of 30 audits with this oversight, absent in the rest; two of the clear ones are good."""
    answers = ["clear"] * clear + ["partial"] * partial + ["absent"] * (30 - clear - partial)
    grades = [*graded("good", 2), *graded("not_yet_good", 28)]
    return [{**audit, "oversight": answer} for audit, answer in zip(grades, answers, strict=True)]


def published(*months: tuple[int, int]) -> list[Protected]:
    """Three months, each published beside those before it."""
    made: list[Protected] = []
    history: list[Statement] = []
    tables: dict[str, pd.DataFrame] = {}
    for id_, (clear, partial) in zip(MONTHS, months, strict=True):
        rules = monthly_rules(id_)
        asked = definitions(rules)
        table = counted(rules, audits(clear, partial), asked)
        quarter = tables if id_ == MONTHS[-1] else {}
        made.append(
            protect(
                table, rules, RANGES, has_story=False, auditors=9,
                history=history, definitions=asked, quarter=quarter,
            )
        )  # fmt: skip
        history += signed(made[-1].statements, id_, 1, "0")
        tables[id_] = table
    return made


def told(protected: Protected, measure: str, by: str | None) -> dict:
    """How a measure is said."""
    rows = protected.table
    (row,) = rows[(rows["id"] == measure) & (rows["by"].isna() if by is None else rows["by"] == by)].to_dict("records")
    return row


def of_january_and_february(*figures: tuple[int | None, int]) -> list[tuple[int | None, int | None]]:
    """The figures of a quarter whose March has 3 of 15, beside these of the months before."""
    rules = monthly_rules(MONTHS[-1])
    asked = definitions(rules)[-1:]
    good, other = ({"grade": grade, "oversight": "clear"} for grade in ("good", "not_yet_good"))
    march = counted(rules, [a | b for a, b in zip(graded("good", 15), [good] * 3 + [other] * 12, strict=True)], asked)
    before = {id_: march.assign(n=n, of=of) for id_, (n, of) in zip(MONTHS, figures, strict=False)}
    rows, _ = on_the_ladder(march, rules, RANGES, has_story=False, auditors=9, definitions=asked)
    return [(row.n, row.of) for row in quarter_rows(rows, before, RANGES)]


def test_a_month_without_anybody_counts_nothing_and_one_without_the_measure_ends_it() -> None:
    """Nobody with clear oversight in February is none of none; not counted at all is not known."""
    assert of_january_and_february((2, 10), (4, 12)) == [(9, 37)]
    assert of_january_and_february((2, 10), (None, 0)) == [(5, 25)]
    assert of_january_and_february((2, 10), (None, 12)) == []


@pytest.mark.parametrize("hidden_month", [0, 1, 2])
def test_the_base_of_a_quarter_gives_no_month_away(hidden_month) -> None:
    """Clear oversight in 12 audits of each month but one, which has 3: a base of 27 for the quarter would give it."""
    months = [(12, 9)] * 3
    months[hidden_month] = (3, 12)
    made = published(*months)
    assert told(made[hidden_month], "oversight.clear", None)["status"] == "hidden"  # and its ledger says nothing of it
    assert [told(m, "oversight.clear", None)["n"] for n, m in enumerate(made) if n != hidden_month] == [12, 12]
    assert told(made[-1], "practice.good_where_clear", "quarter")["status"] == "hidden"
    assert [m.given_away for m in made] == [[], [], []]


def test_a_quarter_is_told_where_all_months_of_its_base_are() -> None:
    """The base adds nothing then; six good audits are told of it."""
    made = published((12, 9), (12, 9), (12, 9))
    quarter = told(made[-1], "practice.good_where_clear", "quarter")
    assert (quarter["status"], quarter["n"], quarter["of"]) == ("exact", 6, 36)
    shares = (quarter["percent"], quarter["lower"], quarter["upper"])
    assert shares == pytest.approx((100 / 6, *wilson_interval(6, 36)))
