"""One round from its folder to its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.config import Round, load_round, series_up_to
from pipeline.errors import ConfigurationError, IntakeError
from pipeline.manifest import note_documents, note_tables, tables_are_fresh
from pipeline.protect import protect_measures, refuse_unprotected
from pipeline.run.finishing import finish_document
from pipeline.run.notebooks import run_notebook
from pipeline.run.progress import Progress
from pipeline.run.reconciling import published_figures, reconcile_round, reconciliation_page
from pipeline.run.stages import DOCUMENTS, STAGES, Stage
from pipeline.store import load_table, save_table
from pipeline.workspace import EDITIONS, RoundPaths, Workspace

__all__ = ["FORMATS", "Options", "clean_round", "run_round"]

FORMATS = ("html", "pdf")


@dataclass(frozen=True)
class Options:
    """How a round is to be run."""

    editions: tuple[str, ...] = EDITIONS
    formats: tuple[str, ...] = FORMATS
    engine: str = "auto"
    as_at: date | None = None
    strict: bool = False
    discard_edits: bool = False
    quiet: bool = False

    def __post_init__(self) -> None:
        for given, known, what in ((self.editions, EDITIONS, "edition"), (self.formats, FORMATS, "format")):
            unknown = [g for g in given if g not in known]
            if unknown or not given:
                raise ConfigurationError(
                    f'"{", ".join(unknown)}" is no {what} that can be made; choose from: {", ".join(known)}.'
                )


def clean_round(workspace: Workspace, round_id: str, options: Options) -> RoundPaths:
    """Intake alone: notebook 01. Raises IntakeError under ``strict`` if anything was set aside."""
    round_ = load_round(workspace, round_id)
    progress = Progress(f"Round {round_id}", 1, options.quiet)
    try:
        _stage(workspace, round_, STAGES[0], options.as_at, progress)
    finally:
        progress.close()
    paths = workspace.round(round_id, options.as_at)
    if options.strict:
        _refuse_set_aside(paths)
    return paths


def run_round(workspace: Workspace, round_id: str, options: Options) -> list[Path]:
    """Everything a round is asked for, and the measures of earlier rounds of its series first; the finished files.

    Public files stay in ``reports/build`` until they are published; internal ones go to ``reports/internal``.
    """
    round_ = load_round(workspace, round_id)
    if "public" in options.editions:
        refuse_unprotected(round_)
    *earlier, _ = series_up_to(workspace, round_)
    for before in earlier:
        if not tables_are_fresh(workspace, before):
            _make_tables(workspace, before, replace(options, as_at=None, strict=False), documents=0)
    published = "internal" in options.editions and not options.as_at and bool(published_figures(workspace, round_))
    documents = 2 * len(options.editions) * len(round_.reports) + published
    progress = _make_tables(workspace, round_, options, documents)
    files = []
    try:
        for edition in options.editions:
            for document in round_.reports:
                files += _document(workspace, round_, document, edition, options, progress)
        if published:
            with progress.step("setting what was published beside it"):
                reconcile_round(workspace, round_id)
                files += reconciliation_page(workspace, round_, options.formats, options.engine, options.discard_edits)
    finally:
        progress.close()
    return files


def _make_tables(workspace: Workspace, round_: Round, options: Options, documents: int) -> Progress:
    """The tables of a round; the progress is left open for its documents."""
    progress = Progress(f"Round {round_.id}", len(STAGES) + 1 + documents, options.quiet)
    paths = workspace.round(round_.id, options.as_at)
    note_tables(workspace, round_, options.as_at, whole=False)  # until all are made anew, none is known to be fresh
    for stage in STAGES:
        _stage(workspace, round_, stage, options.as_at, progress)
        if stage is STAGES[0] and options.strict:
            _refuse_set_aside(paths)
    with progress.step("protecting"):
        if round_.synthetic:
            measures = load_table(paths.processed, "measures")
            save_table(paths.processed, "measures_public", protect_measures(measures, round_))
        note_tables(workspace, round_, options.as_at, whole=True)
    if not documents:
        progress.close()
    return progress


def _stage(
    workspace: Workspace,
    round_: Round,
    stage: Stage,
    as_at: date | None,
    progress: Progress,
    more: Mapping[str, object] | None = None,
    kept_as: str | None = None,
) -> None:
    paths = workspace.round(round_.id, as_at)
    notebook = workspace.own_or_packaged("notebooks", f"{stage.notebook}.ipynb")
    parameters = {
        "round_id": round_.id,
        "workspace": str(workspace.root),
        "as_at": as_at.isoformat() if as_at else "",
        **(more or {}),
    }
    with progress.step(stage.name):
        run_notebook(notebook, paths.executed / f"{kept_as or stage.notebook}.ipynb", parameters)


def _refuse_set_aside(paths: RoundPaths) -> None:
    lost = load_table(paths.processed, "problems").query("severity == 'set aside'")
    if len(lost):
        raise IntakeError(
            f"{len(lost)} returns, rows or files were set aside, which --strict does not allow. Each has its reason in "
            f"{paths.processed / 'problems.csv'}."
        )


def _document(
    workspace: Workspace, round_: Round, document: str, edition: str, options: Options, progress: Progress
) -> list[Path]:
    """Write and render one document of one edition."""
    stage = DOCUMENTS[document]
    more = {"edition": edition, "discard_edits": options.discard_edits}
    _stage(workspace, round_, stage, options.as_at, progress, more, f"{stage.notebook}_{edition}")
    paths = workspace.round(round_.id, options.as_at)
    with progress.step(f"rendering the {edition} edition"):
        files, engine = finish_document(paths, edition, document, options.formats, options.engine)
        before = note_documents(workspace, round_, options.as_at, edition, engine)
    if before not in (None, engine):
        progress.say(f"rendered by {engine}; before, it was {before}: line and page breaks may differ")
    return files
