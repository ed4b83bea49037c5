"""Trends: a round beside the one before it, on one definition or not at all; and the licence to speak of change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from pipeline.config import Round
from pipeline.measures.measure import Definition
from pipeline.measures.statistics import fisher_p, holm
from pipeline.tables import as_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FAMILIES", "Change", "changes_table", "compare", "definition_breaks", "what_else_differed"]

FAMILIES = ("ratings", "auditing", "themes", "actions")
_LEVEL = 0.05


@dataclass(frozen=True)
class Change:
    """One measure in two rounds. ``licensed``: a sentence may say that it rose or fell (methods.md, Change)."""

    measure: str
    label: str
    family: str
    n: int
    of: int
    before_n: int
    before_of: int
    p: float
    adjusted_p: float

    @property
    def licensed(self) -> bool:
        """Evidence of change: Fisher's exact test, adjusted by Holm over the family, under 5 %."""
        return self.adjusted_p < _LEVEL

    @property
    def rose(self) -> bool:
        """Whether the share is higher than before."""
        return self.n * self.before_of > self.before_n * self.of


def definition_breaks(now: Round, before: Round) -> list[str]:
    """Why two rounds must not be compared, in words: what is counted, or who counts, differs. Empty if they may be."""
    breaks = []
    if now.series != before.series:
        breaks.append("the rounds belong to different series")
    if now.scheme != before.scheme:
        breaks.append("the grades changed")
    if now.pro_formas != before.pro_formas:
        breaks.append("the audit form changed")
    if now.auditor_pool != before.auditor_pool:
        breaks.append(f"the audits were done by {_who(before)} then and by {_who(now)} now")
    return breaks


def _who(round_: Round) -> str:
    pools = {"core group": "a core group of auditors", "external team": "an external team"}
    return pools.get(round_.auditor_pool, round_.auditor_pool)


def what_else_differed(now: Round, before: Round) -> list[str]:
    """What differs between two comparable rounds and may explain a change, in words."""
    differed = []
    if now.focus_theme != before.focus_theme and now.focus_theme and before.focus_theme:
        differed.append(f"the focus theme was {before.focus_theme} then and is {now.focus_theme} now")
    return differed


def compare(definitions: Iterable[Definition], now: pd.DataFrame, before: pd.DataFrame) -> list[Change]:
    """Every claim that may be made between two rounds: the shares of ``FAMILIES`` with a base in both.

    Takes two ``measures`` or two ``measures_public`` tables, whole-service rows; p-values are adjusted within each
    family. A definition whose version differs between them is left out.
    """
    ours, theirs = _shares(now), _shares(before)
    claims: dict[str, list[Change]] = defaultdict(list)
    for d in definitions:
        if d.family is None or d.id not in ours or d.id not in theirs or ours[d.id][2] != theirs[d.id][2]:
            continue
        (n, of, _), (before_n, before_of, _) = ours[d.id], theirs[d.id]
        p = fisher_p(n, of, before_n, before_of)
        claims[d.family].append(Change(d.id, d.label, d.family, n, of, before_n, before_of, p, p))
    changes = []
    for family in FAMILIES:
        adjusted = holm([c.p for c in claims[family]])
        changes += [replace(c, adjusted_p=a) for c, a in zip(claims[family], adjusted, strict=True)]
    return changes


def changes_table(changes: Iterable[Change], before: Round | None) -> pd.DataFrame:
    """The claims as the table ``changes``; no rows where there is no round to compare with."""
    rows = [asdict(c) | {"licensed": c.licensed, "before_round": before.id} for c in changes] if before else []
    return as_table("changes", rows)


def _shares(measures: pd.DataFrame) -> dict[str, tuple[int, int, str]]:
    whole = measures[measures["by"].isna() & measures["available"] & measures["of"].notna() & measures["n"].notna()]
    rows = whole[["id", "n", "of", "definition"]].to_numpy().tolist()
    return {id_: (int(n), int(of), version) for id_, n, of, version in rows}
