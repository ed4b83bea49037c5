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
from pipeline.measures.statistics import audits_to_show, fisher_p, holm, round_half_up, wilson_interval
from pipeline.measures.texts import FORMS, in_words, measure_rows, measure_text, usual_form
from pipeline.measures.themes import CHECKS
from pipeline.measures.trends import (
    FAMILIES,
    TRIAL,
    Change,
    Reading,
    changes_table,
    comparable,
    compare,
    definition_breaks,
    false_alarms,
    headlines,
    read_trends,
    refuse_unknown_decisions,
    run_charts,
    trends_table,
    what_else_differed,
)
from pipeline.measures.views import VIEW_TABLES, build_views

__all__ = [
    "ABOUT",
    "CHECKS",
    "FAMILIES",
    "FORMS",
    "KINDS",
    "OUTCOMES",
    "SUBJECTS",
    "TRIAL",
    "UNEXPLAINED",
    "VIEW_TABLES",
    "Change",
    "Definition",
    "Reading",
    "Rules",
    "Side",
    "Stated",
    "Subset",
    "all_definitions",
    "audits_to_show",
    "build_views",
    "changes_table",
    "comparable",
    "compare",
    "definition_breaks",
    "definitions",
    "evaluate",
    "false_alarms",
    "fisher_p",
    "headlines",
    "holm",
    "in_words",
    "measure_rows",
    "measure_text",
    "read_trends",
    "reconcile",
    "reconciliation_lines",
    "refuse_unknown",
    "refuse_unknown_decisions",
    "round_half_up",
    "run_charts",
    "trends_table",
    "usual_form",
    "what_else_differed",
    "wilson_interval",
]
