"""A sheet of cells as the readers see it: values at the addresses that Excel shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

__all__ = ["Remark", "Sheet", "address"]

_SHORT, _MOST = 200, 1 << 14  # characters of a text that is no prose; texts that are remembered


class _Known(dict[str, str]):
    """Text → the text as it is compared. Short ones are remembered: labels and lists come again in every form."""

    def __missing__(self, text: str) -> str:
        from pipeline.config import plain  # here, since a process that only reads cells has no use for settings

        compared = plain(text)
        if len(text) <= _SHORT and len(self) < _MOST:
            self[text] = compared
        return compared


_known = _Known()


@lru_cache(1 << 14)
def address(row: int, column: int) -> str:
    """The Excel address of a cell counted from 0: (13, 2) is C14."""
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True)
class Remark:
    """What a person should know of a cell, or of a sheet where ``cell`` is empty; ``lost``: an answer is missing."""

    cell: str
    done: str
    suggestion: str
    lost: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``rows[r][c]`` is the value of the cell that Excel calls ``address(r, c)``; "" or None is blank.

    ``merged``: the last column that a cell covers, by row and column, where that is more than its own. ``origins``:
    where each row comes from, for what is no sheet of Excel ("table 2, row 3"); empty for a workbook.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)
    origins: Sequence[str] = ()
    remarks: Sequence[Remark] = ()

    def value(self, row: int, column: int) -> Any:
        """The value of a cell, None where it is blank or outside the sheet."""
        try:
            found = self.rows[row][column]
        except IndexError:
            return None
        return None if found == "" or (isinstance(found, str) and found.isspace()) else found

    def address(self, row: int, column: int) -> str:
        """How a person finds a cell: C14, or for a Word form "table 2, row 3, column 2"."""
        if not self.origins:
            return address(row, column)
        origin = self.origins[row] if row < len(self.origins) else ""
        return f"{origin}, column {column + 1}" if origin.startswith("table") else origin

    @cached_property
    def texts(self) -> list[dict[int, str]]:
        """The texts of each row as they are compared, by their column; made once, since every pro forma is tried."""
        return [{c: _known[v] for c, v in enumerate(row) if v and isinstance(v, str)} for row in self.rows]

    @cached_property
    def places(self) -> dict[str, list[tuple[int, int]]]:
        """Every text as it is compared, and the cells that hold it, in order."""
        found: dict[str, list[tuple[int, int]]] = {}
        for r, row in enumerate(self.texts):
            for c, text in row.items():
                found.setdefault(text, []).append((r, c))
        return found

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(r) for r in self.rows), default=0)
