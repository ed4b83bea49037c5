"""Two readers of one case: how far a moderator's grade goes with the auditor's, and what an inspector's might do.

A moderator who saw the first grade is not independent, so what agrees here is called concordance (methods.md,
Moderation): two independent readers would agree less. Tables for notebook 04.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.measures.rules import Rules
from pipeline.measures.statistics import (
    agreement_coefficient,
    agreement_error,
    benchmark,
    bootstrap_interval,
    weighted_kappa,
    wilson_interval,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST_PAIRS", "concordance", "inspector_sentence", "moderation_matrix", "moderation_pairs"]

FEWEST_PAIRS = 20  # under it a coefficient says more about chance than about the auditors (methods.md, Moderation)
_SEED = 20121105
Pair = tuple[int, int]


def moderation_pairs(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """The audits of the sample with both grades: return_id, auditor_id, moderator_id, grade, moderated_grade."""
    audits = views["audits"]
    if "moderated_to" not in audits:
        audits = audits.head(0)
    core = audits[rules.sample.mask({"audits": audits})].dropna(subset=["grade", "moderated_grade"])
    return core[["return_id", "auditor_id", "moderator_id", "grade", "moderated_grade"]].reset_index(drop=True)


def moderation_matrix(pairs: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """How often each grade of the auditor (rows) met each of the moderator (columns), for all grades of the scheme."""
    labels = rules.scheme.vocabulary.labels
    counts = pairs.groupby(["grade", "moderated_grade"]).size().unstack(fill_value=0)
    full = counts.reindex(index=list(labels), columns=list(labels), fill_value=0).astype(int)
    return full.rename(index=labels, columns=labels).rename_axis(index="Auditor", columns="Moderator")


def concordance(pairs: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The coefficients, each with its interval, or withheld with the reason.

    Gwet's AC2 with linear weights is the headline, since it is stable where nearly all grades are the same;
    quadratic-weighted kappa beside it. Grades are those of the scheme, not those given. Columns: coefficient, value,
    lower, upper (95 %, bootstrap), benchmark (AC2: the highest band reached with 95 % probability), available, reason.
    Krippendorff's alpha is for more than two readers, or gaps: a moderation has neither.
    """
    import pandas as pd

    rank = {grade: n for n, grade in enumerate(rules.scheme.vocabulary.ids)}
    graded: list[Pair] = [(rank[a], rank[b]) for a, b in zip(pairs["grade"], pairs["moderated_grade"], strict=True)]
    columns = ["coefficient", "value", "lower", "upper", "benchmark", "available", "reason"]
    names = ("AC2, linear weights", "Kappa, quadratic weights")
    if len(graded) < FEWEST_PAIRS:
        return pd.DataFrame([[n, None, None, None, None, False, _too_few(len(graded))] for n in names], columns=columns)
    q = len(rank)
    graded.sort()  # the draws of the bootstrap must not depend on the order of rows

    def ac2(rows: Sequence[Pair]) -> float:
        return agreement_coefficient(rows, q, "linear")

    def kappa(rows: Sequence[Pair]) -> float | None:
        return weighted_kappa([a for a, _ in rows], [b for _, b in rows], q)

    band = benchmark(ac2(graded), agreement_error(graded, q, "linear"))
    first = [names[0], ac2(graded), *bootstrap_interval(ac2, graded, _SEED), band, True, None]
    value = kappa(graded)
    if value is None:
        same = "every grade given is the same, so kappa has no value"
        return pd.DataFrame([first, [names[1], None, None, None, None, False, same]], columns=columns)
    second = [names[1], value, *bootstrap_interval(kappa, graded, _SEED), None, True, None]
    return pd.DataFrame([first, second], columns=columns)


def _too_few(pairs: int) -> str:
    if not pairs:
        return "no audit has both an auditor's and a moderator's grade"
    have = "audit has" if pairs == 1 else "audits have"
    return f"only {pairs} {have} two grades; a coefficient needs at least {FEWEST_PAIRS}"


def inspector_sentence(pairs: pd.DataFrame) -> str:
    """How often an inspector might disagree, estimated from moderation, with its interval and what limits it."""
    of = len(pairs)
    if not of:
        return f"How often an inspector would disagree cannot be estimated: {_too_few(0)}."
    n = int((pairs["grade"] != pairs["moderated_grade"]).sum())
    lower, upper = wilson_interval(n, of)
    audits = "audit" if of == 1 else "audits"
    return (
        f"Moderators gave another grade in {n} of {of} {audits}. If an inspector differed as often, it would be in "
        f"{lower:.0f}% to {upper:.0f}% of audits (95% interval). A moderator who saw the first grade is likely to "
        "differ less often than an inspector."
    )
