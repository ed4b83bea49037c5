"""Rates of single people, drawn towards the group's: so few audits each that the plain rate is mostly chance."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["shrunk_rates"]

_STEPS = 40  # of each of the two grids


def shrunk_rates(counts: Sequence[tuple[int, int]]) -> list[tuple[float, float, float]]:
    """For each (n, of) the rate drawn towards the group's: (estimate, lower, upper) in percent, in the order given.

    The beta-binomial model: each person's rate comes from a beta distribution of the group, whose mean and spread
    (intra-class correlation) are unknown and equally likely from 0 to 1 beforehand (Gelman et al., Bayesian Data
    Analysis, 3rd ed. 2013, section 5.3). Both are averaged over, not fixed at their best values: with a handful of
    people the best value of the spread is often 0, which would make everybody alike with false certainty. The 95 %
    interval is that of the beta distribution with the mean and variance of the answer. Someone without an audit gets
    the group's rate with a wide interval.
    """
    import numpy as np
    from scipy.special import betaincinv, betaln

    if not counts:
        return []
    if any(not 0 <= n <= of for n, of in counts):
        raise ValueError("each rate needs a count within its base")
    middles = (np.arange(_STEPS) + 0.5) / _STEPS
    mean, spread = (grid.ravel() for grid in np.meshgrid(middles, middles))
    size = 1 / spread - 1
    a, b = mean * size, (1 - mean) * size
    n, of = np.array(counts, dtype=float).T
    likelihood = sum(betaln(a + k, b + m - k) - betaln(a, b) for k, m in zip(n, of, strict=True))
    weight = np.exp(likelihood - np.max(likelihood))
    weight /= weight.sum()
    shape, rest = a[:, None] + n, b[:, None] + of - n  # of each person's rate, were mean and spread known
    rates = shape / (shape + rest)
    variances = rates * (1 - rates) / (shape + rest + 1)
    estimate = weight @ rates
    variance = weight @ (variances + rates**2) - estimate**2
    total = estimate * (1 - estimate) / variance - 1
    ends = [betaincinv(estimate * total, (1 - estimate) * total, end) for end in (0.025, 0.975)]
    lower, upper = np.minimum(ends[0], estimate), np.maximum(ends[1], estimate)
    return [
        (100 * float(e), 100 * float(lo), 100 * float(up)) for e, lo, up in zip(estimate, lower, upper, strict=True)
    ]
