"""Ties: measures that are told only beside the exact number of another.

An action belongs to an audit, so a number of actions in audits that name a weakness tells that there is such an audit,
and nearly how many. The two are counted in different views, between which the audit sees no link. Beside an exact
number of audits the actions tell no more of a child than those of the whole service do, which are told.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.config import Profile
from pipeline.protect.ladder import hidden
from pipeline.protect.rows import MeasureRow

__all__ = ["hide_untied"]


def hide_untied(rows: Sequence[MeasureRow], profile: Profile) -> list[MeasureRow]:
    """Rows as they may be said where what they are ``told_with`` is told exactly, or known not to be there."""
    free = {r.definition.id for r in rows if not r.by and r.told and r.told.status in ("exact", "unavailable")}

    def untied(row: MeasureRow) -> bool:
        needed, told = row.definition.told_with, row.told
        return needed is not None and needed not in free and told is not None and told.status != "withheld"

    return [row.saying(hidden(profile)) if untied(row) else row for row in rows]
