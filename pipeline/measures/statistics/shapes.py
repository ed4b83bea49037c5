"""What a change in a series looks like: one month apart, a step, or a drift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

__all__ = ["Shape", "shape_of"]


@dataclass(frozen=True)
class Shape:
    """What a series looks like. ``at``: the position of the shock, or the first of the new level.

    ``size``: how far the shock or the new level lies from the rest, or the drift from one point to the next; in the
    unit of the values.
    """

    kind: Literal["quiet", "shock", "step", "drift"]
    at: int | None
    size: float


def shape_of(values: Sequence[float], weights: Sequence[float]) -> Shape:
    """The simplest shape that fits a series, by weighted least squares and Schwarz's criterion (1978).

    ``weights``: how much each value is worth, such as its number of audits. Where a step or a shock lies is one more
    thing fitted, and costs as much. It describes and proves nothing: whether there is a change is for the rules of a
    control chart. Time and memory are linear in the length.
    """
    n = len(values)
    if n < 4:
        return Shape("quiet", None, 0.0)
    total, middle = sum(weights), _mean(values, weights)
    scatter = _scatter(values, weights, middle)
    floor = 1e-12 * (scatter + total)  # a perfect fit has no logarithm
    fits = [(1, Shape("quiet", None, 0.0), scatter)]
    fits += [(3, *best) for best in (_shock(values, weights), _step(values, weights)) if best]
    fits.append((2, *_drift(values, weights)))
    return min(fits, key=lambda fit: n * log(max(fit[2], floor)) + fit[0] * log(n))[1]


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)


def _scatter(values: Sequence[float], weights: Sequence[float], middle: float) -> float:
    return sum(w * (v - middle) ** 2 for v, w in zip(values, weights, strict=True))


def _shock(values: Sequence[float], weights: Sequence[float]) -> tuple[Shape, float]:
    """The one point without which the others are closest together."""
    total, middle = sum(weights), _mean(values, weights)
    scatter = _scatter(values, weights, middle)
    gains = [(w * total / (total - w)) * (v - middle) ** 2 for v, w in zip(values, weights, strict=True)]
    at = max(range(len(values)), key=gains.__getitem__)
    rest = (middle * total - values[at] * weights[at]) / (total - weights[at])
    return Shape("shock", at, values[at] - rest), scatter - gains[at]


def _step(values: Sequence[float], weights: Sequence[float]) -> tuple[Shape, float] | None:
    """The cut, with two points or more on either side, that leaves the least scatter around two levels."""
    total, middle = sum(weights), _mean(values, weights)
    scatter, before, weight = _scatter(values, weights, middle), 0.0, 0.0
    best: tuple[Shape, float] | None = None
    for at in range(1, len(values) - 1):
        before, weight = before + values[at - 1] * weights[at - 1], weight + weights[at - 1]
        size = (middle * total - before) / (total - weight) - before / weight
        left = scatter - size**2 * weight * (total - weight) / total
        if at >= 2 and (best is None or left < best[1]):
            best = Shape("step", at, size), left
    return best


def _drift(values: Sequence[float], weights: Sequence[float]) -> tuple[Shape, float]:
    """The straight line."""
    times = list(range(len(values)))
    middle, centre = _mean(values, weights), _mean(times, weights)
    spread = _scatter(times, weights, centre)
    along = sum(w * (t - centre) * (v - middle) for t, v, w in zip(times, values, weights, strict=True))
    return Shape("drift", None, along / spread), _scatter(values, weights, middle) - along**2 / spread
