"""Claims that two things go together, each as two shares with a test, as the original summary made them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.measures.measure import Subset
from pipeline.measures.rules import Rules
from pipeline.measures.statistics import LEVEL, benjamini_hochberg, fisher_p, holm

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Claim", "claim_sentences", "claims_tested", "groups_apart"]

Where = dict[str, object]


@dataclass(frozen=True)
class Claim:
    """That a share is higher in one part of the audits that count (``here``) than in another."""

    said: str
    here: Subset
    elsewhere: Subset
    what: Where  # what is counted in either part


def _claims_made(rules: Rules) -> list[Claim]:
    """The claims of the original summary, fixed in advance, as the forms of the round let them be tested.

    A month's form asks about oversight and drift; of an all-case round only the themes tell. They are no measures: the
    grades of so many parts of the audits would have to be protected beside everything else that is published.
    """
    rated, good = rules.rated, {"grade": rules.scheme.good_or_better}
    if rules.all_case:
        made = []
        for theme, label in rules.vocabularies["themes"].labels.items():
            if theme in ("management_oversight", "drift_and_delay"):
                without, found = (rated.having(**{f"weakness_{theme}": mark}) for mark in (False, True))
                said = f"Cases are graded better where {label.lower()} is no weakness"
                made.append(Claim(said, without, found, dict(good)))
        return made
    others = tuple(a for a in rules.vocabularies["oversight"].ids if a != "clear")
    asked = rated.having(drift=(True, False))
    clear, drift = "Cases are graded better where oversight is clear", "Cases are graded better where there is no drift"
    return [
        Claim(
            "There is more drift where oversight is not clear",
            asked.having(oversight=others),
            asked.having(oversight="clear"),
            {"drift": True},
        ),
        Claim(clear, rated.having(oversight="clear"), rated.having(oversight=others), dict(good)),
        Claim(drift, rated.having(drift=False), rated.having(drift=True), dict(good)),
    ]


def claims_tested(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """Each claim, as one is told after another: n of of (where it is so), elsewhere_n of elsewhere_of, p, adjusted_p.

    ``verdict``: *holds* where the difference is in the direction claimed and its p-value (Fisher's exact test, adjusted
    by Holm over the claims tested) is under 5 %; *the reverse holds*; *not shown*; or *not available*, with a reason.
    Association only: which of the two causes the other, audits cannot show.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for claim in _claims_made(rules):
        of, rest = claim.here.count(views), claim.elsewhere.count(views)
        if not of or not rest:
            rows.append({"claim": claim.said, "reason": "no case on one side of the claim"})
            continue
        n, rest_n = (side.having(**claim.what).count(views) for side in (claim.here, claim.elsewhere))
        counts = {"n": n, "of": of, "elsewhere_n": rest_n, "elsewhere_of": rest}
        rows.append({"claim": claim.said} | counts | {"p": fisher_p(n, of, rest_n, rest)})
    tested = [row for row in rows if "p" in row]
    for row, p in zip(tested, holm([row["p"] for row in tested]), strict=True):
        row["adjusted_p"] = p
    columns = ["claim", "n", "of", "elsewhere_n", "elsewhere_of", "p", "adjusted_p", "verdict", "reason"]
    return pd.DataFrame([row | {"verdict": _verdict(row)} for row in rows], columns=columns)


def _verdict(row: Mapping[str, Any]) -> str:
    if "adjusted_p" not in row:
        return "not available"
    if row["adjusted_p"] >= LEVEL:
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
    return [group for (group, *_), p in zip(tested, adjusted, strict=True) if p < LEVEL]
