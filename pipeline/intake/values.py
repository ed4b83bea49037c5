"""What stands in a cell → what a person typed, or the day they meant."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

__all__ = ["as_typed", "parse_date"]

_FORMATS = (
    "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%m-%y",
    "%Y-%m-%d", "%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%d %b %y", "%d %B %y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
_EXCEL_DAY_0 = date(1899, 12, 30)


def as_typed(value: object) -> str:
    """What a person typed: every number comes out of a workbook as a fraction, and 4711.0 was typed as 4711."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def parse_date(value: object, around: date, years: int = 3) -> date | None:
    """A date typed the British way, in ISO, or as an Excel date; None if it is none or is too many years off.

    Explicit formats only: a lenient parser reads 2025-03-04 as 3 April, and "March 2025" as a day.
    """
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool) and 1 < value < 100_000:
        found = _EXCEL_DAY_0 + timedelta(days=int(value))
    elif isinstance(value, str):
        found = _day_in(value)
    return found if found is not None and abs(found - around) <= timedelta(days=years * 366) else None


@lru_cache(4096)
def _day_in(text: str) -> date | None:
    """The day that a text is; remembered, since a round has many answers and few days."""
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", re.sub(r"\s+", " ", text).strip(), flags=re.IGNORECASE)
    text = re.sub(r"(?<=\d)[ T]\d{1,2}:\d{2}(:\d{2}(\.0+)?)?$", "", text)  # the time of day that a table adds in a CSV
    text = re.sub(r"\bsept\b", "Sep", text, flags=re.IGNORECASE)
    text = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", "", text, flags=re.IGNORECASE)
    return next((d for d in (_in_format(text, f) for f in _FORMATS) if d), None)


def _in_format(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None
