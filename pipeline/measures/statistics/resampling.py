"""Intervals by resampling, for statistics that have no simple formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

__all__ = ["bootstrap_interval"]

Row = TypeVar("Row")


def bootstrap_interval(
    statistic: Callable[[Sequence[Row]], float | None], rows: Sequence[Row], seed: int, draws: int = 2000
) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic of rows, the rows drawn anew with replacement (Efron 1979).

    The same seed gives the same interval. A draw whose statistic is None (all of one grade) does not count; the
    interval is widened to hold the statistic itself where skew has pushed it out. ValueError where there are no rows,
    or no draw has the statistic.
    """
    import numpy as np

    chance = np.random.default_rng(seed)
    drawn = [statistic([rows[i] for i in chance.integers(0, len(rows), len(rows))]) for _ in range(draws)]
    known = [value for value in (*drawn, statistic(rows)) if value is not None]
    if not known:
        raise ValueError("no resample has the statistic")
    lower, upper = (float(np.percentile(known, end)) for end in (2.5, 97.5))
    own = statistic(rows)
    return (lower, upper) if own is None else (min(lower, own), max(upper, own))
