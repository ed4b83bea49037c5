"""Control charts: a share month by month beside what chance allows, each signal marked by colour and by shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pipeline.brand import Brand
from pipeline.compose.charts.chart import Chart, canvas, style
from pipeline.compose.trend_words import finding
from pipeline.config import Round, months_between
from pipeline.measures import Reading, round_half_up
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["MARKS", "Row", "band", "control_chart", "marks", "path", "segments_of", "unbroken"]

_WIDTH, _HEIGHT = 5.3, 2.5  # inches: as the other charts, so that a phone can show it
_FEW = 8  # months that each have room for a name
# Mark → colour of the brand, shape, what the key says. The shapes tell them apart in grey print.
MARKS = {
    "improvement": ("good", "s", "signal of improvement"),
    "concern": ("not-yet-good", "D", "signal of concern"),
    "neither": ("soft", "^", "signal, neither good nor bad"),
}
Row = Mapping[str, Any]


def control_chart(
    trends: pd.DataFrame, measure: str, rounds: Sequence[Round], readings: Sequence[Reading], brand: Brand
) -> Chart | None:
    """The chart of one measure of the table ``trends``; None where it has fewer than two points.

    The band is what chance allows around the mean (thin line); it is stepped where months have unequal bases, and
    begins anew, after a dashed line, where the series is cut. The line is broken where a month has no figure.
    """
    mine = trends[trends["id"] == measure]
    rows = plain_rows(mine)
    if len(rows) < 2:
        return None
    by_id = {r.id: r for r in rounds}
    for row in rows:
        row["x"] = months_between(rounds[0], by_id[row["round"]]) if row["round"] != rounds[0].id else 0
    about = [r for r in readings if r.measure == measure]
    last = rows[-1]
    title = finding(last["label"], last["n"], last["of"], by_id[last["round"]], about, rounds)
    with style(brand):
        figure, axes = canvas(_WIDTH, _HEIGHT)
        segments = segments_of(rows)
        for run in (run for segment in segments for run in unbroken(segment)):
            band(axes, run, brand)
            axes.plot(*path(run), color=brand.colours["navy"], linewidth=1.6, zorder=2)
        marks(axes, rows, brand)
        if any(row["variation"] in MARKS for row in rows):
            axes.legend(
                loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=8.8, borderaxespad=0.1
            )
        _names(axes, rows, brand)
        _scales(axes, rows, rounds, brand)
        for before, after in pairwise(segments):
            _cut(axes, before[-1]["x"], after[0]["x"], brand)
    alt = _alt(rows, by_id)
    return Chart(f"control_{measure.replace('.', '_')}", title, alt, figure)


def segments_of(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows by segment, in order."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["segment"], []).append(row)
    return list(groups.values())


def band(axes: Axes, run: Sequence[Row], brand: Brand) -> None:
    """What chance allows: a step a point, half a month to either side of it."""
    if run[0]["centre"] is None:
        return
    edges = [edge for row in run for edge in (row["x"] - 0.5, row["x"] + 0.5)]
    lower, upper = ([row[end] for row in run for _ in "ab"] for end in ("lower", "upper"))
    trial = run[0]["trial"]
    axes.fill_between(edges, lower, upper, color=brand.colours["tint"], linewidth=0, zorder=0)
    for ends in (lower, upper):
        dashes = (0, (2, 2)) if trial else "-"
        axes.plot(edges, ends, color=brand.colours["muted"], linewidth=1, linestyle=dashes, zorder=1)
    centre = run[0]["centre"]
    axes.plot([edges[0], edges[-1]], [centre, centre], color=brand.colours["soft"], linewidth=1, zorder=1)


def unbroken(segment: Sequence[Row]) -> list[list[Row]]:
    """Neighbouring months; a new run after each month without a figure."""
    runs: list[list[Row]] = []
    for row in segment:
        if runs and runs[-1][-1]["x"] == row["x"] - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def path(rows: Sequence[Row]) -> tuple[list[float], list[float]]:
    """Where the points of these months lie."""
    return [row["x"] for row in rows], [row["value"] for row in rows]


def marks(axes: Axes, rows: Sequence[Row], brand: Brand, size: float = 6.5) -> None:
    """Every month, by its mark; ``size``: of a signal, in points."""
    plain = [row for row in rows if row["variation"] not in MARKS]
    axes.plot(*path(plain), "o", color=brand.colours["navy"], markersize=0.7 * size, zorder=3)
    for mark, (colour, shape, words) in MARKS.items():
        found = [row for row in rows if row["variation"] == mark]
        if found:
            axes.plot(
                *path(found),
                shape,
                color=brand.colours[colour],
                markeredgecolor=brand.colours["ink"],
                markersize=size,
                label=words,
                zorder=4,
            )


def _names(axes: Axes, rows: Sequence[Row], brand: Brand) -> None:
    """At the right end the last value, the mean and the limits, moved apart where they would touch."""
    last = rows[-1]
    limits = "trial limit" if last["trial"] else "limit"
    named = [(last["value"], f"{round_half_up(last['n'], last['of'])}%", "bold")]
    if last["centre"] is not None:
        ends = [(last["upper"], f"{limits} {last['upper']:.0f}%"), (last["lower"], f"{limits} {last['lower']:.0f}%")]
        named += [(y, text, "normal") for y, text in [(last["centre"], f"mean {last['centre']:.0f}%"), *ends]]
    if last["target"] is not None:
        named.append((last["target"], f"target {last['target']:.0f}%", "normal"))
        axes.axhline(last["target"], color=brand.colours["inadequate"], linewidth=1, linestyle=(0, (6, 2)), zorder=1)
    low, high = _range(rows)
    heights = _apart([y for y, _, _ in named], (high - low) * 0.12, low, high)
    for (_, text, weight), y in zip(named, heights, strict=True):
        axes.annotate(
            text, (last["x"] + 0.7, y), va="center", ha="left", fontsize=8.8, fontweight=weight, annotation_clip=False
        )


def _apart(heights: Sequence[float], least: float, bottom: float, top: float) -> list[float]:
    """The same heights, in the same order of size, at least so far from each other, from bottom to top."""
    order = sorted(range(len(heights)), key=heights.__getitem__, reverse=True)
    placed, above, below = list(heights), top + least, bottom - least
    for i in order:
        placed[i] = above = min(heights[i], above - least)
    for i in reversed(order):
        placed[i] = below = max(placed[i], below + least)
    return placed


def _cut(axes: Axes, before: int, after: int, brand: Brand) -> None:
    """A dashed line where the series begins anew; why, the text says."""
    at, floor = (before + after) / 2, axes.get_ylim()[0]
    axes.axvline(at, color=brand.colours["soft"], linestyle=(0, (4, 3)), linewidth=1, zorder=1)
    axes.text(at, floor, " counted anew", ha="left", va="bottom", fontsize=8.8)


def _range(rows: Sequence[Row]) -> tuple[float, float]:
    """The lowest and highest tens that hold every value, limit and target, at least 40 points apart, in 0 to 100."""
    names = ("value", "lower", "upper", "target")
    values = [row[name] for row in rows for name in names if row[name] is not None]
    low, high = 10 * (min(values) // 10), -10 * (-max(values) // 10)
    while high - low < 40:
        low, high = max(low - 10, 0), min(high + 10, 100)
    return max(low, 0), min(high, 100)


def _scales(axes: Axes, rows: Sequence[Row], rounds: Sequence[Round], brand: Brand) -> None:
    low, high = _range(rows)
    room = 0.15 if any(row["begins"] for row in rows) else 0.04  # for the words at a cut
    axes.set_ylim(low - (high - low) * room, high + (high - low) * 0.04)
    ticks = [low, (low + high) / 2, high]
    axes.set_yticks(ticks, [f"{tick:.0f}%" for tick in ticks])
    by_id = {r.id: r for r in rounds}
    days = [(row["x"], by_id[row["round"]].period.first) for row in rows]
    if len(days) > _FEW:  # the quarters; the year where it begins
        every = 3 if days[-1][0] < 40 else 12
        days = [days[0], *((x, day) for x, day in days[1:] if day.month % every == 1 % every)]
        days = [days[0], *(d for d in days[1:] if d[0] - days[0][0] > 1)]
    years = [None, *(day.year for _, day in days)]
    axes.set_xticks(
        [x for x, _ in days],
        [f"{day:%b}\n{day.year if day.year != year else ''}" for (_, day), year in zip(days, years, strict=False)],
    )
    axes.set_xlim(rows[0]["x"] - 0.6, rows[-1]["x"] + 0.6)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(axis="y", color=brand.colours["rule"], linewidth=0.6)
    axes.set_axisbelow(True)


def _alt(rows: Sequence[Row], by_id: Mapping[str, Round]) -> str:
    """Every month with its share, the mean and limits of the last, and each month with a signal."""
    last = rows[-1]
    told = [f"{by_id[row['round']].label} {round_half_up(row['n'], row['of'])}%" for row in rows]
    said = [f"Control chart of a share, {last['label']}, in {len(rows)} months: {', '.join(told)}"]
    if last["centre"] is not None:
        kind = "trial limits" if last["trial"] else "limits"
        span = f"{last['lower']:.0f}% to {last['upper']:.0f}%"
        said.append(f"The mean of the months since the last cut is {last['centre']:.0f}%, the {kind} are {span}")
    marked = [f"{by_id[row['round']].label} ({row['variation']})" for row in rows if row["variation"] in MARKS]
    said.append(f"Months with a signal: {', '.join(marked)}" if marked else "No month has a signal")
    cuts = [by_id[row["round"]].label for row in rows if row["begins"]]
    if cuts:
        said.append(f"The series is cut before {' and '.join(cuts)}")
    return ". ".join(said) + "."
