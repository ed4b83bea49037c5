"""The statistics of methods.md, each implemented once, with its source. Shares and their intervals are in percent."""

from pipeline.measures.statistics.agreement import (
    agreement_coefficient,
    agreement_error,
    benchmark,
    krippendorff_alpha,
    weighted_kappa,
)
from pipeline.measures.statistics.claims import benjamini_hochberg, fisher_p, holm, odds_ratio
from pipeline.measures.statistics.resampling import bootstrap_interval
from pipeline.measures.statistics.severity import shrunk_rates
from pipeline.measures.statistics.shares import round_half_up, wilson_interval
from pipeline.measures.statistics.survival import kaplan_meier, median_day
from pipeline.measures.statistics.words import log_odds

__all__ = [
    "agreement_coefficient",
    "agreement_error",
    "benchmark",
    "benjamini_hochberg",
    "bootstrap_interval",
    "fisher_p",
    "holm",
    "kaplan_meier",
    "krippendorff_alpha",
    "log_odds",
    "median_day",
    "odds_ratio",
    "round_half_up",
    "shrunk_rates",
    "weighted_kappa",
    "wilson_interval",
]
