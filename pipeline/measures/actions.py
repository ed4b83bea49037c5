"""Actions: what auditors required of team managers, and whether it was done. Actions of every used audit count."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures.measure import Definition, Subset

__all__ = ["definitions"]


def definitions(scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """Actions by status, overdue, and escalated for drift; as at the day of the report."""
    every = Subset("actions")
    due = every.having(due_by_report=True)
    made = [
        Definition("actions.total", "Actions required", every, unit="actions", disclosure="A"),
        Definition("actions.due", "Actions due by the day of the report", due, unit="actions", disclosure="A"),
    ]
    for id_, label, base, family, where in (
        ("done", "Done", every, None, {"status": "done"}),
        ("open", "Open", every, None, {"status": "open"}),
        ("not_needed", "No longer needed", every, None, {"status": "not_needed"}),
        ("not_reported", "No word from the team yet", every, None, {"status": "not_reported"}),
        ("overdue", "Overdue, of the actions that were due", due, "actions", {"overdue": True}),
        ("escalated", "To the Head of Service for drift", due, None, {"escalated": True}),
    ):
        counts = base.having(**where)
        made.append(
            Definition(
                f"actions.{id_}",
                label,
                counts,
                base,
                unit="actions",
                disclosure="A",
                family=family,
                missing="no action to count",
            )
        )
    return made
