"""Quarters: what is counted once a quarter, told in the month that closes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.config import Profile, Round
from pipeline.errors import GateError
from pipeline.measures import wilson_interval
from pipeline.protect.ladder import ONCE_A_QUARTER, rung
from pipeline.protect.rows import QUARTER, MeasureRow
from pipeline.protect.running import closed_quarter
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["quarter_months", "quarter_record", "quarter_rows"]


def quarter_months(round_: Round, earlier: Sequence[Round]) -> list[Round]:
    """The two earlier months of the quarter that a round closes; none where it closes none, or one is not there."""
    months = closed_quarter(round_.id)[:-1] if round_.kind == "monthly" else ()
    found = [r for r in earlier if r.id in months]
    return found if months and len(found) == len(months) else []


def quarter_rows(rows: Sequence[MeasureRow], earlier: Mapping[str, pd.DataFrame], profile: Profile) -> list[MeasureRow]:
    """A row for the quarter beside each of ``rows`` that is counted once a quarter; none without ``earlier`` months.

    ``earlier``: round id → ``measures``. GateError where the months and this round are not one whole quarter. A measure
    that a month does not give has none.
    """
    waiting = [r for r in rows if r.told and r.told.text == ONCE_A_QUARTER and r.counted is not None]
    if not earlier or not waiting:
        return []
    (this,) = {r.rounds[0] for r in rows}
    months = closed_quarter(this)
    if {*earlier, this} != set(months):
        raise GateError(f"{', '.join([*earlier, this])} are not the three months of a quarter, so none can be told.")
    figures = {id_: _figures(table) for id_, table in earlier.items()}
    made = []
    for row in waiting:
        parts = [(row.n, row.of), *(figures[m].get((row.definition.id, row.definition.version)) for m in earlier)]
        summed = _sum(parts, row.definition.of is not None)
        if summed is not None:
            n, of = summed
            base_told = of is None or profile.enough(of)
            whole = replace(row, rounds=months, by=QUARTER, group=f"{months[0]} to {months[-1]}", n=n, of=of)
            made.append(whole.saying(rung(n, of, base_told, profile)))
    return made


def _figures(measures: pd.DataFrame) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """Measure and version of its definition → n and base, for the whole service."""
    rows = plain_rows(measures[measures["by"].isna()])
    return {(r["id"], r["definition"]): (r["n"], r["of"]) for r in rows}


def _sum(parts: Sequence[tuple[int | None, int | None] | None], based: bool) -> tuple[int, int | None] | None:
    """The counts and bases added up; an empty month counts nothing; None where a month does not give the measure."""
    n, of = 0, 0
    for part in parts:
        if part is None or (part[0] is None and not (based and part[1] == 0)):
            return None
        n, of = n + int(part[0] or 0), of + int(part[1] or 0)
    return n, of if based else None


def quarter_record(month: Mapping[str, Any], row: MeasureRow) -> dict[str, Any]:
    """The figures of a quarter in the columns of ``measures``; ``month`` is the row of the month that closes it."""
    lower, upper = wilson_interval(row.n, row.of) if row.n is not None and row.of else (None, None)
    percent = 100 * row.n / row.of if row.n is not None and row.of else None
    own = {"by": row.by, "group": row.group, "n": row.n, "of": row.of, "available": True, "reason": None}
    return {**month, **own, "percent": percent, "lower": lower, "upper": upper}
