"""Auditing: whether the audits themselves are good enough to count."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures.coverage import CORE
from pipeline.measures.measure import Definition
from pipeline.measures.ratings import ADMISSIBLE

__all__ = ["definitions"]


def definitions(scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """Core audits by what moderation found; ``auditing.admissible`` is the base of the quality of practice."""
    made = [
        Definition("auditing.total", "Core audits", CORE, disclosure="A"),
        Definition("auditing.admissible", "Admissible core audits", ADMISSIBLE, CORE, disclosure="A", family=None),
    ]
    outcomes = vocabularies["admissibility"].labels | {"not_moderated": "Not moderated yet"}
    for outcome, label in outcomes.items():
        claimed = "auditing" if outcome in ("immediately_admissible", "inadmissible") else None
        found = CORE.having(admissibility=outcome)
        made.append(Definition(f"auditing.{outcome}", label, found, CORE, disclosure="A", family=claimed))
    return made
