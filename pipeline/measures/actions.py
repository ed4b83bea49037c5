"""Actions: what auditors required of team managers, and whether it was done.

Actions of every used audit count; beside a theme, those of the audits that count in the quality of practice, as in the
figures on that theme.
"""

from __future__ import annotations

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules

__all__ = ["definitions"]


def definitions(rules: Rules) -> list[Definition]:
    """Actions by status, overdue, and escalated for drift, as at the day of the report; then those beside each theme.

    Of an all-case round only how many: no tracker follows them up case by case.
    """
    every = Subset("actions")
    if rules.all_case:
        total = Definition("actions.total", "Actions required", every, unit="actions", disclosure="A")
        return [total, *_by_weakness(rules)]
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
    made.append(Definition("actions.done_on_time", label, on_time, dated, "actions", "A", missing=none))
    return [*made, *_by_weakness(rules)]


def _by_weakness(rules: Rules) -> list[Definition]:
    """``weakness_actions.*`` and ``weakness_actions_done.*``: the actions of the audits that name a theme as weakness.

    An action has no theme of its own: it counts under each weakness of its audit, so these do not add up to a total.
    As an action tells of an audit with that weakness, the public is told of either only where how many audits name it
    is told exactly.
    """
    made = []
    for theme, label in rules.vocabularies["themes"].labels.items():
        there = Subset("practice_actions").having(**{f"weakness_{theme}": True})
        due = there.having(due_by_report=True)
        asked: list[tuple[str, str, Subset, Subset | None]] = [
            ("weakness_actions", "actions required in audits where it was a weakness", there, None)
        ]
        if not rules.all_case:
            done = due.having(status="done")
            asked.append(("weakness_actions_done", "done, of these actions that were due", done, due))
        made += [
            Definition(
                f"{prefix}.{theme}",
                f"{label}: {words}",
                counts,
                of,
                unit="actions",
                disclosure="B",
                missing="no such action was due",
                told_with=f"themes.{theme}",
            )
            for prefix, words, counts, of in asked
        ]
    return made
