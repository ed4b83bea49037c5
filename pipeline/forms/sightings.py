"""What can be seen of a form in a workbook that a council uses already: headings, labels, boxes, lists, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.config import plain
from pipeline.forms.looks import drop_downs, look_of, number_format

__all__ = ["Box", "Seen", "Table", "look_at", "side_by_side"]

_LONGEST_LABEL = 70  # characters; what is longer is an instruction, or an answer
_TITLE_SIZE = 14  # points from which on a text is a title and asks nothing


@dataclass(frozen=True)
class Box:
    """A label with the cell for its answer: where, what stands in it, and what may be chosen there."""

    label: str
    row: int
    column: int
    stands: str
    choices: tuple[str, ...] = ()
    is_date: bool = False
    value: Any = None


@dataclass(frozen=True)
class Table:
    """A header row with at least two labels, and the rows below it; ``names``: what the form itself calls each row."""

    row: int
    rows: int
    columns: tuple[Box, ...]
    names: tuple[str, ...] = ()


@dataclass
class Seen:
    """A sheet as a form: headings, boxes and tables in order from the top; a register is one table and nothing else."""

    sheet: str
    title: str
    register: bool = False
    parts: list[tuple[str, list[Box | Table]]] = field(default_factory=list)


def look_at(book: Workbook) -> Seen:
    """The sheet of a workbook that has most labels, as a form."""
    pages = [page for page in book.worksheets if page.sheet_state == "visible"] or book.worksheets
    return max((_Page(page).seen() for page in pages), key=_size)


def _size(seen: Seen) -> int:
    return sum(len(p.columns) if isinstance(p, Table) else 1 for _, parts in seen.parts for p in parts)


def side_by_side(header: Table) -> tuple[list[Box], list[Table]]:
    """The columns of a register: those by themselves, and a table for each run as "Action 1, Due date 1, Action 2"."""
    single: list[Box] = []
    runs: list[dict[str, list[tuple[int, Box]]]] = []
    inside = False
    for box in header.columns:
        found = re.fullmatch(r"(.*\S) ([1-9]\d?)", box.label)
        if not found:
            single.append(box)
            inside = False
            continue
        name, number = found[1], int(found[2])
        if not inside or (number == 1 and max((n for ns in runs[-1].values() for n, _ in ns), default=1) > 1):
            runs.append({})
        inside = True
        runs[-1].setdefault(name, []).append((number, replace(box, label=name)))
    tables = []
    for run in runs:
        columns = tuple(numbered[0][1] for numbered in run.values())
        if len(columns) > 1:
            tables.append(Table(header.row, max(n for ns in run.values() for n, _ in ns), columns))
        else:
            single += [replace(b, label=f"{b.label} {n}") for ns in run.values() for n, b in ns]
    return single, tables


class _Page:
    """One sheet while it is looked at."""

    def __init__(self, page: Worksheet) -> None:
        self.page, self.last = page, page.max_row
        self.covered: dict[tuple[int, int], tuple[int, int, int]] = {
            (r, c): (box.min_row, box.min_col, box.max_col)
            for box in page.merged_cells.ranges
            for r in range(box.min_row, box.max_row + 1)
            for c in range(box.min_col, box.max_col + 1)
        }
        self.lists = list(drop_downs(page))

    def text(self, r: int, c: int) -> str:
        value = self.page.cell(r, c).value
        return " ".join(value.split()) if isinstance(value, str) else ""

    def right_of(self, r: int, c: int) -> int:
        """The column right of a cell or of the merged box that it begins."""
        return self.covered[r, c][2] + 1 if (r, c) in self.covered else c + 1

    def choices(self, r: int, c: int) -> tuple[str, ...]:
        return next((words for (c1, r1, c2, r2), words in self.lists if c1 <= c <= c2 and r1 <= r <= r2), ())

    def is_label(self, r: int, c: int) -> bool:
        """Bold, filled, with a colon, or with a list or a blank cell beside it; not a number, not a paragraph."""
        text = self.text(r, c)
        if not text or len(text) > _LONGEST_LABEL or not plain(text) or self.covered.get((r, c), (r, c))[:2] != (r, c):
            return False
        if self.choices(r, c):
            return False
        beside = self.page.cell(r, self.right_of(r, c)).value
        return bool(self.marked(r, c) or text.endswith((":", "?")) or (beside is None and self.boxed(r, c)))

    def marked(self, r: int, c: int) -> bool:
        look = look_of(self.page.cell(r, c))
        return look.bold or look.filled

    def boxed(self, r: int, c: int) -> bool:
        """Whether the cell to the right is drawn as a box, or can be typed into where the sheet is protected."""
        cell = self.page.cell(r, self.right_of(r, c))
        return look_of(cell).lined or bool(self.page.protection.sheet and look_of(cell).open)

    def box(self, r: int, c: int, row: int, column: int, stands: str) -> Box:
        cell = self.page.cell(row, column)
        dated = isinstance(cell.value, date) or (cell.value is None and "yy" in number_format(cell))
        label = self.text(r, c).rstrip(" *:")
        return Box(label, r, c, stands, self.choices(row, column), bool(dated), cell.value)

    def seen(self) -> Seen:
        """Everything on the sheet, from the top."""
        seen = Seen(self.page.title, self.page.title)
        heading, taken = "", set[int]()
        for r in range(1, min(self.last, 1000) + 1):
            labels = [c for c in range(1, min(self.page.max_column, 200) + 1) if self.is_label(r, c)]
            if r in taken or not labels:
                continue
            table = self.table(r, labels)
            found: list[Box | Table] = []
            if table:
                found, rows = [table], range(r, r + table.rows + 1)
                taken |= set(rows)
            else:
                found = [b for c in labels if (b := self.answered(r, c))]
            if not found:
                heading = self.text(r, labels[0])
                if not seen.parts and seen.title == self.page.title:
                    seen.title = heading
                continue
            if not seen.parts or seen.parts[-1][0] != heading:
                seen.parts.append((heading, []))
            seen.parts[-1][1].extend(found)
        only = [p for _, parts in seen.parts for p in parts]
        seen.register = len(only) == 1 and isinstance(only[0], Table) and len(only[0].columns) > 4
        return seen

    def answered(self, r: int, c: int) -> Box | None:
        """The label with its answer: to the right; below where the right is another label or the edge of the form."""
        if look_of(self.page.cell(r, c)).size >= _TITLE_SIZE:
            return None
        right = self.right_of(r, c)
        beside, under = self.page.cell(r, right), self.page.cell(r + 1, c)
        if not self.is_label(r, right) and (beside.value is not None or self.boxed(r, c) or self.choices(r, right)):
            return self.box(r, c, r, right, "right")
        drawn = look_of(under).lined or self.choices(r + 1, c)
        free = self.page.protection.sheet and look_of(under).open
        if not self.is_label(r + 1, c) and (drawn or free or (under.value is not None and not self.marked(r + 1, c))):
            return self.box(r, c, r + 1, c, "below")
        plain_label = self.text(r, c).endswith((":", "?")) and beside.value is None
        return self.box(r, c, r, right, "right") if plain_label else None

    def table(self, r: int, labels: list[int]) -> Table | None:
        """A header: labels side by side with no gap, over at least two rows that hold no labels."""
        if len(labels) < 2 or any(self.right_of(r, a) != b for a, b in pairwise(labels)):
            return None
        rows = 0
        while (
            rows < 500
            and not any(self.is_label(r + rows + 1, c) for c in labels[1:])
            and self.open_row(r + rows + 1, labels)
        ):
            rows += 1
        if rows < 2 and not (rows and self.last == r + rows):
            return None
        columns = tuple(self.box(r, c, r + 1, c, "below") for c in labels)
        named = all(self.marked(n, labels[0]) and self.text(n, labels[0]) for n in range(r + 1, r + rows + 1))
        names = tuple(self.text(n, labels[0]) for n in range(r + 1, r + rows + 1)) if named else ()
        return Table(r, rows, columns, names)

    def open_row(self, r: int, labels: list[int]) -> bool:
        """Whether a row under a header belongs to its table: drawn, to be typed into, or filled."""
        if r > self.last:
            return False
        cells = [self.page.cell(r, c) for c in labels]
        free = self.page.protection.sheet and any(look_of(cell).open for cell in cells)
        return free or any(look_of(cell).lined or cell.value is not None for cell in cells[1:])
