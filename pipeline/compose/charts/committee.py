"""The charts of the committee report."""

from __future__ import annotations

from pipeline.compose.charts.bars import Bar, bars_chart
from pipeline.compose.charts.chart import Brand, Chart
from pipeline.compose.figures import Figures
from pipeline.compose.wording import join
from pipeline.config import GradingScheme
from pipeline.measures import OUTCOMES

__all__ = ["grades_chart", "outcomes_chart", "risk_areas_chart"]

_AREAS = 8  # as many as can be told apart at a glance; the others stand in the text


def grades_chart(figures: Figures, scheme: GradingScheme, brand: Brand) -> Chart | None:
    """The grades from best to worst; None where no audit has one."""
    lowest = scheme.grades[-1]
    if not figures.available(f"ratings.{lowest.id}"):
        return None
    title = f"{figures.text(f'ratings.{lowest.id}', 'n_of')} cases with a grade were “{lowest.label}”"
    bars = [Bar(f"ratings.{g.id}", g.label, g.id.replace("_", "-")) for g in scheme.grades]
    return bars_chart(figures, "grades", title, bars, brand, "the grades", "cases")


def risk_areas_chart(figures: Figures, brand: Brand) -> Chart | None:
    """The areas of concern named most often in high-risk cases; None where there is no such case."""
    areas = figures.ranked("risk_areas")[:_AREAS]
    if not areas:
        return None
    most = [str(figures.row(id_)["label"]) for id_ in areas if figures.count(id_) == figures.count(areas[0])]
    said = f"in {figures.text(areas[0], 'n_of')} high-risk cases"
    title = f"{join(most)} were each named {said}" if len(most) > 1 else f"{most[0]} was named {said}"
    bars = [Bar(id_, str(figures.row(id_)["label"]), "inadequate") for id_ in areas]
    return bars_chart(figures, "high-risk-areas", title, bars, brand, "areas of concern in high-risk cases", "cases")


def outcomes_chart(figures: Figures, brand: Brand) -> Chart | None:
    """What the review of each high-risk case led to: every case once; None where there is no such case."""
    if not figures.available("risk.not_recorded"):
        return None
    missing, of = figures.count("risk.not_recorded"), figures.text("risk.not_recorded", "of")
    title = f"For each of {of} high-risk cases the result of the review is on record"
    if missing:
        title = f"For {figures.text('risk.not_recorded', 'n_of')} high-risk cases no result of the review is on record"
    colours = dict.fromkeys(OUTCOMES, "good") | {"additional_action": "navy", "not_recorded": "inadequate"}
    bars = [
        Bar(measure, str(figures.row(measure)["label"]), colours[outcome], "////" * (outcome == "not_recorded"))
        for outcome, measure in OUTCOMES.items()
    ]
    return bars_chart(figures, "high-risk-outcomes", title, bars, brand, "what the reviews led to", "cases")
