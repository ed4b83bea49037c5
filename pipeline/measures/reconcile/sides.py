"""One round of a reconciliation: what was published for it, and what its returns give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.config import PublishedFigure, Round
from pipeline.measures.measure import Definition, Subset
from pipeline.measures.trends.forms import Forms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Side", "itemised", "within"]


@dataclass(frozen=True)
class Side:
    """A round, its published figures, its definitions, measures, the views they count, and its forms."""

    round: Round
    published: tuple[PublishedFigure, ...]
    definitions: Mapping[str, Definition]
    measures: pd.DataFrame
    views: Mapping[str, pd.DataFrame]
    forms: Forms

    @cached_property
    def counts(self) -> dict[str, int]:
        """Measure → n for the whole service, where it is available."""
        table = self.measures[self.measures["by"].isna() & self.measures["n"].notna()]
        return {id_: int(n) for id_, n in table[["id", "n"]].to_numpy().tolist()}

    @cached_property
    def told(self) -> dict[str, PublishedFigure]:
        """Measure → the figure published for this round itself, as at no other day, where it has a count."""
        plain = [f for f in self.published if f.count is not None and not f.rounds and not f.as_at]
        return {f.measure: f for f in plain}

    def told_count(self, measure: str | None) -> int | None:
        """The count that was published for a measure."""
        return self.told[measure].count if measure in self.told else None

    def label(self, measure: str) -> str:
        """What a measure counts, in words."""
        return self.definitions[measure].label

    def counted(self, measure: str) -> Subset | None:
        """The rows that a measure counts; None for one that the settings state."""
        counts = self.definitions[measure].counts
        return counts if isinstance(counts, Subset) else None


def within(side: Side, part: str, whole: str) -> bool:
    """Whether, by their filters, everything that one measure counts is counted by another, and not the reverse."""
    a, b = side.counted(part), side.counted(whole)
    return a is not None and b is not None and a.within(b) and not b.within(a)


def itemised(side: Side, measures: Iterable[str]) -> str | None:
    """The one field in whose values several measures differ, so that they are items of one list; None if none is."""
    filters = [s.fields for m in measures if (s := side.counted(m)) is not None]
    if len(filters) < 2:
        return None
    differing = {name for f in filters for name in f if any(f[name] != other.get(name) for other in filters)}
    (field,) = differing if len(differing) == 1 else (None,)
    values = [f[field] for f in filters if field is not None and field in f]
    apart = len(values) == len(filters) and sum(map(len, values)) == len(frozenset().union(*values))
    return field if apart else None
