"""How much room words need: columns of a table by what stands in them, and whether a slide can hold its words.

No font is measured, since the machine that opens a file may have another. A character counts as half as wide as the
type is high, which Source Sans and Arial both keep within a tenth in English prose. Lengths are in points.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["LARGEST", "TableRoom", "fit_table", "fit_words", "share"]

LARGEST = 20
"""The size of the words on a slide that has room for them, on a slide ten inches wide."""

_SCALES = (100, 95, 90, 85, 80, 75, 70)  # per cent of that; smaller cannot be read from the back of a room
_TABLE_SIZES = (18, 16, 15, 14, 13, 12, 11)
_CHARACTER = 0.5
_WIDER = 1.4  # how much wider a single word can be: in bold, and in DejaVu where a machine has neither font
_LINE, _TABLE_LINE = 1.2, 1.3  # the height of a line, as a share of the size of the type
_NARROW = 0.7  # of the place: a narrower table looks lost on its slide
_BETWEEN = 8.0  # before each paragraph
_CELL = (14.4, 9.0)  # what a cell has beside its text, across and down


@dataclass(frozen=True)
class TableRoom:
    """How a table fits: the size of its type, the widths of its columns and the heights of its rows."""

    size: int
    widths: list[int]
    heights: list[int]


def share(
    rows: Sequence[Sequence[str]], room: int, character: float, padding: float, given: Sequence[int] | None = None
) -> list[int]:
    """The widths of a table's columns, in the unit of ``room``: as ``given``, or as wide as their longest text.

    No column is narrower than its longest word, in the fonts that a machine is likely to have; where that takes too
    much room the others give way, those with most to spare the most. ``character`` is the width of a character and
    ``padding`` what a cell has beside its text.
    """
    columns = list(zip(*rows, strict=True))
    natural = [round(max(len(text) for text in column) * character + padding) for column in columns]
    least = [round(_longest_word(column) * character * _WIDER + padding) for column in columns]
    wanted = [max(pair) for pair in zip(given or natural, least, strict=True)]
    if sum(wanted) <= room:
        return wanted
    if sum(least) >= room:
        return [room * width // sum(least) for width in least]
    spare = [want - width for want, width in zip(wanted, least, strict=True)]
    left = room - sum(least)
    return [width + left * more // sum(spare) for width, more in zip(least, spare, strict=True)]


def fit_words(paragraphs: Iterable[tuple[str, int]], width: float, height: float) -> int | None:
    """The scale in per cent at which paragraphs (text, depth in a list) fit a place on a slide; None if at none."""
    every = list(paragraphs)
    for scale in _SCALES:
        size = LARGEST * scale / 100
        needed = sum(
            _lines(text, width - 18 * (depth + 1), size) * size * _LINE + _BETWEEN * scale / 100
            for text, depth in every
        )
        if needed <= height:
            return scale
    return None


def fit_table(rows: Sequence[Sequence[str]], width: float, height: float) -> TableRoom | None:
    """How a table fits a place on a slide, in the largest type that can be; None if it does not fit."""
    across, down = _CELL
    for size in _TABLE_SIZES:
        character = size * _CHARACTER * 1.08  # the header row is bold
        longest = [_longest_word(column) for column in zip(*rows, strict=True)]
        if sum(n * character * _WIDER + across for n in longest) > width:
            continue
        widths = share(rows, int(width), character, across)
        heights = [
            round(
                max(_lines(t, w - across, size * 1.08) for t, w in zip(row, widths, strict=True)) * size * _TABLE_LINE
                + down
            )
            for row in rows
        ]
        if sum(heights) <= height:
            widths = [round(w * max(1, _NARROW * width / sum(widths))) for w in widths]
            return TableRoom(size, widths, heights)
    return None


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in re.split(r"[ \t\n]+", text)), default=1) or 1


def _lines(text: str, width: float, size: float) -> int:
    """Lines as words break, which takes more of them than characters would."""
    return max(1, len(textwrap.wrap(text, max(1, int(width / (size * _CHARACTER) + 0.2)))))  # what rounding took away
