"""One import for an analyst: a round, or a series of rounds, opened with its tables, views and measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.basis import rules_of
from pipeline.brand import load_brand
from pipeline.config import Round, load_round, series_up_to
from pipeline.errors import StoreError
from pipeline.explore.choosing import Choice, Chosen, OpenRound, choose
from pipeline.forms import forms_used
from pipeline.measures import VIEW_TABLES, Forms, build_views
from pipeline.store import load_table, load_tables
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.brand import Brand

__all__ = ["OpenRounds", "open_rounds"]


@dataclass(frozen=True)
class OpenRounds:
    """Rounds of one series, the latest last; with one round it is that alone."""

    workspace: Workspace
    each: tuple[OpenRound, ...]

    @property
    def latest(self) -> OpenRound:
        """The round that was asked for."""
        return self.each[-1]

    @property
    def measures(self) -> pd.DataFrame:
        """The measures of all rounds, each with its ``round``."""
        return _stacked({one.round.id: one.measures for one in self.each})

    def table(self, name: str) -> pd.DataFrame:
        """A table of all rounds, such as ``findings``, each row with its ``round``; KeyError for one not opened."""
        return _stacked({one.round.id: one.tables[name] for one in self.each})

    @property
    def brand(self) -> Brand:
        """Colours and font of the charts."""
        return load_brand(self.workspace)

    @cached_property
    def forms(self) -> Forms:
        """The forms that the rounds used, each as it was then, as far as it is kept."""
        return forms_used(self.workspace, [one.round for one in self.each])

    def choose(self, choice: Choice | None = None, **wanted: object) -> Chosen:
        """The audits that a choice leaves, or fields of one; ConfigurationError for a word that means nothing here."""
        return choose(self.each, choice or Choice(**wanted), self.brand, self.forms)  # type: ignore[arg-type]


def open_rounds(workspace: Path | str, round_id: str, *, earlier: bool = True) -> OpenRounds:
    """A round with the earlier ones of its series that were run; without ``earlier`` the round alone.

    StoreError if its tables have not been made: first ``caseaudit run``.
    """
    space = Workspace.at(workspace)
    last = load_round(space, round_id)
    opened = []
    for round_ in series_up_to(space, last) if earlier else [last]:
        try:
            opened.append(_open(space, round_))
        except StoreError:
            if round_ is last:
                raise
    return OpenRounds(space, tuple(opened))


def _open(space: Workspace, round_: Round) -> OpenRound:
    folder = space.round(round_.id).processed
    tables = load_tables(folder, VIEW_TABLES)
    rules = rules_of(space, round_)
    return OpenRound(round_, rules, tables, build_views(tables, rules=rules), load_table(folder, "measures"))


def _stacked(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([table.assign(round=id_) for id_, table in tables.items()], ignore_index=True)
