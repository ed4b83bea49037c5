"""A sheet of cells as the readers see it: values at the addresses that Excel shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.config import plain

__all__ = ["Sheet", "address"]


def address(row: int, column: int) -> str:
    """The Excel address of a cell counted from 0: (13, 2) is C14."""
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[r][c]`` is the value of the cell that Excel calls ``address(r, c)``; "" or None is blank."""

    name: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True

    def value(self, row: int, column: int) -> Any:
        """The value of a cell, None where it is blank or outside the sheet."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        found = self.rows[row][column]
        return None if found is None or (isinstance(found, str) and not found.strip()) else found

    @cached_property
    def texts(self) -> list[dict[int, str]]:
        """The texts of each row as they are compared, by their column; made once, since every pro forma is tried."""
        return [{c: plain(v) for c, v in enumerate(row) if isinstance(v, str) and v} for row in self.rows]

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(r) for r in self.rows), default=0)
