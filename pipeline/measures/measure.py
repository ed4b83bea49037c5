"""A measure: what it counts, of what, and the figures that come out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline.measures.statistics import wilson_interval
from pipeline.tables import as_table

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Known = dict[tuple[str, str, "Values"], NDArray[np.bool_]]

__all__ = ["Definition", "Stated", "Subset", "evaluate", "no_such_measure"]

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

    def mask(self, views: Mapping[str, pd.DataFrame], known: Known | None = None) -> pd.Series[bool]:
        """True for the rows of the view that are in the subset.

        ``known`` keeps what was found of single conditions: the subsets of a round share nearly all of theirs.
        """
        import numpy as np
        import pandas as pd

        frame, known = views[self.view], {} if known is None else known
        mask = np.ones(len(frame), dtype=bool)
        for name, values in self.where:
            key = (self.view, name, values)
            if key not in known:
                known[key] = _holds(frame, name, values)
            mask &= known[key]
        return pd.Series(mask, index=frame.index, dtype=bool)

    def count(self, views: Mapping[str, pd.DataFrame], known: Known | None = None) -> int:
        """How many rows are in the subset."""
        return int(self.mask(views, known).sum())

    @property
    def fields(self) -> dict[str, frozenset[object]]:
        """Field → the values that it may have, all conditions on it taken together."""
        allowed: dict[str, frozenset[object]] = {}
        for name, values in self.where:
            allowed[name] = allowed.get(name, frozenset(values)) & frozenset(values)
        return allowed

    def within(self, other: Subset) -> bool:
        """Whether every row of this subset is, by the filters alone, a row of the other."""
        ours = self.fields
        return self.view == other.view and all(name in ours and ours[name] <= v for name, v in other.fields.items())

    def apart(self, other: Subset) -> bool:
        """Whether, by the filters alone, no row can be in both."""
        ours, theirs = self.fields, other.fields
        return self.view == other.view and any(not ours[name] & theirs[name] for name in ours.keys() & theirs.keys())

    def __str__(self) -> str:
        return " and ".join([self.view, *(f"{name} = {_either(values)}" for name, values in self.where)])


def _holds(frame: pd.DataFrame, name: str, values: Values) -> NDArray[np.bool_]:
    """Where a field has one of the values; nowhere if it is blank, or no return of the round has the field."""
    import numpy as np

    if name not in frame:  # a theme or aspect that no return has
        return np.zeros(len(frame), dtype=bool)
    return frame[name].isin(list(values)).fillna(False).to_numpy(dtype=bool)


@dataclass(frozen=True)
class Stated:
    """A number that the settings of the round state, such as the cases in a contract; None where they do not."""

    setting: str
    value: int | None

    def count(self, views: Mapping[str, pd.DataFrame], known: Known | None = None) -> int | None:
        """The number stated."""
        return self.value

    def __str__(self) -> str:
        return f"round.yml, {self.setting}"


def _either(values: Values) -> str:
    return " or ".join({True: "yes", False: "no"}.get(v, str(v)) if isinstance(v, bool) else str(v) for v in values)


@dataclass(frozen=True)
class Definition:
    """How a measure is counted. A count has no base; a share counts a subset of its base.

    A ``rate`` sets one thing against another that it is no part of (pounds a case): it has no interval.
    """

    id: str
    label: str
    counts: Subset | Stated
    of: Subset | Stated | None = None
    unit: str = "audits"
    disclosure: Literal["A", "B", "C"] = "C"
    version: str = "1"
    by: tuple[str, ...] = ()
    rate: bool = False
    family: str | None = None  # changes are claimed within a family (methods.md, Change)
    missing: str = "no audit to count"  # the reason where the base has no rows
    told_with: str | None = None  # the measure without whose exact number the public is told nothing of this one


def evaluate(
    definitions: Iterable[Definition], views: Mapping[str, pd.DataFrame], as_at: date | None = None
) -> pd.DataFrame:
    """The figures of every definition, for the whole service and for each group it is broken down by.

    One row a measure and group (table ``measures``); n is always a number of rows of a view. A share whose base has
    no rows is not available, with its reason.
    """
    rows: list[dict[str, object]] = []
    known: Known = {}
    for definition in definitions:
        counts, of = definition.counts, definition.of
        base = None if of is None else (of.count(views, known),)
        rows.append(_row(definition, counts.count(views, known), base, as_at))
        if definition.by:
            rows += _broken_down(definition, views, known, as_at)
    return as_table("measures", rows)


def _broken_down(
    definition: Definition, views: Mapping[str, pd.DataFrame], known: Known, as_at: date | None
) -> list[dict[str, object]]:
    """A row for each group of each field that the definition is broken down by; none for a group without a base."""
    import numpy as np
    import pandas as pd

    if not isinstance(definition.counts, Subset) or isinstance(definition.of, Stated):
        raise TypeError(f"{definition.id} is stated, not counted, so it has no groups")
    frame = views[definition.counts.view]
    counted = definition.counts.mask(views, known).to_numpy()
    base = definition.of.mask(views, known).to_numpy() if definition.of else counted
    rows = []
    for field in definition.by:
        if field not in frame:
            continue
        codes, groups = pd.factorize(frame[field], sort=True)  # −1 where the field is blank
        n, of = (np.bincount(codes[part & (codes >= 0)], minlength=len(groups)) for part in (counted, base))
        for i, group in enumerate(groups):
            if of[i]:
                whole = (int(of[i]),) if definition.of else None
                rows.append(_row(definition, int(n[i]), whole, as_at, field, str(group)))
    return rows


def _row(
    definition: Definition,
    n: int | None,
    base: tuple[int | None] | None,
    as_at: date | None,
    by: str | None = None,
    group: str | None = None,
) -> dict[str, object]:
    of = base[0] if base else None
    available = n is not None and (base is None or bool(of))
    part = bool(available and of and not definition.rate)
    lower, upper = wilson_interval(n, of) if part and n is not None and of else (None, None)
    shared = available and of and definition.unit != "pounds"
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
        "percent": 100 * n / of if shared and n is not None and of else None,
        "lower": lower,
        "upper": upper,
        "unit": definition.unit,
        "available": available,
        "reason": None if available else definition.missing,
        "definition": definition.version,
        "as_at": as_at,
    }


def no_such_measure(name: str, known: Collection[str], round_id: str) -> str:
    """The end of the sentence for a measure that a round does not have: what may have been meant, where to look."""
    close = difflib.get_close_matches(name, known, 1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f'there is no measure "{name}".{hint} List them with: caseaudit measures {round_id}'
