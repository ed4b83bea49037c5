"""The text forms of a measure: how one figure may be written, everywhere the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.measures.statistics import round_half_up

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMS", "UNAVAILABLE", "in_words", "measure_rows", "measure_text"]

UNAVAILABLE = "not available"
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(n: int) -> str:
    """Numbers up to ten in words, larger ones in figures with a comma at thousands."""
    return _WORDS[n] if n < len(_WORDS) else f"{n:,}"


def _percent(row: Mapping[str, Any]) -> str:
    return f"{round_half_up(int(row['n']), int(row['of']))}%"


def _interval(row: Mapping[str, Any]) -> str:
    return f"{row['lower']:.0f}% to {row['upper']:.0f}%"


def _n_of(row: Mapping[str, Any]) -> str:
    return f"{int(row['n']):,} of {int(row['of']):,}"


# form → whether it needs a base, and how it is written
FORMS: dict[str, tuple[bool, Callable[[Mapping[str, Any]], str]]] = {
    "n": (False, lambda row: f"{int(row['n']):,}"),
    "words": (False, lambda row: in_words(int(row["n"]))),
    "of": (True, lambda row: f"{int(row['of']):,}"),
    "percent": (True, _percent),
    "n_of": (True, _n_of),
    "share": (True, lambda row: f"{_n_of(row)} ({_percent(row)})"),
    "interval": (True, _interval),
}


def measure_text(row: Mapping[str, Any], form: str) -> str:
    """One row of ``measures`` in one of ``FORMS``; "not available" where so; ValueError for a form it cannot take."""
    import pandas as pd

    if form not in FORMS:
        raise ValueError(f'"{form}" is no form of a figure; the forms are {", ".join(FORMS)}')
    needs_base, write = FORMS[form]
    if needs_base and pd.isna(row["of"]):
        raise ValueError(f'{row["id"]} is a count and has no base, so it cannot be written as "{form}"')
    return write(row) if row["available"] else UNAVAILABLE


def measure_rows(measures: pd.DataFrame) -> list[dict[str, object]]:
    """The table as ``caseaudit measures --json`` gives it: percent unrounded, None where blank, a display text."""
    kept = ("id", "by", "group", "n", "of", "percent", "lower", "upper", "available")
    rows = []
    plain: list[dict[str, Any]] = measures.astype(object).where(measures.notna(), None).to_dict("records")  # type: ignore[assignment]
    for row in plain:
        display = measure_text(row, "n" if row["of"] is None else "share")
        whole = {name: None if row[name] is None else int(row[name]) for name in ("n", "of")}
        rows.append(
            {name: row[name] for name in kept} | whole | {"available": bool(row["available"]), "display": display}
        )
    return rows
