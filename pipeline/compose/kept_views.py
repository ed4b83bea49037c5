"""Views that an analyst keeps for the commentary: a chart or a table with its caption, in the round's own folder.

``{view.name}`` on a line of its own in ``commentary.md`` puts it into the internal edition. The public edition leaves
it out: it may show single teams and small numbers, which nothing has protected.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from pipeline.brand import load_brand
from pipeline.compose.charts import save_chart
from pipeline.compose.figures import Figures
from pipeline.compose.looking import Said
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import pipe_table
from pipeline.config.files import read_yaml
from pipeline.errors import CompositionError
from pipeline.markdown import escape
from pipeline.store import load_tables, write_text
from pipeline.workspace import Workspace

__all__ = ["KeptView", "keep_view", "load_view", "stale_views", "view_passage"]

_NAME, _DIGIT = re.compile(r"[a-z][a-z0-9_]*"), re.compile(r"\d")
_MOST_ROWS = 40  # a longer table is no view for a reader of the report
_FORMS = ("svg", "png", "csv")
# What the figures of a view are counted from; when one of these changes, the view may no longer be true.
_COUNTED = ("returns", "moderations", "findings", "outside_findings")


@dataclass(frozen=True)
class KeptView:
    """A view as it was kept: its caption, and the cells of a table, or what a picture shows in words."""

    name: str
    caption: str
    alt: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    folder: Path


def keep_view(
    workspace: Workspace, round_id: str, name: str, caption: str, shown: Said, rounds: Iterable[str] = ()
) -> list[Path]:
    """Keep what a notebook shows in ``data/raw/<round>/views``: a chart as SVG and PNG, a table as CSV; the files made.

    ``rounds``: those that it counts, this one if none are named. CompositionError for a name that no commentary could
    write, for no caption, and for what is neither chart nor table of at most 40 rows: quotations are not kept.
    """
    if not _NAME.fullmatch(name):
        raise CompositionError(
            f'A view cannot be called "{name}": use small letters, digits and _, such as north_team.'
        )
    if not caption.strip():
        raise CompositionError(f'Write a caption for the view "{name}": a reader has nothing else to go by.')
    if shown.chart is None and not 0 < len(shown.rows) <= _MOST_ROWS:
        raise CompositionError(
            f'"{name}" cannot be kept: a view is a chart, or a table of at most {_MOST_ROWS} rows; narrow the choice.'
        )
    folder = workspace.round(round_id).kept_views
    about: dict[str, Any] = {
        "caption": " ".join(caption.split()),
        "made_from": _digests(workspace, rounds or [round_id]),
    }
    if shown.chart is not None:
        about["alt"] = f"{shown.chart.title}. {shown.chart.alt}"
        brand = load_brand(workspace)
        save_chart(replace(shown.chart, name=name), folder, brand)
        made = [folder / f"{name}.svg", folder / f"{name}.png"]
    else:
        made = [folder / f"{name}.csv"]
        cells = io.StringIO()
        csv.writer(cells, lineterminator="\n").writerows([shown.heads, *shown.rows])
        write_text(made[0], cells.getvalue())
    for left in {folder / f"{name}.{form}" for form in _FORMS} - set(made):
        left.unlink(missing_ok=True)  # of what was kept under this name before
    write_text(folder / f"{name}.yml", yaml.safe_dump(about, sort_keys=False, allow_unicode=True))
    return [*made, folder / f"{name}.yml"]


def load_view(folder: Path, name: str) -> KeptView:
    """A kept view; CompositionError if there is none of that name, or a part of it is missing."""
    about, table = folder / f"{name}.yml", folder / f"{name}.csv"
    if not about.is_file():
        there = sorted(path.stem for path in folder.glob("*.yml"))
        kept = f"Kept are {', '.join(there)}." if there else "None has been kept yet."
        raise CompositionError(f'There is no kept view "{name}". {kept} Keep one from notebooks/explore_themes.ipynb.')
    content: dict[str, Any] = read_yaml(about)
    drawn = all((folder / f"{name}.{form}").is_file() for form in ("svg", "png"))
    if not table.is_file() and not drawn:
        raise CompositionError(f'Of the kept view "{name}" only {about.name} is left in {folder}; keep it again.')
    rows = list(csv.reader(table.read_text(encoding="utf-8").splitlines())) if table.is_file() else []
    heads, *body = rows or [[]]
    words = {part: str(content.get(part) or "") for part in ("caption", "alt")}
    return KeptView(name, **words, heads=tuple(heads), rows=tuple(map(tuple, body)), folder=folder)


def view_passage(view: KeptView, figures: Figures) -> Prose:
    """A kept view in Markdown; its words are noted as printed of ``view.<name>``, and its picture as used."""
    name, place = f"view.{view.name}", figures.place
    figures.note(name, view.caption)
    id_, caption = f"view-{view.name.replace('_', '-')}", escape(view.caption)
    if not view.heads:
        figures.pictures.append(view.folder / view.name)
        figures.under("Charts")  # what a picture shows is in its words for those who cannot see it
        figures.note(name, view.alt)
        figures.under(place)
        picture = f"figures/{figures.document}/{view.name}"
        return Prose(f'![{caption}]({picture}){{#fig-{id_} fig-alt="{escape(view.alt)}" width=92%}}')
    for text in dict.fromkeys(cell for row in (view.heads, *view.rows) for cell in row if _DIGIT.search(cell)):
        figures.note(name, text)
    cells = [[escape(cell) for cell in row] for row in view.rows]
    of_words = next((n for n, cell in enumerate(view.rows[0]) if _DIGIT.search(cell)), len(view.heads))
    return Prose(pipe_table([escape(h) for h in view.heads], cells, caption, id_, None, max(1, of_words)))


def stale_views(workspace: Workspace, round_id: str) -> list[str]:
    """The kept views of a round whose figures may no longer be true: what they were counted from has changed."""
    folder, stale = workspace.round(round_id).kept_views, []
    for about in sorted(folder.glob("*.yml")):
        content: Any = read_yaml(about)
        was = content.get("made_from") if isinstance(content, dict) else None
        if not isinstance(was, dict) or _digests(workspace, map(str, was)) != was:
            stale.append(about.stem)
    return stale


def _digests(workspace: Workspace, rounds: Iterable[str]) -> dict[str, str]:
    """Round → a digest of what a view counts, by content: another version of the file format changes nothing."""
    digests = {}
    for id_ in rounds:
        tables = load_tables(workspace.round(id_).processed, _COUNTED)
        text = "".join(table.to_csv(index=False) for table in tables.values())
        digests[id_] = hashlib.sha256(text.encode()).hexdigest()
    return digests
