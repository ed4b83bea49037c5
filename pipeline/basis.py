"""What the figures of a round rest on: its rules, from its settings, and the views of its tables.

Measures are pure: whoever counts gives them both, and opens both here.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.config import Round, load_scheme, load_vocabularies
from pipeline.measures import VIEW_TABLES, Rules, build_views
from pipeline.store import load_tables
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["rules_of", "views_of"]


def rules_of(workspace: Workspace, round_: Round) -> Rules:
    """A round with its grades and words, as every definition wants it; ConfigurationError where one cannot be read."""
    return Rules(round_, load_scheme(workspace, round_.scheme), load_vocabularies(workspace))


def views_of(workspace: Workspace, round_: Round, as_at: date | None = None) -> dict[str, pd.DataFrame]:
    """The views of the tables that a run made of a round, as at a day if one is given (``measures.build_views``).

    StoreError if they have not been made.
    """
    tables = load_tables(workspace.round(round_.id, as_at).processed, VIEW_TABLES)
    return build_views(tables, as_at, rules_of(workspace, round_))
