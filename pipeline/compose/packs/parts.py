"""A round as one team or one auditor has it: the same measures, counted over a part of its returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.compose.material import Material
from pipeline.measures import VIEW_TABLES, all_definitions, build_views, evaluate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["measures_of_part"]


def measures_of_part(material: Material, field: str, value: str) -> pd.DataFrame:
    """The table ``measures`` of the returns whose ``field`` (a column of ``returns``) is ``value``; internal.

    What came in, what was wrong and what others found belongs to no part, and is the whole round's.
    """
    tables = material.tables_of(material.round, VIEW_TABLES)
    mine = tables["returns"][tables["returns"][field] == value]
    kept = {name: _of(table, mine) for name, table in tables.items()}
    return evaluate(all_definitions(material.rules), build_views(kept, material.as_at, material.rules), material.as_at)


def _of(table: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    for column in ("return_id", "case_id"):
        if column in table.columns:
            return table[table[column].isin(returns[column])]
    return table
