"""The headline shares month by month, as a document shows them: small charts, and the sentences that they allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.compose.charts import Chart, Panel, Span, multiples_chart
from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.trend_words import NO_CHANGE, change_words, reading_sentences
from pipeline.config import Round, months_between
from pipeline.measures import Definition, Reading, all_definitions, headlines, read_trends, trends_table, why_apart
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MonthByMonth", "month_by_month"]

_MONTHS = 13  # this month, and the same of a year ago
_TOO_FEW = (
    "With less than a year of months by one definition these charts cannot show a change yet. What two months alone "
    "can show is said where they stand side by side."
)
_NO_LIMITS = dict.fromkeys(("centre", "lower", "upper", "variation"))


@dataclass(frozen=True)
class MonthByMonth:
    """The picture, and what may be said of it; no picture where nothing has two months to show.

    ``bands``: in some month a share is only said to lie between two bounds.
    """

    chart: Chart | None
    sentences: tuple[str, ...] = ()
    bands: bool = False


def month_by_month(material: Material, figures: Figures) -> MonthByMonth:
    """Small charts of the ``headlines`` over the last 13 months, by the measures of the document's edition.

    Limits and signals come from the whole series; a share without a percent, as protection leaves it, is no point.
    Where a month of a share is told as a range, the other months would give wrong limits, so there are none.
    """
    figures.under("Charts")
    months = _months(material.series)
    drawn = {id_: _with_a_share(table) for id_, table in material.measures.items()}
    wanted = headlines(material.scheme)
    definitions = [d for d in all_definitions(material.rules) if d.id in wanted]
    trends = trends_table(definitions, material.series, drawn, material.schemes, material.forms)
    by_id = {d.id: d for d in definitions}
    panels = [_panel(by_id[id_], trends, months, material) for id_ in wanted if id_ in by_id]
    panels = [p for p in panels if len(p.points) + len(p.spans) > 1]
    if not panels:
        return MonthByMonth(None)
    shown, partly = {p.measure for p in panels}, {p.measure for p in panels if p.partly}
    ids = {round_.id for _, round_ in months}
    readings = [r for r in read_trends(trends, material.round.id) if r.measure in shown and ids & set(r.marked)]
    readings = [r for r in readings if r.kind == "cut" or r.measure not in partly]
    chart = multiples_chart(panels, months, figures, _title(panels, readings, material.series), material.brand)
    otherwise = _TOO_FEW if _on_trial(panels) else NO_CHANGE
    sentences = reading_sentences(readings, material.series, material.forms, counts=False, otherwise=otherwise)
    return MonthByMonth(chart, tuple(sentences), any(p.spans for p in panels))


def _months(series: Sequence[Round]) -> list[tuple[int, Round]]:
    """The rounds of the last 13 months, each with its month, counted from this one's: 0, −1, …"""
    placed = [(-months_between(r, series[-1]) if r is not series[-1] else 0, r) for r in series]
    return [(x, r) for x, r in placed if x > -_MONTHS]


def _with_a_share(measures: pd.DataFrame) -> pd.DataFrame:
    return measures[measures["percent"].notna()]


def _panel(
    definition: Definition, trends: pd.DataFrame, months: Sequence[tuple[int, Round]], material: Material
) -> Panel:
    """A measure's points, and in the months of a public edition that say no more its bands."""
    mine = trends[trends["id"] == definition.id]
    rows = plain_rows(mine)
    at = {round_.id: x for x, round_ in months}
    spans = [s for r in material.series if (s := _span(definition.id, at.get(r.id, 1), r.id, material.measures[r.id]))]
    without = _NO_LIMITS if spans else {}
    points = [row | without | {"x": at[row["round"]]} for row in rows if row["round"] in at]
    shown = [s for s in spans if s.round_id in at]
    panel = Panel(definition.id, definition.label, points, shown, partly=bool(spans))
    return replace(panel, cuts=_cuts(panel, definition, material))


def _cuts(panel: Panel, definition: Definition, material: Material) -> list[str]:
    """The rounds with a figure that is not on one definition, or not under the limits, of the figure before it."""
    eras, era = {}, 0
    for before, round_ in zip([None, *material.series], material.series, strict=False):
        if before and why_apart([definition], round_, before, material.schemes, material.forms):
            era += 1
        eras[round_.id] = era
    segments = {row["round"]: row["segment"] for row in panel.points}
    pairs = [(before, now) for (_, before), (_, now) in pairwise(panel.places)]
    anew = {now for before, now in pairs if {before, now} <= segments.keys() and segments[before] != segments[now]}
    return [now for before, now in pairs if eras[before] != eras[now] or now in anew]


def _span(measure: str, x: int, round_id: str, measures: pd.DataFrame) -> Span | None:
    """The band of a share whose base is said and whose count is said to lie between two bounds."""
    found = measures[(measures["id"] == measure) & measures["by"].isna()]
    if found.empty or "least" not in found:
        return None
    row = plain_rows(found)[0]
    if row["n"] is not None or not row["of"] or row["least"] is None or row["most"] is None:
        return None
    return Span(round_id, x, 100 * row["least"] / row["of"], 100 * row["most"] / row["of"])


def _title(panels: Sequence[Panel], readings: Sequence[Reading], series: Sequence[Round]) -> str:
    """The finding: each change that this month is part of, by licence; or that there is none.

    A change that is over is told below: among four charts of a year one in three shows some signal by chance alone.
    """
    changed = [r for r in readings if r.licensed and r.current]
    if changed:
        return "; ".join(change_words(r, series) for r in changed)
    if _on_trial(panels):
        return "Month by month: less than a year by one definition, too little to speak of a trend"
    return "Month by month: no chart shows a change that lasts"


def _on_trial(panels: Sequence[Panel]) -> bool:
    """Whether no chart has the months for limits that license anything."""
    return all(not p.points or p.partly or p.points[-1]["trial"] for p in panels)
