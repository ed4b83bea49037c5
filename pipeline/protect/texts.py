"""How a public figure is written: the forms of a measure where it is exact, and what stands in its place otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.measures import FORMS, measure_text

__all__ = ["CANNOT_PROTECT", "public_text"]

# For the method page of every public report (disclosure.md, What it cannot protect).
CANNOT_PROTECT = (
    "These rules cannot hide a child from someone who already knows that child's story or that the child's case was "
    "audited, or who works in a team so small that every case in it is known.",
    "They take account of everything published here and of every earlier figure that was entered, but not of figures "
    "released elsewhere and not entered, nor of what people know privately.",
)
_SMALL_BASE = "not given on so small a base"


def public_text(row: Mapping[str, Any], form: str) -> str:
    """One row of ``measures`` or ``measures_public`` in one of ``measures.FORMS``; ValueError as ``measure_text``.

    A row of ``measures``, and an exact one of ``measures_public``, is written as ever. A base that is said stands in
    the form "of". Any other form of a number that is not said exactly gives what is said instead: "fewer than 5 of 21".
    On a base too small for percents, "percent" and "share" give both counts.
    """
    status = row.get("status")
    if status is None or status == "unavailable" or form not in FORMS:
        return measure_text(row, form)
    if status == "exact":
        return _exact(row, form)
    if form == "of" and not _blank(row["of"]):
        return f"{int(row['of']):,}"
    return str(row["told"])


def _exact(row: Mapping[str, Any], form: str) -> str:
    """An exact count, without what its base does not allow."""
    needs, _ = FORMS[form]
    if _blank(row["of"]) and not _blank(row["base"]) and needs in ("based", "share"):
        return measure_text(row, "n")
    if needs == "share" and not _blank(row["of"]) and _blank(row["percent"]) and row["unit"] != "pounds":
        return _SMALL_BASE if form == "interval" else measure_text(row, "n_of")
    return measure_text(row, form)


def _blank(value: object) -> bool:
    import pandas as pd

    return bool(pd.isna(value))  # type: ignore[call-overload]
