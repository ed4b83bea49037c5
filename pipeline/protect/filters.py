"""What a published number counts: a filter on a view, in text alone, so that a ledger can hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.measures import Subset

__all__ = ["Filter", "Quantity"]


def _text_of(value: object) -> str:
    """A value of a field as ledgers and vocabularies write it: yes and no for a flag."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Filter:
    """The rows of a view whose fields hold one of the given values; ``where`` is in order of the fields."""

    view: str
    where: tuple[tuple[str, frozenset[str]], ...] = ()

    @classmethod
    def of(cls, subset: Subset, by: str | None = None, group: str | None = None) -> Filter:
        """The filter of a measure, for the whole service or for one group."""
        allowed = {name: frozenset(map(_text_of, values)) for name, values in subset.fields.items()}
        return cls.on(subset.view, allowed).narrowed(by, group)

    @classmethod
    def on(cls, view: str, allowed: Mapping[str, Iterable[str]]) -> Filter:
        """A filter from a mapping of field to values."""
        return cls(view, tuple(sorted((name, frozenset(values)) for name, values in allowed.items())))

    def narrowed(self, by: str | None, group: str | None) -> Filter:
        """This filter for one group; itself for the whole service."""
        if by is None or group is None:
            return self
        allowed = dict(self.where)
        here = frozenset({group})
        return Filter.on(self.view, allowed | {by: allowed.get(by, here) & here})

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it asks for."""
        return frozenset(name for name, _ in self.where)

    def as_dict(self) -> dict[str, Any]:
        """As JSON: ``{"view": "audits", "where": {"grade": ["good"]}}``."""
        return {"view": self.view, "where": {name: sorted(values) for name, values in self.where}}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Filter:
        """What ``as_dict`` wrote."""
        return cls.on(given["view"], given["where"])

    def __str__(self) -> str:
        return " and ".join([self.view, *(f"{name} = {' or '.join(sorted(v))}" for name, v in self.where)])


@dataclass(frozen=True)
class Quantity:
    """A number about the world: the rows that a filter counts in one round, or in several together.

    ``as_at``: counted on audits dated up to this day, which is other data than the whole round; None for all.
    """

    rounds: tuple[str, ...]
    filter: Filter
    as_at: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON; ``as_at`` only where there is one."""
        told: dict[str, Any] = {"rounds": list(self.rounds), "filter": self.filter.as_dict()}
        return told | ({"as_at": self.as_at} if self.as_at else {})

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Quantity:
        """What ``as_dict`` wrote."""
        return cls(tuple(given["rounds"]), Filter.from_dict(given["filter"]), given.get("as_at"))

    def __str__(self) -> str:
        """For a sentence: "2017-12: audits and grade = good"."""
        day = f" as at {self.as_at}" if self.as_at else ""
        return f"{' and '.join(self.rounds)}{day}: {self.filter}"
