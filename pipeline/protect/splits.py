"""Splits: parts that make up a base which is told, such as clear, partial and absent oversight.

Where one part is not told, the others and the base give it; so another is hidden too. That is decided by how the parts
stand on the ladder and by a fixed order, not by whether the numbers happen to give one away or which is smallest: this
code is public, and whoever knows it would learn from what is hidden why it had to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.config import Profile
from pipeline.protect.filters import Quantity
from pipeline.protect.ladder import Told, hidden
from pipeline.protect.rows import MeasureRow, RowKey
from pipeline.protect.witnesses import ENOUGH

__all__ = ["Split", "hide_in_splits", "splits_of"]

Range = tuple[int, int]  # the least and the most that a part can be


@dataclass(frozen=True)
class Split:
    """Rows of one base that differ in one field, none within another; ``rest``: what of the base no row counts."""

    parts: tuple[MeasureRow, ...]
    rest: int


def splits_of(rows: Iterable[MeasureRow]) -> list[Split]:
    """Every split of two parts or more."""
    found: dict[tuple[Quantity, str], list[tuple[frozenset[str], MeasureRow]]] = {}
    for row in rows:
        for name, values in _field(row):
            assert row.base is not None
            found.setdefault((row.base, name), []).append((values, row))
    return [split for parts in found.values() if (split := _split(parts)) is not None]


def _field(row: MeasureRow) -> list[tuple[str, frozenset[str]]]:
    """The one field in which a row asks for more than its base, with what it asks for."""
    if row.counted is None or row.base is None or row.n is None or row.counted.filter.view != row.base.filter.view:
        return []
    ours, theirs = dict(row.counted.filter.where), dict(row.base.filter.where)
    differing = [(name, values) for name, values in ours.items() if theirs.get(name) != values]
    return differing if len(differing) == 1 and theirs.keys() <= ours.keys() else []


def _split(parts: Sequence[tuple[frozenset[str], MeasureRow]]) -> Split | None:
    """The narrowest parts, as far as they are apart."""
    taken: frozenset[str] = frozenset()
    apart = []
    for values, row in sorted(parts, key=lambda part: (len(part[0]), str(part[1].key))):
        if not taken & values:
            taken |= values
            apart.append(row)
    if len(apart) < 2:
        return None
    return Split(tuple(apart), (apart[0].of or 0) - sum(row.n or 0 for row in apart))


def hide_in_splits(
    rows: Sequence[MeasureRow], profile: Profile, lowerable: Callable[[MeasureRow], bool]
) -> list[MeasureRow]:
    """Rows as they may be said beside the other parts of their base.

    What the exact parts leave for the others is known to every reader. While that leaves one of those fewer than three
    values, the last exact part in the order of the names is hidden as well. Where one is, the small ones lose their
    words: hidden parts look alike, and any of them may be the small one.
    """
    said: dict[RowKey, MeasureRow] = {row.key: row for row in rows}
    for split in splits_of(row for row in rows if lowerable(row)):
        parts = [said[row.key] for row in split.parts]
        for row in _hidden_of(parts, split.rest, profile):
            said[row.key] = row.saying(hidden(profile))
    return list(said.values())


def _hidden_of(parts: Sequence[MeasureRow], rest: int, profile: Profile) -> list[MeasureRow]:
    """The parts to be told with the sign; none where each may be said as the ladder says it."""
    if any(row.told is None or row.told.status not in ("exact", "range", "hidden") for row in parts):
        return []
    vague = [row for row in parts if row.told and not row.told.exact]
    exact = sorted((row for row in parts if row not in vague and row.n), key=lambda row: str(row.key))
    left = rest + sum(row.n or 0 for row in vague)
    if left == 0 and profile.left_over == "told":
        return []
    lone = len(vague) == 1 and not rest and profile.left_over == "told"  # were it none, that would be told
    ranges = [_known(row.told, lone, left, profile) for row in vague if row.told]
    others = [(0, left)] if rest else []
    small = [*ranges, *(others if rest < profile.threshold else ())]
    also: list[MeasureRow] = []
    while tight := _tight(small, [*ranges, *others], left):
        if not exact:
            break
        also.append(exact.pop())
        left += also[-1].n or 0
        others = [(0, left)] * bool(rest) + [(profile.threshold, left)] * len(also)
    return [*vague, *also] if also or tight else []


def _known(told: Told, lone: bool, left: int, profile: Profile) -> Range:
    """What a reader who knows the ladder knows of a part that is not exact."""
    some = int(lone or profile.zero == "told")
    if told.least is not None and told.most is not None:
        return max(told.least, some), told.most
    return some, left if profile.words else profile.threshold - 1


def _tight(small: Sequence[Range], every: Sequence[Range], left: int) -> bool:
    """Whether one of the ``small`` numbers has fewer than three values; ``every`` one of them adds up to ``left``."""
    least, most = (sum(side) for side in zip(*every, strict=True)) if every else (0, 0)
    room = [min(high, left - least + low) - max(low, left - most + high) + 1 for low, high in small]
    return bool(room) and min(room) < ENOUGH
