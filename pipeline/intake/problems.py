"""The faults found in a round's returns, a row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Place", "Problems", "Severity", "still_open"]

Severity = Literal["set aside", "value left out", "note"]


@dataclass(frozen=True)
class Place:
    """Where an answer stands: file as received, sheet."""

    file: str
    sheet: str = ""


@dataclass
class Problems:
    """The faults found so far, a row each (table ``problems``); ``redact`` is applied to what was found."""

    redact: Callable[[str], str]
    rows: list[dict[str, object]] = field(default_factory=list)

    def add(
        self,
        place: Place,
        done: str,
        severity: Severity,
        suggestion: str,
        *,
        cell: str = "",
        field: str = "",
        found: object = None,
    ) -> None:
        """One fault, as a row."""
        shown = "" if found is None else self.redact(str(found))[:200]
        self.rows.append(
            {
                "problem": len(self.rows) + 1,
                "file": place.file,
                "sheet": place.sheet,
                "cell": cell,
                "field": field,
                "found": shown,
                "done": done,
                "severity": severity,
                "suggestion": suggestion,
            }
        )


def still_open(problems: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table ``problems`` that something is lost by: set aside, or a value left out, and not decided."""
    return problems[problems["severity"] != "note"]
