"""Control charts: what a process does by chance, and the patterns that chance alone seldom makes.

All in percent or in the unit of the values. The rules are those of methods.md; they can be compared with "Making Data
Count" (NHS England) and its R package NHSRplotthedots, which this differs from in two places: of three points near a
limit the third may lie anywhere, and there is a chart for shares, which knows how many audits each month has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2, sqrt
from statistics import median
from typing import Literal

__all__ = ["RULES", "Limits", "RunChart", "Signal", "p_limits", "restlessness", "run_chart", "signals", "xmr_limits"]

# By precedence: a point that is part of several patterns is told as the first of them.
RULES = ("limit", "trend", "two of three", "shift")
_XMR, _OUTLIER = 2.66, 3.267  # 3 / 1.128, and the upper limit of a moving range in mean ranges (Wheeler 1993)
_RUN = 7
_LEAST = 5  # expected counts below which the normal limits of a share are not to be trusted
_TAIL, _INNER_TAIL = 0.00135, 0.02275  # what the normal distribution has beyond three, and beyond two, standard errors
_SAME = 1e-9  # what floating point makes of two equal percents


@dataclass(frozen=True)
class Limits:
    """What chance allows at one point: the centre, the limits, and two thirds of the way to them."""

    centre: float
    lower: float
    upper: float
    inner_lower: float
    inner_upper: float


@dataclass(frozen=True)
class Signal:
    """One of ``RULES``; upwards where the point is on the upper side, or on a rise for a trend."""

    rule: str
    upwards: bool


@dataclass(frozen=True)
class RunChart:
    """The two run tests: the longest run on one side of the median and how often it is crossed (Anhøj 2014)."""

    median: float
    longest: int
    longest_allowed: int
    crossings: int
    crossings_needed: int

    @property
    def signal(self) -> bool:
        """Whether the points are not scattered by chance around their median."""
        return self.longest > self.longest_allowed or self.crossings < self.crossings_needed


def xmr_limits(values: Sequence[float], screen: bool = False) -> list[Limits]:
    """XmR: mean ± 2.66 × the mean moving range of neighbours, the same at every point (Wheeler 1993).

    ``screen``: ranges of 3.267 × the mean range or more are dropped, once. Neighbours are the points given: a month
    without a figure makes no range of its own. Fewer than two values have no limits: an empty list.
    """
    if len(values) < 2:
        return []
    ranges = [abs(b - a) for a, b in pairwise(values)]
    width = sum(ranges) / len(ranges)
    if screen:
        kept = [r for r in ranges if r < _OUTLIER * width]
        width = sum(kept) / len(kept) if kept else width
    centre, reach = sum(values) / len(values), _XMR * width
    inner = reach * 2 / 3
    return [Limits(centre, centre - reach, centre + reach, centre - inner, centre + inner)] * len(values)


def p_limits(counts: Sequence[tuple[int, int]]) -> list[Limits]:
    """p-chart of (n, of) pairs, in percent: p̄ ± 3 √(p̄ (1 − p̄) / of), within 0 and 100, at each point by its base.

    Where less than 5 are expected on either side, the exact binomial limits that leave as little outside as three (and
    two) standard errors of the normal distribution do (methods.md; Montgomery, Statistical Quality Control, 7.2). A
    base of 0 is refused: such a month has no share.
    """
    if any(of <= 0 or not 0 <= n <= of for n, of in counts):
        raise ValueError("a share needs a base above 0 and a count within it")
    whole = sum(of for _, of in counts)
    mean = sum(n for n, _ in counts) / whole if whole else 0.0
    known = {of: _share_limits(mean, of) for of in {of for _, of in counts}}
    return [known[of] for _, of in counts]


def _share_limits(mean: float, of: int) -> Limits:
    if min(of * mean, of * (1 - mean)) >= _LEAST:
        error = sqrt(mean * (1 - mean) / of)
        ends = [mean - 3 * error, mean + 3 * error, mean - 2 * error, mean + 2 * error]
    else:
        tails = (_TAIL, 1 - _TAIL, _INNER_TAIL, 1 - _INNER_TAIL)
        ends = [_binomial_quantile(tail, of, mean) / of for tail in tails]
    lower, upper, inner_lower, inner_upper = (100 * min(max(end, 0.0), 1.0) for end in ends)
    centre = 100 * mean
    # exact limits are whole counts, and among very few audits the centre may lie beyond the nearest
    return Limits(centre, min(lower, centre), max(upper, centre), min(inner_lower, centre), max(inner_upper, centre))


def _binomial_quantile(tail: float, of: int, share: float) -> int:
    """The smallest count with at least ``tail`` of the binomial distribution at or below it."""
    from scipy.special import bdtr, bdtrik

    guess = max(int(bdtrik(tail, of, share)), 0) if 0 < share < 1 else (of if share else 0)
    while guess > 0 and bdtr(guess - 1, of, share) >= tail:
        guess -= 1
    while guess < of and bdtr(guess, of, share) < tail:
        guess += 1
    return guess


def restlessness(counts: Sequence[tuple[int, int]]) -> float:
    """How much more shares differ from one month to the next than their bases explain: 1 where just as chance would.

    Laney's sigma z: the mean moving range of the standardised shares, over 1.128 (Laney 2002). Well above 1 a p-chart's
    limits are too narrow. 1 for fewer than two points, or where all shares are none or all.
    """
    whole = sum(of for _, of in counts)
    mean = sum(n for n, _ in counts) / whole if whole else 0.0
    if len(counts) < 2 or mean in (0, 1):
        return 1.0
    scores = [(n / of - mean) / sqrt(mean * (1 - mean) / of) for n, of in counts]
    ranges = [abs(b - a) for a, b in pairwise(scores)]
    return sum(ranges) / len(ranges) / 1.128


def signals(values: Sequence[float], limits: Sequence[Limits]) -> list[Signal | None]:
    """For each point the pattern that it is part of, by the precedence of ``RULES``; None for common cause.

    limit: outside the limits. trend: 7 points that each rise, or each fall; equal neighbours end it. two of three: of
    three in a row two between the two-thirds limit and the limit on one side. shift: 7 in a row on one side of the
    centre; a point on it ends the run.
    """
    found: list[Signal | None] = [None] * len(values)
    if not limits:
        return found
    marks = {"limit": _outside, "trend": _trends, "two of three": _near, "shift": _shifts}
    for rule in RULES:
        for upwards in (True, False):
            for i in marks[rule](values, limits, upwards):
                found[i] = found[i] or Signal(rule, upwards)
    return found


def _outside(values: Sequence[float], limits: Sequence[Limits], upwards: bool) -> list[int]:
    pairs = enumerate(zip(values, limits, strict=True))
    return [i for i, (v, at) in pairs if (v > at.upper + _SAME if upwards else v < at.lower - _SAME)]


def _near(values: Sequence[float], limits: Sequence[Limits], upwards: bool) -> list[int]:
    outside = set(_outside(values, limits, upwards))
    pairs = enumerate(zip(values, limits, strict=True))
    beyond = {i for i, (v, at) in pairs if (v > at.inner_upper + _SAME if upwards else v < at.inner_lower - _SAME)}
    zone = beyond - outside
    return [i for i in sorted(zone) if zone & {i - 2, i - 1, i + 1, i + 2}]


def _shifts(values: Sequence[float], limits: Sequence[Limits], upwards: bool) -> list[int]:
    def on_side(i: int) -> bool:
        above = values[i] - limits[i].centre
        return above > _SAME if upwards else above < -_SAME

    return [i for start, end in _runs(len(values), on_side) if end - start >= _RUN for i in range(start, end)]


def _trends(values: Sequence[float], limits: Sequence[Limits], upwards: bool) -> list[int]:
    def goes_on(i: int) -> bool:
        step = values[i + 1] - values[i]
        return step > _SAME if upwards else step < -_SAME

    steps = _runs(len(values) - 1, goes_on)
    return [i for start, end in steps if end - start >= _RUN - 1 for i in range(start, end + 1)]


def _runs(length: int, holds: Callable[[int], bool]) -> list[tuple[int, int]]:
    """Stretches (first, one past the last) of positions where something holds."""
    found, start = [], None
    for i in range(length + 1):
        if i < length and holds(i):
            start = i if start is None else start
        elif start is not None:
            found.append((start, i))
            start = None
    return found


def run_chart(values: Sequence[float]) -> RunChart:
    """The run chart of values (Anhøj and Olesen 2014); points on the median tell nothing and are left out of the runs.

    A run longer than round(log2 n) + 3, or fewer crossings than the 5 % point of the binomial distribution of n − 1
    tosses, is a signal. It needs no limits, so that it serves where there are too few points for a control chart.
    """
    middle = median(values) if values else 0.0
    sides: list[Literal[1, -1]] = [1 if v > middle else -1 for v in values if abs(v - middle) > _SAME]
    n = len(sides)
    ups, downs = (_runs(n, lambda i, side=side: sides[i] == side) for side in (1, -1))  # type: ignore[misc]
    longest = max((end - start for start, end in [*ups, *downs]), default=0)
    crossings = max(len(ups) + len(downs) - 1, 0)
    needed = _binomial_quantile(0.05, n - 1, 0.5) if n > 1 else 0
    return RunChart(middle, longest, round(log2(n)) + 3 if n else 0, crossings, needed)
