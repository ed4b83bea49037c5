"""How many audits it takes to see a change: exact power, counted and not approximated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.measures.statistics.claims import LEVEL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["audits_to_show", "fisher_power"]


def fisher_power(share: float, other: float, of: int) -> float:
    """The chance that Fisher's exact test at 5 % tells two true shares (from 0 to 1) apart, ``of`` audits each.

    Counted over every outcome there is, so exact.
    """
    import numpy as np
    from scipy.special import gammaln

    counts = np.arange(of + 1)
    ways = gammaln(of + 1) - gammaln(counts + 1) - gammaln(of - counts + 1)
    first, second = (_binomial(ways, counts, of, p) for p in (share, other))
    power = 0.0
    for total in range(2 * of + 1):
        x = np.arange(max(0, total - of), min(of, total) + 1)
        likely = np.exp(ways[x] + ways[total - x] - (ways[x] + ways[total - x]).max())
        likely /= likely.sum()
        order = np.argsort(likely)
        # outcomes as likely as this one count as extreme as it; 1 + 1e-7 as in scipy, for equal ones that round apart
        end = np.searchsorted(likely[order], likely * (1 + 1e-7), side="right") - 1
        rejected = np.cumsum(likely[order])[end] < LEVEL
        power += float((first[x] * second[total - x])[rejected].sum())
    return power


def _binomial(ways: NDArray[np.float64], counts: NDArray[np.int64], of: int, share: float) -> NDArray[np.float64]:
    import numpy as np
    from scipy.special import xlog1py, xlogy

    made: NDArray[np.float64] = np.exp(ways + xlogy(counts, share) + xlog1py(of - counts, -share))
    return made


def audits_to_show(percent: float, points: float = 10, power: float = 0.8) -> int:
    """How many audits each of two months needs for a change of ``points`` to be seen four times out of five.

    From a share of ``percent``, towards the middle, which takes more audits than the same change away from it; by
    Fisher's exact test at 5 %, one claim alone.
    """
    share = percent / 100
    other = share - points / 100 if share >= 0.5 else share + points / 100
    low, high = 1, 8
    while fisher_power(share, other, high) < power:
        low, high = high, 2 * high
    while high - low > 1:  # power rises with the number but for small teeth, which the halving steps over
        middle = (low + high) // 2
        low, high = (low, middle) if fisher_power(share, other, middle) >= power else (middle, high)
    return high
