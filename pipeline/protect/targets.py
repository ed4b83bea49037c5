"""Targets: the numbers that nobody must find, those of earlier documents among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.protect.filters import Quantity
from pipeline.protect.model import Fact
from pipeline.protect.rows import MeasureRow, RowKey

__all__ = ["targets_of", "watched"]


def targets_of(rows: Iterable[MeasureRow]) -> dict[Quantity, RowKey]:
    """The numbers that rows print though not exactly, or tell at another time, each with its row."""
    return {q: row.key for row in rows if _protected(row) for q in row.protects}


def watched(rows: Sequence[MeasureRow], facts: Iterable[Fact]) -> list[Quantity]:
    """The numbers that earlier documents did not tell exactly, which new ones might complete.

    Those that ``facts`` give as a range. And in every round that is added up with others, what it counts of any measure
    and of any base of a sum, unless a fact tells it: a sign leaves no trace in the ledger. Where a base is counted
    every month and told for the quarter as well, two months that are told give the third.
    """
    known = [fact for fact in facts if fact.of is None]
    exact = {fact.about for fact in known if fact.low == fact.high}
    ranges = [fact.about for fact in known if fact.low < fact.high]
    summed = [fact.about for fact in known if len(fact.about.rounds) > 1]
    whole = [row.counted for row in rows if not row.by and _searched(row)]
    bases = [row.base for row in rows if len(row.rounds) > 1]
    rounds = dict.fromkeys(r for q in summed for r in q.rounds)
    single = [replace(q, rounds=(r,)) for r in rounds for q in (*whole, *bases) if q is not None]
    return [q for q in dict.fromkeys([*ranges, *single]) if q not in exact]


def _protected(row: MeasureRow) -> bool:
    """Whether a row's number must not be found: it is printed, though not exactly, or told at another time.

    Activity never: where few people audited, how their audits were judged is not printed, but the base of practice
    beside the total is, and to hide that would hide practice.
    """
    if row.told is None or not row.available or not _searched(row):
        return False
    quarter = len(row.rounds) > 1  # its single months are told to nobody, however it is told itself
    return quarter or row.told.status in ("range", "merged", "hidden") or (row.told.status == "withheld" and not row.by)


def _searched(row: MeasureRow) -> bool:
    """Whether a row's number could be found from others: not where it is activity, nor where it is tied to another.

    A tied number is a part of no other that is told and no sum of any; what the ladder leaves open of it stays open.
    """
    return row.disclosure != "A" and row.definition.told_with is None
