"""A chart of counts: one bar a measure, its number and share beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.brand import Brand
from pipeline.compose.charts.chart import Chart, Shown, canvas, style
from pipeline.compose.figures import Figures

__all__ = ["Bar", "bars_chart"]

_WIDTH = 5.3  # inches: small, so that its words can still be read when a phone shows it in 340 pixels


@dataclass(frozen=True)
class Bar:
    """One bar: the measure, what it is called, and its colour by name of the brand; hatched where it stands out."""

    measure: str
    label: str
    colour: str
    hatch: str = ""


def bars_chart(
    figures: Figures, name: str, title: str, bars: Sequence[Bar], brand: Brand, what: str, units: str
) -> Chart:
    """Horizontal bars in the order given, each with its count and percent; ``what`` begins the text for the blind.

    The measures are shares of one base.
    """
    texts = [" ".join(_count_and_share(figures, bar.measure)) for bar in bars]
    told = [figures.bounds(bar.measure) or (0, 0) for bar in bars]
    with style(brand):
        figure, axes = canvas(_WIDTH, 0.25 + 0.36 * len(bars))
        for y, (bar, (least, most), text) in enumerate(zip(bars, told, texts, strict=True)):
            colour = brand.colours.get(bar.colour, brand.colours["muted"])
            axes.barh(y, least, height=0.66, color=colour, hatch=bar.hatch, edgecolor="white")
            if least < most:  # what a range leaves open is drawn as its whole band (disclosure.md)
                axes.barh(y, most - least, left=least, height=0.66, color="white", hatch="....", edgecolor=colour)
            axes.annotate(text, (most, y), (4, 0), textcoords="offset points", va="center", fontweight="bold")
        axes.set_yticks(range(len(bars)), [bar.label for bar in bars])
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.set_xlim(0, max([1, *(most for _, most in told)]) * 1.25)  # room for the number beside the longest bar
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.spines["left"].set_visible(True)
    read = ", ".join(f"{bar.label} {text}" for bar, text in zip(bars, texts, strict=True))
    shows = tuple(Shown(bar.measure, bar.label) for bar in bars)
    return Chart(name, title, f"Bar chart of {what}, in numbers of {units}. {read}.", figure, shows)


def _count_and_share(figures: Figures, measure: str) -> list[str]:
    """The count, and in brackets the percent where there is one."""
    count, share = figures.count_and_share(measure)
    return [count, f"({share})"] if share else [count]
