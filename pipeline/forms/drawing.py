"""How the workbooks that people fill in are drawn: one typeface, one set of colours, lines round every box."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

__all__ = ["HEADING", "INK", "WRAP", "border", "font"]

INK = "16324F"  # of titles, and of the bands that carry headings
HEADING = PatternFill("solid", fgColor=INK)
WRAP = Alignment(wrap_text=True, vertical="top")


def font(**settings: Any) -> Font:
    """The one typeface, with other settings where given: a font without a name or a size is the program's choice."""
    return Font(name="Calibri", **({"size": 11} | settings))


def border(colour: str) -> Border:
    """A thin line all round a cell."""
    side = Side(style="thin", color=colour)
    return Border(left=side, right=side, top=side, bottom=side)
