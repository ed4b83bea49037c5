"""Composition: measures and commentary → a Quarto project with its document, charts and list of printed figures.

A public document opens ``measures_public`` and nothing else; the internal one may open ``keys``. A template never
computes: it asks for a figure, a table or a chart by name, and what it prints is noted in ``printed``.
"""

from pipeline.compose.charts import (
    admissibility_chart,
    load_brand,
    ratings_chart,
    themes_chart,
    trend_chart,
)
from pipeline.compose.commentary import MONTHLY_HEADINGS, Commentary, read_commentary
from pipeline.compose.documents import Composed, compose_monthly_summary, document_path
from pipeline.compose.figures import Figures

__all__ = [
    "MONTHLY_HEADINGS",
    "Commentary",
    "Composed",
    "Figures",
    "admissibility_chart",
    "compose_monthly_summary",
    "document_path",
    "load_brand",
    "ratings_chart",
    "read_commentary",
    "themes_chart",
    "trend_chart",
]
