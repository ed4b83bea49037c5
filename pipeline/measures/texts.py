"""The text forms of a measure: how one figure may be written, everywhere the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pipeline.measures.statistics import round_half_up
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMS", "UNAVAILABLE", "in_words", "measure_rows", "measure_text", "usual_form"]

UNAVAILABLE = "not available"
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
Writer = Callable[[Mapping[str, Any]], str]
Write = Callable[[Mapping[str, Any], str], str]  # a row of figures and the form to write it in


def in_words(n: int) -> str:
    """Numbers up to ten in words, larger ones in figures with a comma at thousands."""
    return _WORDS[n] if n < len(_WORDS) else f"{n:,}"


def _percent(row: Mapping[str, Any]) -> str:
    return f"{round_half_up(int(row['n']), int(row['of']))}%"


def _interval(row: Mapping[str, Any]) -> str:
    return f"{row['lower']:.0f}% to {row['upper']:.0f}%"


def _n_of(row: Mapping[str, Any]) -> str:
    return f"{int(row['n']):,} of {int(row['of']):,}"


def _pounds(amount: float) -> str:
    return f"£{amount:,.2f}" if amount % 1 else f"£{amount:,.0f}"


# form → what a measure must be to be written so, and how it is written
FORMS: dict[str, tuple[Literal["count", "based", "share", "sum", "sum each"], Writer]] = {
    "n": ("count", lambda row: f"{int(row['n']):,}"),
    "words": ("count", lambda row: in_words(int(row["n"]))),
    "of": ("based", lambda row: f"{int(row['of']):,}"),
    "percent": ("share", _percent),
    "n_of": ("based", _n_of),
    "share": ("share", lambda row: f"{_n_of(row)} ({_percent(row)})"),
    "interval": ("share", _interval),
    "pounds": ("sum", lambda row: _pounds(int(row["n"]))),
    "pounds_each": ("sum each", lambda row: _pounds(round(int(row["n"]) / int(row["of"]), 2))),
}


def measure_text(row: Mapping[str, Any], form: str) -> str:
    """One row of ``measures`` in one of ``FORMS``; "not available" where so; ValueError for a form it cannot take."""
    import pandas as pd

    if form not in FORMS:
        raise ValueError(f'"{form}" is no form of a figure; the forms are {", ".join(FORMS)}')
    needs, write = FORMS[form]
    based, money = not pd.isna(row["of"]), row.get("unit") == "pounds"
    if not based and needs in ("based", "share", "sum each"):
        raise ValueError(f'{row["id"]} is a count and has no base, so it cannot be written as "{form}"')
    if not row["available"]:
        return UNAVAILABLE
    if money != needs.startswith("sum") and needs in ("share", "sum", "sum each"):
        kind = "is a sum of money" if money else "is no sum of money"
        raise ValueError(f'{row["id"]} {kind}, so it cannot be written as "{form}"')
    return write(row)


def measure_rows(measures: pd.DataFrame, write: Write = measure_text) -> list[dict[str, object]]:
    """The table as ``caseaudit measures --json`` gives it: percent unrounded, None where blank, a display text.

    ``write``: writes a row in a form; that of a public table says what stands in the place of a number.
    """
    kept = ("id", "by", "group", "n", "of", "percent", "lower", "upper", "available")
    rows = []
    for row in plain_rows(measures):
        display = write(row, usual_form(row))
        whole = {name: None if row[name] is None else int(row[name]) for name in ("n", "of")}
        rows.append(
            {name: row[name] for name in kept} | whole | {"available": bool(row["available"]), "display": display}
        )
    return rows


def usual_form(row: Mapping[str, Any]) -> str:
    """The form that says most of a measure."""
    if row["unit"] == "pounds":
        return "pounds" if row["of"] is None else "pounds_each"
    return "n" if row["of"] is None else "share"
