"""How long things stay open, where some are open still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.measures.statistics.shares import score_interval

__all__ = ["kaplan_meier", "median_day"]

Curve = list[tuple[float, float, float, float]]


def kaplan_meier(days: Sequence[float], done: Sequence[bool]) -> Curve:
    """The share still open after each day on which something was done: (day, percent, lower, upper) (Kaplan–Meier).

    Kaplan and Meier (1958). ``days``: how long each was open until it was done, or has been open so far where ``done``
    is False. The first row is day 0, all open. The 95 % interval is Wilson's at the size that Greenwood's variance
    makes of the censored sample (Rothman 1978): where everything is done it is that of the plain share. Nothing at all
    gives no rows.
    """
    if len(days) != len(done):
        raise ValueError("each thing needs its days and whether it is done")
    if not len(days):
        return []
    if min(days) < 0:
        raise ValueError("nothing can be done before it began")
    ends = Counter(day for day, is_done in zip(days, done, strict=True) if is_done)
    leaves = Counter(days)
    at_risk, share, spread, size = len(days), 1.0, 0.0, float(len(days))
    curve: Curve = [(0.0, 100.0, *score_interval(1.0, size))]
    for day in sorted(leaves):
        if ends[day]:
            share *= 1 - ends[day] / at_risk
            if ends[day] < at_risk:
                spread += ends[day] / (at_risk * (at_risk - ends[day]))
                size = (1 - share) / (share * spread)
            # where the last one is done the variance is 0 / 0: the size stays that of the step before
            curve.append((float(day), 100 * share, *score_interval(share, size)))
        at_risk -= leaves[day]
    return curve


def median_day(curve: Curve) -> float | None:
    """The first day by which half were done; None where more than half are open still."""
    return next((day for day, share, _, _ in curve if share <= 50 + 1e-9), None)
