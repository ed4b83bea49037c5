"""Each published figure beside ours: equal, or the reason why it differs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from pipeline.config import PublishedFigure
from pipeline.measures.reconcile.rows import Kind, ReconciliationRow, percent_text
from pipeline.measures.reconcile.sides import Side, within
from pipeline.measures.statistics import round_half_up

__all__ = ["figure_row", "rounded_otherwise"]

At = Callable[[date], Mapping[str, int]]
Reason = tuple[Kind, str]
_ABOUT = re.compile(r"(around|about|approximately|roughly|some)\b", re.IGNORECASE)


def figure_row(figure: PublishedFigure, side: Side, others: Mapping[str, Side], at: At) -> ReconciliationRow:
    """The row of one figure. Reasons are tried in a fixed order; the first that gives the published figure holds."""
    n = _over_rounds(figure, others) if figure.rounds else side.counts.get(figure.measure)
    of = side.counts.get(figure.base or "")
    label = side.label(figure.measure)
    if n is None or (figure.percent is not None and not of):
        return ReconciliationRow.on(
            figure, "figure", label, "not in the returns", "No audit to count it on.", "–", figure.text
        )
    kind, arithmetic = _reason(figure, side, at, n, of)
    return ReconciliationRow.on(figure, "figure", label, kind, arithmetic, _ours(figure, n, of), figure.text)


def _over_rounds(figure: PublishedFigure, others: Mapping[str, Side]) -> int | None:
    """The sum over the rounds that a figure was given for; None where one of them does not give it."""
    counts = [others[r].counts.get(figure.measure) if r in others else None for r in figure.rounds]
    return sum(c for c in counts if c is not None) if None not in counts else None


def _ours(figure: PublishedFigure, n: int, of: int | None) -> str:
    parts = [f"{n:,}"] if figure.count is not None else []
    if figure.percent is not None and of:
        parts.append(f"{round_half_up(n, of)}%")
    return " / ".join(parts)


def _reason(figure: PublishedFigure, side: Side, at: At, n: int, of: int | None) -> Reason:
    if _gives(figure, n, of):
        if figure.rounds:
            return "equal", f"Over {' and '.join(figure.rounds)}: {n:,}."
        return "equal", f"{percent_text(n, of)}." if figure.percent is not None and of else "The same count."
    for reasons in (_as_at(figure, at, n, of), _beside(figure, side, n), _other_measure(figure, side, n, of),
                    _other_base(figure, side, n), _rounding(figure, side, n, of)):  # fmt: skip
        for reason in reasons:
            return reason
    ours = percent_text(n, of) if figure.percent is not None and of else f"{n:,}"
    return "not explained", f"The returns give {ours}; published was {figure.text}."


def _gives(figure: PublishedFigure, n: int, of: int | None) -> bool:
    """Whether a count and its base are what was published."""
    percent = round_half_up(n, of) if of else None
    return figure.count in (None, n) and figure.percent in (None, percent)


def _as_at(figure: PublishedFigure, at: At, n: int, of: int | None) -> Iterator[Reason]:
    if figure.as_at is None:
        return
    then = at(figure.as_at)
    n_then, of_then = then.get(figure.measure, 0), then.get(figure.base or "")
    if _gives(figure, n_then, of_then):
        day = f"{figure.as_at.day} {figure.as_at:%B %Y}"
        now = percent_text(n, of) if of else f"{n:,}"
        yield (
            "true as at another day",
            (f"As at {day}: {percent_text(n_then, of_then) if of_then else f'{n_then:,}'}. In the end: {now}."),
        )


def _beside(figure: PublishedFigure, side: Side, n: int) -> Iterator[Reason]:
    """A part that was published beside the figure although it lies within it.

    Only where the published shares make up their base in this way, or small numbers would explain themselves by chance.
    """
    shares = [f for f in side.told.values() if f.of == figure.of and f.of is not None]
    if figure.count is None or sum(f.count or 0 for f in shares) != side.told_count(figure.of):
        return
    for other in shares:
        if within(side, other.measure, figure.measure) and figure.count + (other.count or 0) == n:
            yield (
                "differs in definition",
                (
                    f"{figure.count:,} + {other.count:,} = {n:,}: “{side.label(other.measure)}” was published beside "
                    "it, and in the returns it lies within it."
                ),
            )


def _other_measure(figure: PublishedFigure, side: Side, n: int, of: int | None) -> Iterator[Reason]:
    """A narrower or a wider measure on the same base, of which the figure is true."""
    base = side.definitions[figure.measure].of
    if base is None:
        return
    for id_, definition in side.definitions.items():
        related = within(side, id_, figure.measure) or within(side, figure.measure, id_)
        count = side.counts.get(id_)
        if definition.of == base and related and count is not None and _gives(figure, count, of):
            told = percent_text(count, of) if figure.percent is not None and of else f"{count:,}"
            ours = percent_text(n, of) if figure.percent is not None and of else f"{n:,}"
            yield (
                "differs in definition",
                (f"It is “{definition.label}” alone: {told}. “{side.label(figure.measure)}” is {ours}."),
            )


def _other_base(figure: PublishedFigure, side: Side, n: int) -> Iterator[Reason]:
    if figure.percent is None:
        return
    for name in dict.fromkeys(f.of or f.measure for f in side.published if f.of or f.parts):
        base = side.counts.get(name)
        if base and name != figure.of and base >= n and _gives(figure, n, base):
            yield "differs in base", f"It is a share of “{side.label(name)}”: {percent_text(n, base)}."


def _rounding(figure: PublishedFigure, side: Side, n: int, of: int | None) -> Iterator[Reason]:
    if figure.percent is None or not of or figure.count not in (None, n):
        return
    if side.told_count(figure.base) not in (None, of):  # another base is no matter of rounding
        return
    if rounded_otherwise(figure.percent, n, of):
        yield "differs by rounding", f"{percent_text(n, of)}, rounded half up {round_half_up(n, of)}%."
    if figure.said and _ABOUT.match(figure.said) and 5 * math.floor(100 * n / of / 5 + 0.5) == figure.percent:
        yield "differs by rounding", f"{percent_text(n, of)}; “{figure.said}” {figure.percent}%, to the nearest 5."


def rounded_otherwise(percent: int, n: int, of: int) -> bool:
    """Whether a percent is the share cut off or rounded up instead of half up."""
    return percent in (100 * n // of, -(-100 * n // of))
