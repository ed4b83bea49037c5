"""Versions: a correction of a protected number waits, because two different ranges for one number give it away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.config import Profile
from pipeline.protect.filters import Quantity
from pipeline.protect.ladder import Told, exactly, hidden
from pipeline.protect.rows import MeasureRow, statements_of_row
from pipeline.protect.statements import ELSEWHERE, Statement

__all__ = ["hold_back", "still_said"]

_Said = dict[Quantity | None, tuple[int, int]]


def hold_back(
    rows: Sequence[MeasureRow], history: Sequence[Statement], document: str, profile: Profile
) -> list[MeasureRow]:
    """Rows said as they were said before, where a correction would say otherwise and either is not exact.

    "Fewer than 5 of 25" in one version and "21 or more of 25", or a sign, in the next tells that a number crossed a
    line, and with one corrected return by how much. So does a number where ``document`` had a sign, of which the ledger
    has no trace: what it did not tell, it does not begin to tell. The corrected number is told with the next period.
    What was published elsewhere holds nothing back: it was not ours to protect.
    """
    ours = [s for s in history if s.count is not None and not s.document.startswith(ELSEWHERE)]
    before: _Said = {s.numerator: s.count for s in ours if s.count is not None}
    earlier = {s.numerator for s in history if s.document == document}
    return [_held(_silent(row, earlier, profile), before) for row in rows]


def _silent(row: MeasureRow, earlier: set[Quantity], profile: Profile) -> MeasureRow:
    """The sign where an earlier version told nothing of a number; activity is always told."""
    told_now = row.told is not None and row.told.least is not None
    if earlier and told_now and row.disclosure != "A" and row.counted is not None and row.counted not in earlier:
        return row.saying(hidden(profile))
    return row


def still_said(rows: Iterable[MeasureRow], history: Iterable[Statement], document: str) -> list[Statement]:
    """The history without what a new version of ``document`` says again: the two are true of different data."""
    again = {s.about for row in rows for s in statements_of_row(row)}
    return [s for s in history if s.document != document or s.about not in again]


def _held(row: MeasureRow, before: _Said) -> MeasureRow:
    told, said = row.told, before.get(row.counted)
    if told is None or said is None or row.counted is None or not _crosses(told, said):
        return row
    base = row.of if row.base is not None and before.get(row.base) == (row.of, row.of) else None
    return row.saying(exactly(said[0], base) if said[0] == said[1] else _range(said, base))


def _crosses(told: Told, said: tuple[int, int]) -> bool:
    """Whether the new word beside the old one tells more than either."""
    if told.status == "withheld":
        return False
    if said[0] == said[1]:  # it was exact; a range around it adds nothing
        return told.least is not None and told.most is not None and not told.exact and not _among(said[0], told)
    return (told.least, told.most) != said


def _among(n: int, told: Told) -> bool:
    return told.least is not None and told.most is not None and told.least <= n <= told.most


def _range(said: tuple[int, int], base: int | None) -> Told:
    low, high = said
    of = f" of {base:,}" if base is not None else ""
    words = f"{low:,} or more{of}" if low else f"fewer than {high + 1}{of}"
    return Told("range", low, high, base, words)
