"""Measures: tables → one tidy table of figures, each with its base, interval and the subset it counts. Pure."""

from pipeline.measures.definitions import SUBJECTS, all_definitions, definitions
from pipeline.measures.measure import Definition, Stated, Subset, evaluate
from pipeline.measures.reconcile import (
    ABOUT,
    KINDS,
    UNEXPLAINED,
    Side,
    reconcile,
    reconciliation_lines,
    refuse_unknown,
)
from pipeline.measures.risk import OUTCOMES
from pipeline.measures.rules import Rules
from pipeline.measures.statistics import fisher_p, holm, round_half_up, wilson_interval
from pipeline.measures.texts import FORMS, in_words, measure_rows, measure_text, usual_form
from pipeline.measures.themes import CHECKS
from pipeline.measures.trends import FAMILIES, Change, changes_table, compare, definition_breaks, what_else_differed
from pipeline.measures.views import VIEW_TABLES, build_views

__all__ = [
    "ABOUT",
    "CHECKS",
    "FAMILIES",
    "FORMS",
    "KINDS",
    "OUTCOMES",
    "SUBJECTS",
    "UNEXPLAINED",
    "VIEW_TABLES",
    "Change",
    "Definition",
    "Rules",
    "Side",
    "Stated",
    "Subset",
    "all_definitions",
    "build_views",
    "changes_table",
    "compare",
    "definition_breaks",
    "definitions",
    "evaluate",
    "fisher_p",
    "holm",
    "in_words",
    "measure_rows",
    "measure_text",
    "reconcile",
    "reconciliation_lines",
    "refuse_unknown",
    "round_half_up",
    "usual_form",
    "what_else_differed",
    "wilson_interval",
]
