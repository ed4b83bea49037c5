"""The charts of the committee report."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.brand import Brand
from pipeline.compose.charts.bars import Bar, bars_chart
from pipeline.compose.charts.chart import Chart
from pipeline.compose.figures import Figures
from pipeline.compose.wording import join, plural
from pipeline.measures import OUTCOMES, Rules, in_words

__all__ = ["grades_chart", "outcomes_chart", "risk_areas_chart"]

_AREAS = 8  # as many as can be told apart at a glance; a table has all of them
_MOST_AREAS = 10  # as many as there may be where the last ones are named equally often


def grades_chart(figures: Figures, rules: Rules, brand: Brand) -> Chart | None:
    """The grades from best to worst; None where no audit has one."""
    lowest = rules.scheme.grades[-1]
    measure = f"ratings.{lowest.id}"
    if not figures.available(measure):
        return None
    counted = rules.words_for_rated(figures.base(measure))
    were = plural(figures.count(measure), "was", "were")
    title = f"{figures.text(measure, 'n_of')} {counted} {were} “{lowest.label}”"
    bars = [Bar(f"ratings.{g.id}", g.label, g.id.replace("_", "-")) for g in rules.scheme.grades]
    units = "cases" if rules.all_case else "audits"
    return bars_chart(figures, "grades", title, bars, brand, f"the grades of {rules.words_for_rated(0)}", units)


def risk_areas_chart(figures: Figures, brand: Brand) -> Chart | None:
    """The areas of concern named most often in high-risk cases; None where there is no such case."""
    named = figures.ranked("risk_areas")
    if not named:
        return None
    shown = _most_common(figures, named)
    most = [figures.label(id_) for id_ in shown if figures.count(id_) == figures.count(shown[0])]
    said = f"in {figures.text(shown[0], 'n_of')} high-risk {plural(figures.base(shown[0]), 'case')}"
    title = f"{join(most)} were each named {said}" if len(most) > 1 else f"{most[0]} was named {said}"
    what = "areas of concern in high-risk cases"
    if len(shown) < len(figures.possible("risk_areas")):
        title += f" (the {in_words(len(shown))} {plural(len(shown), 'area')} named most often)"
        what = f"the {in_words(len(shown))} {plural(len(shown), 'area')} of concern named most often in high-risk cases"
    bars = [Bar(id_, figures.label(id_), "inadequate") for id_ in shown]
    return bars_chart(figures, "high-risk-areas", title, bars, brand, what, "cases")


def _most_common(figures: Figures, ranked: Sequence[str]) -> Sequence[str]:
    """The first of a ranking, cut where the counts differ: of areas named equally often all are shown, or none."""
    if len(ranked) <= _AREAS:
        return ranked
    last = figures.count(ranked[_AREAS - 1])
    tied = [id_ for id_ in ranked if figures.count(id_) >= last]
    if len(tied) <= _MOST_AREAS:
        return tied
    return [id_ for id_ in ranked if figures.count(id_) > last] or tied


def outcomes_chart(figures: Figures, brand: Brand) -> Chart | None:
    """What the review of each high-risk case led to: every case once; None where there is no such case."""
    if not figures.available("risk.not_recorded"):
        return None
    colours = dict.fromkeys(OUTCOMES, "good") | {"additional_action": "navy", "not_recorded": "inadequate"}
    bars = [
        Bar(measure, figures.label(measure), colours[outcome], "////" * (outcome == "not_recorded"))
        for outcome, measure in OUTCOMES.items()
    ]
    title = _outcomes_title(figures)
    return bars_chart(figures, "high-risk-outcomes", title, bars, brand, "what the reviews led to", "cases")


def _outcomes_title(figures: Figures) -> str:
    """First what is not on record."""
    of = figures.base("risk.not_recorded")
    cases = f"high-risk {plural(of, 'case')}"
    if figures.some("risk.not_recorded"):
        return f"For {figures.text('risk.not_recorded', 'n_of')} {cases} no result of the review is on record"
    if of == 1:
        return "For the one high-risk case the result of the review is on record"
    return f"For each of {figures.text('risk.not_recorded', 'of')} {cases} the result of the review is on record"
