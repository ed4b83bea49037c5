"""Draws from a seed that is words: the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Generic, TypeVar

__all__ = ["Deck", "month_name", "one_of", "several_of", "stream", "working_day", "working_days"]

T = TypeVar("T")
# strftime would give them in the language of the machine
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_HOLIDAYS = {
    *(date(2012, 8, 27), date(2012, 12, 25), date(2012, 12, 26), date(2013, 1, 1)),
    *(date(2017, 8, 28), date(2017, 12, 25), date(2017, 12, 26), date(2018, 1, 1)),
}


def stream(*words: object) -> random.Random:
    """A source of chance that depends on ``words`` alone."""
    return random.Random("|".join(str(w) for w in words))


def one_of(weights: Mapping[T, float], rng: random.Random) -> T:
    """One key, by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def several_of(weights: Mapping[T, float], count: int, rng: random.Random) -> list[T]:
    """Up to ``count`` different keys, by weight; a key of weight 0 never."""
    left = {key: weight for key, weight in weights.items() if weight > 0}
    chosen: list[T] = []
    while left and len(chosen) < count:
        chosen.append(one_of(left, rng))
        del left[chosen[-1]]
    return chosen


class Deck(Generic[T]):
    """Items dealt one by one; all of them are dealt before any comes again."""

    def __init__(self, items: Sequence[T], rng: random.Random) -> None:
        self._items, self._rng = list(items), rng
        self._left: list[T] = []

    def deal(self) -> T:
        """The next item."""
        if not self._left:
            self._left = self._rng.sample(self._items, len(self._items))
        return self._left.pop()


def month_name(day: date) -> str:
    """The month of ``day`` in English."""
    return _MONTHS[day.month - 1]


def _is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in _HOLIDAYS


def working_day(day: date, step: int = 1) -> date:
    """``day``, or the next working day in the direction of ``step``."""
    while not _is_working(day):
        day += timedelta(days=step)
    return day


def working_days(first: date, last: date) -> Sequence[date]:
    """The working days from ``first`` to ``last``."""
    span = (last - first).days + 1
    return [day for n in range(span) if _is_working(day := first + timedelta(days=n))]
