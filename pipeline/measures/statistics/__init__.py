"""The statistics of methods.md, each implemented once, with its source. Shares and their intervals are in percent."""

from pipeline.measures.statistics.agreement import (
    agreement_coefficient,
    agreement_error,
    benchmark,
    weighted_kappa,
)
from pipeline.measures.statistics.claims import LEVEL, benjamini_hochberg, fisher_p, holm, odds_ratio
from pipeline.measures.statistics.control import (
    RULES,
    Limits,
    Signal,
    p_limits,
    restlessness,
    run_chart,
    signals,
    xmr_limits,
)
from pipeline.measures.statistics.power import audits_to_show
from pipeline.measures.statistics.resampling import bootstrap_interval
from pipeline.measures.statistics.severity import shrunk_rates
from pipeline.measures.statistics.shapes import shape_of
from pipeline.measures.statistics.shares import round_half_up, wilson_interval
from pipeline.measures.statistics.survival import kaplan_meier, median_day
from pipeline.measures.statistics.words import log_odds

__all__ = [
    "LEVEL",
    "RULES",
    "Limits",
    "Signal",
    "agreement_coefficient",
    "agreement_error",
    "audits_to_show",
    "benchmark",
    "benjamini_hochberg",
    "bootstrap_interval",
    "fisher_p",
    "holm",
    "kaplan_meier",
    "log_odds",
    "median_day",
    "odds_ratio",
    "p_limits",
    "restlessness",
    "round_half_up",
    "run_chart",
    "shape_of",
    "shrunk_rates",
    "signals",
    "weighted_kappa",
    "wilson_interval",
    "xmr_limits",
]
