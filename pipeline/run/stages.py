"""The whole run on one screen.

::

    data/raw/<round>/ ─ 01 clean ─┬─ 02 ratings ─┐
                                  ├─ 03 themes ──┼─ 05 trends ─ protect ─┬─ 07 … (internal) ─ render
                                  └─ 04 auditing ┘        │              └─ 07 … (public) ─ render ─ publish
                                                measures of earlier rounds

    06 writes the committee report, 07 the monthly summary: a round says which of them it gets. Where published.yml
    lists figures, the internal edition has a page more, which sets them beside ours (run/reconciling.py).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DOCUMENTS", "STAGES", "Stage"]


@dataclass(frozen=True)
class Stage:
    """One notebook of a run, and what it is called on the progress bar."""

    name: str
    notebook: str
    makes: tuple[str, ...]


# Tables of a round, in this order.
STAGES = (
    Stage("cleaning the returns", "01_clean_returns", ("returns", "problems")),
    Stage("ratings", "02_ratings", ("measures_ratings",)),
    Stage("themes", "03_themes", ("measures_themes",)),
    Stage("auditor quality", "04_auditor_quality", ("measures_auditing",)),
    Stage("trends", "05_trends", ("measures", "changes")),
)

# The documents that a round can ask for, each written once an edition.
DOCUMENTS = {
    "committee_report": Stage("committee report", "06_committee_report", ("committee_report",)),
    "monthly_summary": Stage("monthly summary", "07_monthly_summary", ("monthly_summary",)),
}
