"""The statistics of methods.md, each implemented once, with its source."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["fisher_p", "holm", "round_half_up", "wilson_interval"]


def round_half_up(n: int, of: int) -> int:
    """100 n / of as a whole percent, halves up, by whole numbers alone: 3 of 24 is 13, not 12 (methods.md, Shares)."""
    if of <= 0:
        raise ValueError("a share needs a base above 0")
    return (200 * n + of) // (2 * of)


def wilson_interval(n: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of n of ``of``, in percent (Wilson 1927; scipy's, not corrected)."""
    from scipy.stats import binomtest  # here, because scipy is slow to import and not every caller needs it

    interval = binomtest(n, of).proportion_ci(0.95, method="wilson")
    return 100 * float(interval.low), 100 * float(interval.high)


def fisher_p(n: int, of: int, before_n: int, before_of: int) -> float:
    """The two-sided p-value of Fisher's exact test of two shares (Fisher 1934; scipy's)."""
    from scipy.stats import fisher_exact

    return float(fisher_exact([[n, of - n], [before_n, before_of - before_n]]).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted over one family of claims by Holm's step-down method (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = highest
    return adjusted
