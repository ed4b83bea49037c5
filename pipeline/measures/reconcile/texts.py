"""A reconciliation as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.measures.reconcile.rows import ABOUT

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["reconciliation_lines"]

_MARK = {True: " ", False: "!"}


def reconciliation_lines(reconciliation: pd.DataFrame, width: int = 100) -> Iterator[str]:
    """The table ``reconciliation`` in parts: a line a finding and its arithmetic below; "!" before what is unexplained.

    The number that a finding begins with is the line of ``published.yml``.
    """
    rows: list[Any] = reconciliation.fillna("").to_dict("records")
    label = max(len(row["label"]) for row in rows)
    published, ours = (max(len(row[column]) for row in rows) for column in ("published", "ours"))
    for about, title in ABOUT.items():
        part = [row for row in rows if row["about"] == about]
        if part:
            yield f"\n{title}"
        for row in part:
            figures = f"{row['label']:<{label}}  {row['published']:>{published}}  {row['ours']:>{ours}}"
            yield f"{_MARK[row['explained']]}{row['line']:>4}  {figures}  {row['kind']}"
            yield from textwrap.wrap(row["arithmetic"], width, initial_indent=" " * 7, subsequent_indent=" " * 7)
