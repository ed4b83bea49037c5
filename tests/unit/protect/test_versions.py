"""Corrections: a second version says no more of a hidden number than the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.measures import all_definitions
from pipeline.protect import Protected, Statement, protect, signed
from pipeline.protect.ladder import Told, exactly, withheld
from pipeline.protect.rows import measure_rows_of
from pipeline.protect.statements import ELSEWHERE
from pipeline.protect.versions import hold_back
from tests.attacks.months import RANGES, counted, graded, monthly_rules

NAME = "2018-01/monthly_summary"


def month(clear: int, partial: int, absent: int, history: list[Statement], document: str = NAME) -> Protected:
    """A month with these answers on oversight, published beside a history."""
    rules = monthly_rules("2018-01")
    asked = [d for d in all_definitions(rules) if d.id.startswith("oversight.") or d.id == "auditing.admissible"]
    answers = ["clear"] * clear + ["partial"] * partial + ["absent"] * absent
    audits = [
        audit | {"oversight": answer} for audit, answer in zip(graded("good", len(answers)), answers, strict=True)
    ]
    table = counted(rules, audits, asked)
    return protect(
        table, rules, RANGES, has_story=False, auditors=9, history=history, document=document, definitions=asked
    )


def oversight(protected: Protected) -> list[str]:
    """Clear, partial and absent as they are told; a number as itself."""
    rows = protected.table[protected.table["id"].str.startswith("oversight.")].astype(object)
    return [str(row["told"] if row["n"] is None or row["n"] != row["n"] else row["n"]) for row in _plain(rows)]


def _plain(rows) -> list[dict]:
    return rows.where(rows.notna(), None).to_dict("records")


def test_what_had_a_sign_keeps_it() -> None:
    """Four clear become five: exact numbers now would say that it was four, as one return was corrected."""
    first = month(4, 14, 7, [])
    history = signed(first.statements, NAME, 1, "0")
    assert oversight(first) == ["[c]", "[c]", "7"]
    assert oversight(month(5, 13, 7, [])) == ["5", "13", "7"]  # had nothing been said
    assert oversight(month(5, 13, 7, history)) == ["[c]", "[c]", "7"]


def test_activity_is_corrected_at_once() -> None:
    """One audit more is one audit more."""
    history = signed(month(12, 7, 6, []).statements, NAME, 1, "0")
    later = month(12, 8, 6, history)
    (admissible,) = later.table[later.table["id"] == "auditing.admissible"]["n"]
    assert admissible == 26
    assert oversight(later) == ["12", "8", "6"]


FEW = Told("range", 0, 4, 25, "fewer than 5 of 25")
MANY = Told("range", 21, 25, 25, "21 or more of 25")
LATER = withheld("counted once a quarter")


@pytest.mark.parametrize(
    ("before", "told", "said"),
    [
        ((0, 4), FEW, FEW),
        ((0, 4), exactly(6, 25), Told("range", 0, 4, None, "fewer than 5")),
        ((21, 25), FEW, Told("range", 21, 25, None, "21 or more")),
        ((0, 4), LATER, LATER),  # what is not said at all contradicts nothing
        ((7, 7), exactly(8, 25), exactly(8, 25)),  # a number that was told is corrected by a number
        ((3, 3), FEW, FEW),  # a range around what was told adds nothing
        ((7, 7), FEW, exactly(7, None)),  # beside 7, "fewer than 5" would tell that it crossed the line
        ((7, 7), MANY, exactly(7, None)),
    ],
)
def test_a_correction_of_a_hidden_number_waits(before, told, said) -> None:
    """It is said as before where either is not exact; the base only where that was told too and is the same."""
    rules = monthly_rules("2018-01")
    (asked,) = (d for d in all_definitions(rules) if d.id == "oversight.clear")
    audits = [audit | {"oversight": "clear"} for audit in graded("good", 25)]
    (row,) = (r for r in measure_rows_of(counted(rules, audits, [asked]), [asked], "2018-01") if not r.by)
    earlier = Statement(NAME, 1, "", asked.id, "1", "audits", row.counted, row.base, before)
    base = Statement(NAME, 1, "", asked.id, "1", "audits", row.base, None, (25, 25))

    def again(*history: Statement) -> Told | None:
        (held,) = hold_back([row.saying(told)], history, NAME, RANGES)
        return held.told

    assert again(earlier) == said
    assert again(replace(earlier, document=f"{ELSEWHERE}: slides")) == told  # not ours to protect
    if said not in (told, LATER):
        assert again(earlier, base).base == 25
