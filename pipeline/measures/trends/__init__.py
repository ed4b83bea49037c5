"""Trends: what two rounds, or many, may say about change, on one definition or not at all."""

from pipeline.measures.trends.breaks import comparable, definition_breaks, what_else_differed, why_apart
from pipeline.measures.trends.changes import FAMILIES, Change, changes_table, compare
from pipeline.measures.trends.forms import NO_FORMS, Forms, broken_measures
from pipeline.measures.trends.marks import headlines
from pipeline.measures.trends.readings import Reading, false_alarms, read_trends, run_charts
from pipeline.measures.trends.series import refuse_unknown_decisions, trends_table

__all__ = [
    "FAMILIES",
    "NO_FORMS",
    "Change",
    "Forms",
    "Reading",
    "broken_measures",
    "changes_table",
    "comparable",
    "compare",
    "definition_breaks",
    "false_alarms",
    "headlines",
    "read_trends",
    "refuse_unknown_decisions",
    "run_charts",
    "trends_table",
    "what_else_differed",
    "why_apart",
]
