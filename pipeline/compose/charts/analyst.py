"""The charts of the notebooks: groups with their intervals, two gradings beside each other, and what is open still.

They are for the analyst and for managers: none goes into a public document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.brand import Brand
from pipeline.compose.charts.chart import Chart, canvas, style
from pipeline.compose.wording import join, plural
from pipeline.measures import Rules, groups_apart

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "completion_title",
    "curve_chart",
    "descriptor_title",
    "grid_chart",
    "groups_chart",
    "moderation_title",
    "severity_chart",
    "themes_by_grade_chart",
]

_WIDTH = 6.2  # inches
_MOST_THEMES = 8
_MOST_UPRIGHT = 5  # columns of a grid whose names have room beside each other


def groups_chart(measures: pd.DataFrame, measure: str, by: str, brand: Brand) -> Chart | None:
    """A share by group with its 95 % interval, beside the whole service's; None where no group has a base.

    The title names the groups that differ from all others by more than chance explains, if there are any.
    """
    found = measures[(measures["id"] == measure) & measures["available"]]
    whole, groups = found[found["by"].isna()], found[found["by"] == by]
    if whole.empty or groups.empty:
        return None
    overall, label = float(whole["percent"].iloc[0]), str(whole["label"].iloc[0])
    rows: list[dict[str, Any]] = groups.to_dict("records")  # type: ignore[assignment]
    apart = groups_apart(measures, measure, by)
    verb = plural(len(apart), "differs", "differ")
    title = f"{label}: no group differs from the others by more than chance explains"
    if apart:
        title = f"{label}: {join(apart)} {verb} from the others by more than chance explains"
    rows = [row | {"apart": row["group"] in apart} for row in rows]
    labels = [f"{row['group']} ({int(row['n'])} of {int(row['of'])})" for row in rows]
    return _dots(f"{measure}-{by}".replace(".", "-"), title, rows, labels, overall, brand, "whole service")


def severity_chart(severity: pd.DataFrame, brand: Brand) -> Chart | None:
    """How often each auditor grades less than good, drawn towards the group, by pseudonym; None where nobody graded."""
    if severity.empty:
        return None
    rows: list[dict[str, Any]] = severity.assign(percent=severity["drawn"]).to_dict("records")  # type: ignore[assignment]
    overall = 100 * float(severity["below"].sum()) / float(severity["audits"].sum())
    apart = int(severity["apart"].sum())
    told = "none can be told from the group" if not apart else f"{apart} of {len(rows)} can be told from the group"
    labels = [f"{row['auditor_id'][:6]} ({row['below']} of {row['audits']})" for row in rows]
    return _dots("severity", f"Graded less than good, by auditor: {told}", rows, labels, overall, brand, "group")


def _dots(
    name: str,
    title: str,
    rows: Sequence[Mapping[str, Any]],
    labels: Sequence[str],
    overall: float,
    brand: Brand,
    of: str,
) -> Chart:
    with style(brand):
        figure, axes = canvas(_WIDTH, 0.6 + 0.3 * len(rows))
        for y, row in enumerate(rows):
            colour = "inadequate" if row["apart"] else "navy"
            axes.hlines(y, row["lower"], row["upper"], color=brand.colours["muted"], linewidth=4, alpha=0.5)
            axes.plot(row["percent"], y, "o", color=brand.colours[colour], markersize=7)
        axes.axvline(overall, color=brand.colours["soft"], linestyle=(0, (4, 3)), linewidth=1)
        axes.text(overall, -0.75, f"{of} {overall:.0f}%", ha="center", va="bottom", fontsize=8.8)
        _percent_axis(axes)
        axes.set_yticks(range(len(rows)), labels)
        axes.set_ylim(len(rows) - 0.4, -0.6)
    told = ", ".join(f"{lb} {r['percent']:.0f}%" for lb, r in zip(labels, rows, strict=True))
    alt = f"Dots with 95% intervals beside a line at {overall:.0f}%, the {of}. {told}."
    return Chart(name, title, alt, figure)


def themes_by_grade_chart(themes: pd.DataFrame, brand: Brand, polarity: str = "weakness") -> Chart | None:
    """How often a theme was found where a case was less than good, and where it was good or better; None if nowhere."""
    found = themes[themes["polarity"] == polarity]
    if found.empty:
        return None
    rows: list[dict[str, Any]] = found.head(_MOST_THEMES).to_dict("records")  # type: ignore[assignment]
    sure = [str(theme) for theme in found.loc[found["evidence"], "theme"]]
    named = {"weakness": "weaknesses", "strength": "strengths"}[polarity]
    title = f"No one of the {named} goes with the grade by more than chance"
    if sure:
        title = f"{sure[0]} goes with the grade by more than chance"
        title += f", and so do {len(sure) - 1} other {named}" if len(sure) > 2 else ""
    sides = (
        ("n", "of", "not-yet-good", "less than good", "o"),
        ("elsewhere_n", "elsewhere_of", "good", "good or better", "D"),
    )
    with style(brand):
        figure, axes = canvas(_WIDTH, 0.8 + 0.32 * len(rows))
        for y, row in enumerate(rows):
            ends = [100 * row[n] / row[of] for n, of, *_ in sides]
            axes.hlines(y, min(ends), max(ends), color=brand.colours["rule"], linewidth=3)
            for end, (_, _, colour, label, marker) in zip(ends, sides, strict=True):
                named_once = label if y == 0 else None
                axes.plot(end, y, marker, color=brand.colours[colour], markersize=7, linestyle="", label=named_once)
        _percent_axis(axes)
        axes.set_yticks(range(len(rows)), [f"{row['theme']}{' *' if row['evidence'] else ''}" for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8.8)
    told = "; ".join(f"{r['theme']} {r['n']} of {r['of']} and {r['elsewhere_n']} of {r['elsewhere_of']}" for r in rows)
    alt = f"Pairs of marks: how often each was found where the case was less than good, and good or better. {told}."
    return Chart(f"{polarity}-by-grade", title, f"{alt} A star: more than chance explains.", figure)


def grid_chart(counts: pd.DataFrame, name: str, title: str, brand: Brand, same: bool = False) -> Chart | None:
    """Counts in a grid, rows by columns, darker where more; None where there are none.

    ``same``: rows and columns are the same grades, and the diagonal, where two readers agree, is framed.
    """
    if not counts.to_numpy().sum():
        return None
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    most = int(counts.to_numpy().max())
    colours = LinearSegmentedColormap.from_list("tint", [brand.colours["paper"], brand.colours["good"]])
    with style(brand):
        figure, axes = canvas(_WIDTH, 1.0 + 0.36 * len(counts))
        axes.imshow(counts.to_numpy(), cmap=colours, vmin=0, vmax=most * 1.6, aspect="auto")
        for y, (_, row) in enumerate(counts.iterrows()):
            for x, n in enumerate(row):
                axes.text(x, y, f"{n:,}" if n else "·", ha="center", va="center", fontweight="bold" if n else "normal")
                if same and x == y:
                    box = Rectangle((x - 0.49, y - 0.47), 0.98, 0.94, fill=False, edgecolor=brand.colours["navy"])
                    axes.add_patch(box)
        if len(counts.columns) > _MOST_UPRIGHT:  # so many names would run into each other
            axes.set_xticks(range(len(counts.columns)), counts.columns, rotation=35, ha="left", rotation_mode="anchor")
        else:
            axes.set_xticks(range(len(counts.columns)), [_folded(c) for c in counts.columns])
        axes.set_yticks(range(len(counts)), [str(c) for c in counts.index])
        axes.set(xlabel=counts.columns.name or "", ylabel=counts.index.name or "")
        axes.xaxis.set_label_position("top")
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    told = "; ".join(f"{i}: " + ", ".join(f"{c} {n}" for c, n in row.items()) for i, row in counts.iterrows())
    return Chart(name, title, f"Grid of counts. {told}.", figure)


def curve_chart(
    curves: Mapping[str, pd.DataFrame], name: str, title: str, days: str, brand: Brand, band: bool = True
) -> Chart | None:
    """The share still open after each day, a line each with its 95 % band; None where no curve has a point."""
    drawn = {label: curve for label, curve in curves.items() if len(curve)}
    if not drawn:
        return None
    looks = [("navy", "-"), ("not-yet-good", (0, (5, 2))), ("good", (0, (1, 1.2)))]
    last = max(float(curve["day"].max()) for curve in drawn.values())
    with style(brand):
        figure, axes = canvas(_WIDTH, 2.6)
        for (label, curve), (colour, dashes) in zip(drawn.items(), looks, strict=False):
            x, values = [*curve["day"], last], [[*curve[c], curve[c].iloc[-1]] for c in ("open", "lower", "upper")]
            axes.step(
                x, values[0], where="post", color=brand.colours[colour], linestyle=dashes, linewidth=2, label=label
            )
            if band:
                axes.fill_between(x, values[1], values[2], step="post", color=brand.colours[colour], alpha=0.15)
        axes.set_ylim(0, 104)
        axes.set_xlim(0, max(last, 1))
        axes.set_yticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
        axes.set_xlabel(days)
        axes.grid(axis="y", color=brand.colours["rule"], linewidth=0.6)
        if len(drawn) > 1:
            axes.legend(frameon=False, fontsize=8.8)
    told = "; ".join(
        f"{label}: {c['open'].iloc[-1]:.0f}% open after day {c['day'].iloc[-1]:.0f}" for label, c in drawn.items()
    )
    return Chart(name, title, f"Curve of the share still open, by {days}. {told}.", figure)


def moderation_title(pairs: int, agreed: int) -> str:
    """The finding of the grid of two gradings."""
    return f"The moderator gave the same grade in {agreed} of {pairs} {plural(pairs, 'audit')}"


def descriptor_title(counts: pd.DataFrame, rules: Rules) -> str:
    """The finding of the grid of descriptors: the commonest nature of the deficiency."""
    totals = counts.sum(axis=1)
    cases = f"{totals.sum():,} {rules.scheme.grades[-1].label} cases"
    return f"{totals.idxmax()} was the commonest deficiency: {totals.max():,} of {cases}"


def completion_title(curve: pd.DataFrame) -> str:
    """The finding of the curve of actions: how many days it took until half were done."""
    if curve.empty:
        return ""
    half = curve[curve["open"] <= 50]
    if len(half):
        return f"Half of the actions were done within {half['day'].iloc[0]:.0f} days of the audit"
    return f"Fewer than half of the actions were done: {curve['open'].iloc[-1]:.0f}% were open at the end of the curve"


def _percent_axis(axes: Axes) -> None:
    axes.set_xlim(-2, 102)
    axes.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.grid(visible=False, axis="both")


def _folded(label: object) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(str(label), 14))
