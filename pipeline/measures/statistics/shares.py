"""A share of a base: its whole percent and its interval."""

from __future__ import annotations

from math import sqrt

__all__ = ["Z", "round_half_up", "score_interval", "wilson_interval"]

Z = 1.959963984540054  # the 97.5 % point of the normal distribution: 95 % lie between it and its negative


def round_half_up(n: int, of: int) -> int:
    """100 n / of as a whole percent, halves up, by whole numbers alone: 3 of 24 is 13, not 12 (methods.md, Shares)."""
    if of <= 0:
        raise ValueError("a share needs a base above 0")
    return (200 * n + of) // (2 * of)


def wilson_interval(n: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of n of ``of``, in percent, without correction (Wilson 1927).

    ValueError where the base is 0 or the share is outside it.
    """
    if of <= 0:
        raise ValueError("a share needs a base above 0")
    if not 0 <= n <= of:
        raise ValueError(f"{n} is no part of {of}")
    return score_interval(n / of, of)


def score_interval(share: float, size: float) -> tuple[float, float]:
    """Wilson's interval of a share from 0 to 1, in percent; ``size`` need not be whole (survival.py)."""
    middle = share + Z * Z / (2 * size)
    reach = Z * sqrt(share * (1 - share) / size + Z * Z / (4 * size * size))
    stretch = 1 + Z * Z / size
    # the ends at none and at all are exactly that, whatever floating point makes of them
    lower = 0.0 if share <= 0 else min((middle - reach) / stretch, share)
    upper = 1.0 if share >= 1 else max((middle + reach) / stretch, share)
    return 100 * lower, 100 * upper
