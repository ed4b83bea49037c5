"""The page for whoever writes the commentary: each part's prompt, and beside it this round's figures to refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.brand import fill_page
from pipeline.compose.commentary import Commentary, read_commentary
from pipeline.compose.kinds import DOCUMENT_KINDS
from pipeline.compose.recommendations import linked, unanswered, unanswered_sentence
from pipeline.config import Round, Vocabulary, load_vocabularies
from pipeline.measures import measure_text, usual_form
from pipeline.store import load_table, write_text
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_commentary_figures"]

_COMMENTARY_FIGURES = "commentary_figures.html"
_MOST = 8  # figures beside a prompt; all of them stand below
_SUBJECTS = {  # how an id begins → what its figures are of, since one theme is a weakness, a strength and a finding
    "coverage": "What came in",
    "ratings": "Grades",
    "sections": "Sections of the file",
    "aspects": "Aspects of the focus theme",
    "practice": "Practice",
    "oversight": "Management oversight",
    "themes": "Themes as weakness",
    "strengths": "Themes as strength",
    "sources": "Other sources: to improve",
    "sources_good": "Other sources: good",
    "risk": "Cases of concern and at high risk",
    "nature": "Nature of the deficiency",
    "immediacy": "Immediacy of the deficiency",
    "risk_areas": "Areas of concern in high-risk cases",
    "auditing": "Quality of auditing",
    "actions": "Actions",
    "weakness_actions": "Actions in audits where a theme was a weakness",
    "weakness_actions_done": "Done, of such actions that were due",
}


@dataclass(frozen=True)
class Listed:
    """A figure: its subject, what it is called, how it reads now, and what to write in commentary.md for it."""

    subject: str
    label: str
    reads: str
    reference: str


def write_commentary_figures(workspace: Workspace, round_: Round) -> Path:
    """``reports/internal/<round>/commentary_figures.html``, for its owner alone; ``commentary.md`` is only read.

    StoreError if the measures of the round have not been made.
    """
    paths = workspace.round(round_.id)
    rows = _whole_service(load_table(paths.processed, "measures"))
    commentary = read_commentary(paths.raw / "commentary.md")
    parts, subjects = list(_parts(round_, commentary, rows, load_vocabularies(workspace)["themes"])), _subjects(rows)
    target = paths.internal / _COMMENTARY_FIGURES
    write_text(target, fill_page(workspace, _COMMENTARY_FIGURES, round=round_, parts=parts, subjects=subjects))
    return target


def _whole_service(measures: pd.DataFrame) -> list[Mapping[str, Any]]:
    """The figures that commentary can refer to: of the whole service, and available."""
    rows: list[Any] = measures[measures["by"].isna() & measures["available"].astype(bool)].to_dict("records")
    return rows


def _parts(
    round_: Round, commentary: Commentary, rows: list[Mapping[str, Any]], themes: Vocabulary
) -> Iterator[dict[str, Any]]:
    """Every part that people write, once, in the order of the documents."""
    seen = set[str]()
    for document in round_.reports:
        kind = DOCUMENT_KINDS[document]
        for heading, prompt in kind.prompts.items():
            if heading in seen:
                continue
            seen.add(heading)
            figures = [f for start in kind.figures.get(heading, ()) for f in _commonest(rows, start)]
            written = heading not in commentary.gaps((heading,))
            wanting = _wanting(commentary, heading, rows, themes) if written and heading == kind.recommends else ""
            yield {
                "heading": heading,
                "prompt": prompt,
                "written": written,
                "wanting": wanting,
                "figures": figures,
            }


def _wanting(commentary: Commentary, heading: str, rows: list[Mapping[str, Any]], themes: Vocabulary) -> str:
    """What the recommendations leave open: the commonest weaknesses that none answers; "" where they answer all."""
    answers = linked(commentary, heading, themes)
    if not answers:
        return "No recommendation names the themes that it answers, so the report has no table of what each rests on."
    counted = {str(row["id"]): row for row in rows if row["n"]}
    weak = [(theme, counted[f"themes.{theme}"]) for theme in themes.ids if f"themes.{theme}" in counted]
    ranked = sorted(((theme, int(row["n"])) for theme, row in weak), key=lambda one: -one[1])
    told = {theme: f"{row['label']} ({measure_text(row, 'n_of')})" for theme, row in weak}
    return unanswered_sentence([told[theme] for theme in unanswered(ranked, answers)])


def _commonest(rows: list[Mapping[str, Any]], start: str) -> list[Listed]:
    """The figures whose ids begin so: in their own order where they are few, else those that count most."""
    mine = [row for row in rows if str(row["id"]).startswith(start)]
    if len(mine) > _MOST:
        mine = sorted((row for row in mine if row["n"]), key=lambda row: -row["n"])[:_MOST]
    return [_listed(row) for row in mine]


def _listed(row: Mapping[str, Any]) -> Listed:
    form = usual_form({**row, "of": None if pd.isna(row["of"]) else row["of"]})
    start = str(row["id"]).partition(".")[0]
    subject = _SUBJECTS.get(start, start.replace("_", " ").capitalize())
    return Listed(subject, str(row["label"]), measure_text(row, form), f"{{{row['id']}.{form}}}")


def _subjects(rows: list[Mapping[str, Any]]) -> dict[str, list[Listed]]:
    """All figures, by their subject."""
    subjects: dict[str, list[Listed]] = {}
    for figure in map(_listed, rows):
        subjects.setdefault(figure.subject, []).append(figure)
    return subjects
