"""How much room words need: columns of a table by what stands in them, and whether a slide can hold its words.

No font is measured, since the machine that opens a file may have another. A character counts as half as wide as the type
is high, which Source Sans and Arial both keep within a tenth in English prose.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["lines", "share"]

CHARACTER = 0.5
"""The width of a character, as a share of the size of the type."""


def share(rows: Sequence[Sequence[str]], room: int, character: int, padding: int) -> list[int]:
    """The widths of a table's columns, in the unit of ``room``: as wide as its longest text, if all have room.

    Otherwise each has its longest word, and what is left goes to those that lack most. ``character`` is the width of a
    character and ``padding`` what a cell has beside its text.
    """
    columns = list(zip(*rows, strict=True))
    wanted = [max(len(text) for text in column) * character + padding for column in columns]
    if sum(wanted) <= room:
        return wanted
    least = [max(_longest_word(text) for text in column) * character + padding for column in columns]
    if sum(least) >= room:
        return [room * width // sum(least) for width in least]
    lacking = [want - width for want, width in zip(wanted, least, strict=True)]
    left = room - sum(least)
    return [width + left * lack // sum(lacking) for width, lack in zip(least, lacking, strict=True)]


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split()), default=1)


def lines(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a column of ``width`` points at a size of type in points."""
    return max(1, math.ceil(len(text) * size * CHARACTER / max(width, size)))
