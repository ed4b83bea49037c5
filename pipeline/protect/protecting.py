"""``measures`` → ``measures_public``: each measure on its rung, then lowered until nothing protected is given away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.config import Profile
from pipeline.measures import Definition, Rules, Subset, all_definitions
from pipeline.protect.fields import BLANK, Knowledge, field, filter_class
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.ladder import ONCE_A_QUARTER, Told, exactly, hidden, merged, rung, withheld
from pipeline.protect.lowering import lower_until_safe, lowerable
from pipeline.protect.opening import Opening, open_sample
from pipeline.protect.quarters import quarter_record, quarter_rows
from pipeline.protect.rows import Key, MeasureRow, measure_rows_of, statements_of_row
from pipeline.protect.running import refuse_running_sums
from pipeline.protect.splits import hide_in_splits
from pipeline.protect.statements import Statement
from pipeline.protect.ties import hide_untied
from pipeline.protect.versions import hold_back, still_said
from pipeline.tables import as_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Protected", "on_the_ladder", "protect"]

_NOT_BROKEN_DOWN = "not broken down in public"


@dataclass(frozen=True)
class Protected:
    """A round as the public may read it, and what the audit found on the way.

    ``given_away``: protected numbers that the headline itself gives away: nothing may be published. ``already``: what
    earlier publications alone give away; it does not stand against this one. ``lowered``: rows that had to say less.
    """

    table: pd.DataFrame
    statements: list[Statement]
    opening: Opening
    given_away: list[Quantity]
    already: frozenset[Quantity]
    lowered: list[Key]


def protect(
    measures: pd.DataFrame,
    rules: Rules,
    profile: Profile,
    *,
    has_story: bool,
    auditors: int | None,
    history: Iterable[Statement] = (),
    document: str = "",
    knowledge: Callable[[str], Knowledge] | None = None,
    definitions: Sequence[Definition] | None = None,
    quarter: Mapping[str, pd.DataFrame] | None = None,
) -> Protected:
    """The table ``measures_public`` of a round.

    ``has_story``: the document tells of an individual child. ``auditors``: how many people did the audits; None, not
    known, is taken as too few. ``history``: the public ledger (``current``). ``document``: what the document is called
    there, so that a new version of it is a correction and no contradiction. ``knowledge``: what is known of another
    round by its id; this one's is in ``rules``. ``quarter``: the ``measures`` of the earlier months of the quarter that
    this round closes, on one definition with it; measures that are counted once a quarter get a row more, ``by``
    "quarter". GateError where statements contradict each other.
    """
    held = list(history)
    said, opening = on_the_ladder(
        measures, rules, profile, has_story=has_story, auditors=auditors, definitions=definitions
    )
    said = [*said, *quarter_rows(said, quarter or {}, profile)]
    said = hide_in_splits(said, profile, lambda row: lowerable(row, rules.scheme, profile))
    said = hide_untied(hold_back(said, held, document, profile), profile)
    before = still_said(said, held, document)
    lowered = lower_until_safe(said, before, profile, rules.scheme, _knows(rules, knowledge))
    rows = hide_untied(lowered.rows, profile)
    statements = [s for row in rows for s in statements_of_row(row)]
    refuse_running_sums(statements)
    table = _table(measures, rows, profile)
    return Protected(table, statements, opening, lowered.given_away, lowered.already, lowered.lowered)


def _knows(rules: Rules, knowledge: Callable[[str], Knowledge] | None) -> Callable[[str], Knowledge]:
    """What is known of a round by its id: of this one, its own rules."""
    own, other = Knowledge(rules.scheme, rules.vocabularies), knowledge or (lambda _: Knowledge())
    return lambda round_id: own if round_id == rules.round.id else other(round_id)


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
        self._told: dict[Key, Told] = {}
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


def _table(measures: pd.DataFrame, rows: Sequence[MeasureRow], profile: Profile) -> pd.DataFrame:
    """The public table: what may be said, and in no column a number that may not."""
    records: list[dict[str, Any]] = measures.astype(object).where(measures.notna(), None).to_dict("records")  # type: ignore[assignment]
    known = {(record["id"], record["by"], record["group"]): record for record in records}
    made = []
    for row in rows:
        if row.by and row.told and row.told.status == "withheld":  # its label alone says that somebody is in the group
            continue
        record = known.get(row.key) or quarter_record(known[row.definition.id, None, None], row)
        made.append(_public(record, row.told or hidden(profile), profile))
    return as_table("measures_public", made)


def _public(record: dict[str, Any], told: Told, profile: Profile) -> dict[str, object]:
    said: dict[str, object] = {"status": told.status, "told": told.text, "least": told.least, "most": told.most}
    if told.status == "unavailable":
        return record | said
    shares: tuple[str, ...] = ("percent", "lower", "upper")
    if told.exact:
        small = told.base is None or told.base < profile.percent_base
        return record | said | {"n": told.least, "of": told.base} | (dict.fromkeys(shares) if small else {})
    blank = dict.fromkeys(("n", *shares))
    return record | said | blank | {"of": told.base, "available": False, "reason": told.text}
