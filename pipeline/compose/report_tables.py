"""Tables of a report: one small emitter of pipe tables, and the month beside the month before."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipeline.compose.figures import Figures
from pipeline.config import Round
from pipeline.markdown import escape
from pipeline.measures import round_half_up

__all__ = ["pipe_table", "rounding_note", "side_by_side"]


def pipe_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    caption: str,
    id_: str,
    widths: Sequence[int] | None = None,
    of_words: int = 1,
) -> str:
    """A pipe table with caption and id: the first ``of_words`` columns left, the rest right. Cells are Markdown."""
    rules = [":---"] * of_words + ["---:"] * (len(header) - of_words)
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join(rules) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    attributes = f' tbl-colwidths="[{",".join(map(str, widths))}]"' if widths else ""
    return "\n".join([*lines, "", f": {caption} {{#tbl-{id_}{attributes}}}"])


def side_by_side(
    figures: Figures,
    rounds: Sequence[Round],
    measures: Sequence[tuple[str, str]],
    what: str,
    caption: str,
    id_: str,
) -> str:
    """A row a measure (id, label); a count and a share for each round, this round first."""
    header = [what, *(h for r in rounds for h in (escape(r.label), "Share"))]
    rows = []
    for measure, label in measures:
        cells = [escape(label)]
        for round_ in rounds:
            if not figures.available(measure, round_.id):
                cells += ["–", "–"]
                continue
            cells.append(escape(figures.text(measure, "n", round_.id)))
            cells.append(
                escape(figures.text(measure, "percent", round_.id)) if _has_base(figures, measure, round_) else ""
            )
        rows.append(cells)
    wide = (100 - 40) // (2 * len(rounds))
    return pipe_table(header, rows, caption, id_, [40, *[wide] * (2 * len(rounds))])


def _has_base(figures: Figures, measure: str, round_: Round) -> bool:
    return not pd.isna(figures.row(measure, round_.id)["of"])


def rounding_note(figures: Figures, rounds: Sequence[Round], parts: Sequence[str]) -> str:
    """The sentence that shown percents do not add to 100, where they do not; "" where they do (methods.md, Shares)."""
    off = []
    for round_ in rounds:
        rows = [figures.row(p, round_.id) for p in parts if figures.available(p, round_.id)]
        if rows and sum(round_half_up(int(r["n"]), int(r["of"])) for r in rows) != 100:
            off.append(escape(round_.label))
    return f"Shares for {' and '.join(off)} do not add to 100% because of rounding." if off else ""
