"""Two shares beside each other, and many claims at once."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt

from pipeline.measures.statistics.shares import Z

__all__ = ["LEVEL", "benjamini_hochberg", "fisher_p", "holm", "odds_ratio"]

LEVEL = 0.05  # of an adjusted p-value: under it a claim is evidence, and may be made (methods.md, Change)


def fisher_p(n: int, of: int, before_n: int, before_of: int) -> float:
    """The two-sided p-value of Fisher's exact test of two shares (Fisher 1934; scipy's)."""
    from scipy.stats import fisher_exact  # here, because scipy is slow to import and not every caller needs it

    return float(fisher_exact([[n, of - n], [before_n, before_of - before_n]]).pvalue)


def odds_ratio(a: int, b: int, c: int, d: int) -> tuple[float, float, float]:
    """The odds a : b over the odds c : d, with its 95 % interval: (ratio, lower, upper), always finite.

    Half is added to every cell, always and not only where one is 0, so that tables can be compared (Haldane 1956,
    Anscombe 1956); the interval is Woolf's on the logarithm (Woolf 1955, Gart 1966). Whether the two odds differ by
    more than chance is for ``fisher_p`` to say: near 5 % the two may disagree. ValueError where a side has nothing.
    """
    if min(a, b, c, d) < 0 or a + b == 0 or c + d == 0:
        raise ValueError("an odds ratio needs something on both sides, and no negative counts")
    cells = [count + 0.5 for count in (a, b, c, d)]
    middle = log(cells[0] * cells[3] / (cells[1] * cells[2]))
    reach = Z * sqrt(sum(1 / count for count in cells))
    return exp(middle), exp(middle - reach), exp(middle + reach)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted over one family of claims by Holm's step-down method (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = highest
    return adjusted


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted so that of the claims under 5 % at most 5 % are expected to be false, in the order given.

    The step-up method of Benjamini and Hochberg (1995): for looking through many themes, where ``holm`` is for claims.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__, reverse=True)
    adjusted, lowest = [0.0] * len(p_values), 1.0
    for rank, i in enumerate(order):
        lowest = min(lowest, p_values[i] * len(p_values) / (len(p_values) - rank))
        adjusted[i] = lowest
    return adjusted
