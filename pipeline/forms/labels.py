"""Labels that a sheet does not have as they should be: what is one slip of the keys away, and why one was not read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.config import plain
from pipeline.forms.definition import Field, ProForma
from pipeline.forms.sheets import Sheet

if TYPE_CHECKING:
    from pipeline.forms.reader import Record

__all__ = ["TITLE_ROWS", "closest_label", "labels_nearly_there", "printed_version", "version_in", "why_missing"]

_SHORTEST = 4  # characters of a label that can be told from another when one of them is wrong
TITLE_ROWS = 6  # the version of a form is printed under its title
_VERSION = re.compile(r"\bversion[\s:]+v?(\d[\w.-]*)", re.IGNORECASE)


def closest_label(sheet: Sheet, field: Field, others: frozenset[str] = frozenset()) -> str | None:
    """The text on a sheet that is one letter from a label of ``field``: missing, added, wrong, or two swapped.

    It is for a person to mend, and never read as the label. ``others``: what the labels of other fields are, which
    are nobody's slips. None where there is none, or where two different texts are as close.
    """
    from rapidfuzz.distance import OSA  # only when something is missing

    wanted = [s for s in field.spellings if len(s) >= _SHORTEST]
    close: dict[str, str] = {}
    for r, row in enumerate(sheet.texts):
        for c, text in row.items():
            if text not in others and any(OSA.distance(text, s, score_cutoff=1) == 1 for s in wanted):
                close[text] = " ".join(str(sheet.value(r, c)).split()).rstrip(" *:")
    return next(iter(close.values())) if len(close) == 1 else None


def labels_nearly_there(pro_forma: ProForma, records: Sequence[Record], sheet: Sheet) -> dict[str, str]:
    """Label of each question or column that the records lack → the text on the sheet that is one letter from it.

    The records are of one sheet, so the first tells what was not found.
    """
    if not records:
        return {}
    record = records[0]
    columns = [f for g in pro_forma.groups for f in g.columns if _is_missing(f, record.groups.get(g.id))]
    missing = [*(f for f in pro_forma.fields if f.id not in record.answers), *columns]
    if not missing:
        return {}
    every = [*pro_forma.fields, *(f for g in pro_forma.groups for f in g.columns)]
    known = frozenset(s for f in every for s in f.spellings) | {plain(s.heading) for s in pro_forma.sections}
    near = {f.label: closest_label(sheet, f, known) for f in missing}
    return {label: text for label, text in near.items() if text is not None}


def _is_missing(f: Field, rows: object) -> bool:
    """Whether a table has no header at all, or has rows without this column."""
    return rows is None or (isinstance(rows, list) and bool(rows) and f.id not in rows[0])


def version_in(text: str) -> str | None:
    """The version that a text names, as in "Version 2017.2"; None where it names none."""
    found = _VERSION.search(text)
    return found[1].rstrip(".-") if found else None


def printed_version(sheet: Sheet) -> str | None:
    """The version that a form says it is, in one of its first rows; None where none is printed."""
    for r in range(min(TITLE_ROWS, len(sheet.rows))):
        for c, text in sheet.texts[r].items():
            version = version_in(str(sheet.rows[r][c])) if "version" in text else None
            if version:
                return version
    return None


def why_missing(record: Record, f: Field) -> tuple[str, str]:
    """What was done about a question that is not on the sheet, and what to do: two sentences for a problem row."""
    if f.cell:
        return (
            f"not read: there is no answer cell {f.cell}, or a label stands in it",
            f"Undo what moved the cells (a row put in or taken out, a sheet renamed): the form answers it in {f.cell}.",
        )
    near: Mapping[str, str] = record.near
    if f.label in near:
        return f'not read: the label "{near[f.label]}" was read as none', f'Did you mean "{f.label}"? Write it so.'
    return "not read: the sheet has no such label", "Put the label back as on the blank form."
