"""Reconciling a round with what was published for it: its tables → ``reconciliation``, as a table, CSV and a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import (
    PublishedFigure,
    Round,
    load_published,
    load_round,
    load_scheme,
    load_vocabularies,
    series_up_to,
)
from pipeline.errors import ConfigurationError
from pipeline.measures import (
    VIEW_TABLES,
    Rules,
    Side,
    all_definitions,
    build_views,
    evaluate,
    reconcile,
    refuse_unknown,
)
from pipeline.store import load_table, load_tables, save_table, write_text
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["published_figures", "reconcile_round", "reconciliation_page", "side_of"]


def published_figures(workspace: Workspace, round_: Round) -> tuple[PublishedFigure, ...]:
    """What was published for a round; none where nothing is listed.

    ConfigurationError with the line of an entry that cannot be used or names a measure that the round does not have.
    """
    published = load_published(workspace.round(round_.id).figures_published)
    refuse_unknown(round_, published, {d.id for d in all_definitions(_rules(workspace, round_))} if published else ())
    return published


def reconcile_round(workspace: Workspace, round_id: str) -> pd.DataFrame:
    """The table ``reconciliation`` of a round, kept beside its measures as a table and as CSV.

    ConfigurationError if nothing was published for it; StoreError if its measures have not been made.
    """
    round_ = load_round(workspace, round_id)
    now = side_of(workspace, round_)
    if not now.published:
        raise ConfigurationError(
            f"Nothing was published for round {round_id}: there is no {workspace.round(round_id).figures_published}. "
            "Write the figures into it as in data/raw/2017-12/published.yml."
        )
    *earlier, _ = series_up_to(workspace, round_)
    before = side_of(workspace, earlier[-1]) if earlier and _published(workspace, earlier[-1]) else None
    others = {id_: side_of(workspace, load_round(workspace, id_)) for id_ in _named(now)}
    found = reconcile(now, before, others, lambda day: _as_at(workspace, round_, day))
    folder = workspace.round(round_id).processed
    save_table(folder, "reconciliation", found)
    write_text(folder / "reconciliation.csv", found.fillna("").to_csv(index=False, lineterminator="\n"))
    return found


def reconciliation_page(
    workspace: Workspace, round_: Round, formats: Sequence[str], engine: str = "auto", discard_edits: bool = False
) -> list[Path]:
    """The finished page of the table ``reconciliation`` of a round, among its internal documents."""
    from pipeline.compose import compose_reconciliation
    from pipeline.run.finishing import finish_document

    compose_reconciliation(workspace, round_, discard_edits=discard_edits)
    files, _ = finish_document(workspace.round(round_.id), "internal", "reconciliation", formats, engine)
    return files


def _published(workspace: Workspace, round_: Round) -> bool:
    return workspace.round(round_.id).figures_published.is_file()


def _named(side: Side) -> Iterable[str]:
    """The rounds that figures were given for together."""
    return dict.fromkeys(id_ for figure in side.published for id_ in figure.rounds)


def _rules(workspace: Workspace, round_: Round) -> Rules:
    return Rules(round_, load_scheme(workspace, round_.scheme), load_vocabularies(workspace))


def side_of(workspace: Workspace, round_: Round) -> Side:
    """What was published for a round, and what its tables give."""
    paths = workspace.round(round_.id)
    return Side(
        round_,
        load_published(paths.figures_published),
        {d.id: d for d in all_definitions(_rules(workspace, round_))},
        load_table(paths.processed, "measures"),
        build_views(load_tables(paths.processed, VIEW_TABLES)),
    )


def _as_at(workspace: Workspace, round_: Round, day: date) -> Mapping[str, int]:
    """Measure → n, counting the audits dated up to a day."""
    views = build_views(load_tables(workspace.round(round_.id).processed, VIEW_TABLES), day)
    then = evaluate(all_definitions(_rules(workspace, round_)), views, day)
    whole = then[then["by"].isna() & then["n"].notna()]
    return {id_: int(n) for id_, n in whole[["id", "n"]].to_numpy().tolist()}
