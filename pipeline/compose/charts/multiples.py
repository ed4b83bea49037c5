"""Small multiples: the headline shares month by month, a small chart each, on one scale of months and of per cents."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.brand import Brand
from pipeline.compose.charts.chart import Chart, Shown, style
from pipeline.compose.charts.control import MARKS, Row, band, marks, path, segments_of, unbroken
from pipeline.compose.figures import Figures
from pipeline.config import Round

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Panel", "Span", "multiples_chart"]

_WIDTH, _HEIGHT = 5.3, 1.75  # inches: of the picture, as the other charts, and of a row of it
_LINE = 34  # letters that fit on a line over a chart
_SLOTS = 6  # months that a chart has room for at least, so that two points do not stand at its two ends
_MANY = 6  # points that the description gives one by one
_STATES = {None: "no limits yet", "common cause": "within its limits"} | {
    mark: words for mark, (_, _, words) in MARKS.items()
}


@dataclass(frozen=True)
class Span:
    """A month of which a share is only said to lie between two bounds, in per cent: a band, and never a point."""

    round_id: str
    x: int
    least: float
    most: float


@dataclass(frozen=True)
class Panel:
    """One measure: its points as rows of the table ``trends``, each with its month as ``x``; and its bands.

    ``cuts``: the first round of each figure that begins anew, by another definition or new limits. ``partly``: some
    months of its series are bands, so that the points alone give no limits.
    """

    measure: str
    label: str
    points: Sequence[Row]
    spans: Sequence[Span] = ()
    cuts: Sequence[str] = ()
    partly: bool = False

    @property
    def places(self) -> list[tuple[int, str]]:
        """Every month with a figure, point or band, and its round, in order of time."""
        return sorted([(row["x"], row["round"]) for row in self.points] + [(s.x, s.round_id) for s in self.spans])

    @property
    def state(self) -> str:
        """What its last point is, in words."""
        last = self.points[-1]
        if self.partly:
            return "some months told as ranges"
        if last["centre"] is not None and last["trial"]:  # license nothing (methods.md, Control charts)
            return "a reason to look, no more" if last["variation"] in MARKS else "limits still on trial"
        return _STATES[last["variation"]]


def multiples_chart(
    panels: Sequence[Panel], months: Sequence[tuple[int, Round]], figures: Figures, title: str, brand: Brand
) -> Chart:
    """The charts of ``panels``, two beside each other; ``months``: the x of each round shown, the last one this one's.

    A month without a figure is a gap in the line; where a series is cut, a dashed line stands between the months.
    """
    from matplotlib.figure import Figure

    rows = -(-len(panels) // 2)
    first, last = min(months[0][0], months[-1][0] - _SLOTS + 1), months[-1][0]
    with style(brand):
        figure = Figure(figsize=(_WIDTH, _HEIGHT * rows + 0.15), layout="constrained")
        grid = figure.subplots(rows, 2, sharey=True, squeeze=False).flatten()
        for axes, panel in zip(grid, panels, strict=False):
            _draw(axes, panel, first, last, figures, brand)
        for axes in grid[len(panels) :]:
            axes.set_visible(False)
        for axes in grid:
            _scales(axes, months, first, brand)
    alt = " ".join(["Small line charts, month by month.", *(_told(p, months, figures) for p in panels)])
    shows = tuple(
        Shown(p.measure, p.label, round_.id)
        for p in panels
        for _, round_ in months
        if round_.id in {id_ for _, id_ in p.places}
    )
    return Chart("trend", title, alt, figure, shows)


def _draw(axes: Axes, panel: Panel, first: int, now: int, figures: Figures, brand: Brand) -> None:
    for run in (run for segment in segments_of(panel.points) for run in unbroken(segment)):
        band(axes, run, brand)
        axes.plot(*path(run), color=brand.colours["navy"], linewidth=1.5, zorder=2)
    marks(axes, panel.points, brand, size=5.5)
    for span in panel.spans:
        axes.bar(
            span.x, span.most - span.least, 0.6, span.least, facecolor="none", edgecolor=brand.colours["navy"],
            hatch="////", linewidth=0.8, zorder=2,
        )  # fmt: skip
    places = [(x + after) / 2 for (x, _), (after, id_) in pairwise(panel.places) if id_ in panel.cuts]
    _cuts(axes, places, first, now, brand)
    if panel.points and panel.points[-1]["target"] is not None:
        axes.axhline(panel.points[-1]["target"], color=brand.colours["inadequate"], lw=1, linestyle=(0, (6, 2)))
    axes.set_title(_folded(panel.label), loc="left", fontsize=9.5, fontweight="bold", pad=16)
    axes.annotate(
        _now(panel, now, figures), (0, 1), (0, 3), xycoords="axes fraction", textcoords="offset points", fontsize=8.8
    )


def _folded(label: str) -> str:
    """A label in lines of much the same length."""
    lines = -(-len(label) // _LINE)
    return "\n".join(textwrap.wrap(label, _LINE if lines == 1 else len(label) // lines + 4))


def _cuts(axes: Axes, places: Sequence[float], first: int, now: int, brand: Brand) -> None:
    """A dashed line at each; the last is named, under the months."""
    for x in places:
        axes.axvline(x, color=brand.colours["soft"], linestyle=(0, (4, 3)), linewidth=1)
    if places:
        where = (places[-1] - first) / (now - first)
        side = "left" if where < 0.25 else "right" if where > 0.75 else "center"
        axes.annotate(
            "counted anew", (places[-1], 0), (0, -16), xycoords=("data", "axes fraction"), textcoords="offset points",
            ha=side, va="top", fontsize=8.8,
        )  # fmt: skip


def _now(panel: Panel, now: int, figures: Figures) -> str:
    """This month's figure, and what it is."""
    if panel.points and panel.points[-1]["x"] == now:
        return f"{figures.text(panel.measure, 'percent')}, {panel.state}"
    return figures.text(panel.measure, "share")


def _scales(axes: Axes, months: Sequence[tuple[int, Round]], first: int, brand: Brand) -> None:
    last = months[-1][0]
    ends = [months[0], months[-1]]
    if last - months[0][0] < 3:  # so near each other they have no room for two names
        ends = ends[1:]
    axes.set_xlim(first - 0.7, last + 0.7)
    axes.set_xticks([x for x, _ in ends], [f"{r.period.first:%b %Y}" for _, r in ends])
    names = axes.get_xticklabels()
    names[-1].set_horizontalalignment("right")
    if len(names) > 1:
        names[0].set_horizontalalignment("left")
    axes.set_ylim(-4, 104)
    axes.set_yticks([0, 50, 100], ["0%", "50%", "100%"])
    axes.tick_params(length=0, labelsize=8.8)
    axes.spines[:].set_visible(False)
    axes.grid(axis="y", color=brand.colours["rule"], linewidth=0.6)
    axes.set_axisbelow(True)


def _told(panel: Panel, months: Sequence[tuple[int, Round]], figures: Figures) -> str:
    """What the chart of one measure shows: each of a few points, of many the ends and the extremes; its breaks."""
    labels = {round_.id: round_.label for _, round_ in months}
    told = [_point(panel, id_, labels, figures) for id_ in _described(panel)]
    now = months[-1][1].id
    if now not in {id_ for _, id_ in panel.places}:  # it stands over the chart all the same
        told.append(_point(panel, now, labels, figures))
    said = f"{panel.label}: {', '.join(told)}"
    if panel.points and panel.points[-1]["round"] == now and panel.points[-1]["centre"] is not None:
        said += f" ({panel.state})"
    cuts = [labels[id_] for id_ in panel.cuts]
    return f"{said}. The line is cut before {' and '.join(cuts)}." if cuts else f"{said}."


def _point(panel: Panel, round_id: str, labels: dict[str, str], figures: Figures) -> str:
    form = "percent" if any(row["round"] == round_id for row in panel.points) else "share"
    return f"{labels[round_id]} {figures.text(panel.measure, form, round_id)}"


def _described(panel: Panel) -> list[str]:
    """The rounds that the description gives, in order of time."""
    rounds = [id_ for _, id_ in panel.places]
    if len(rounds) <= _MANY or not panel.points:
        return rounds
    values = {row["round"]: row["value"] for row in panel.points}
    kept = {rounds[0], rounds[-1], min(values, key=values.__getitem__), max(values, key=values.__getitem__)}
    return [id_ for id_ in rounds if id_ in kept]
