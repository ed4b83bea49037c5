"""Actions: what auditors required of team managers, and whether it was done. Actions of every used audit count."""

from __future__ import annotations

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules

__all__ = ["definitions"]


def definitions(rules: Rules) -> list[Definition]:
    """Actions by status, overdue, and escalated for drift; as at the day of the report.

    Of an all-case round only their number: no tracker follows them up case by case.
    """
    every = Subset("actions")
    if rules.all_case:
        return [Definition("actions.total", "Actions required", every, unit="actions", disclosure="A")]
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
    dated = every.having(done_on_time=(True, False))
    on_time = dated.having(done_on_time=True)
    label, none = "Done by the due date, of the done actions with both dates", "no action was done"
    return [*made, Definition("actions.done_on_time", label, on_time, dated, "actions", "A", missing=none)]
