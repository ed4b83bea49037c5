"""What the monthly summary is made of: the words, tables and charts that its template asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.compose.charts import Chart, admissibility_chart, ratings_chart, themes_chart
from pipeline.compose.comparing import Comparison
from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.monthly_tables import MonthlyTables, aspects_judged
from pipeline.compose.monthly_trends import month_by_month
from pipeline.compose.passages import chart_passage, commentary_passage
from pipeline.compose.prose import Prose
from pipeline.compose.protection import concerns_passage, protection_note
from pipeline.compose.recommendations import recommendations
from pipeline.compose.report_tables import grade_rows
from pipeline.compose.trend_words import power_words
from pipeline.compose.wording import association_sentence, plural
from pipeline.config import Round
from pipeline.markdown import escape
from pipeline.measures import in_words

__all__ = ["monthly_context"]

# What stands largest on the first page, where it is told.
_KEY_FIGURES = {
    "auditing.admissible": "moderated core audits were admissible",
    "ratings.good_or_better": "children's cases were judged good or better",
    "practice.drift": "children met with drift or delay",
    "actions.done": "actions are done",
}


def monthly_context(material: Material, figures: Figures) -> Mapping[str, Any]:
    """The names that ``monthly_summary.qmd.jinja`` may use."""
    comparison = Comparison(material, figures)
    figures.under("Charts")
    months = month_by_month(material, figures)
    charts = _charts(material, figures, comparison) | {"trend": months.chart}
    aspects = [material.vocabularies["aspects"].labels[a] for a in aspects_judged(material, figures)]
    return {
        "round": material.round,
        "council": material.council,
        "edition": material.edition,
        "comparison": Prose(escape(comparison.note())),
        "aspects": aspects,
        "aspects_counted": f"{in_words(len(aspects))} {plural(len(aspects), 'aspect')}",
        "pool": _pool(material.round),
        "key_figures": [(measure, words) for measure, words in _KEY_FIGURES.items() if figures.told(measure)],
        "charts": charts,
        "recommended": recommendations(material, figures, "monthly_summary"),
        "chart": lambda name: chart_passage(charts[name], figures),
        "counted": lambda measure, one, many: plural(figures.count(measure), one, many),
        "nothing": figures.none,
        "rated": _given(figures, f"ratings.{material.scheme.grades[-1].id}"),
        "moderated": _given(figures, "auditing.admissible"),
        "commentary": lambda heading: commentary_passage(material, figures, heading),
        "association": lambda where, elsewhere: Prose(association_sentence(figures, where, elsewhere)),
        "changes": lambda family: Prose(" ".join(comparison.sentences(family))),
        "bands": months.bands,
        "months": [Prose(sentence) for sentence in months.sentences],
        "power": _power(material, figures),
        "tables": MonthlyTables(material, figures, comparison),
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


def _given(figures: Figures, measure: str) -> bool:
    """Whether the round has the measure, even if this edition does not tell it."""
    row = figures.row(measure)
    return bool(row["available"]) or row.get("status") not in (None, "unavailable")


def _power(material: Material, figures: Figures) -> str:
    """What so few audits can show at all, by the lowest grade; nothing where its share is not said."""
    lowest = f"ratings.{material.scheme.grades[-1].id}"
    row = figures.row(lowest)
    if pd.isna(row["percent"]):
        return ""
    return power_words(float(row["percent"]), int(row["of"]))


def _charts(material: Material, figures: Figures, comparison: Comparison) -> dict[str, Chart | None]:
    brand, scheme, admissibility = material.brand, material.scheme, material.vocabularies["admissibility"]
    rated = figures.available(f"ratings.{scheme.grades[-1].id}")
    found = any(figures.count(f"auditing.{id_}") for id_ in admissibility.ids)  # in public none may be told
    audited = figures.available("auditing.admissible") and found
    _, grades = grade_rows(scheme)
    graded = comparison.rounds(measure for measure, _ in grades)
    moderated = comparison.rounds(f"auditing.{id_}" for id_ in admissibility.ids)
    return {
        "ratings": ratings_chart(figures, graded, scheme, brand) if rated else None,
        "admissibility": admissibility_chart(figures, moderated, admissibility, brand) if audited else None,
        "themes": themes_chart(figures, brand),
    }
