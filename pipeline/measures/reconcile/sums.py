"""The arithmetic inside what was published: parts and wholes, percents and counts, bases, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.config import PublishedFigure
from pipeline.measures.measure import Subset
from pipeline.measures.reconcile.figures import rounded_otherwise
from pipeline.measures.reconcile.rows import Kind, ReconciliationRow, percent_text
from pipeline.measures.reconcile.sides import Side, itemised, within
from pipeline.measures.statistics import round_half_up
from pipeline.measures.texts import measure_text, usual_form

__all__ = ["sum_rows"]

Figures = Sequence[PublishedFigure]


def sum_rows(side: Side) -> Iterator[ReconciliationRow]:
    """The rows of one round, figure by figure."""
    for figure in side.published:
        yield from _larger_than_its_whole(figure, side)
        yield from _percent_and_count(figure, side)
    for figure in side.told.values():
        yield from _parts(figure, side)
        yield from _items_within(figure, side)
        yield from _shares_of(figure, side)
        yield from _base(figure, side)
    yield from _follows(side)


def _row(
    side: Side, figure: PublishedFigure, about: str, kind: Kind, arithmetic: str, published: str = "", ours: str = ""
) -> ReconciliationRow:
    label = side.label(figure.measure)
    return ReconciliationRow.on(figure, about, label, kind, arithmetic, ours, published or figure.text)  # type: ignore[arg-type]


def _count(figure: PublishedFigure) -> int:
    return figure.count or 0


def _sum_text(figures: Figures) -> str:
    total = sum(map(_count, figures))
    return f"{' + '.join(f'{_count(f):,}' for f in figures)} = {total:,}"


def _larger_than_its_whole(figure: PublishedFigure, side: Side) -> Iterator[ReconciliationRow]:
    for whole in (figure.of, figure.within):
        limit = side.told_count(whole)
        if whole and limit is not None and not figure.rounds and _count(figure) > limit:
            yield _row(
                side, figure, "parts", "contradicts itself",
                f"It was published as part of “{side.label(whole)}”, which is {limit:,}.",
            )  # fmt: skip


def _percent_and_count(figure: PublishedFigure, side: Side) -> Iterator[ReconciliationRow]:
    """The published percent against the published count and base."""
    base = side.told_count(figure.of)
    if figure.count is None or figure.percent is None or not base or figure.as_at:
        return
    if figure.count > base or round_half_up(figure.count, base) == figure.percent:
        return
    told = percent_text(figure.count, base)
    if rounded_otherwise(figure.percent, figure.count, base):
        yield _row(side, figure, "percents", "differs by rounding", f"{told}, published as {figure.percent}%.")
    else:
        yield _row(side, figure, "percents", "contradicts itself", f"{told}, and not {figure.percent}%.")


def _parts(whole: PublishedFigure, side: Side) -> Iterator[ReconciliationRow]:
    """The parts that a whole was said to have; or those that its filter and theirs show it to have."""
    names = whole.parts or tuple(_parts_by_filter(whole, side))
    told = [side.told[name] for name in names if name in side.told]
    if len(names) < 2 or len(told) < len(names):
        return
    agrees = sum(map(_count, told)) == _count(whole)
    arithmetic = _sum_text(told) + ("." if agrees else f", and not {_count(whole):,}.")
    yield _row(side, whole, "parts", "equal" if agrees else "contradicts itself", arithmetic)
    yield from _percents(told, whole, side)


def _parts_by_filter(whole: PublishedFigure, side: Side) -> list[str]:
    """Published figures that, by their filters, share out a whole of which nothing was said."""
    ours = side.counted(whole.measure)
    if whole.of or whole.within or ours is None:
        return []
    inside = [n for n in side.told if within(side, n, whole.measure) and _narrows_one_field(side, n, ours)]
    field = itemised(side, inside)
    if field is None or field not in ours.fields:
        return []
    shared = frozenset[object]().union(*(s.fields[field] for n in inside if (s := side.counted(n)) is not None))
    return inside if shared == ours.fields[field] else []


def _narrows_one_field(side: Side, part: str, whole: Subset) -> bool:
    """Whether a part is its whole with fewer values of one field, so that it is an item of the whole's own list."""
    counts = side.counted(part)
    fields = counts.fields if counts is not None else {}
    return fields.keys() == whole.fields.keys() and sum(fields[n] != whole.fields[n] for n in fields) == 1


def _items_within(whole: PublishedFigure, side: Side) -> Iterator[ReconciliationRow]:
    """Items that were said to lie within a whole: how much of it they account for."""
    items = [f for f in side.told.values() if f.within == whole.measure]
    if itemised(side, [f.measure for f in items]) is None:
        return
    left = _count(whole) - sum(map(_count, items))
    if left > 0:
        yield _row(
            side, whole, "parts", "leaves some out",
            f"{_sum_text(items)} of {_count(whole):,}: {left:,} {_is(left)} in none of them. "
            f"{_in_the_returns(items[0], [f.measure for f in items], side)}",
        )  # fmt: skip


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _in_the_returns(item: PublishedFigure, told: Sequence[str], side: Side) -> str:
    """What the returns have for the items of the same list that were not published."""
    field = itemised(side, told)
    first = side.counted(item.measure)
    if first is None or field is None:
        return ""
    others = {name: v for name, v in first.fields.items() if name != field}
    unpublished = [
        f"{side.label(id_)} {side.counts[id_]:,}"
        for id_ in side.definitions
        if id_ not in side.told and id_ in side.counts and (s := side.counted(id_)) is not None
        and s.view == first.view and {n: v for n, v in s.fields.items() if n != field} == others and field in s.fields
    ]  # fmt: skip
    return f"In the returns: {', '.join(unpublished)}." if unpublished else ""


def _shares_of(whole: PublishedFigure, side: Side) -> Iterator[ReconciliationRow]:
    """Figures given on one base: whether they share it out, overlap, or leave some of it out."""
    shares = [f for f in side.told.values() if f.of == whole.measure and f is not whole]
    if len(shares) < 2 or {f.measure for f in shares} <= set(whole.parts):
        return
    inner = [f for f in shares if any(within(side, f.measure, g.measure) for g in shares)]
    outer = [f for f in shares if f not in inner]
    everything, top = sum(map(_count, shares)), sum(map(_count, outer))
    base = _count(whole)
    names = ", ".join(f"“{side.label(f.measure)}”" for f in inner)
    if inner and top == base:
        told = f"{_sum_text(shares)} over {base:,}: {names} lies within another of them, so {_sum_text(outer)}."
        yield _row(side, whole, "parts", "overlaps", told)
        yield from _percents(outer, whole, side)
    elif inner and everything == base:
        told = (
            f"{_sum_text(shares)} over {base:,}: {names} was counted beside the others; in the returns it lies within "
            "one of them."
        )
        yield _row(side, whole, "parts", "differs in definition", told)
        yield from _percents(shares, whole, side)
    elif top == base:
        yield _row(side, whole, "parts", "equal", f"{_sum_text(outer)}.")
        yield from _percents(outer, whole, side)
    elif itemised(side, [f.measure for f in outer]):
        if top > base:
            yield _row(side, whole, "parts", "contradicts itself", f"{_sum_text(outer)}, which is more than {base:,}.")
        else:
            yield _row(side, whole, "parts", "leaves some out", _left_over(outer, whole, side))


def _left_over(shares: Figures, whole: PublishedFigure, side: Side) -> str:
    """How many of a whole are in none of the shares, also if a loose figure was meant to stand beside them."""
    left = _count(whole) - sum(map(_count, shares))
    loose = [
        f
        for f in side.told.values()
        if not (f.of or f.within or f.parts) and any(within(side, f.measure, s.measure) for s in shares)
    ]
    told = f"{_sum_text(shares)} of {_count(whole):,}: {left:,} {_is(left)} in none of them"
    for f in loose:
        told += (
            f" ({left - _count(f):,}, if the {_count(f):,} of “{side.label(f.measure)}” were meant beside them; in the "
            "returns they lie within)"
        )
    return f"{told}. {_in_the_returns(shares[0], [s.measure for s in shares], side)}"


def _percents(parts: Figures, whole: PublishedFigure, side: Side) -> Iterator[ReconciliationRow]:
    """The published percents of parts that make up a whole: whether they add to 100."""
    percents = [f.percent for f in parts if f.percent is not None and f.of == whole.measure]
    if len(percents) < len(parts):
        return
    total = sum(percents)
    arithmetic = f"{' + '.join(f'{p}%' for p in percents)} = {total}%"
    rounding = abs(total - 100) <= len(percents) / 2
    kind: Kind = "equal" if total == 100 else "differs by rounding" if rounding else "contradicts itself"
    note = "." if total == 100 else ": to be footnoted." if rounding else ", which rounding does not explain."
    yield _row(side, whole, "percents", kind, arithmetic + note, published=f"{total}%", ours="100%")


def _base(base: PublishedFigure, side: Side) -> Iterator[ReconciliationRow]:
    """Percents on a base that is only part of a larger whole: what stays outside, and whether it belongs inside."""
    on_it = [f for f in side.told.values() if f.of == base.measure and f.percent is not None and f is not base]
    for whole in side.told.values():
        if base.measure not in whole.parts or not on_it:
            continue
        rest = [name for name in whole.parts if name != base.measure]
        inside = sum(_both(side, name, base.measure) for name in rest)
        first = on_it[0]
        outside = " and ".join(f"“{side.label(name)}” {side.told_count(name) or 0:,}" for name in rest)
        arithmetic = (
            f"The percents are of {_count(base):,}, not of {_count(whole):,} (“{side.label(first.measure)}” would be "
            f"{round_half_up(_count(first), _count(whole))}%, not {first.percent}%). Outside the base: {outside}; of "
            f"these {inside:,} {'belongs' if inside == 1 else 'belong'} in it by the returns."
        )
        kind: Kind = "differs in base" if inside else "equal"
        yield _row(
            side, base, "base", kind, arithmetic, f"% of {_count(base):,}", f"% of {side.counts[base.measure]:,}"
        )


def _both(side: Side, name: str, base: str) -> int:
    """How many rows two measures both count."""
    a, b = side.counted(name), side.counted(base)
    if a is None or b is None or a.view != b.view:
        return 0
    return Subset(a.view, a.where + b.where).count(side.views)


def _follows(side: Side) -> Iterator[ReconciliationRow]:
    """Shares and rates of what was published that were not themselves published."""
    listed: list[Any] = side.measures[side.measures["by"].isna()].to_dict("records")
    rows = {row["id"]: row for row in listed}
    for figure in side.told.values():
        counts = side.definitions[figure.measure].counts
        for id_, d in side.definitions.items():
            new = d.of is not None and d.counts == counts and id_ not in {f.measure for f in side.published}
            row = rows[id_]
            if not new or not row["available"]:
                continue
            text = measure_text(row, usual_form(row))
            yield ReconciliationRow(
                figure.line, "follows", id_, d.label, "–", text, "equal",
                f"Not published; from {int(row['n']):,} and {int(row['of']):,} it follows.", figure.source,
            )  # fmt: skip
