"""Whether several people grade the same case alike: coefficients that allow for chance.

Grades are numbers from 0 to ``categories`` − 1, and ``categories`` is how many the *scheme* has, not how many were
given (methods.md, Moderation). A unit (audit) is a row, a rater a column; None where a rater gave no grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = [
    "Weights",
    "agreement_coefficient",
    "agreement_error",
    "benchmark",
    "weighted_kappa",
]

Weights = Literal["identity", "linear", "quadratic"]
Ratings = Sequence[Sequence[int | None]]
# Altman's scale (1991), from the top: the band and its lower end.
_BANDS = (("very good", 0.8), ("good", 0.6), ("moderate", 0.4), ("fair", 0.2), ("poor", -1.0))


def agreement_coefficient(ratings: Ratings, categories: int, weights: Weights) -> float:
    """Gwet's AC1 (identity weights) or AC2 (linear or quadratic), for any number of raters, with gaps.

    1 is agreement in everything, 0 what chance gives; stable where nearly all grades are the same (Gwet 2008; Gwet,
    Handbook of Inter-Rater Reliability, 4th ed. 2014). ValueError where no unit has two grades.
    """
    counts, table = _counts(ratings, categories), _weights(categories, weights)
    pairable, agreed = _agreed(counts, table)
    expected = _chance(counts, table).mean()
    return float((agreed[pairable].mean() - expected) / (1 - expected))


def agreement_error(ratings: Ratings, categories: int, weights: Weights) -> float:
    """The standard error of ``agreement_coefficient`` over other cases than these, by the same raters (Gwet 2014).

    ValueError for fewer than two units.
    """
    counts, table = _counts(ratings, categories), _weights(categories, weights)
    units = len(counts)
    if units < 2:
        raise ValueError("a standard error needs two units that were graded")
    pairable, agreed = _agreed(counts, table)
    chance = _chance(counts, table)
    expected, coefficient = chance.mean(), agreement_coefficient(ratings, categories, weights)
    # units with one grade tell nothing of agreement, yet they do of the spread of the grades
    own = (units / pairable.sum()) * (agreed - expected * pairable) / (1 - expected)
    parts = own - 2 * (1 - coefficient) * (chance - expected) / (1 - expected)
    return sqrt(float(((parts - coefficient) ** 2).sum()) / (units * (units - 1)))


def benchmark(coefficient: float, error: float) -> str:
    """The highest band of Altman's scale that the true coefficient reaches with a probability of 95 % or more.

    Never by the estimate alone: 0.82 with an error of 0.1 is not "very good" (Gwet 2014, cumulative membership).
    """
    if error <= 0:
        return next((band for band, end in _BANDS if coefficient >= end), _BANDS[-1][0])
    normal = NormalDist(coefficient, error)
    within = normal.cdf(1) - normal.cdf(-1)  # a coefficient lies between −1 and 1
    reached = (band for band, end in _BANDS if (normal.cdf(1) - normal.cdf(end)) / within >= 0.95)
    return next(reached, _BANDS[-1][0])


def weighted_kappa(first: Sequence[int], second: Sequence[int], categories: int) -> float | None:
    """Cohen's kappa of two raters with quadratic weights (Cohen 1968); None where all gave one and the same grade."""
    import numpy as np

    if len(first) != len(second) or len(first) == 0:
        raise ValueError("kappa needs the same units, at least one, from both raters")
    counts = _counts(list(zip(first, second, strict=True)), categories)  # refuses a grade outside the scheme
    table = 1 - _weights(categories, "quadratic")
    margins = [np.bincount(side, minlength=categories) / len(counts) for side in (first, second)]
    expected = float(margins[0] @ table @ margins[1])
    observed = float(table[list(first), list(second)].mean())
    return 1 - observed / expected if expected > 0 else None


def _counts(ratings: Ratings, categories: int) -> Numbers:
    """Units × grades: how many raters gave each; units that nobody graded are left out."""
    import numpy as np

    if categories < 2:
        raise ValueError("agreement needs a scheme of at least two grades")
    given = np.array([list(unit) for unit in ratings], dtype=float)  # None becomes nan
    if given.size == 0:
        return np.zeros((0, categories))
    known = given[~np.isnan(given)]
    if known.size and not (np.all(known == np.floor(known)) and known.min() >= 0 and known.max() < categories):
        raise ValueError(f"grades are whole numbers from 0 to {categories - 1}")
    counts = (given[:, :, None] == np.arange(categories)).sum(axis=1).astype(float)
    kept: Numbers = counts[counts.sum(axis=1) > 0]
    return kept


def _weights(categories: int, weights: Weights) -> Numbers:
    """How far two grades agree, from 1 (the same) to 0 (as far apart as can be)."""
    import numpy as np

    apart: Any = np.abs(np.subtract.outer(np.arange(categories), np.arange(categories)))
    if weights == "identity":
        return np.eye(categories)
    made: Numbers = 1 - (apart / (categories - 1)) ** (2 if weights == "quadratic" else 1)
    return made


def _agreed(counts: Numbers, table: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
    """Which units have two grades, and how far the pairs within each unit agree (0 where it has one)."""
    import numpy as np

    sizes = counts.sum(axis=1)
    pairable = sizes >= 2
    if not pairable.any():
        raise ValueError("agreement needs a unit with two grades")
    pairs = np.where(pairable, sizes * (sizes - 1), 1)
    agreed: Numbers = (counts * (counts @ table - 1)).sum(axis=1) / pairs
    return pairable, np.where(pairable, agreed, 0.0)


def _chance(counts: Numbers, table: Numbers) -> Numbers:
    """Each unit's part in the agreement that chance gives; their mean is Gwet's chance agreement."""
    categories = counts.shape[1]
    shares = counts / counts.sum(axis=1, keepdims=True)
    common = shares.mean(axis=0)
    parts: Numbers = table.sum() / (categories * (categories - 1)) * (shares @ (1 - common))
    return parts
