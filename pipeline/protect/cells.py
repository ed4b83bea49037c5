"""The cells of a view: every pattern of values that some fields can hold together, whether or not a case has it.

Not only the patterns that were seen: a reader does not know which are empty, and an audit that did would find every
empty one pinned at 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.errors import GateError
from pipeline.protect.fields import Implication, Knowledge
from pipeline.protect.filters import Filter

__all__ = ["Domains", "patterns"]

_MOST_PATTERNS = 50_000  # of one clique of fields; more would take minutes to search
_OTHER = "\0other"  # stands for all values of a field that are not known


@dataclass(frozen=True)
class Domains:
    """The values of each field of one view, those that no filter and no rule tells apart taken as one."""

    classes: dict[str, dict[str, str]]  # field → value → the value that stands for it
    rules: tuple[Implication, ...]

    @classmethod
    def of(cls, filters: Iterable[Filter], rules: Iterable[Implication], knowledge: Knowledge) -> Domains:
        """The domains of the fields that ``filters`` use; ``rules`` between other fields are left out."""
        asked: dict[str, set[frozenset[str]]] = {}
        for one in filters:
            for name, values in one.where:
                asked.setdefault(name, set()).add(values)
        used = tuple(rule for rule in rules if rule.field in asked and rule.then in asked)
        return cls({name: _classes(name, sets, used, knowledge) for name, sets in asked.items()}, used)

    def values(self, name: str) -> list[str]:
        """The values of a field that are told apart."""
        return list(dict.fromkeys(self.classes[name].values()))

    def standing_for(self, name: str, values: Iterable[str]) -> set[str]:
        """The values that are told apart among those of a filter."""
        return {self.classes[name][value] for value in values}

    def size(self, fields: Iterable[str]) -> int:
        """How many patterns the fields would have without rules."""
        size = 1
        for name in fields:
            size *= len(self.values(name))
        return size


def _classes(
    name: str, sets: set[frozenset[str]], rules: Sequence[Implication], knowledge: Knowledge
) -> dict[str, str]:
    """Value → the first value that no filter and no rule tells from it."""
    known = knowledge.values(name)
    named = [value for one in sorted(map(sorted, sets)) for value in one]
    every = dict.fromkeys([*(known or ()), *named, *(() if known else (_OTHER,))])
    first: dict[tuple[object, ...], str] = {}
    return {value: first.setdefault(_signature(name, value, sets, rules), value) for value in every}


def _signature(name: str, value: str, sets: set[frozenset[str]], rules: Sequence[Implication]) -> tuple[object, ...]:
    """What filters and rules see of a value."""
    filters = tuple(value in one for one in sorted(sets, key=sorted))
    asking = tuple(rule.asks(value) for rule in rules if rule.field == name)
    allowing = tuple(rule.grants(value) for rule in rules if rule.then == name)
    return filters, asking, allowing


def patterns(fields: Sequence[str], domains: Domains) -> list[tuple[str, ...]]:
    """Every combination of values of ``fields`` that the rules allow; GateError where there are too many to search."""
    made: list[tuple[str, ...]] = [()]
    for n, name in enumerate(fields):
        before = {earlier: i for i, earlier in enumerate(fields[:n])}
        checks = [
            (before[other], rule, rule.then == name)
            for rule in domains.rules
            for other in (rule.field if rule.then == name else rule.then,)
            if name in (rule.field, rule.then) and other in before
        ]
        made = [
            (*pattern, value)
            for pattern in made
            for value in domains.values(name)
            if all(
                rule.allows(pattern[at], value) if last else rule.allows(value, pattern[at])
                for at, rule, last in checks
            )
        ]
        if len(made) > _MOST_PATTERNS:
            raise GateError(
                f"The public figures use {', '.join(fields)} together, in more ways than can be searched, so it cannot "
                "be shown that no child is found. Leave out the measure that joins them, or its breakdown."
            )
    return made
