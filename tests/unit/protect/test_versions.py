"""Corrections: a second version says no more of a hidden number than the first."""

from __future__ import annotations

from pipeline.measures import all_definitions
from pipeline.protect import Protected, Statement, protect, signed
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
