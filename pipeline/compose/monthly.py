"""What the monthly summary is made of: the words, tables and charts that its template asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.compose.charts import Chart, admissibility_chart, ratings_chart, themes_chart, trend_chart
from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.monthly_tables import MonthlyTables, aspects_judged
from pipeline.compose.passages import chart_passage, commentary_passage
from pipeline.compose.prose import Prose
from pipeline.compose.protection import concerns_passage, protection_note
from pipeline.compose.wording import association_sentence, change_sentences, comparison_note
from pipeline.config import Round
from pipeline.markdown import escape
from pipeline.measures import Change, all_definitions, compare, definition_breaks, what_else_differed

__all__ = ["monthly_context"]

# What stands largest on the first page, where it is told.
_KEY_FIGURES = {
    "auditing.admissible": "core audits were admissible",
    "ratings.good_or_better": "children's cases were judged good or better",
    "practice.drift": "children met with drift or delay",
    "actions.done": "actions are done",
}


def monthly_context(material: Material, figures: Figures) -> Mapping[str, Any]:
    """The names that ``monthly_summary.qmd.jinja`` may use."""
    before = material.before
    breaks = definition_breaks(material.round, before) if before else []
    beside = before if before and not breaks else None
    shown = [material.round, *([beside] if beside else [])]
    charts = _charts(material, figures, shown)
    changes = _changes(material, figures, beside)  # once: every exact test of the document
    return {
        "round": material.round,
        "council": material.council,
        "edition": material.edition,
        "comparison": Prose(escape(comparison_note(material.round, before, breaks))),
        "aspects": [material.vocabularies["aspects"].labels[a] for a in aspects_judged(material, figures)],
        "pool": _pool(material.round),
        "key_figures": [(measure, words) for measure, words in _KEY_FIGURES.items() if figures.told(measure)],
        "charts": charts,
        "chart": lambda name: chart_passage(charts[name], figures),
        "commentary": lambda heading: commentary_passage(material, figures, heading),
        "association": lambda where, elsewhere: Prose(association_sentence(figures, where, elsewhere)),
        "changes": lambda family: _told(material, figures, beside, changes, family),
        "tables": MonthlyTables(material, figures, shown),
        "concerns": lambda: concerns_passage(figures),
        "protection": lambda: protection_note(material, figures),
    }


def _pool(round_: Round) -> str:
    pools = {
        "core group": "a core group of trained auditors",
        "all managers": "managers from across the service",
        "external team": "an external team of auditors",
    }
    return pools[round_.auditor_pool]


def _charts(material: Material, figures: Figures, shown: Sequence[Round]) -> dict[str, Chart | None]:
    figures.under("Charts")
    brand, lowest = material.brand, material.scheme.grades[-1]
    rated, audited = figures.available(f"ratings.{lowest.id}"), figures.available("auditing.admissible")
    trend = f"ratings.{lowest.id}"
    return {
        "ratings": ratings_chart(figures, shown, material.scheme, brand) if rated else None,
        "admissibility": admissibility_chart(figures, shown, material.vocabularies["admissibility"], brand)
        if audited
        else None,
        "themes": themes_chart(figures, brand),
        "trend": trend_chart(figures, material.series, material.breaks, trend, brand) if rated else None,
    }


def _changes(material: Material, figures: Figures, beside: Round | None) -> list[Change]:
    """Every claim of change since the round that stands beside this one; none where none does."""
    if beside is None:
        return []
    return compare(all_definitions(material.rules), figures.measures[material.round.id], figures.measures[beside.id])


def _told(material: Material, figures: Figures, beside: Round | None, changes: Sequence[Change], family: str) -> Prose:
    """What may be said of the changes in one family of measures."""
    if beside is None:
        return Prose("")
    differed = what_else_differed(material.round, beside)
    return Prose(" ".join(change_sentences(figures, changes, family, beside, differed)))
