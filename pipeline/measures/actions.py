"""Actions: what auditors required of team managers, and whether it was done. Actions of every used audit count."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures.measure import Definition, Subset

__all__ = ["definitions"]


def definitions(scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """Actions by status, overdue, and escalated for drift; as at the day of the report."""
    every = Subset("actions")
    made = [Definition("actions.total", "Actions required", every, unit="actions", disclosure="A")]
    for id_, label, family, where in (
        ("done", "Done", "actions", {"status": "done"}),
        ("open", "Open", None, {"status": "open"}),
        ("not_needed", "No longer needed", None, {"status": "not_needed"}),
        ("not_reported", "No word from the team yet", None, {"status": "not_reported"}),
        ("overdue", "Overdue on the day of the report", "actions", {"overdue": True}),
        ("escalated", "Escalated to the Head of Service for drift", None, {"escalated": True}),
    ):
        counts = every.having(**where)
        made.append(
            Definition(
                f"actions.{id_}",
                label,
                counts,
                every,
                unit="actions",
                disclosure="A",
                family=family,
                missing="no actions",
            )
        )
    return made
