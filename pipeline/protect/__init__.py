"""Protection: ``measures`` → ``measures_public``, before anything public is composed (disclosure.md).

``protect`` puts each measure on a rung of the ladder and lowers it until the audit finds that nothing protected can be
worked out from all that was ever published. Until it is wired into a run, ``protect_measures`` protects by refusing: a
synthetic round has nobody to protect and is told exactly; no other round gets a public table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.config import Round
from pipeline.errors import GateError
from pipeline.protect.audit import Audit, audit
from pipeline.protect.fields import Knowledge, class_of
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.opening import Opening, open_sample
from pipeline.protect.protecting import Protected, protect
from pipeline.protect.published import statements_published
from pipeline.protect.running import closed_quarter, refuse_running_sums
from pipeline.protect.statements import Statement, current, ledger_lines, read_ledger, signed
from pipeline.protect.texts import CANNOT_PROTECT, public_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CANNOT_PROTECT",
    "Audit",
    "Filter",
    "Knowledge",
    "Opening",
    "Protected",
    "Quantity",
    "Statement",
    "audit",
    "class_of",
    "closed_quarter",
    "current",
    "ledger_lines",
    "open_sample",
    "protect",
    "protect_measures",
    "public_text",
    "read_ledger",
    "refuse_running_sums",
    "refuse_unprotected",
    "signed",
    "statements_published",
]


def protect_measures(measures: pd.DataFrame, round_: Round) -> pd.DataFrame:
    """The table ``measures_public`` of a synthetic round, all of it exact; GateError for any other."""
    refuse_unprotected(round_)
    status = measures["available"].map({True: "exact", False: "unavailable"}).astype("str")
    blank = {name: measures["n"].where(measures["n"].isna()) for name in ("least", "most")}
    return measures.assign(status=status, told=measures["reason"].where(measures["reason"].isna()), **blank)


def refuse_unprotected(round_: Round) -> None:
    """GateError for a round whose measures cannot be protected, so that no work is done on its public edition."""
    if not round_.synthetic:
        raise GateError(
            f"Round {round_.id} holds real cases, and this version cannot yet protect small numbers, so it makes no "
            "public edition. Make the internal one with: caseaudit run "
            f"{round_.id} --edition internal"
        )
