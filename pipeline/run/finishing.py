"""From a composed document to its finished files, internal ones kept where only their owner reads them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline.compose import document_path
from pipeline.store import replacing
from pipeline.workspace import RoundPaths

__all__ = ["finish_document"]


def finish_document(
    paths: RoundPaths, edition: str, document: str, formats: Sequence[str], engine: str
) -> tuple[list[Path], str]:
    """The files of a document, rendered, and the engine that rendered them.

    Public files stay in ``reports/build`` until they are published; internal ones go to ``reports/internal``.
    """
    from pipeline.render import render

    rendered = render(document_path(paths, edition, document), formats, engine)
    files = list(rendered.files.values())
    return ([_keep_internal(f, paths) for f in files] if edition == "internal" else files), rendered.engine


def _keep_internal(file: Path, paths: RoundPaths) -> Path:
    kept = paths.internal / file.name
    with replacing(kept) as scratch:
        shutil.copyfile(file, scratch)
    return kept
