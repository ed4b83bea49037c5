"""Reconciliation: every published figure beside ours, and the arithmetic inside what was published (methods.md).

``published.yml`` states only what was said and how it was said to relate. How measures relate in truth is derived from
their filters, so every difference that is found here can be lost again by changing one return or one figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from pipeline.config import PublishedFigure, Round
from pipeline.errors import ConfigurationError
from pipeline.measures.measure import no_such_measure
from pipeline.measures.reconcile.changes import change_rows
from pipeline.measures.reconcile.figures import figure_row
from pipeline.measures.reconcile.rows import KINDS, UNEXPLAINED
from pipeline.measures.reconcile.sides import Side
from pipeline.measures.reconcile.sums import sum_rows
from pipeline.measures.reconcile.texts import reconciliation_lines
from pipeline.tables import as_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KINDS", "Side", "reconcile", "reconciliation_lines", "refuse_unknown"]


def reconcile(
    now: Side, before: Side | None, others: Mapping[str, Side], at: Callable[[date], Mapping[str, int]]
) -> pd.DataFrame:
    """The table ``reconciliation``: a row a published figure, then its arithmetic, then changes since the round before.

    ``others``: the rounds that a figure given for several rounds names, by id. ``at``: id → n, as at a day.
    ConfigurationError names the line of a measure that there is not.
    """
    refuse_unknown(now.round, now.published, now.definitions)
    rows = [figure_row(figure, now, others, at) for figure in now.published]
    rows += [*sum_rows(now), *change_rows(now, before)]
    by_hand = {figure.line for figure in now.published if figure.because}
    explained = [row.kind not in UNEXPLAINED or row.line in by_hand for row in rows]
    return as_table(
        "reconciliation", [asdict(row) | {"explained": known} for row, known in zip(rows, explained, strict=True)]
    )


def refuse_unknown(round_: Round, published: Iterable[PublishedFigure], definitions: Collection[str]) -> None:
    """ConfigurationError with the line of the first figure that names a measure which the round does not have."""
    for figure in published:
        for name in figure.named:
            if name not in definitions:
                place = f"published.yml of round {round_.id}, line {figure.line}"
                raise ConfigurationError(f"{place}: {no_such_measure(name, definitions, round_.id)}")
