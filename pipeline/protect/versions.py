"""Versions: a correction of a protected number waits, because two different ranges for one number give it away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.protect.filters import Quantity
from pipeline.protect.ladder import Told, exactly
from pipeline.protect.rows import MeasureRow
from pipeline.protect.statements import Statement

__all__ = ["hold_back"]

_Said = dict[Quantity | None, tuple[int, int]]


def hold_back(rows: Sequence[MeasureRow], history: Iterable[Statement]) -> list[MeasureRow]:
    """Rows said as they were said before, where a correction would say otherwise and either is not exact.

    "Fewer than 5 of 25" in one version and "21 or more of 25", or a sign, in the next tells that a number crossed a
    line, and with one corrected return by how much. The corrected number is told with the next period.
    """
    before: _Said = {s.numerator: s.count for s in history if s.count is not None and s.denominator is not None}
    bases: _Said = {s.numerator: s.count for s in history if s.count is not None and s.denominator is None}
    return [_held(row, before, bases) for row in rows]


def _held(row: MeasureRow, before: _Said, bases: _Said) -> MeasureRow:
    told, said = row.told, before.get(row.counted)
    if told is None or said is None or (told.least, told.most) == said or told.status == "withheld":
        return row
    if told.exact and said[0] == said[1]:
        return row  # activity, or practice in an open sample: the correction is told
    of = bases.get(row.base)
    base = of[0] if of and of[0] == of[1] else None
    return row.saying(exactly(said[0], base) if said[0] == said[1] else _range(said, base))


def _range(said: tuple[int, int], base: int | None) -> Told:
    low, high = said
    of = f" of {base:,}" if base is not None else ""
    words = f"{low:,} or more{of}" if low and high == base else f"fewer than {high + 1}{of}"
    if low and high != base:
        words = f"{low:,} to {high:,}{of}"
    return Told("range", low, high, base, words)
