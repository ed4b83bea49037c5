"""Documents: a template filled with a round's figures, charts and words → a Quarto project ready to render."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.compose.beside import save_data_tables
from pipeline.compose.charts import Chart, save_chart
from pipeline.compose.colouring import colour_theme
from pipeline.compose.committee import committee_context
from pipeline.compose.deck import deck_context
from pipeline.compose.figures import Figures
from pipeline.compose.filling import fill_template
from pipeline.compose.kinds import DOCUMENT_KINDS, DocumentKind
from pipeline.compose.material import Material, open_material
from pipeline.compose.monthly import monthly_context
from pipeline.compose.reconciliation import reconciliation_context
from pipeline.config import Round, formats_of
from pipeline.errors import CompositionError
from pipeline.markdown import quarto_project
from pipeline.store import read_json, replacing, save_table, write_json, write_text
from pipeline.tables import as_table
from pipeline.workspace import RoundPaths, Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Composed",
    "compose_briefing_deck",
    "compose_committee_report",
    "compose_monthly_summary",
    "compose_reconciliation",
    "document_path",
    "write_document",
]


@dataclass(frozen=True)
class Composed:
    """A document as written: where it lies, its charts, what it prints, and which human words are still missing."""

    path: Path
    printed: pd.DataFrame
    charts: tuple[Chart, ...]
    gaps: tuple[str, ...]


def document_path(paths: RoundPaths, edition: str, document: str) -> Path:
    """Where the ``.qmd`` of a document lies."""
    return paths.build(edition) / f"{document}.qmd"


def compose_monthly_summary(
    workspace: Workspace, round_: Round, edition: str, as_at: date | None = None, *, discard_edits: bool = False
) -> Composed:
    """Write the monthly summary of a round in one edition: ``.qmd``, charts, theme, data tables, the table ``printed``.

    CompositionError if a person has edited the ``.qmd`` since it was last written, unless ``discard_edits``.
    """
    return _compose("monthly_summary", monthly_context, workspace, round_, edition, as_at, discard_edits)


def compose_committee_report(
    workspace: Workspace, round_: Round, edition: str, as_at: date | None = None, *, discard_edits: bool = False
) -> Composed:
    """Write the report of a round to a scrutiny committee in one edition, as ``compose_monthly_summary`` does."""
    return _compose("committee_report", committee_context, workspace, round_, edition, as_at, discard_edits)


def compose_briefing_deck(
    workspace: Workspace, round_: Round, edition: str, as_at: date | None = None, *, discard_edits: bool = False
) -> Composed:
    """Write the slides for a briefing on a round in one edition, as ``compose_monthly_summary`` does."""
    return _compose("briefing_deck", deck_context, workspace, round_, edition, as_at, discard_edits)


def compose_reconciliation(workspace: Workspace, round_: Round, *, discard_edits: bool = False) -> Composed:
    """Write the page that sets what was published for a round beside what its returns give; internal alone.

    StoreError if the table ``reconciliation`` has not been made.
    """
    return _compose("reconciliation", reconciliation_context, workspace, round_, "internal", None, discard_edits)


def _compose(
    document: str,
    context: Callable[[Material, Figures], Mapping[str, Any]],
    workspace: Workspace,
    round_: Round,
    edition: str,
    as_at: date | None,
    discard_edits: bool,
) -> Composed:
    material = open_material(workspace, round_, edition, as_at)
    paths = workspace.round(round_.id, as_at)
    figures = Figures(document, round_, material.measures)
    target = document_path(paths, edition, document)
    composed = write_document(DOCUMENT_KINDS[document], context, material, figures, target, discard_edits)
    save_table(paths.processed / edition, "printed", composed.printed, part=document)
    if "xlsx" in formats_of(document):
        save_data_tables(DOCUMENT_KINDS[document], material, target.read_text(encoding="utf-8"), composed.charts)
    return composed


def write_document(
    kind: DocumentKind,
    context: Callable[[Material, Figures], Mapping[str, Any]],
    material: Material,
    figures: Figures,
    target: Path,
    discard_edits: bool = False,
) -> Composed:
    """Fill the template of a kind and lay it out at ``target`` (its stem is the name of ``figures.document``).

    CompositionError if a person has edited it since it was last written, unless ``discard_edits``.
    """
    _respect_edits(target, discard_edits)
    words = context(material, figures)
    gaps = [part for _, part in kind.gaps(material.round, material.commentary)]
    text = fill_template(kind, material, figures, words, gaps)
    charts = tuple(c for c in words["charts"].values() if c is not None)
    _lay_out(target, material, text, charts, figures.pictures)
    return Composed(target, as_table("printed", figures.printed), charts, tuple(gaps))


def _respect_edits(target: Path, discard: bool) -> None:
    known = read_json(target.with_suffix(".json"))
    if discard or not target.is_file() or known is None:
        return
    if known.get("sha256") != hashlib.sha256(target.read_bytes()).hexdigest():
        raise CompositionError(
            f"{target} was edited by hand since it was made, and making it again would lose the edits. Keep a copy, "
            "then run again with --discard-edits."
        )


def _lay_out(
    target: Path, material: Material, text: str, charts: tuple[Chart, ...], pictures: Iterable[Path] = ()
) -> None:
    """A whole Quarto project: the document beside its theme and figures."""
    folder = target.parent
    theme = folder / "theme"
    shutil.rmtree(theme, ignore_errors=True)
    ours = material.workspace.own_or_packaged("reports", "theme")
    shutil.copytree(ours, theme, copy_function=shutil.copyfile)  # not with its rights: the copy is of a private project
    if material.workspace.brand.is_file():
        colour_theme(theme, material.brand)
    folder.chmod(0o700)
    write_text(folder / "_quarto.yml", yaml.safe_dump(quarto_project(), sort_keys=False))
    for chart in charts:
        save_chart(chart, folder / "figures" / target.stem, material.brand)
    for kept in pictures:
        for form in ("svg", "png"):
            with replacing(folder / "figures" / target.stem / f"{kept.name}.{form}") as scratch:
                shutil.copyfile(kept.with_name(f"{kept.name}.{form}"), scratch)
    write_text(target, text)
    write_json(target.with_suffix(".json"), {"sha256": hashlib.sha256(text.encode()).hexdigest()})
