"""Every share round by round: its control limits, its signals, and where a series is cut."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pipeline.config import GradingScheme, Round
from pipeline.errors import ConfigurationError
from pipeline.measures.measure import Definition, no_such_measure
from pipeline.measures.statistics import p_limits, restlessness, signals, xmr_limits
from pipeline.measures.trends.breaks import GRADES_CHANGED, counterpart, measure_breaks
from pipeline.measures.trends.changes import FAMILIES, shares
from pipeline.measures.trends.forms import NO_FORMS, Forms
from pipeline.measures.trends.marks import assurance, better, variation
from pipeline.tables import as_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["refuse_unknown_decisions", "trends_table"]

_TRIAL = 12  # fewer points than this: "trial limits" (methods.md, Control charts)
_RESTLESS = 1.5  # Laney's sigma z that under 3 in 100 series of 12 months, and 1 in 1,000 of 24, reach by chance
Kind = Literal["auto", "p", "xmr"]


@dataclass
class _Segment:
    """The rounds of a measure that count by one definition and under one set of limits."""

    begins: str | None  # why a new one begins, in words; None for the first
    points: list[tuple[Round, str, int, int]] = field(default_factory=list)  # round, id of the measure there, n, of


def trends_table(
    definitions: Iterable[Definition],
    rounds: Sequence[Round],
    tables: Mapping[str, pd.DataFrame],
    schemes: Mapping[str, GradingScheme],
    forms: Forms = NO_FORMS,
    chart: Kind = "auto",
    screen: bool = False,
) -> pd.DataFrame:
    """The table ``trends``: a row for each share of ``FAMILIES`` and each round that has it.

    ``rounds``: one series in order of time, the last of them the round of the definitions. ``tables``: round →
    ``measures`` or ``measures_public``. ``schemes``: by name, for the crosswalk. ``forms``: those that the rounds used.
    A series is cut where what is counted or who counts changed and no bridge joins it, and where limits were rebased by
    decision.

    The chart is a p-chart, whose limits know how many audits each month has; where 12 or more months differ from one to
    the next by half as much again as their numbers of audits explain (Laney 2002), XmR, whose limits come from just
    those differences. ``screen`` drops outlying ranges of an XmR chart once. Months without a figure are no points.
    """
    counted = {r.id: shares(tables[r.id]) for r in rounds}
    rows: list[dict[str, object]] = []
    for d in definitions:
        if d.family in FAMILIES:
            for number, segment in enumerate(_segments(d, rounds, counted, schemes, forms), start=1):
                rows += _rows(d, number, segment, schemes[rounds[-1].scheme], chart, screen)
    return as_table("trends", rows)


def _segments(
    definition: Definition,
    rounds: Sequence[Round],
    counted: Mapping[str, Mapping[str, tuple[int, int, str]]],
    schemes: Mapping[str, GradingScheme],
    forms: Forms,
) -> list[_Segment]:
    """The segments that have a point; what breaks a series in a month without a figure breaks it all the same."""
    ours = schemes[rounds[-1].scheme]
    found: list[_Segment] = []
    why: list[str] = []
    version: str | None = None
    for before, round_ in zip([None, *rounds], rounds, strict=False):
        name = counterpart(definition, ours, schemes[round_.scheme])
        if before is not None:
            why += measure_breaks(definition, round_, before, forms, name)
        if round_.rebase and name in round_.rebase.measures:
            why.append(f"the limits begin anew by decision: {round_.rebase.reason.rstrip('.')}")
        if name is None:
            why.append(GRADES_CHANGED)
        if name is None or name not in counted[round_.id]:
            continue
        n, of, edition = counted[round_.id][name]
        if version not in (None, edition):
            why.append("the measure was defined anew")
        if why or not found:
            found.append(_Segment("; ".join(dict.fromkeys(why)) if found else None))
        found[-1].points.append((round_, name, n, of))
        why, version = [], edition
    return found


def _rows(
    d: Definition, number: int, segment: _Segment, scheme: GradingScheme, chart: Kind, screen: bool
) -> list[dict[str, object]]:
    counts = [(n, of) for _, _, n, of in segment.points]
    values = [100 * n / of for n, of in counts]
    kind = _chart(counts) if chart == "auto" else chart
    limits = p_limits(counts) if kind == "p" else xmr_limits(values, screen)
    limits = limits if len(counts) > 1 else []
    direction = better(d.id, scheme)
    rows = []
    for i, ((round_, name, n, of), signal) in enumerate(zip(segment.points, signals(values, limits), strict=True)):
        at, target = limits[i] if limits else None, round_.targets.get(name)
        row: dict[str, Any] = {
            "id": d.id,
            "label": d.label,
            "family": d.family,
            "round": round_.id,
            "segment": number,
            "begins": None if i else segment.begins,
            "chart": kind,
            "n": n,
            "of": of,
            "value": values[i],
            "signal": signal.rule if signal else None,
            "upwards": signal.upwards if signal else None,
            "variation": variation(signal, direction) if at else None,
            "target": target,
            "assurance": assurance(target, at, direction),
            "trial": len(counts) < _TRIAL,
        }
        rows.append(row | ({"centre": at.centre, "lower": at.lower, "upper": at.upper} if at else {}))
    return rows


def _chart(counts: Sequence[tuple[int, int]]) -> Literal["p", "xmr"]:
    return "xmr" if len(counts) >= _TRIAL and restlessness(counts) >= _RESTLESS else "p"


def refuse_unknown_decisions(rounds: Iterable[Round], known: Mapping[str, Collection[str]]) -> None:
    """ConfigurationError for a bridge, rebase or target that names a measure which its round does not have.

    ``known``: round → the ids of its measures. A misspelt decision would otherwise decide nothing, in silence.
    """
    for round_ in rounds:
        decided = {
            "bridge": round_.bridge.measures if round_.bridge else (),
            "rebase": round_.rebase.measures if round_.rebase else (),
            "targets": tuple(round_.targets),
        }
        for setting, names in decided.items():
            for name in names:
                if name not in known[round_.id]:
                    unknown = no_such_measure(name, known[round_.id], round_.id)
                    raise ConfigurationError(f"round.yml of round {round_.id}, {setting}: {unknown}")
