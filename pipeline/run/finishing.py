"""From a composed document to its finished files, internal ones kept where only their owner reads them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline.config import load_round
from pipeline.errors import ConfigurationError
from pipeline.store import replacing
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["finish_document", "keep_internal", "preview_round"]


def finish_document(
    paths: RoundPaths, edition: str, document: str, formats: Sequence[str], engine: str
) -> tuple[list[Path], str | None]:
    """The files of a document, rendered, and the engine that rendered them; None where nothing had to be.

    The workbook of its data tables (``xlsx``) was made when the document was written. Public files stay in
    ``reports/build`` until they are published; internal ones go to ``reports/internal``.
    """
    from pipeline.compose import data_tables_path, document_path
    from pipeline.render import render

    files, used = [], None
    if to_render := [format for format in formats if format != "xlsx"]:
        rendered = render(document_path(paths, edition, document), to_render, engine)
        files, used = list(rendered.files.values()), rendered.engine
    if "xlsx" in formats:
        files.append(data_tables_path(paths, edition, document))
    return ([keep_internal(f, paths.internal) for f in files] if edition == "internal" else files), used


def preview_round(workspace: Workspace, round_id: str, edition: str, document: str | None = None) -> int:
    """Let Quarto show a document of a round while its ``.qmd`` is edited; Quarto's exit code.

    ``document``: the first of the round if none is named. ConfigurationError for one that the round has not, and where
    it has not been written yet. What is edited is rendered by the next run, and never written over.
    """
    from pipeline.compose import document_path
    from pipeline.render import preview_document

    round_ = load_round(workspace, round_id)
    wanted = document or round_.reports[0]
    if wanted not in round_.reports:
        raise ConfigurationError(f'Round {round_id} has no "{wanted}"; it has: {", ".join(round_.reports)}.')
    written = document_path(workspace.round(round_id), edition, wanted)
    if not written.is_file():
        raise ConfigurationError(f"{written} has not been written yet. First run: caseaudit run {round_id}")
    return preview_document(written)


def keep_internal(file: Path, folder: Path) -> Path:
    """A copy of a finished file in a folder of internal documents, readable by its owner alone; the copy."""
    kept = folder / file.name
    with replacing(kept) as scratch:
        shutil.copyfile(file, scratch)
    return kept
