"""The contract of each table, by name: rows made into it, and a frame held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.tables.figures import FIGURES
from pipeline.tables.registers import REGISTERS
from pipeline.tables.returns import RETURNS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "as_table", "check_table", "plain_rows"]

TABLES = {table.name: table for table in (*RETURNS, *REGISTERS, *FIGURES)}


def as_table(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows as the table ``name``: its columns in order with their types; a column that no row names is blank."""
    import pandas as pd

    made = {}
    for column in TABLES[name].columns:
        values = [row.get(column.name) for row in rows]
        if column.kind == "date":
            made[column.name] = pd.Series(pd.to_datetime(pd.Series(values, dtype=object)), dtype=column.dtype)
        else:
            made[column.name] = pd.Series(values, dtype=column.dtype)
    return pd.DataFrame(made)


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as mappings of plain values; a blank is None."""
    rows: list[Any] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows


def check_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` if it keeps the contract of the table ``name``; ValueError lists every break of it."""
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    table = TABLES[name]
    columns = {
        c.name: pa.Column(c.dtype, nullable=c.blank, checks=[pa.Check.isin(c.allowed)] if c.allowed else [])
        for c in table.columns
    }
    schema = pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key))
    try:
        schema.validate(frame.reset_index(drop=True), lazy=True)
        return frame
    except SchemaErrors as broken:
        cases = broken.failure_cases.drop_duplicates(["column", "check"])
        faults = "; ".join(f"{_place(row)}: {row.check}" for row in cases.itertuples())
        raise ValueError(f"table {name} does not keep its contract ({faults})") from broken


def _place(row: Any) -> str:
    """The column of a failure; one that is missing, unknown or out of order is the failing case itself."""
    return str(row.failure_case if str(row.check).startswith("column_") else row.column)
