"""All definitions of a round, subject by subject: what the round can be asked."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.measures import actions, auditing, coverage, ratings, risk, themes
from pipeline.measures.measure import Definition
from pipeline.measures.rules import Rules

__all__ = ["SUBJECTS", "all_definitions", "definitions"]

Maker = Callable[[Rules], list[Definition]]

# The three notebooks that count, and the subjects of each.
SUBJECTS: dict[str, tuple[Maker, ...]] = {
    "ratings": (coverage.definitions, ratings.definitions, risk.definitions),
    "themes": (themes.definitions,),
    "auditing": (auditing.definitions, actions.definitions),
}


def definitions(subject: str, rules: Rules) -> list[Definition]:
    """The definitions of one of ``SUBJECTS``, in the order of the report."""
    return [d for make in SUBJECTS[subject] for d in make(rules)]


def all_definitions(rules: Rules) -> list[Definition]:
    """The definitions of every subject."""
    return [d for subject in SUBJECTS for d in definitions(subject, rules)]
