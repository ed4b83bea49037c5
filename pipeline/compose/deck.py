"""What the briefing deck is made of: about ten slides, a finding each, with notes for whoever speaks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pipeline.compose.charts import (
    Chart,
    admissibility_chart,
    grades_chart,
    outcomes_chart,
    ratings_chart,
    risk_areas_chart,
    themes_chart,
)
from pipeline.compose.committee_words import CommitteeWords
from pipeline.compose.comparing import Comparison
from pipeline.compose.figures import Figures
from pipeline.compose.kept_views import load_view
from pipeline.compose.material import Material
from pipeline.compose.passages import picture_passage
from pipeline.compose.prose import Prose
from pipeline.compose.protection import concern_points
from pipeline.compose.report_tables import Column, grade_rows, side_by_side
from pipeline.markdown import escape

__all__ = ["Slide", "deck_context"]

_ITEMS = 5  # of a list on one slide, so that each can be read from the back of a room
_WORDS = 95  # on one slide
_ITEM = re.compile(r"(?:- |\d+\. )")


@dataclass(frozen=True)
class Slide:
    """A slide of human words: its title, and Markdown; ``notes`` are for whoever speaks."""

    title: str
    words: Prose
    notes: Prose | None = None


def deck_context(material: Material, figures: Figures) -> Mapping[str, Any]:
    """The names that ``briefing_deck.qmd.jinja`` may use."""
    comparison = Comparison(material, figures)
    charts = _charts(material, figures, comparison)
    return {
        "round": material.round,
        "edition": material.edition,
        "all_case": material.rules.all_case,
        "audited": "coverage.total" if material.rules.all_case else "coverage.core",
        "charts": charts,
        "picture": lambda name: picture_passage(charts[name], figures),
        "spoken": lambda name: Prose(escape(chart.alt)) if (chart := charts[name]) else Prose(""),
        "grades": lambda: _grades(material, figures, comparison),
        "comparison": Prose(escape(comparison.note())),
        "changes": lambda: [Prose(sentence) for sentence in comparison.sentences("ratings")],
        "slides": lambda heading, title: list(_slides(material, figures, heading, title)),
        "words": CommitteeWords(material, figures),
        "concerns": lambda: concern_points(figures),
    }


def _charts(material: Material, figures: Figures, comparison: Comparison) -> dict[str, Chart | None]:
    """Those of the report of its kind."""
    figures.under("Charts")
    brand, lowest = material.brand, f"ratings.{material.scheme.grades[-1].id}"
    none: dict[str, Chart | None] = dict.fromkeys(("grades", "themes", "areas", "outcomes", "auditing"))
    if material.rules.all_case:
        return none | {
            "grades": grades_chart(figures, material.rules, brand),
            "themes": themes_chart(figures, brand),
            "areas": risk_areas_chart(figures, brand),
            "outcomes": outcomes_chart(figures, brand) if figures.some("risk.on_follow_up_register") else None,
        }
    rated, audited = figures.available(lowest), figures.available("auditing.admissible")
    admissibility = material.vocabularies["admissibility"]
    _, grades = grade_rows(material.scheme)
    graded = comparison.rounds(measure for measure, _ in grades)
    moderated = comparison.rounds(f"auditing.{id_}" for id_ in admissibility.ids)
    return none | {
        "grades": ratings_chart(figures, graded, material.scheme, brand) if rated else None,
        "themes": themes_chart(figures, brand),
        "auditing": admissibility_chart(figures, moderated, admissibility, brand) if audited else None,
    }


def _grades(material: Material, figures: Figures, comparison: Comparison) -> Prose:
    """The grades in numbers; the round before beside this one where they are of one definition."""
    _, rows = grade_rows(material.scheme)
    whole = f"All {material.rules.words_for_rated(0)}"
    return Prose(
        side_by_side(figures, Column.of_rounds(comparison.rounds(i for i, _ in rows)), rows, "Grade", "", "", whole)
    )


def _slides(material: Material, figures: Figures, heading: str, title: str) -> Iterator[Slide]:
    """The human words under a heading; a visible gap where there are none yet.

    Of a list too long for a slide the first items are shown, and the notes have the others. Paragraphs go over as many
    slides as they need. A kept view is too much for a slide: internally the last of them says where it stands.
    """
    views: list[str] = []
    view = partial(_point_to, views, material, figures, heading) if material.edition == "internal" else None
    text = material.commentary.markdown(heading, figures, view=view)
    blocks = [line for block in text.split("\n\n") for line in block.splitlines()]
    if not blocks and not views:
        gap = f"Still to be written: the part “{escape(heading)}” in commentary.md."
        yield Slide(title, Prose(f"**{gap}**"))
        return
    *before, last = _of_blocks(_counted(blocks), heading, title)
    yield from before
    yield replace(last, words=Prose("\n\n".join(filter(None, [last.words, *views]))))


def _point_to(views: list[str], material: Material, figures: Figures, heading: str, name: str) -> str:
    """Nothing in the place of a kept view; among ``views``, where a reader finds it."""
    caption = load_view(material.workspace.round(material.round.id).kept_views, name).caption
    figures.note(f"view.{name}", caption)
    views.append(f"In the report, under “{escape(heading)}”: {escape(caption)}")
    return ""


def _of_blocks(blocks: Sequence[str], heading: str, title: str) -> list[Slide]:
    """One slide of a list, or as many as paragraphs need; a slide without words where there are none."""
    if all(_ITEM.match(block) for block in blocks):
        return [_list_slide(blocks, heading, title)] if blocks else [Slide(title, Prose(""))]
    slides = []
    for n, part in enumerate(_portions(blocks), start=1):
        between = "\n" if all(_ITEM.match(block) for block in part) else "\n\n"
        slides.append(Slide(f"{title}, continued" if n > 1 else title, Prose(between.join(part))))
    return slides


def _list_slide(items: Sequence[str], heading: str, title: str) -> Slide:
    """A list as one slide: nobody can take in a list that goes on over several."""
    shown = max(n for n in range(1, len(items) + 1) if n == 1 or _fits(items[:n]))
    if shown == len(items):
        return Slide(title, Prose("\n".join(items)))
    pointer = f"The others stand in the report, under “{escape(heading)}”."
    return Slide(
        title,
        Prose("\n".join(items[:shown]) + f"\n\n{pointer}"),
        Prose("The others, to be read out where there is time:\n\n" + "\n".join(items[shown:])),
    )


def _fits(blocks: Sequence[str]) -> bool:
    return len(blocks) <= _ITEMS and sum(len(block.split()) for block in blocks) <= _WORDS


def _counted(blocks: Sequence[str]) -> list[str]:
    """Items of a numbered list with their own numbers, since in the notes they go on counting."""
    counted, number = [], 0
    for block in blocks:
        number += block.startswith("1. ")
        counted.append(f"{number}. {block[3:]}" if block.startswith("1. ") else block)
    return counted


def _portions(blocks: Sequence[str]) -> list[list[str]]:
    """Paragraphs and items in as few portions as fit on a slide each, and of much the same size."""
    words = sum(len(block.split()) for block in blocks)
    slides = max(math.ceil(len(blocks) / _ITEMS), math.ceil(words / _WORDS))
    size = math.ceil(len(blocks) / slides)
    return [list(blocks[i : i + size]) for i in range(0, len(blocks), size)]
