"""Documents: a template filled with a round's figures, charts and words → a Quarto project ready to render."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.compose.beside import SYNTHETIC_MARK, edition_in_words, save_data_tables, titled
from pipeline.compose.charts import Chart, save_chart
from pipeline.compose.colouring import colour_theme
from pipeline.compose.committee import committee_context
from pipeline.compose.deck import deck_context
from pipeline.compose.figures import Figures
from pipeline.compose.kinds import DOCUMENT_KINDS, DocumentKind
from pipeline.compose.material import Material, open_material
from pipeline.compose.monthly import monthly_context
from pipeline.compose.passages import bars_passage
from pipeline.compose.prose import Prose
from pipeline.compose.reconciliation import reconciliation_context
from pipeline.compose.wording import day_in_words
from pipeline.config import Round, formats_of
from pipeline.errors import CompositionError
from pipeline.markdown import escape, front_matter, quarto_project
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
    text = _fill(kind, material, figures, words, gaps)
    charts = tuple(c for c in words["charts"].values() if c is not None)
    _lay_out(target, material, text, charts, figures.pictures)
    return Composed(target, as_table("printed", figures.printed), charts, tuple(gaps))


def _fill(kind: DocumentKind, material: Material, figures: Figures, words: Mapping[str, Any], gaps: list[str]) -> str:
    import jinja2

    template = material.workspace.own_or_packaged("reports", "templates", f"{kind.name}.qmd.jinja")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    environment.globals.update(
        {
            "heading": lambda text: Prose(escape(figures.under(text))),
            "figure": figures.said,
            "available": figures.available,
            "some": figures.some,
            "told": figures.told,
            "named": lambda id_: Prose(f"{{#{id_}}}"),
            "pagebreak": Prose("{{< pagebreak >}}"),
            "bars": partial(bars_passage, material, figures, words["charts"]),
        }
    )
    try:
        body = environment.get_template(template.name).render(words)
    except CompositionError as error:
        raise CompositionError(str(error)) from None  # jinja's frames would break a notebook's traceback
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{template}{f', line {line}' if line else ''}"
        raise CompositionError(f"{where}: the template cannot be filled ({error.message}).") from error
    front = yaml.safe_dump(_front(kind, material, gaps), sort_keys=False, allow_unicode=True)
    return f"---\n{front}---\n\n{_tidy(body)}"


def _finalize(value: object) -> object:
    """Everything else that a template prints is escaped: typed text cannot become markup."""
    return value if isinstance(value, Prose) else escape(value)


def _tidy(body: str) -> str:
    """No more than one blank line in a row."""
    lines: list[str] = []
    for line in body.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"


def _front(kind: DocumentKind, material: Material, gaps: list[str]) -> dict[str, Any]:
    round_, council = material.round, material.council
    title = titled(kind, material)
    return front_matter(
        title=escape(title),
        subtitle=escape(f"{council.name}, {council.department}"),
        author=escape(council.report_by),
        date=round_.reported,
        running_title=escape(f"{council.name}: {title}"),
        page_mark=escape(SYNTHETIC_MARK) if round_.synthetic else None,
        draft_mark="Draft: words are still missing" if gaps else None,
        edition=escape(kind.marked) or edition_in_words(material),
        details=_header_block(material, title) if kind.for_meeting else (),
        keywords=["case audit", "children's social care"],
        toc=kind.contents,
    )


def _header_block(material: Material, title: str) -> list[tuple[str, str]]:
    """What a report to a committee begins with (domain.md, Committee report)."""
    meeting = material.round.meeting
    unnamed = "still to be named, in round.yml"
    said = {
        "Meeting": meeting.committee if meeting else unnamed,
        "Date": day_in_words(meeting.date) if meeting else unnamed,
        "Title of report": title,
        "Report by": material.council.report_by,
    }
    return [(term, escape(words)) for term, words in said.items()]


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
