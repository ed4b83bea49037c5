"""What the page on published figures is made of: the table ``reconciliation`` in parts that a person can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import pipe_table
from pipeline.markdown import escape
from pipeline.measures import KINDS

__all__ = ["reconciliation_context"]

Row = Mapping[str, Any]


def reconciliation_context(material: Material, figures: Figures) -> Mapping[str, Any]:
    """The names that ``reconciliation.qmd.jinja`` may use."""
    rows = material.reconciliation()
    published = [row for row in rows if row["about"] == "figure"]
    sums = [row for row in rows if row["about"] in ("parts", "percents", "base")]
    parts = {
        "unexplained": [row for row in rows if not row["explained"]],
        "different": [row for row in published + sums if row["kind"] != "equal" and row["explained"]],
        "follows": [row for row in rows if row["about"] == "follows"],
        "change": [row for row in rows if row["about"] == "change" and row["explained"]],
        "same": [row for row in published if row["kind"] == "equal"],
        "sums": [row for row in sums if row["kind"] == "equal"],
    }
    for row in rows:
        figures.note(str(row["measure"]), str(row["ours"] or ""))
    return {
        "charts": {},
        "counts": {name: len(part) for name, part in parts.items()} | {"published": len(published)},
        "table": lambda name, caption: _table(parts[name], caption, name),
        "kinds": {kind: KINDS[kind] for kind in KINDS if any(row["kind"] == kind for row in rows)},
    }


def _table(rows: Sequence[Row], caption: str, id_: str) -> Prose:
    """A row a finding: what, where it was published, both figures, how they differ and the arithmetic."""
    cells = [
        [
            f"{escape(row['label'])} ({escape(row['source'])}, line {row['line']})",
            escape(row["published"] or "–"),
            escape(row["ours"] or "–"),
            f"**{escape(str(row['kind']).capitalize())}.** {escape(row['arithmetic'])}",
        ]
        for row in rows
    ]
    header = ["Figure", "Published", "Returns", "How they differ"]
    return Prose(pipe_table(header, cells, escape(caption), id_, [27, 15, 15, 43], of_words=4))
