"""What the control charts of a series say: each change found, with the rules that found it and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.measures.statistics import RULES, run_chart, shape_of
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reading", "false_alarms", "read_trends", "run_charts"]

Row = Mapping[str, Any]
Share = tuple[int, int]
# What a quiet p-chart of 24 months shows by chance, as simulated in the tests: 1 in 7 has a signal somewhere, and
# 1 in 50 has one at its last point.
_AT_THE_END = 0.02


@dataclass(frozen=True)
class Reading:
    """One thing that the chart of a measure shows.

    ``kind``: "shock" (one month apart from the others), "step", "drift" (so much from each month to the next),
    "unclear" (a signal of no simple shape), or "cut" (what is counted changed, or limits were rebased; ``why``).
    ``at``: the round of the shock, or the first of the new level or segment. ``marked``: the rounds with a signal, or
    the first of the segment. ``before`` and ``after``: (n, of) of the others and of the shock, of the levels, or of the
    first and the last month.
    """

    measure: str
    label: str
    family: str
    kind: str
    at: str | None
    rules: tuple[str, ...] = ()
    before: Share | None = None
    after: Share | None = None
    size: float = 0.0  # in points; of a drift, a month
    trial: bool = False
    current: bool = False  # the last round is part of the signal
    variation: str | None = None
    why: str | None = None
    points: int = 0  # in its segment
    marked: tuple[str, ...] = ()

    @property
    def licensed(self) -> bool:
        """A sentence may speak of change: a signal on limits that are not on trial (methods.md, Change)."""
        return bool(self.rules) and not self.trial

    @property
    def rose(self) -> bool:
        """Whether the share went up."""
        return self.size > 0


def read_trends(trends: pd.DataFrame, now: str) -> list[Reading]:
    """Every cut and every segment with a signal, measure by measure, in order of time.

    Of the table ``trends`` as made in the round ``now``."""
    found: list[Reading] = []
    for rows in _segments(trends):
        first = rows[0]
        if first["begins"] is not None:
            about = (first["id"], first["label"], first["family"])
            cut = Reading(*about, kind="cut", at=first["round"], why=first["begins"], marked=(first["round"],))
            found.append(cut)
        if any(row["signal"] for row in rows):
            found.append(_reading(rows, now))
    return found


def _reading(rows: Sequence[Row], now: str) -> Reading:
    shape = shape_of([row["value"] for row in rows], [row["of"] for row in rows])
    kind = "unclear" if shape.kind == "quiet" else shape.kind
    marked = [row for row in rows if row["signal"]]
    before, after = _sides(rows, kind, shape.at)
    size = shape.size if kind != "unclear" else (1.0 if marked[-1]["upwards"] else -1.0)
    return Reading(
        rows[0]["id"],
        rows[0]["label"],
        rows[0]["family"],
        kind,
        None if shape.at is None else rows[shape.at]["round"],
        tuple(rule for rule in RULES if any(row["signal"] == rule for row in rows)),
        before,
        after,
        size,
        bool(rows[0]["trial"]),
        bool(rows[-1]["signal"]) and rows[-1]["round"] == now,
        marked[-1]["variation"],
        points=len(rows),
        marked=tuple(row["round"] for row in marked),
    )


def _sides(rows: Sequence[Row], kind: str, at: int | None) -> tuple[Share, Share]:
    """The two shares that a reading sets beside each other."""
    if kind == "shock" and at is not None:
        return _share([*rows[:at], *rows[at + 1 :]]), _share([rows[at]])
    if kind == "step" and at is not None:
        return _share(rows[:at]), _share(rows[at:])
    return _share(rows[:1]), _share(rows[-1:])


def _share(rows: Sequence[Row]) -> Share:
    return sum(int(row["n"]) for row in rows), sum(int(row["of"]) for row in rows)


def _segments(trends: pd.DataFrame) -> list[list[Row]]:
    """The rows of the table, segment by segment, blanks as None."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in plain_rows(trends):
        found.setdefault((row["id"], row["segment"]), []).append(row)
    return list(found.values())


def run_charts(trends: pd.DataFrame) -> pd.DataFrame:
    """The run tests of the last segment of each measure: how its points lie around their median (Anhøj).

    A row a measure: ``id, label, points, median, longest, longest_allowed, crossings, crossings_needed, signal``.
    """
    import pandas as pd

    last = {rows[0]["id"]: rows for rows in _segments(trends)}
    made = []
    for id_, rows in last.items():
        run = run_chart([row["value"] for row in rows])
        made.append({"id": id_, "label": rows[0]["label"], "points": len(rows), **vars(run), "signal": run.signal})
    columns = ["id", "label", "points", "median", "longest", "longest_allowed", "crossings", "crossings_needed"]
    return pd.DataFrame(made, columns=[*columns, "signal"])


def false_alarms(trends: pd.DataFrame) -> float:
    """How many of the charts with limits would show a signal in the last month although nothing changed, at most."""
    return _AT_THE_END * int(trends.loc[trends["centre"].notna(), "id"].nunique())
