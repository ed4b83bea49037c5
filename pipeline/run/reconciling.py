"""Reconciling a round with what was published for it: its tables → ``reconciliation``, as a table, CSV and a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.basis import rules_of, views_of
from pipeline.config import PublishedFigure, Round, load_published, load_round, series_up_to
from pipeline.errors import ConfigurationError
from pipeline.manifest import Manifest, refuse_stale_tables, table_source
from pipeline.measures import VIEW_TABLES, Side, all_definitions, build_views, evaluate, reconcile, refuse_unknown
from pipeline.store import load_table, load_tables, save_table, write_csv
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "forget_reconciliation",
    "formats_there",
    "published_figures",
    "reconcile_round",
    "reconciliation_page",
    "was_reconciled",
]


def published_figures(workspace: Workspace, round_: Round) -> tuple[PublishedFigure, ...]:
    """What was published for a round; none where nothing is listed.

    ConfigurationError with the line of an entry that cannot be used, names a measure that the round does not have, or a
    round that is not there; also where that is so of another round which this one is set beside.
    """
    published = _known_figures(workspace, round_)
    if published:
        for figure in published:
            for id_ in figure.rounds:
                _known_figures(workspace, _named_round(workspace, round_, figure, id_))
        for earlier in series_up_to(workspace, round_)[-2:-1]:
            _known_figures(workspace, earlier)
    return published


def _known_figures(workspace: Workspace, round_: Round) -> tuple[PublishedFigure, ...]:
    """What was published for one round, every measure of which it has."""
    published = load_published(workspace.round(round_.id).figures_published)
    refuse_unknown(round_, published, {d.id for d in all_definitions(rules_of(workspace, round_))} if published else ())
    return published


def _named_round(workspace: Workspace, round_: Round, figure: PublishedFigure, id_: str) -> Round:
    """A round that a figure was given for."""
    try:
        return load_round(workspace, id_)
    except ConfigurationError as error:
        path = workspace.round(round_.id).figures_published
        raise ConfigurationError(f"{path}, line {figure.line} was given for round {id_}, too. {error}") from error


def reconcile_round(workspace: Workspace, round_id: str, *, just_made: bool = False) -> pd.DataFrame:
    """The table ``reconciliation`` of a round, kept beside its measures as a table and as CSV.

    ConfigurationError if nothing was published for it; StoreError if its measures have not been made, or what they were
    made from has changed since (``just_made``: a run has seen to that).
    """
    round_ = load_round(workspace, round_id)
    published = published_figures(workspace, round_)
    if not published:
        raise ConfigurationError(_nothing_listed(workspace, round_))
    *earlier, _ = series_up_to(workspace, round_)
    beside = earlier[-1] if earlier and _published(workspace, earlier[-1]) else None
    named = {id_: load_round(workspace, id_) for id_ in _named(published)}
    for side in () if just_made else (round_, *([beside] if beside else []), *named.values()):
        refuse_stale_tables(workspace, side)
    now = side_of(workspace, round_)
    before = side_of(workspace, beside) if beside else None
    others = {id_: side_of(workspace, other) for id_, other in named.items()}
    found = reconcile(now, before, others, lambda day: _as_at(workspace, round_, day))
    folder = workspace.round(round_id).processed
    save_table(folder, "reconciliation", found)
    write_csv(folder / "reconciliation.csv", found)
    return found


def _nothing_listed(workspace: Workspace, round_: Round) -> str:
    path = workspace.round(round_.id).figures_published
    why = f"{path} lists no figure" if path.is_file() else f"there is no {path}"
    return (
        f'Nothing was published for round {round_.id}: {why}. Write into it "figures:" and below it a line a figure, '
        'such as "  - {measure: ratings.good, count: 2, percent: 8, of: ratings.total, source: slides}".'
    )


def reconciliation_page(
    workspace: Workspace, round_: Round, formats: Sequence[str], engine: str = "auto", discard_edits: bool = False
) -> list[Path]:
    """The finished page of the table ``reconciliation`` of a round, among its internal documents.

    A page in another format that an earlier run left is taken away: it would show other findings.
    """
    from pipeline.compose import compose_reconciliation
    from pipeline.run.finishing import finish_document

    compose_reconciliation(workspace, round_, discard_edits=discard_edits)
    files, _ = finish_document(workspace.round(round_.id), "internal", "reconciliation", formats, engine)
    for page in _pages(workspace, round_):
        if page not in files:
            page.unlink()
    return files


def formats_there(workspace: Workspace, round_: Round) -> tuple[str, ...]:
    """The formats in which the page of a round lies there; HTML at least."""
    return tuple(dict.fromkeys(("html", *(page.suffix[1:] for page in _pages(workspace, round_)))))


def forget_reconciliation(workspace: Workspace, round_: Round) -> None:
    """Take away the table, the CSV and the page of a round of which nothing is listed as published any more."""
    for file in _made(workspace, round_):
        file.unlink()


def was_reconciled(workspace: Workspace, round_: Round) -> bool:
    """Whether an earlier run made something of what was published, or has a record of that."""
    records = Manifest.of(workspace, round_.id).records.values()
    return bool(_made(workspace, round_)) or any(table_source(round_.id, "reconciliation") in r.made for r in records)


def _pages(workspace: Workspace, round_: Round) -> list[Path]:
    folder = workspace.round(round_.id).internal
    return sorted([*folder.glob("reconciliation.*"), *folder.glob("reconciliation_data.xlsx")])


def _made(workspace: Workspace, round_: Round) -> list[Path]:
    return [*workspace.round(round_.id).processed.glob("reconciliation.*"), *_pages(workspace, round_)]


def _published(workspace: Workspace, round_: Round) -> bool:
    return workspace.round(round_.id).figures_published.is_file()


def _named(published: Iterable[PublishedFigure]) -> Iterable[str]:
    """The rounds that figures were given for together."""
    return dict.fromkeys(id_ for figure in published for id_ in figure.rounds)


def side_of(workspace: Workspace, round_: Round) -> Side:
    """What was published for a round, and what its tables give."""
    from pipeline.forms import forms_used  # late: a run with nothing to do opens no workbook

    paths = workspace.round(round_.id)
    return Side(
        round_,
        load_published(paths.figures_published),
        {d.id: d for d in all_definitions(rules_of(workspace, round_))},
        load_table(paths.processed, "measures"),
        views_of(workspace, round_),
        forms_used(workspace, [round_]),
    )


def _as_at(workspace: Workspace, round_: Round, day: date) -> Mapping[str, int]:
    """Measure → n, counting the audits dated up to a day."""
    rules = rules_of(workspace, round_)
    views = build_views(load_tables(workspace.round(round_.id).processed, VIEW_TABLES), day, rules)
    then = evaluate(all_definitions(rules), views, day)
    whole = then[then["by"].isna() & then["n"].notna()]
    return {id_: int(n) for id_, n in whole[["id", "n"]].to_numpy().tolist()}
