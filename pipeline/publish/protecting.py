"""Protecting a round: its measures, and all that was ever told of it, → ``measures_public`` and what may be stated.

What a round may say depends on what readers know already: the public ledger, figures that were published elsewhere and
are true of the returns, and the rounds before it in its series as they would be published by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from pipeline.basis import rules_of
from pipeline.check import Finding
from pipeline.compose import has_story
from pipeline.config import Round, load_profile, load_published, load_round, load_scheme, series_up_to
from pipeline.errors import ConfigurationError
from pipeline.forms import forms_used
from pipeline.measures import all_definitions, comparable
from pipeline.protect import (
    Knowledge,
    Protected,
    Statement,
    current,
    ledger_lines,
    protect,
    quarter_months,
    read_ledger,
    signed,
    statements_published,
)
from pipeline.store import load_table, save_table, write_json, write_text
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["changed_since", "protect_round"]


def protect_round(workspace: Workspace, round_id: str, as_at: date | None = None) -> Protected:
    """Protect a round and keep what came of it beside its measures.

    The table ``measures_public``; ``statements.jsonl``, which publishing adds to the public ledger; and
    ``protection.json``, what was found on the way, for the gate, which never leaves the processed data.
    """
    round_ = load_round(workspace, round_id)
    found = protected_as_by_now(workspace, round_, as_at)
    paths = workspace.round(round_id, as_at)
    save_table(paths.processed, "measures_public", found.table)
    write_text(paths.statements, "".join(f"{line}\n" for line in _told(workspace, round_, found, as_at)))
    write_json(paths.protection, _account(found))
    return found


def changed_since(workspace: Workspace, round_id: str) -> list[Finding]:
    """What stands against publishing a round because of what was published since it was protected; for the gate.

    It is protected again against the whole ledger as it is by now, and must say the same.
    """
    round_ = load_round(workspace, round_id)
    found = protected_as_by_now(workspace, round_)
    kept = workspace.round(round_id).statements.read_text(encoding="utf-8").splitlines()
    if not found.given_away and list(_told(workspace, round_, found, None)) == kept:
        return []
    reason = "what was published since changes what it may say"
    return [Finding(round_id, "small numbers", f"{reason}; run: caseaudit run {round_id} --edition public")]


def _told(workspace: Workspace, round_: Round, found: Protected, as_at: date | None) -> Iterator[str]:
    """The lines for the ledger: what was published elsewhere and is true, and what the round itself says."""
    elsewhere = [] if as_at else _elsewhere(workspace, round_)
    return ledger_lines([*elsewhere, *signed(found.statements, round_.id, 1, "")])


def protected_as_by_now(workspace: Workspace, round_: Round, as_at: date | None = None) -> Protected:
    """What may be said of a round by now; the same again where neither its data nor what was told has changed."""
    *earlier, _ = series_up_to(workspace, round_)
    folder = workspace.round(round_.id, as_at).processed
    return protect(
        load_table(folder, "measures"),
        rules_of(workspace, round_),
        load_profile(workspace, round_.disclosure_profile),
        has_story=has_story(workspace, round_.id),
        auditors=_auditors(load_table(folder, "returns")),
        history=_history(workspace, round_, earlier, as_at),
        document=round_.id,
        knowledge=_knowledge(workspace),
        quarter=_quarter(workspace, round_, earlier, as_at),
    )


def _account(found: Protected) -> dict[str, object]:
    """What the gate and the analyst should know; it names protected numbers, so it stays with the processed data."""
    return {
        "open": found.opening.is_open,
        "why": found.opening.reason,
        "given_away": [str(quantity) for quantity in found.given_away],
        "already": sorted(str(quantity) for quantity in found.already),
        "lowered": [" of ".join(filter(None, (measure, group))) for measure, _, group in found.lowered],
    }


def _auditors(returns: pd.DataFrame) -> int | None:
    """How many people did the audits; None where a return does not say who, since few may stand behind many."""
    used = returns.loc[returns["used"], "auditor_id"]
    return None if used.isna().any() else int(used.nunique())


def _history(workspace: Workspace, round_: Round, earlier: Sequence[Round], as_at: date | None) -> list[Statement]:
    """All that was told, and what the earlier rounds of the series tell if they are published as they are now.

    What a round that waits to be published is going to say of a number stands in place of what it said of it before;
    where it says nothing of the number any more, readers still know what it said.
    """
    kept = [path for before in earlier if (path := workspace.round(before.id).statements).is_file()]
    waiting = [s for path in kept for s in read_ledger(path.read_text(encoding="utf-8").splitlines())]
    waiting += [] if as_at else _elsewhere(workspace, round_)  # what is as at a day is not set beside it
    again = {(s.document, s.about) for s in waiting}
    told = [s for s in current(read_ledger(_lines(workspace))) if (s.document, s.about) not in again]
    return [*told, *waiting]


def _lines(workspace: Workspace) -> Iterable[str]:
    return workspace.ledger.read_text(encoding="utf-8").splitlines() if workspace.ledger.is_file() else ()


def _elsewhere(workspace: Workspace, round_: Round) -> list[Statement]:
    """What was published of the round elsewhere, as far as it is true of its returns."""
    figures = load_published(workspace.round(round_.id).figures_published)
    if not figures:
        return []
    found = load_table(workspace.round(round_.id).processed, "reconciliation")
    definitions = {d.id: d for d in all_definitions(rules_of(workspace, round_))}
    return statements_published(figures, found, definitions, round_.id)[0]


def _quarter(
    workspace: Workspace, round_: Round, earlier: Sequence[Round], as_at: date | None
) -> dict[str, pd.DataFrame]:
    """The measures of those months that count by one definition with this round's."""
    definitions = all_definitions(rules_of(workspace, round_))
    whole = {}
    for month in () if as_at else quarter_months(round_, earlier):
        schemes = {name: load_scheme(workspace, name) for name in (round_.scheme, month.scheme)}
        forms = forms_used(workspace, [month, round_])
        found = comparable(definitions, round_, month, schemes, forms)
        same = {id_ for id_, theirs in found.items() if id_ == theirs}
        measures = load_table(workspace.round(month.id).processed, "measures")
        whole[month.id] = measures[measures["id"].isin(same)]
    return whole


def _knowledge(workspace: Workspace) -> Callable[[str], Knowledge]:
    """What anybody may know of the grades and words of a round; nothing of one that is not there any more."""

    @cache
    def known(round_id: str) -> Knowledge:
        try:
            rules = rules_of(workspace, load_round(workspace, round_id))
        except ConfigurationError:
            return Knowledge()
        return Knowledge(rules.scheme, rules.vocabularies)

    return known
