"""Looking behind the figures on themes: the explorer pages, and what the notebook ``explore_themes`` calls.

``open_rounds`` is the one import for an analyst: the tables, views and measures of a round or a series.
"""

from pipeline.explore.choosing import Choice
from pipeline.explore.controls import Controls
from pipeline.explore.looks import (
    by_group,
    by_group_chart,
    change,
    other_sources,
    over_time,
    prevalence,
    themes_drawn,
    together,
    together_chart,
)
from pipeline.explore.opening import open_rounds
from pipeline.explore.pages import EXPLORER, page_content, write_explorer, write_public_explorer
from pipeline.explore.words import in_their_words, telling_terms

__all__ = [
    "EXPLORER",
    "Choice",
    "Controls",
    "by_group",
    "by_group_chart",
    "change",
    "in_their_words",
    "open_rounds",
    "other_sources",
    "over_time",
    "page_content",
    "prevalence",
    "telling_terms",
    "themes_drawn",
    "together",
    "together_chart",
    "write_explorer",
    "write_public_explorer",
]
