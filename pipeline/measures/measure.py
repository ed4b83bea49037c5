"""A measure: what it counts, of what, and the figures that come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline.measures.statistics import wilson_interval
from pipeline.tables import as_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Definition", "Subset", "evaluate"]

Values = tuple[object, ...]


@dataclass(frozen=True)
class Subset:
    """The rows of a view whose fields hold given values: a filter, so that links between measures can be derived.

    ``where`` is a conjunction of (field, allowed values). Its text form stands in the table ``measures``.
    """

    view: str
    where: tuple[tuple[str, Values], ...] = ()

    def having(self, **fields: object) -> Subset:
        """This subset narrowed by more fields: ``having(grade="good")``, ``having(grade=("good", "outstanding"))``."""
        more = tuple((name, value if isinstance(value, tuple) else (value,)) for name, value in fields.items())
        return replace(self, where=self.where + more)

    def mask(self, views: Mapping[str, pd.DataFrame]) -> pd.Series[bool]:
        """True for the rows of the view that are in the subset."""
        import pandas as pd

        frame = views[self.view]
        mask = pd.Series(True, index=frame.index)
        for name, values in self.where:
            if name not in frame:  # a theme or aspect that no return of the round has
                return pd.Series(False, index=frame.index)
            mask &= frame[name].isin(list(values)).fillna(False).astype(bool)
        return mask

    def __str__(self) -> str:
        return " and ".join([self.view, *(f"{name} = {_either(values)}" for name, values in self.where)])


def _either(values: Values) -> str:
    return " or ".join({True: "yes", False: "no"}.get(v, str(v)) if isinstance(v, bool) else str(v) for v in values)


@dataclass(frozen=True)
class Definition:
    """How a measure is counted. A count has no base; a share counts a subset of its base."""

    id: str
    label: str
    counts: Subset
    of: Subset | None = None
    unit: str = "audits"
    disclosure: Literal["A", "B", "C"] = "C"
    version: str = "1"
    by: tuple[str, ...] = ()
    family: str | None = None  # changes are claimed within a family (methods.md, Change)
    missing: str = "no audit to count"  # the reason where the base has no rows


def evaluate(
    definitions: Iterable[Definition], views: Mapping[str, pd.DataFrame], as_at: date | None = None
) -> pd.DataFrame:
    """The figures of every definition, for the whole service and for each group it is broken down by.

    One row a measure and group (table ``measures``); n is always a number of rows of a view. A share whose base has
    no rows is not available, with its reason.
    """
    rows: list[dict[str, object]] = []
    for definition in definitions:
        counted = definition.counts.mask(views)
        base = definition.of.mask(views) if definition.of else None
        rows.append(_row(definition, int(counted.sum()), None if base is None else int(base.sum()), as_at))
        frame = views[definition.counts.view]
        for field in definition.by:
            within = base if base is not None else counted
            groups = frame.loc[within, field].dropna().unique()
            for group in sorted(str(g) for g in groups):
                here = frame[field] == group
                of = None if base is None else int((base & here).sum())
                rows.append(_row(definition, int((counted & here).sum()), of, as_at, field, group))
    return as_table("measures", rows)


def _row(
    definition: Definition, n: int, of: int | None, as_at: date | None, by: str | None = None, group: str | None = None
) -> dict[str, object]:
    available = of != 0
    lower, upper = wilson_interval(n, of) if of else (None, None)
    return {
        "id": definition.id,
        "label": definition.label,
        "by": by,
        "group": group,
        "subset": str(definition.counts),
        "base": str(definition.of) if definition.of else None,
        "class": "C" if by else definition.disclosure,
        "n": n if available else None,
        "of": of,
        "percent": 100 * n / of if of else None,
        "lower": lower,
        "upper": upper,
        "unit": definition.unit,
        "available": available,
        "reason": None if available else definition.missing,
        "definition": definition.version,
        "as_at": as_at,
    }
