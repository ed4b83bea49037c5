"""Reading what a run has made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.basis import rules_of, views_of
from pipeline.config import load_round
from pipeline.errors import ConfigurationError
from pipeline.measures import all_definitions, dictionary, explanation, rows_behind
from pipeline.protect import public_text
from pipeline.store import load_table
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.measures import Definition

__all__ = ["explain_measure", "load_measures", "measures_dictionary"]

_SHOWN = 40  # returns named on a terminal; a number above it is told


def load_measures(
    workspace: Workspace, round_id: str, edition: str = "internal", as_at: date | None = None
) -> pd.DataFrame:
    """The measures of a round that was run: ``measures``, or ``measures_public`` for the public edition."""
    load_round(workspace, round_id)  # an unknown round is told as that
    name = "measures" if edition == "internal" else "measures_public"
    return load_table(workspace.round(round_id, as_at).processed, name)


def explain_measure(
    workspace: Workspace, round_id: str, measure: str, edition: str = "internal", as_at: date | None = None
) -> list[str]:
    """One measure line by line: definition, arithmetic, groups; in the internal edition the returns behind it, too.

    Files are named as received, for the analyst's own terminal. ConfigurationError for an id that the round has not,
    with those that come close.
    """
    round_ = load_round(workspace, round_id)
    rules = rules_of(workspace, round_)
    known = {d.id: d for d in all_definitions(rules)}
    if measure not in known:
        raise ConfigurationError(_unknown(measure, round_id, list(known)))
    table = load_measures(workspace, round_id, edition, as_at)
    if edition != "internal":
        return explanation(known[measure], table[table["id"] == measure], rules, public_text)
    lines = explanation(known[measure], table[table["id"] == measure], rules)
    views = views_of(workspace, round_, as_at)
    whole = table[(table["id"] == measure) & table["by"].isna() & table["n"].notna()]
    if len(whole) and known[measure].counts.count(views) != int(whole["n"].iloc[0]):
        again = f"            The tables are not those the figure was made from; run again: caseaudit run {round_id}"
        return [*lines, *_behind(known[measure], views), again]
    return [*lines, *_behind(known[measure], views)]


def measures_dictionary(workspace: Workspace, round_id: str | None = None) -> str:
    """The dictionary of the measures of a round, or of all rounds of the workspace, as Markdown."""
    ids = [round_id] if round_id else workspace.round_ids()
    if not ids:
        raise ConfigurationError(f"There is no round in {workspace.raw}, so there are no measures to list.")
    return dictionary([rules_of(workspace, load_round(workspace, id_)) for id_ in ids])


def _behind(definition: Definition, views: dict[str, pd.DataFrame]) -> list[str]:
    """What a measure counts, row by row with its source."""
    rows = rows_behind(definition, views)
    if rows.empty:
        return ["Behind it   no return: nothing is counted, or what is counted comes from none"]
    lines = [f"Behind it   {len(rows):,} {'return' if len(rows) == 1 else 'returns'} or rows of them"]
    for row in rows.head(_SHOWN).fillna({"source_file": "no file", "source_sheet": "-", "source_row": 0}).itertuples():
        lines.append(f"            {row.row}  {row.source_file}, sheet {row.source_sheet}, row {row.source_row}")
    return [*lines, *([f"            and {len(rows) - _SHOWN:,} more"] if len(rows) > _SHOWN else [])]


def _unknown(measure: str, round_id: str, known: list[str]) -> str:
    from rapidfuzz import process

    close = ", ".join(id_ for id_, score, _ in process.extract(measure, known, limit=3) if score >= 60)
    return (
        f'Round {round_id} has no measure "{measure}".{f" Did you mean {close}?" if close else ""} '
        f"List them with: caseaudit measures {round_id}"
    )
