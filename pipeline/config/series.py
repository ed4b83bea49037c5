"""The rounds of one series, in order of time."""

from __future__ import annotations

from pipeline.config.rounds import Round, load_round
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

__all__ = ["RECENT", "months_between", "series_up_to"]

RECENT = 12  # rounds before this one that single auditors, and the re-audit of a weakness, are looked at over


def series_up_to(workspace: Workspace, round_: Round) -> list[Round]:
    """The rounds of the same series that end no later than ``round_``, which is the last.

    A round whose settings cannot be read belongs to no series; it is reported when it is run itself.
    """
    found = []
    for id_ in workspace.round_ids():
        if id_ == round_.id:
            continue
        try:
            other = load_round(workspace, id_)
        except ConfigurationError:
            continue
        if other.series == round_.series and other.period.last < round_.period.first:
            found.append(other)
    return [*sorted(found, key=lambda r: r.period.last), round_]


def months_between(earlier: Round, later: Round) -> int:
    """Months from one round's last to the other's first; 1 for neighbours, more where a month is missing."""
    a, b = earlier.period.last, later.period.first
    return (b.year - a.year) * 12 + b.month - a.month
