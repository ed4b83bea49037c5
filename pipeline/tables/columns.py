"""What a table is made of: columns, each with its kind, and the words in which the tables of this room are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

__all__ = ["CASE_ID", "RETURN_ID", "Column", "Table", "day", "flag", "number", "text", "whole"]

Kind = Literal["text", "date", "yes_no", "whole", "number"]
_DTYPES = {"text": "str", "date": "datetime64[s]", "yes_no": "boolean", "whole": "Int64", "number": "Float64"}


@dataclass(frozen=True)
class Column:
    """One column: what it holds, whether it may be blank, what it may hold if that is fixed."""

    name: str
    kind: Kind
    meaning: str
    blank: bool = True
    allowed: tuple[str, ...] = ()

    @property
    def dtype(self) -> str:
        """The pandas type."""
        return _DTYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One table: what a row is (its grain), and the columns that name a row."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [c.name for c in self.columns]


def text(name: str, meaning: str, blank: bool = True, allowed: tuple[str, ...] = ()) -> Column:
    """A column of words, or of ids; ``allowed`` where only these may stand in it."""
    return Column(name, "text", meaning, blank, allowed)


def day(name: str, meaning: str) -> Column:
    """A column of days; it may be blank."""
    return Column(name, "date", meaning)


def flag(name: str, meaning: str, blank: bool = True) -> Column:
    """A column of yes and no."""
    return Column(name, "yes_no", meaning, blank)


def whole(name: str, meaning: str, blank: bool = True) -> Column:
    """A column of whole numbers."""
    return Column(name, "whole", meaning, blank)


def number(name: str, meaning: str, blank: bool = True) -> Column:
    """A column of numbers that need not be whole."""
    return Column(name, "number", meaning, blank)


RETURN_ID = text("return_id", "the return", blank=False)
CASE_ID = text("case_id", "pseudonym of the case")
