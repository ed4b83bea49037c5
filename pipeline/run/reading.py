"""Reading what a run has made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.config import load_round
from pipeline.store import load_table
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["load_measures"]


def load_measures(
    workspace: Workspace, round_id: str, edition: str = "internal", as_at: date | None = None
) -> pd.DataFrame:
    """The measures of a round that was run: ``measures``, or ``measures_public`` for the public edition."""
    load_round(workspace, round_id)  # an unknown round is told as that
    name = "measures" if edition == "internal" else "measures_public"
    return load_table(workspace.round(round_id, as_at).processed, name)
