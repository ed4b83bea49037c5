"""Measures: tables → one tidy table of figures, each with its base, interval and the subset it counts. Pure."""

from pipeline.measures.associations import claim_sentences, claims_tested, groups_apart
from pipeline.measures.auditors import (
    PAST_TABLES,
    across_rounds,
    auditing_over_time,
    consistency,
    learning_to_core,
    past_audits,
    severity,
    workload,
)
from pipeline.measures.completion import action_curve, concern_curves, concern_times, drift_bands, escalations
from pipeline.measures.concordance import concordance, inspector_sentence, moderation_matrix, moderation_pairs
from pipeline.measures.definitions import SUBJECTS, all_definitions, definitions
from pipeline.measures.explaining import dictionary, explanation, field_words, group_order, rows_behind, value_words
from pipeline.measures.likeness import near_identical
from pipeline.measures.measure import Definition, Stated, Subset, evaluate
from pipeline.measures.reaudits import reaudit_sentence, reaudits
from pipeline.measures.reconcile import (
    ABOUT,
    KINDS,
    UNEXPLAINED,
    Side,
    reconcile,
    reconciliation_lines,
    refuse_unknown,
)
from pipeline.measures.risk import OUTCOMES, RISK_HEADLINES, accounted_sentence, descriptor_matrix, follow_up_tree
from pipeline.measures.rules import Rules
from pipeline.measures.statistics import fisher_p, holm, round_half_up, wilson_interval
from pipeline.measures.terms import theme_terms
from pipeline.measures.texts import FORMS, UNAVAILABLE, in_words, measure_rows, measure_text, usual_form
from pipeline.measures.theme_tables import (
    co_occurrence,
    evidence_sentence,
    themes_by_grade,
    themes_by_team,
    triangulate,
    triangulation_sentence,
)
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
    "PAST_TABLES",
    "RISK_HEADLINES",
    "SUBJECTS",
    "UNAVAILABLE",
    "UNEXPLAINED",
    "VIEW_TABLES",
    "Change",
    "Definition",
    "Rules",
    "Side",
    "Stated",
    "Subset",
    "accounted_sentence",
    "across_rounds",
    "action_curve",
    "all_definitions",
    "auditing_over_time",
    "build_views",
    "changes_table",
    "claim_sentences",
    "claims_tested",
    "co_occurrence",
    "compare",
    "concern_curves",
    "concern_times",
    "concordance",
    "consistency",
    "definition_breaks",
    "definitions",
    "descriptor_matrix",
    "dictionary",
    "drift_bands",
    "escalations",
    "evaluate",
    "evidence_sentence",
    "explanation",
    "field_words",
    "fisher_p",
    "follow_up_tree",
    "group_order",
    "groups_apart",
    "holm",
    "in_words",
    "inspector_sentence",
    "learning_to_core",
    "measure_rows",
    "measure_text",
    "moderation_matrix",
    "moderation_pairs",
    "near_identical",
    "past_audits",
    "reaudit_sentence",
    "reaudits",
    "reconcile",
    "reconciliation_lines",
    "refuse_unknown",
    "round_half_up",
    "rows_behind",
    "severity",
    "theme_terms",
    "themes_by_grade",
    "themes_by_team",
    "triangulate",
    "triangulation_sentence",
    "usual_form",
    "value_words",
    "what_else_differed",
    "wilson_interval",
    "workload",
]
