"""What stands beside a document: the workbook of its data tables, and the marks that both carry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.compose.charts import Chart
from pipeline.compose.figures import Figures
from pipeline.compose.kinds import DocumentKind
from pipeline.compose.material import Material
from pipeline.compose.wording import day_in_words
from pipeline.compose.workbooks import Cover, chart_tables, data_workbook, document_tables
from pipeline.config import file_of
from pipeline.store import replacing, save_table
from pipeline.tables import as_table
from pipeline.workspace import RoundPaths

__all__ = ["SYNTHETIC_MARK", "data_tables_path", "edition_in_words", "save_data_tables", "titled"]

SYNTHETIC_MARK = "Synthetic data: no real child, family, worker or council"


def titled(kind: DocumentKind, material: Material) -> str:
    """What the document is called, with the day that it is as at if there is one."""
    return kind.title(material.round) + (f", as at {day_in_words(material.as_at)}" if material.as_at else "")


def edition_in_words(material: Material) -> str:
    """The edition as it stands under a title."""
    return "Public edition" if material.edition == "public" else "Internal edition: for managers, not for publication"


def data_tables_path(paths: RoundPaths, edition: str, document: str) -> Path:
    """Where the workbook with the data tables of a document lies."""
    return paths.build(edition) / file_of(document, "xlsx")


def save_data_tables(kind: DocumentKind, material: Material, text: str, charts: Sequence[Chart]) -> None:
    """The workbook beside a document whose Markdown is ``text``, and the table ``printed`` of what it prints besides.

    A chart draws figures that the document does not write; those of the tables are noted with the document.
    """
    round_, council = material.round, material.council
    paths = material.workspace.round(round_.id, material.as_at)
    figures = Figures(f"{kind.name}_data", round_, material.measures)
    tables = [*document_tables(text), *chart_tables(charts, figures, {r.id: r.label for r in material.series})]
    cover = Cover(
        title=f"Data tables: {titled(kind, material)}",
        council=f"{council.name}, {council.department}",
        reported=round_.reported,
        marks=(edition_in_words(material), *([SYNTHETIC_MARK] if round_.synthetic else [])),
        contact=f"{council.report_by}, {council.name}",
    )
    with replacing(data_tables_path(paths, material.edition, kind.name)) as scratch:
        scratch.write_bytes(data_workbook(cover, tables))
    printed = as_table("printed", figures.printed)
    save_table(paths.processed / material.edition, "printed", printed, part=figures.document)
