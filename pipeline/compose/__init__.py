"""Composition: measures and commentary → a Quarto project with its document, charts and list of printed figures.

A public document opens ``measures_public`` and nothing else; the internal one may open ``keys``. A template never
computes: it asks for a figure, a table or a chart by name, and what it prints is noted in ``printed``.
"""

from pipeline.brand import load_brand
from pipeline.compose.beside import data_tables_path
from pipeline.compose.charts import (
    admissibility_chart,
    completion_title,
    control_chart,
    curve_chart,
    descriptor_title,
    grades_chart,
    grid_chart,
    groups_chart,
    moderation_title,
    ratings_chart,
    risk_areas_chart,
    severity_chart,
    themes_by_grade_chart,
    themes_chart,
)
from pipeline.compose.commentary import Commentary, read_commentary
from pipeline.compose.documents import (
    compose_briefing_deck,
    compose_committee_report,
    compose_monthly_summary,
    compose_reconciliation,
    document_path,
)
from pipeline.compose.figures import Figures
from pipeline.compose.kept_views import keep_view, stale_views
from pipeline.compose.kinds import DOCUMENT_KINDS, THEME_HEADING
from pipeline.compose.looking import Said, look, look_groups, look_measures, picture, say, table
from pipeline.compose.material import open_material
from pipeline.compose.packs import compose_coaching_notes, compose_team_packs
from pipeline.compose.stories import commentary_for, has_story, stories_of
from pipeline.compose.trend_words import (
    comparability_sentences,
    false_alarm_sentence,
    power_sentence,
    reading_sentences,
    series_sentence,
)
from pipeline.compose.wording import change_sentences, comparison_note, day_in_words
from pipeline.compose.workbooks import action_tracker, concerns_register

__all__ = [
    "DOCUMENT_KINDS",
    "THEME_HEADING",
    "Commentary",
    "Figures",
    "Said",
    "action_tracker",
    "admissibility_chart",
    "change_sentences",
    "commentary_for",
    "comparability_sentences",
    "comparison_note",
    "completion_title",
    "compose_briefing_deck",
    "compose_coaching_notes",
    "compose_committee_report",
    "compose_monthly_summary",
    "compose_reconciliation",
    "compose_team_packs",
    "concerns_register",
    "control_chart",
    "curve_chart",
    "data_tables_path",
    "day_in_words",
    "descriptor_title",
    "document_path",
    "false_alarm_sentence",
    "grades_chart",
    "grid_chart",
    "groups_chart",
    "has_story",
    "keep_view",
    "load_brand",
    "look",
    "look_groups",
    "look_measures",
    "moderation_title",
    "open_material",
    "picture",
    "power_sentence",
    "ratings_chart",
    "read_commentary",
    "reading_sentences",
    "risk_areas_chart",
    "say",
    "series_sentence",
    "severity_chart",
    "stale_views",
    "stories_of",
    "table",
    "themes_by_grade_chart",
    "themes_chart",
]
