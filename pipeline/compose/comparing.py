"""A round beside the one before it: which figures may stand side by side, and what may be said of the difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.wording import change_sentences, comparison_note, gap_sentence, join
from pipeline.config import Round
from pipeline.measures import (
    Change,
    Definition,
    all_definitions,
    comparable,
    compare,
    definition_breaks,
    in_words,
    what_else_differed,
    why_apart,
)

__all__ = ["Comparison"]

_NAMED = 3  # figures that are not compared, named in a sentence; of more their number is told


@dataclass(frozen=True)
class Comparison:
    """What a document may set side by side, figure by figure: on one definition or not at all (methods.md, Change)."""

    material: Material
    figures: Figures

    @cached_property
    def _definitions(self) -> list[Definition]:
        return all_definitions(self.material.rules)

    @cached_property
    def same(self) -> Mapping[str, str]:
        """Each measure that counts by one definition in both rounds → its id in the earlier one; {} for a first."""
        before = self.material.before
        if before is None:
            return {}
        return comparable(self._definitions, self.material.round, before, self.material.schemes, self.material.forms)

    def rounds(self, measures: Iterable[str]) -> list[Round]:
        """This round, and the one before where all of these measures count by one definition, under one name.

        And where it gives any of the shares among them: there is nothing to set beside a column of blanks.
        """
        before, asked = self.material.before, list(measures)
        if before is None or any(self.same.get(id_) != id_ for id_ in asked):
            return [self.material.round]
        shares = {d.id for d in self._definitions if d.of is not None} & set(asked)
        given = any(self.figures.available(id_, before.id) for id_ in shares or asked)
        return [self.material.round, *([before] if given else [])]

    @cached_property
    def changes(self) -> list[Change]:
        """Every claim of change since the round before: once, since each is tested; none where none is comparable."""
        before, tables = self.material.before, self.figures.measures
        if before is None:
            return []
        return compare(self._definitions, tables[self.material.round.id], tables[before.id], self.same)

    def sentences(self, family: str) -> list[str]:
        """What may be said of the changes in one family of measures."""
        before = self.material.before
        if before is None:
            return []
        differed = what_else_differed(self.material.round, before, self.material.forms)
        return change_sentences(self.figures, self.changes, family, before, differed)

    def note(self) -> str:
        """Which round this one is set beside, which of its figures are not, and why."""
        now, before = self.material.round, self.material.before
        if before is None or not self.same:
            forms = self.material.forms
            return comparison_note(now, before, definition_breaks(now, before, forms) if before else [])
        if not self.changes:
            return f"{before.label} and {now.label} have no share in common, so none is compared."
        claimed = [d for d in self._definitions if d.family or d.of is not None]
        apart = why_apart(claimed, now, before, self.material.schemes, self.material.forms)
        if not apart:
            return comparison_note(now, before, [])
        told = [f"{_named(labels)} {'is' if len(labels) == 1 else 'are'} not: {why}." for why, labels in apart.items()]
        stands = f"The figures of {before.label} stand beside those of {now.label} where both count by one definition."
        return " ".join([stands, *told, *gap_sentence(before, now)])


def _named(labels: list[str]) -> str:
    """Figures by their labels; of many, how many."""
    if len(labels) > _NAMED:
        return f"{in_words(len(labels)).capitalize()} figures"
    return join([f"“{label}”" for label in labels])
