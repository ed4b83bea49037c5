"""Saying less: where the figures of a document give something away, the least important of them goes a rung down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.config import GradingScheme, Profile
from pipeline.protect.audit import Auditor, Knows
from pipeline.protect.filters import Quantity
from pipeline.protect.ladder import exactly, hidden
from pipeline.protect.model import Fact, facts_of
from pipeline.protect.rows import MeasureRow, RowKey, statements_of_row
from pipeline.protect.statements import Statement
from pipeline.protect.targets import targets_of, watched
from pipeline.protect.witnesses import ENOUGH

__all__ = ["Lowered", "importance", "lower_until_safe", "lowerable"]

GRADES, ACTIVITY = 8, 9  # the headline: the first is lowered only if the profile says so, the second never
_THEMES = ("themes.", "strengths.", "risk_areas.", "weakness_actions.", "weakness_actions_done.")
_FEATURES = ("oversight.", "practice.", "aspects.", "sections.", "nature.", "immediacy.")
_OUTCOMES = ("high_risk_cases", "no_further_action", "additional_actions", "progress_checks", "not_recorded")


@dataclass(frozen=True)
class Lowered:
    """The rows as they may be said; what rows that may not be lowered still give away; what was public already."""

    rows: list[MeasureRow]
    given_away: list[Quantity]
    already: frozenset[Quantity]
    lowered: list[RowKey]


def importance(row: MeasureRow, scheme: GradingScheme) -> int:
    """How late a row is lowered: breakdowns first, then themes, then features; the headline last or never."""
    subject, _, name = row.definition.id.partition(".")
    if row.by:
        return 0
    if row.definition.id.startswith(_THEMES):
        return 1
    if row.definition.id.startswith(_FEATURES) or (scheme.flag and name == scheme.flag.id):
        return 2
    if row.disclosure == "A":
        return ACTIVITY
    return GRADES if subject == "ratings" or name in _OUTCOMES else 3


def lowerable(row: MeasureRow, scheme: GradingScheme, profile: Profile) -> bool:
    """Whether a row may say less than its number allows: activity never, the headline only if the profile says so."""
    return importance(row, scheme) < (GRADES if profile.headline == "kept" else ACTIVITY)


def lower_until_safe(
    rows: Sequence[MeasureRow],
    history: Iterable[Statement],
    profile: Profile,
    scheme: GradingScheme,
    knowledge: Knows,
) -> Lowered:
    """Lower the rows of a document, one by one, until every protected number can have three values or more."""
    work = _Lowering(rows, list(history), profile, scheme, knowledge)
    return work.done()


class _Lowering:
    def __init__(
        self,
        rows: Sequence[MeasureRow],
        history: list[Statement],
        profile: Profile,
        scheme: GradingScheme,
        knows: Knows,
    ) -> None:
        self._rows: dict[RowKey, MeasureRow] = {row.key: row for row in rows}
        self._profile, self._scheme = profile, scheme
        self._kept = GRADES if profile.headline == "kept" else ACTIVITY
        self._tellers: dict[Fact, list[RowKey]] = {}
        said = []
        for row in rows:
            statements = statements_of_row(row)
            said += statements
            for fact in facts_of(statements):
                self._tellers.setdefault(fact, []).append(row.key)
        self._keys: Mapping[Quantity, RowKey] = targets_of(rows)
        before = watched(rows, facts_of([*history, *said]))
        self._auditor = Auditor(said, history, self._keys, knows, before)
        self._gone: set[Fact] = set()
        self._lowered: list[RowKey] = []

    def done(self) -> Lowered:
        """Lower, then tell what the figures leave no room for."""
        found = self._auditor.result()
        stuck: list[Quantity] = []
        for target in found.given_away:
            if not self._is_left_over(target, found.values[target]) and not self._hide(target):
                stuck.append(target)
        empty = [t for t, values in found.values.items() if self._is_left_over(t, values)]
        for target, values in self._auditor.values(empty, self._gone).items():
            if self._is_left_over(target, values):
                self._tell_none(target)
        return Lowered(list(self._rows.values()), stuck, found.already, self._lowered)

    def _is_left_over(self, target: Quantity, values: Collection[int]) -> bool:
        """An empty part that is pinned: there is nobody in it to find, and to hide it the numbers around it must go."""
        return self._profile.left_over == "told" and set(values) == {0}

    def _tell_none(self, target: Quantity) -> None:
        if target not in self._keys:  # of an earlier document
            return
        row = self._rows[self._keys[target]]
        if row.counted == target and row.told and row.told.status == "range" and row.told.least == 0:
            self._rows[row.key] = row.saying(exactly(0, row.told.base))

    def _hide(self, target: Quantity) -> bool:
        """Lower rows until the target can have three values; False if only rows that are never lowered are left."""
        while len(values := self._auditor.values([target], self._gone)[target]) < ENOUGH:
            lowerable = [f for f in self._auditor.new if f not in self._gone and self._rank(f) < self._kept]
            candidates = sorted(lowerable, key=self._cost, reverse=True)
            reasons = self._auditor.reasons(target, values, candidates, self._gone)
            if not reasons:
                return False
            self._lower(min(reasons, key=self._cost))
        return True

    def _rank(self, fact: Fact) -> int:
        return max(importance(self._rows[key], self._scheme) for key in self._tellers[fact])

    def _cost(self, fact: Fact) -> tuple[int, int, str]:
        """Least important first, then what fewest rows tell, then in a fixed order.

        Never the smallest number first: the one that is hidden would be known to be smaller than the one that is not.
        """
        return self._rank(fact), len(self._tellers[fact]), str(self._tellers[fact])

    def _lower(self, fact: Fact) -> None:
        """Every row that tells a fact goes down to the sign, and with it what nobody else tells any more."""
        for key in self._tellers[fact]:
            self._rows[key] = self._rows[key].saying(hidden(self._profile))
            self._lowered.append(key)
        spoken = {f for row in self._rows.values() for f in facts_of(statements_of_row(row))}
        self._gone = {f for f in self._auditor.new if f not in spoken}
