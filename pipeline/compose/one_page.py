"""The sentences of the committee report's first page, for those who read one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.wording import join, plural
from pipeline.markdown import escape

__all__ = ["OnePage"]

_NAMED = 3  # themes in a sentence


@dataclass(frozen=True)
class OnePage:
    """Each method is a sentence or two, true of the round whatever its figures; "" where there is nothing to say."""

    material: Material
    figures: Figures

    def grades(self) -> Prose:
        """The two ends of the grades: how many were good or better, how many had the lowest."""
        lowest, better = self.material.scheme.grades[-1], "ratings.good_or_better"
        worst = f"ratings.{lowest.id}"
        if not self.figures.told(worst):
            return Prose("")
        rated = self.material.rules.words_for_rated(self.figures.base(worst))
        said = f"Of {self.figures.text(worst, 'of')} {rated}, {self._so_many(worst)} “{lowest.label}”"
        if self.figures.told(better):
            said += f" and {self._so_many(better)} good or better"
        return Prose(escape(said + "."))

    def themes(self) -> Prose:
        """What auditors named most often, to improve and as good."""
        return Prose(escape(" ".join(self._themes())))

    def _themes(self) -> Iterator[str]:
        for start, what in (("themes", "What needed to improve most often"), ("strengths", "What was good most often")):
            named = self.figures.ranked(start)[:_NAMED]
            if named:
                told = [f"{self.figures.label(id_)} ({self.figures.text(id_, 'percent')})" for id_ in named]
                base = f"{self.figures.text(named[0], 'of')} {plural(self.figures.base(named[0]), 'audit')}"
                yield f"{what}, of {base}: {join(told)}."

    def risk(self) -> Prose:
        """The children at possible high risk, and for how many of them no result is on record."""
        high, missing = "risk.high_risk_cases", "risk.not_recorded"
        if not self.figures.some(high):
            return Prose("")
        cases = plural(self.figures.count(high), "case")
        said = f"In {self.figures.text(high)} {cases} a child might have been at high risk of harm."
        if self.figures.available("risk.on_follow_up_register") and self.figures.some("risk.on_follow_up_register"):
            if self.figures.none(missing):
                said += " The result of each review is on record."
            elif self.figures.told(missing):
                said += f" No result of the review is on record for {self.figures.text(missing)} of these."
        return Prose(escape(said))

    def _so_many(self, measure: str) -> str:
        if self.figures.none(measure):
            return "none was"
        were = plural(self.figures.count(measure), "was", "were")
        count, share = self.figures.count_and_share(measure)
        return f"{count} ({share}) {were}" if share else f"{count} {were}"
