"""A round beside the one before it: the licence to speak of change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from pipeline.config import Round
from pipeline.measures.measure import Definition
from pipeline.measures.statistics import LEVEL, fisher_p, holm
from pipeline.tables import as_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FAMILIES", "Change", "changes_table", "compare", "shares"]

FAMILIES = ("ratings", "auditing", "themes", "actions")


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
    before_measure: str | None = None  # its id in the earlier round, where another scheme calls it otherwise

    @property
    def licensed(self) -> bool:
        """Evidence of change: Fisher's exact test, adjusted by Holm over the family, under 5 %."""
        return self.adjusted_p < LEVEL

    @property
    def rose(self) -> bool:
        """Whether the share is higher than before."""
        return self.n * self.before_of > self.before_n * self.of


def compare(
    definitions: Iterable[Definition],
    now: pd.DataFrame,
    before: pd.DataFrame,
    same: Mapping[str, str] | None = None,
) -> list[Change]:
    """Every claim that may be made between two rounds: the shares of ``FAMILIES`` with a base in both.

    Takes two ``measures`` or two ``measures_public`` tables, whole-service rows; p-values are adjusted within each
    family. A definition whose version differs between them is left out. ``same``: each comparable measure → its id in
    the earlier round (``comparable``), all others being left out; without it every id means the same in both.
    """
    ours, theirs = shares(now), shares(before)
    claims: dict[str, list[Change]] = defaultdict(list)
    for d in definitions:
        then = d.id if same is None else same.get(d.id, "")
        if d.family is None or d.id not in ours or then not in theirs or ours[d.id][2] != theirs[then][2]:
            continue
        (n, of, _), (before_n, before_of, _) = ours[d.id], theirs[then]
        p = fisher_p(n, of, before_n, before_of)
        claims[d.family].append(
            Change(d.id, d.label, d.family, n, of, before_n, before_of, p, p, None if then == d.id else then)
        )
    changes = []
    for family in FAMILIES:
        adjusted = holm([c.p for c in claims[family]])
        changes += [replace(c, adjusted_p=a) for c, a in zip(claims[family], adjusted, strict=True)]
    return changes


def changes_table(changes: Iterable[Change], before: Round | None) -> pd.DataFrame:
    """The claims as the table ``changes``; no rows where there is no round to compare with."""
    rows = [asdict(c) | {"licensed": c.licensed, "before_round": before.id} for c in changes] if before else []
    return as_table("changes", rows)


def shares(measures: pd.DataFrame) -> dict[str, tuple[int, int, str]]:
    """Measure → n, of and the version of its definition, for each share of the whole service that is available."""
    whole = measures[measures["by"].isna() & measures["available"] & measures["of"].notna() & measures["n"].notna()]
    rows = whole[["id", "n", "of", "definition"]].to_numpy().tolist()
    return {id_: (int(n), int(of), version) for id_, n, of, version in rows}
