"""Auditing: whether the audits themselves are good enough to count."""

from __future__ import annotations

from pipeline.measures.measure import Definition
from pipeline.measures.rules import Rules

__all__ = ["definitions"]


def definitions(rules: Rules) -> list[Definition]:
    """Core audits by what moderation found; ``auditing.admissible`` is the base of the quality of practice.

    An all-case round is not moderated: it has none of these.
    """
    if rules.all_case:
        return []
    core = rules.sample
    made = [
        Definition("auditing.total", "Core audits", core, disclosure="A"),
        Definition("auditing.admissible", "Admissible core audits", rules.practice, core, disclosure="A", family=None),
    ]
    outcomes = rules.vocabularies["admissibility"].labels | {"not_moderated": "Not moderated yet"}
    for outcome, label in outcomes.items():
        claimed = "auditing" if outcome in ("immediately_admissible", "inadmissible") else None
        found = core.having(admissibility=outcome)
        made.append(Definition(f"auditing.{outcome}", label, found, core, disclosure="A", family=claimed))
    return made
