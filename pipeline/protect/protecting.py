"""``measures`` → ``measures_public``: each measure on its rung, then lowered until nothing protected is given away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.config import Profile
from pipeline.measures import Definition, Rules
from pipeline.protect.fields import Knowledge
from pipeline.protect.filters import Quantity
from pipeline.protect.ladder import Told, hidden
from pipeline.protect.lowering import lower_until_safe, lowerable
from pipeline.protect.opening import Opening
from pipeline.protect.placing import on_the_ladder
from pipeline.protect.quarters import quarter_record, quarter_rows
from pipeline.protect.rows import MeasureRow, RowKey, statements_of_row
from pipeline.protect.running import refuse_running_sums
from pipeline.protect.splits import hide_in_splits
from pipeline.protect.statements import Statement
from pipeline.protect.ties import hide_untied
from pipeline.protect.versions import hold_back, still_said
from pipeline.tables import as_table, plain_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Protected", "protect"]


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
    lowered: list[RowKey]


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


def _table(measures: pd.DataFrame, rows: Sequence[MeasureRow], profile: Profile) -> pd.DataFrame:
    """The public table: what may be said, and in no column a number that may not."""
    known = {(record["id"], record["by"], record["group"]): record for record in plain_rows(measures)}
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
