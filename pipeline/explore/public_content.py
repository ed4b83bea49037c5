"""What the public explorer page holds: the broken-down figures of ``measures_public``, as they may be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from pipeline.basis import rules_of
from pipeline.config import Round
from pipeline.forms import load_pro_forma
from pipeline.measures import Rules, group_order, value_words
from pipeline.protect import public_text
from pipeline.store import load_table
from pipeline.tables import plain_rows
from pipeline.workspace import Workspace

__all__ = ["public_content"]

# Public figures are broken down by these fields alone: with the team or the age too, more could be worked out.
_BREAKDOWNS = {"grade": "Grade", "pro_forma": "Kind of audit"}
_SUBJECTS = {"ratings": "Grades", "themes": "What needs to improve", "strengths": "Strengths"}
_UNSAID = ("withheld", "unavailable")
Content = dict[str, Any]
Row = dict[str, Any]


def public_content(workspace: Workspace, round_: Round) -> Content:
    """Subjects; breakdowns with their groups in order; and figures, a row a measure and group as the page writes it.

    A figure: ``id``, ``label``, ``by`` and ``group`` (none for the whole), ``text`` as reports write it or what
    protection says in its place, ``n``, ``of`` and ``percent`` where they are told exactly, ``interval`` in words.
    StoreError if ``measures_public`` has not been made.
    """
    rules = rules_of(workspace, round_)
    table = load_table(workspace.round(round_.id).processed, "measures_public")
    said = table[~table["status"].isin(_UNSAID)]
    parts = said[said["by"].isin(_BREAKDOWNS)]
    shown = said[said["id"].isin(parts["id"]) & (said["by"].isna() | said["by"].isin(_BREAKDOWNS))]
    rows = plain_rows(shown)
    begun = {str(row["id"]).partition(".")[0] for row in rows}
    used = [load_pro_forma(workspace, use.name, use.version) for use in round_.pro_formas]
    forms = {form.name: form.cases or form.title for form in used}
    breakdowns = [_breakdown(by, rows, rules, forms) for by in _BREAKDOWNS if any(row["by"] == by for row in rows)]
    return {
        "round": round_.id,
        "subjects": [{"id": id_, "label": label} for id_, label in _SUBJECTS.items() if id_ in begun],
        "breakdowns": breakdowns,
        "figures": [_figure(row) for row in sorted(rows, key=_in_order(rows, breakdowns))],
    }


def _breakdown(by: str, rows: list[Row], rules: Rules, forms: Mapping[str, str]) -> Content:
    groups = group_order(by, dict.fromkeys(str(row["group"]) for row in rows if row["by"] == by), rules)
    named = [{"id": group, "label": forms.get(group) or value_words(by, group, rules)} for group in groups]
    return {"id": by, "label": _BREAKDOWNS[by], "groups": named}


def _in_order(rows: list[Row], breakdowns: list[Content]) -> Callable[[Row], tuple[int, int]]:
    """A measure where the reports have it, its whole first, and then its groups in the order of their list."""
    measures = {id_: n for n, id_ in enumerate(dict.fromkeys(row["id"] for row in rows))}
    groups = [(by["id"], group["id"]) for by in breakdowns for group in by["groups"]]
    places = {(None, None): 0} | {group: n for n, group in enumerate(groups, start=1)}
    return lambda row: (measures[row["id"]], places[row["by"], row["group"]])


def _figure(row: Row) -> Content:
    exact = row["status"] == "exact" and row["n"] is not None
    share = exact and row["percent"] is not None
    return {
        "id": row["id"],
        "label": row["label"],
        "by": row["by"],
        "group": row["group"],
        "text": public_text(row, "n" if pd.isna(row["of"]) else "share"),
        "n": int(row["n"]) if exact else None,
        "of": int(row["of"]) if exact and row["of"] is not None else None,
        "percent": float(row["percent"]) if share else None,
        "interval": public_text(row, "interval") if share and row["lower"] is not None else "",
    }
