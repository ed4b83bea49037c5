"""Composition: measures and commentary → a Quarto project with its document, charts and list of printed figures.

A public document opens ``measures_public`` and nothing else; the internal one may open ``keys``. A template never
computes: it asks for a figure, a table or a chart by name, and what it prints is noted in ``printed``.
"""

from pipeline.compose.charts import (
    admissibility_chart,
    completion_title,
    curve_chart,
    descriptor_title,
    grades_chart,
    grid_chart,
    groups_chart,
    load_brand,
    moderation_title,
    outcomes_chart,
    ratings_chart,
    risk_areas_chart,
    severity_chart,
    themes_by_grade_chart,
    themes_chart,
    trend_chart,
)
from pipeline.compose.commentary import Commentary, read_commentary
from pipeline.compose.documents import (
    Composed,
    compose_committee_report,
    compose_monthly_summary,
    compose_reconciliation,
    document_path,
)
from pipeline.compose.figures import Figures
from pipeline.compose.kinds import DOCUMENT_KINDS, THEME_HEADING, DocumentKind
from pipeline.compose.looking import Said, look, look_groups, look_measures, picture, say
from pipeline.compose.wording import day_in_words

__all__ = [
    "DOCUMENT_KINDS",
    "THEME_HEADING",
    "Commentary",
    "Composed",
    "DocumentKind",
    "Figures",
    "Said",
    "admissibility_chart",
    "completion_title",
    "compose_committee_report",
    "compose_monthly_summary",
    "compose_reconciliation",
    "curve_chart",
    "day_in_words",
    "descriptor_title",
    "document_path",
    "grades_chart",
    "grid_chart",
    "groups_chart",
    "load_brand",
    "look",
    "look_groups",
    "look_measures",
    "moderation_title",
    "outcomes_chart",
    "picture",
    "ratings_chart",
    "read_commentary",
    "risk_areas_chart",
    "say",
    "severity_chart",
    "themes_by_grade_chart",
    "themes_chart",
    "trend_chart",
]
