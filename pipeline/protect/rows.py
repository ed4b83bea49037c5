"""A row of ``measures`` on its way to the public: what it counts, its class, and how it is said so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.errors import GateError
from pipeline.measures import Definition, Subset
from pipeline.protect.fields import Class, class_of
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.ladder import Told
from pipeline.protect.statements import Statement
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QUARTER", "MeasureRow", "RowKey", "measure_rows_of", "statements_of_row"]

QUARTER = "quarter"  # stands in the column `by` of a measure that is told for a closed quarter

RowKey = tuple[str, str | None, str | None]  # measure, by, group


@dataclass(frozen=True)
class MeasureRow:
    """One measure and group of a round with its true figures; these stay in the processed tables."""

    rounds: tuple[str, ...]  # one, or the three of a quarter
    definition: Definition
    disclosure: Class
    by: str | None
    group: str | None
    n: int | None
    of: int | None
    as_at: str | None
    told: Told | None = None

    @property
    def key(self) -> RowKey:
        """What names it in the table."""
        return self.definition.id, self.by, self.group

    @property
    def available(self) -> bool:
        """Whether the round gives it."""
        return self.n is not None

    def _quantity(self, part: object) -> Quantity | None:
        if not isinstance(part, Subset):
            return None
        by, group = (None, None) if self.by == QUARTER else (self.by, self.group)
        return Quantity(self.rounds, Filter.of(part, by, group), self.as_at)

    @property
    def counted(self) -> Quantity | None:
        """The number that n is; None for one that settings state."""
        return self._quantity(self.definition.counts)

    @property
    def base(self) -> Quantity | None:
        """The number that its base is; None without a base or for one that settings state."""
        return self._quantity(self.definition.of)

    @property
    def protects(self) -> list[Quantity]:
        """The numbers that must not be found where it is not told exactly; of a quarter, its single months always."""
        counted = self.counted
        if counted is None:
            return []
        months = [replace(counted, rounds=(r,)) for r in self.rounds] if len(self.rounds) > 1 else []
        return months if self.told and self.told.exact else list(dict.fromkeys([counted, *months]))

    def saying(self, told: Told) -> MeasureRow:
        """This row, said so."""
        return replace(self, told=told)


def measure_rows_of(measures: pd.DataFrame, definitions: Iterable[Definition], round_id: str) -> list[MeasureRow]:
    """The table ``measures`` with what each row counts.

    GateError for a row without a definition or with another filter than its definition has: the table is of another
    version, and what it counts is not known.
    """
    known = {d.id: d for d in definitions}
    return [_row(record, known, round_id) for record in plain_rows(measures)]


def _row(record: Mapping[str, Any], known: Mapping[str, Definition], round_id: str) -> MeasureRow:
    definition = known.get(record["id"])
    if definition is None or str(definition.counts) != record["subset"]:
        raise GateError(
            f'The measure "{record["id"]}" of round {round_id} was counted by another version of caseaudit, so it is '
            f"not known what may be said of it. Count it again with: caseaudit run {round_id}"
        )
    n, of = (None if record[name] is None else int(record[name]) for name in ("n", "of"))
    derived = class_of(definition, record["by"])
    day = record["as_at"].date().isoformat() if record["as_at"] is not None else None
    highest: Class = max(derived, record["class"])
    return MeasureRow((round_id,), definition, highest, record["by"], record["group"], n, of, day)


def statements_of_row(row: MeasureRow, place: str = "") -> list[Statement]:
    """What the public can read of a row: its count and its base. A percent stands only beside both: it adds nothing."""
    told = row.told
    if told is None or told.least is None or told.most is None or row.counted is None:
        return []
    made = [_statement(row, row.counted, row.base, told.least, told.most, place)]
    if told.base is not None and row.base is not None:
        made.append(_statement(row, row.base, None, told.base, told.base, place))
    return made


def _statement(row: MeasureRow, about: Quantity, of: Quantity | None, least: int, most: int, place: str) -> Statement:
    measure = row.definition
    return Statement("", 1, "", measure.id, measure.version, measure.unit, about, of, (least, most), None, place)
