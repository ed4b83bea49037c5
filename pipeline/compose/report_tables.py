"""Tables of a report: one small emitter of pipe tables, and figures side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.compose.figures import Figures, Group
from pipeline.compose.wording import join
from pipeline.config import GradingScheme, Round, Vocabulary
from pipeline.markdown import escape
from pipeline.measures import round_half_up

__all__ = [
    "Column",
    "Rows",
    "cell",
    "day_cell",
    "grade_rows",
    "noted_table",
    "pipe_table",
    "rounding_note",
    "side_by_side",
    "sources_table",
]


def pipe_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    caption: str,
    id_: str,
    widths: Sequence[int] | None = None,
    of_words: int = 1,
) -> str:
    """A pipe table with caption and id: the first ``of_words`` columns left, the rest right. Cells are Markdown.

    On a slide a table has no id, and so no number.
    """
    rules = [":---"] * of_words + ["---:"] * (len(header) - of_words)
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join(rules) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    attributes = f' tbl-colwidths="[{",".join(map(str, widths))}]"' if widths else ""
    if not id_:
        return "\n".join([*lines, "", f": {caption}"] if caption else lines)
    return "\n".join([*lines, "", f": {caption} {{#tbl-{id_}{attributes}}}"])


Rows = list[tuple[str, str]]  # measure, label


def grade_rows(scheme: GradingScheme) -> tuple[Rows, Rows]:
    """The grades from best to worst; and the same with the scheme's flag under the grade that it lies in."""
    grades = [(f"ratings.{g.id}", g.label) for g in scheme.grades]
    rows = list(grades)
    if scheme.flag:
        under = [g.id for g in scheme.grades].index(scheme.flag.of) + 1
        rows.insert(under, (f"ratings.{scheme.flag.id}", f"– of these, {scheme.flag.label.lower()}"))
    return grades, rows


@dataclass(frozen=True)
class Column:
    """One pair of columns, count and share: of a round, and of a group in it."""

    heading: str
    round_id: str | None = None
    group: Group = None

    @classmethod
    def of_rounds(cls, rounds: Sequence[Round]) -> list[Column]:
        """A column a round, under its period."""
        return [cls(round_.label, round_.id) for round_ in rounds]


def side_by_side(
    figures: Figures,
    columns: Sequence[Column],
    measures: Sequence[tuple[str, str]],
    what: str,
    caption: str,
    id_: str,
    whole: str | None = None,
) -> str:
    """A row a measure (id, label); for each column ``Figures.count_and_share``.

    ``whole``: what to call a last row with the base of the first measure.
    """
    header = [what, *(h for c in columns for h in (escape(c.heading), "Share"))]
    rows = []
    for measure, label in measures:
        cells = [escape(label)]
        for c in columns:
            cells += map(escape, figures.count_and_share(measure, c.round_id, c.group))
        rows.append(cells)
    if whole:
        bases = [_base(figures, measures[0][0], c) for c in columns]
        rows.append([escape(whole), *(part for base in bases for part in (base, ""))])
    wide = (100 - 40) // (2 * len(columns))
    return pipe_table(header, rows, caption, id_, [40, *[wide] * (2 * len(columns))])


def _base(figures: Figures, measure: str, column: Column) -> str:
    """The base of a measure as a cell; a dash in a column that has none."""
    if not figures.available(measure, column.round_id, column.group):
        return "–"
    return escape(figures.text(measure, "of", column.round_id, column.group))


def cell(value: Any) -> str:
    """A typed value as a cell; a dash where it is blank."""
    return escape(value) if isinstance(value, str) else "–"


def day_cell(day: Any) -> str:
    """A day as a cell, without its year; a dash where it is blank."""
    return "–" if pd.isna(day) else f"{day.day} {day:%b}"


def noted_table(
    figures: Figures,
    columns: Sequence[Column],
    rows: Rows,
    parts: Rows,
    what: str,
    caption: str,
    id_: str,
    whole: str | None = None,
) -> str:
    """``side_by_side`` with the note on rounding where the ``parts`` among its rows need one."""
    table = side_by_side(figures, columns, rows, what, caption, id_, whole)
    note = rounding_note(figures, columns, [measure for measure, _ in parts])
    return f"{table}\n\n{escape(note)}" if note else table


def rounding_note(figures: Figures, columns: Sequence[Column], parts: Sequence[str]) -> str:
    """The sentence that shown percents do not add to 100, where they do not; "" where they do (methods.md, Shares)."""
    off = []
    for c in columns:
        told = all(figures.shared(p, c.round_id, c.group) for p in parts)  # in public some may not be
        rows = [figures.row(p, c.round_id, c.group) for p in parts] if told else []
        if rows and sum(round_half_up(int(r["n"]), int(r["of"])) for r in rows) != 100:
            off.append(escape(c.heading))
    if not off:
        return ""
    which = f"Shares for {join(off)}" if len(columns) > 1 else "The shares"
    return f"{which} do not add to 100% because of rounding."


def sources_table(figures: Figures, themes: Vocabulary) -> str:
    """Themes that other sources speak of, beside how often the audits found them; a sentence where there is none."""
    rows = []
    for theme in sorted(themes.ids, key=lambda theme: -figures.count(f"themes.{theme}")):
        weak, strong, wanting, good = ids = [
            f"{prefix}.{theme}" for prefix in ("themes", "strengths", "sources", "sources_good")
        ]
        if figures.some(wanting) or figures.some(good):
            silent = figures.none(weak) and figures.none(strong)
            theirs = figures.count(wanting) - figures.count(good)
            verdict = "Audits silent" if silent else _agreement(_more(figures, weak, strong), theirs)
            rows.append([escape(themes.labels[theme]), *(escape(figures.count_cell(i)) for i in ids), verdict])
    if not rows:
        return "No finding from another source was received for this round."
    header = ["Theme", "Audits: weakness", "Audits: strength", "Others: weakness", "Others: strength", "Agree?"]
    caption = "Themes in our audits beside findings from other sources that name them"
    return pipe_table(header, rows, caption, "sources", [30, 14, 14, 14, 14, 14])


def _more(figures: Figures, weak: str, strong: str) -> int | None:
    """Whether audits named a theme more often as a weakness (1) or as a strength (-1); None where that is not told."""
    (fewest, most), (least, greatest) = (figures.bounds(m) or (0, figures.base(m)) for m in (weak, strong))
    if fewest > greatest or most < least:
        return 1 if fewest > greatest else -1
    return 0 if fewest == most == least == greatest else None


def _agreement(ours: int | None, theirs: int) -> str:
    """Both chiefly a weakness, or both chiefly a strength: yes; the opposite: no; neither chiefly: partly."""
    if ours is None:
        return "–"
    if not ours or not theirs:
        return "Partly"
    return "Yes" if (ours > 0) == (theirs > 0) else "No"
