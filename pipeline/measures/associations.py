"""Claims that two things go together, each as two shares with a test, as the original summary made them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.measures.statistics import benjamini_hochberg, fisher_p, holm

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLAIMS", "claim_sentences", "claims_tested", "groups_apart"]

# What is claimed, the share where the thing is so, and where it is not. A claim of which the round has no figures is
# told as not available. The list is fixed in advance, and the p-values are adjusted over it (methods.md, Change).
CLAIMS = (
    (
        "There is more drift where oversight is not clear",
        "practice.drift_where_oversight_not_clear",
        "practice.drift_where_oversight_clear",
    ),
    (
        "Cases are graded better where oversight is clear",
        "practice.good_where_oversight_clear",
        "practice.good_where_oversight_not_clear",
    ),
    (
        "Cases are graded better where there is no drift",
        "practice.good_where_no_drift",
        "practice.good_where_drift",
    ),
    (
        "Cases are graded better where oversight is no weakness",
        "practice.good_where_oversight_no_weakness",
        "practice.good_where_oversight_weak",
    ),
    (
        "Cases are graded better where drift is no weakness",
        "practice.good_where_drift_no_weakness",
        "practice.good_where_drift_weak",
    ),
)
_LEVEL = 0.05


def claims_tested(measures: pd.DataFrame) -> pd.DataFrame:
    """Each of ``CLAIMS`` that the round's measures can speak of: n, of, elsewhere_n, elsewhere_of, p, adjusted_p.

    ``verdict``: *holds* where the difference is in the direction claimed and its p-value (Fisher's exact test, adjusted
    by Holm over the claims tested) is under 5 %; *the reverse holds*; *not shown*; or *not available*, with a reason.
    Association only: which of the two causes the other, audits cannot show. Claims about what the form of the round
    does not ask are left out.
    """
    import pandas as pd

    whole = {row["id"]: row for row in measures[measures["by"].isna()].to_dict("records")}
    rows: list[dict[str, Any]] = []
    for claim, here, elsewhere in CLAIMS:
        if here not in whole or elsewhere not in whole:
            continue
        a, b = whole[here], whole[elsewhere]
        if not (a["available"] and b["available"]):
            rows.append({"claim": claim, "reason": "no case on one side of the claim"})
            continue
        n, of, rest_n, rest = (int(row[name]) for row in (a, b) for name in ("n", "of"))
        counts = {"n": n, "of": of, "elsewhere_n": rest_n, "elsewhere_of": rest}
        rows.append({"claim": claim} | counts | {"p": fisher_p(n, of, rest_n, rest)})
    tested = [row for row in rows if "p" in row]
    for row, p in zip(tested, holm([row["p"] for row in tested]), strict=True):
        row["adjusted_p"] = p
    columns = ["claim", "n", "of", "elsewhere_n", "elsewhere_of", "p", "adjusted_p", "verdict", "reason"]
    return pd.DataFrame([row | {"verdict": _verdict(row)} for row in rows], columns=columns)


def _verdict(row: Mapping[str, Any]) -> str:
    if "adjusted_p" not in row:
        return "not available"
    if row["adjusted_p"] >= _LEVEL:
        return "not shown"
    return "holds" if row["n"] * row["elsewhere_of"] > row["elsewhere_n"] * row["of"] else "the reverse holds"


def claim_sentences(claims: pd.DataFrame) -> list[str]:
    """One sentence a claim: the two shares, and whether that is more than chance."""
    said = []
    for row in claims.to_dict("records"):
        if row["verdict"] == "not available":
            said.append(f"{row['claim']}: not available, {row['reason']}.")
            continue
        shares = f"{row['n']:.0f} of {row['of']:.0f} against {row['elsewhere_n']:.0f} of {row['elsewhere_of']:.0f}"
        chance = f"p = {row['adjusted_p']:.3f}" if row["adjusted_p"] >= 0.001 else "p < 0.001"
        said.append(f"{row['claim']}: {row['verdict']} ({shares}; {chance}, adjusted).")
    return said


def groups_apart(measures: pd.DataFrame, measure: str, by: str) -> list[str]:
    """The groups whose share differs from that of all others together by more than chance explains.

    Fisher's exact test, adjusted over the groups by Benjamini and Hochberg. None where the whole is not available.
    """
    mine = measures[(measures["id"] == measure) & measures["available"]]
    whole, groups = mine[mine["by"].isna()], mine[mine["by"] == by]
    if whole.empty:
        return []
    all_n, all_of = (int(whole[name].iloc[0]) for name in ("n", "of"))
    tested = [(str(r["group"]), int(r["n"]), int(r["of"])) for r in groups.to_dict("records") if r["of"] < all_of]
    adjusted = benjamini_hochberg([fisher_p(n, of, all_n - n, all_of - of) for _, n, of in tested])
    return [group for (group, *_), p in zip(tested, adjusted, strict=True) if p < _LEVEL]
