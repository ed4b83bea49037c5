"""Charts: figures → a picture whose title is its finding, with alt text made from the same data."""

from pipeline.compose.charts.analyst import (
    completion_title,
    curve_chart,
    descriptor_title,
    grid_chart,
    groups_chart,
    moderation_title,
    severity_chart,
    themes_by_grade_chart,
)
from pipeline.compose.charts.chart import Chart, save_chart
from pipeline.compose.charts.committee import grades_chart, outcomes_chart, risk_areas_chart
from pipeline.compose.charts.control import control_chart
from pipeline.compose.charts.monthly import admissibility_chart, ratings_chart, themes_chart
from pipeline.compose.charts.multiples import Panel, Span, multiples_chart

__all__ = [
    "Chart",
    "Panel",
    "Span",
    "admissibility_chart",
    "completion_title",
    "control_chart",
    "curve_chart",
    "descriptor_title",
    "grades_chart",
    "grid_chart",
    "groups_chart",
    "moderation_title",
    "multiples_chart",
    "outcomes_chart",
    "ratings_chart",
    "risk_areas_chart",
    "save_chart",
    "severity_chart",
    "themes_by_grade_chart",
    "themes_chart",
]
