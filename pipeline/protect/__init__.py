"""Protection: ``measures`` → ``measures_public``, before anything public is composed (disclosure.md).

Until the ladder and its audit are built this room protects by refusing: a synthetic round has nobody to protect and
passes unchanged; no other round gets a public table, and so no public document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.config import Round
from pipeline.errors import GateError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["protect_measures", "refuse_unprotected"]


def protect_measures(measures: pd.DataFrame, round_: Round) -> pd.DataFrame:
    """The table ``measures_public`` of a synthetic round; GateError for any other."""
    refuse_unprotected(round_)
    return measures.copy()


def refuse_unprotected(round_: Round) -> None:
    """GateError for a round whose measures cannot be protected, so that no work is done on its public edition."""
    if not round_.synthetic:
        raise GateError(
            f"Round {round_.id} holds real cases, and this version cannot yet protect small numbers, so it makes no "
            "public edition. Make the internal one with: caseaudit run "
            f"{round_.id} --edition internal"
        )
