"""Answers that do not stand beside their label: under it, or in a cell of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.config import plain
from pipeline.forms.definition import Field
from pipeline.forms.sheets import Sheet

__all__ = ["below", "in_fixed_cell"]


def below(sheet: Sheet, places: Sequence[tuple[int, int]], down: int, taken: frozenset[str]) -> tuple[Any, str] | None:
    """The value and address of the cell ``down`` rows under a label that stands in ``places``; None without a label.

    Nothing further down is tried: the next cell is another question's. What the form itself has written there
    (``taken``: labels and headings as they are compared) is no answer.
    """
    answers = [(_unless(sheet.value(r + down, c), taken), sheet.address(r + down, c)) for r, c in places]
    return next((a for a in answers if a[0] is not None), answers[0] if answers else None)


def in_fixed_cell(f: Field, sheet: Sheet, others: Sequence[Sheet], labels: frozenset[str]) -> tuple[Any, str] | None:
    """The value and address of a field's fixed cell, on the form's sheet or the named one among ``others``.

    None where that sheet is gone, or where one of the ``labels`` stands in the cell: the cells were moved, and what is
    there now answers another question.
    """
    named, row, column = f.fixed_place or (None, 0, 0)
    wanted = sheet if named is None else next((s for s in (sheet, *others) if plain(s.name) == plain(named)), None)
    value = wanted.value(row, column) if wanted else None
    if wanted is None or (value is not None and _unless(value, labels) is None):
        return None
    return value, wanted.address(row, column)


def _unless(value: Any, taken: frozenset[str]) -> Any:
    return None if isinstance(value, str) and plain(value) in taken else value
