"""Each measure of a round on the first rung that holds for it alone, before the audit looks at all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.config import Profile
from pipeline.measures import Definition, Rules, Subset, all_definitions
from pipeline.protect.fields import BLANK, Knowledge, field, filter_class
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.ladder import ONCE_A_QUARTER, Told, exactly, hidden, merged, rung, withheld
from pipeline.protect.opening import Opening, open_sample
from pipeline.protect.rows import MeasureRow, RowKey, measure_rows_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["on_the_ladder"]

_NOT_BROKEN_DOWN = "not broken down in public"


def on_the_ladder(
    measures: pd.DataFrame,
    rules: Rules,
    profile: Profile,
    *,
    has_story: bool,
    auditors: int | None,
    definitions: Sequence[Definition] | None = None,
) -> tuple[list[MeasureRow], Opening]:
    """Each measure on the first rung that holds for it alone, before the audit; and whether the sample is open."""
    rows = measure_rows_of(measures, definitions or all_definitions(rules), rules.round.id)
    opening = open_sample(rules.round, _audited(rows, rules), profile, has_story)
    return _Ladder(rows, rules, profile, opening.is_open, auditors).said(), opening


def _audited(rows: Iterable[MeasureRow], rules: Rules) -> int | None:
    """How many audits the round speaks of."""
    return next((row.n for row in rows if not row.by and row.definition.counts == rules.sample), None)


class _Ladder:
    """The rows of a round, each put on the first rung that holds, bases before what is of them."""

    def __init__(
        self, rows: Sequence[MeasureRow], rules: Rules, profile: Profile, is_open: bool, auditors: int | None
    ) -> None:
        self._rows, self._rules, self._profile, self._open = list(rows), rules, profile, is_open
        self._few_auditors = auditors is None or auditors < profile.auditors_at_least
        self._by_quantity = {q: row for row in reversed(self._rows) if (q := row.counted) is not None}
        self._told: dict[RowKey, Told] = {}
        self._group_bases: dict[tuple[str, str], dict[str, int]] = {}
        for row in self._rows:
            if row.by and row.group is not None:
                size = row.of if row.definition.of else row.n
                self._group_bases.setdefault((row.definition.id, row.by), {})[row.group] = size or 0

    def said(self) -> list[MeasureRow]:
        """Every row with how it is said."""
        said = [row.saying(self.told(row)) for row in self._rows]
        return self._merge(said)

    def told(self, row: MeasureRow) -> Told:
        """How a row is said, by its class, its time and the ladder; merging aside."""
        if row.key not in self._told:
            self._told[row.key] = self._decide(row)
        return self._told[row.key]

    def _decide(self, row: MeasureRow) -> Told:
        monthly = self._rules.round.kind == "monthly"
        if row.by and (monthly or not self._may_be_broken_down(row)):
            return withheld(_NOT_BROKEN_DOWN)
        if not row.by and monthly and getattr(self._profile.often, row.disclosure) == "quarterly":
            return withheld(ONCE_A_QUARTER)
        if row.n is None:
            return Told("unavailable") if self._free(row.disclosure) else hidden(self._profile)
        if self._free(row.disclosure):
            return hidden(self._profile) if self._splits_few_auditors(row) else exactly(row.n, row.of)
        return rung(row.n, row.of, self._base_told(row), self._profile)

    def _may_be_broken_down(self, row: MeasureRow) -> bool:
        """Whether the profile allows this breakdown, and each of its groups is large enough."""
        assert row.by is not None
        if row.by not in self._profile.broken_down_by:
            return False
        groups = self._group_bases[row.definition.id, row.by]
        return min(groups.values()) >= self._profile.group_base and self._could_be(row.by) <= groups.keys()

    def _could_be(self, name: str) -> set[str]:
        """The groups that must all be there for one of them to be told: a group without a row is known to be empty."""
        values = Knowledge(self._rules.scheme, self._rules.vocabularies).values(name)
        return set() if field(name).disclosure == "A" else {*(values or ())} - {BLANK}

    def _free(self, disclosure: str) -> bool:
        """Whether a class is told exactly: activity always, practice in an open sample."""
        return disclosure == "A" or (disclosure == "B" and self._open)

    def _splits_few_auditors(self, row: MeasureRow) -> bool:
        """A split of audits by what moderation found, where few people did them: it would speak of one of them.

        How many count in practice is the base of all that is said of practice; it is told where it is large, and then
        what is left of all audits with it.
        """
        counts, of = row.definition.counts, row.definition.of
        if not self._few_auditors or row.disclosure != "A" or not isinstance(counts, Subset) or of is None:
            return False
        found = counts.fields.get("admissibility")
        if found is None:
            return False
        counting = self._rules.practice.fields.get("admissibility", ())
        parts_of_it = set(found) < set(counting) or any(
            name not in self._rules.practice.fields for name in counts.fields
        )
        return parts_of_it or not self._counting_are_many()

    def _counting_are_many(self) -> bool:
        """Whether as many audits count in practice as may be told."""
        base = Quantity((self._rules.round.id,), Filter.of(self._rules.practice))
        row = self._by_quantity.get(base)
        return row is not None and self._profile.enough(row.n or 0) and bool(row.n)

    def _base_told(self, row: MeasureRow) -> bool:
        """Whether the base of a row is said exactly: as a measure of its own, or because it is large enough itself."""
        base = row.base
        if base is None or row.of is None:  # settings state it, or there is none
            return True
        if base in self._by_quantity and self._by_quantity[base].key != row.key:
            return self.told(self._by_quantity[base]).exact
        view, fields = base.filter.view, base.filter.fields
        return (not row.by and self._free(filter_class(view, fields))) or self._profile.enough(row.of)

    def _merge(self, rows: list[MeasureRow]) -> list[MeasureRow]:
        """Grades that are small numbers counted together, where the scheme has a merge of which the sum can be told."""
        for merge in self._rules.scheme.public_merges if self._profile.merges else ():
            parts = {frozenset({grade}) for grade in merge.grades}
            for whole in [r for r in rows if _grades(r) == frozenset(merge.grades) and r.told and r.told.exact]:
                if self._free(whole.disclosure) or whole.base is None:
                    continue
                found = [r for r in rows if _grades(r) in parts and _alike(r, whole)]
                if any(r.told is not None and not r.told.exact for r in found):
                    keys = {r.key for r in found if r.told and r.told.status != "withheld"}
                    rows = [r.saying(merged(merge.label)) if r.key in keys else r for r in rows]
        return rows


def _grades(row: MeasureRow) -> frozenset[str]:
    """The grades that a row counts; none where it asks for something else beside its base."""
    counted, base = row.counted, row.base
    if counted is None or base is None or counted.filter.fields != base.filter.fields:
        return frozenset()
    ours, theirs = dict(counted.filter.where), dict(base.filter.where)
    differing = {name for name in ours if ours[name] != theirs[name]}
    return ours["grade"] if differing == {"grade"} else frozenset()


def _alike(row: MeasureRow, whole: MeasureRow) -> bool:
    """Whether two rows are of one base, and neither is told freely."""
    return row.base == whole.base and (row.by, row.group) == (whole.by, whole.group)
