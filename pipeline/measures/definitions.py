"""All definitions of a round, subject by subject: what the round can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures import actions, auditing, coverage, ratings, risk, themes
from pipeline.measures.measure import Definition

__all__ = ["SUBJECTS", "definitions"]

Maker = Callable[[GradingScheme, Mapping[str, Vocabulary]], list[Definition]]

# The three notebooks that count, and the subjects of each.
SUBJECTS: dict[str, tuple[Maker, ...]] = {
    "ratings": (coverage.definitions, ratings.definitions, risk.definitions),
    "themes": (themes.definitions,),
    "auditing": (auditing.definitions, actions.definitions),
}


def definitions(subject: str, scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """The definitions of one of ``SUBJECTS``, in the order of the report."""
    return [d for make in SUBJECTS[subject] for d in make(scheme, vocabularies)]
