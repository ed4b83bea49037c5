"""The charts of the monthly summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.brand import Brand
from pipeline.compose.charts.chart import Chart, Shown, canvas, style
from pipeline.compose.figures import Figures
from pipeline.compose.wording import plural
from pipeline.config import GradingScheme, Round, Vocabulary
from pipeline.measures import in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["admissibility_chart", "ratings_chart", "themes_chart"]

_WIDTH = 5.3  # inches: small, so that its words can still be read when a phone shows it in 340 pixels
_KEY = 75  # letters that a key has room for on one line
_NARROW = 0.07  # a segment narrower than this share of the bar has its number outside


def ratings_chart(figures: Figures, rounds: Sequence[Round], scheme: GradingScheme, brand: Brand) -> Chart:
    """One bar a round, a square an audit: grades from best to worst, the flagged part of a grade hatched."""
    lowest = scheme.grades[-1]
    graded, base = f"ratings.{lowest.id}", figures.base(f"ratings.{lowest.id}")
    title = (
        f"{figures.text(graded, 'n_of')} {plural(base, 'audit')} {plural(base, 'was', 'were')} graded “{lowest.label}”"
    )
    order = [g for g in scheme.grades if any(figures.count(f"ratings.{g.id}", r.id) for r in rounds)]
    with style(brand):
        axes = _bars_axes(rounds)
        for y, round_ in enumerate(rounds):
            left = 0.0
            for grade in order:
                n, of = figures.count(f"ratings.{grade.id}", round_.id), figures.count("ratings.total", round_.id)
                if not n or not of:
                    continue
                flagged = _flagged(figures, scheme, grade.id, round_)
                for part, hatch in ((flagged, "////"), (n - flagged, "")):
                    axes.barh(
                        y,
                        part / of,
                        left=left,
                        height=0.56,
                        color=brand.grade(grade.id),
                        hatch=hatch,
                        edgecolor="white",
                    )
                    left += part / of
                text = figures.text(f"ratings.{grade.id}", "n", round_.id)
                _label(axes, left - n / of, n / of, y, text, brand)
        _key(axes, [(g.label, brand.grade(g.id), "") for g in order] + _flag_key(figures, rounds, scheme, brand))
        alt, shows = _ratings_alt(figures, rounds, scheme), _ratings_shown(rounds, scheme)
        return Chart("ratings", title, alt, axes.figure, shows)  # type: ignore[arg-type]


def _ratings_shown(rounds: Sequence[Round], scheme: GradingScheme) -> tuple[Shown, ...]:
    """Each round's grades, and its flag under them."""
    named = [(g.id, g.label) for g in scheme.grades]
    if scheme.flag:
        named.append((scheme.flag.id, f"{scheme.flag.label}, within {scheme.vocabulary.labels[scheme.flag.of]}"))
    return tuple(Shown(f"ratings.{id_}", label, r.id) for r in rounds for id_, label in named)


def _flagged(figures: Figures, scheme: GradingScheme, grade_id: str, round_: Round) -> int:
    if scheme.flag is None or scheme.flag.of != grade_id:
        return 0
    return figures.count(f"ratings.{scheme.flag.id}", round_.id)


def _flag_key(
    figures: Figures, rounds: Sequence[Round], scheme: GradingScheme, brand: Brand
) -> list[tuple[str, str, str]]:
    if scheme.flag is None or not any(figures.count(f"ratings.{scheme.flag.id}", r.id) for r in rounds):
        return []
    return [(f"of these, {scheme.flag.label.lower()}", brand.grade(scheme.flag.of), "////")]


def _ratings_alt(figures: Figures, rounds: Sequence[Round], scheme: GradingScheme) -> str:
    parts = []
    for r in rounds:
        grades = [f"{g.label} {figures.text(f'ratings.{g.id}', 'n', r.id)}" for g in scheme.grades]
        if scheme.flag:
            grades.append(
                f"of the last, {scheme.flag.label.lower()} {figures.text(f'ratings.{scheme.flag.id}', 'n', r.id)}"
            )
        audits = f"{figures.text('ratings.total', 'n', r.id)} {plural(figures.count('ratings.total', r.id), 'audit')}"
        parts.append(f"{r.label}, {audits}: {', '.join(grades)}")
    return "Stacked bar chart of the grades of admissible audits. " + ". ".join(parts) + "."


def admissibility_chart(figures: Figures, rounds: Sequence[Round], outcomes: Vocabulary, brand: Brand) -> Chart:
    """One bar a round: core audits by what moderation found."""
    core = plural(figures.base("auditing.admissible"), "moderated core audit")
    title = f"{figures.text('auditing.admissible', 'n_of')} {core} could be relied on"
    shades = dict(
        zip(outcomes.ids, (brand.colours["navy"], brand.colours["good"], brand.colours["inadequate"]), strict=False)
    )
    parts = [(id_, label, shades.get(id_, brand.colours["muted"])) for id_, label in outcomes.labels.items()]
    if any(figures.count("auditing.not_moderated", r.id) for r in rounds):
        parts.append(("not_moderated", "Not moderated yet", brand.colours["muted"]))
    with style(brand):
        axes = _bars_axes(rounds)
        for y, round_ in enumerate(rounds):
            left = 0.0
            for id_, _, colour in parts:
                n, of = figures.count(f"auditing.{id_}", round_.id), figures.count("auditing.total", round_.id)
                if not n or not of:
                    continue
                axes.barh(y, n / of, left=left, height=0.56, color=colour, edgecolor="white")
                _label(axes, left, n / of, y, figures.text(f"auditing.{id_}", "n", round_.id), brand)
                left += n / of
        _key(axes, [(label, colour, "") for _, label, colour in parts])
        described = [
            f"{r.label}: "
            + ", ".join(f"{label.lower()} {figures.text(f'auditing.{id_}', 'n', r.id)}" for id_, label, _ in parts)
            for r in rounds
        ]
        alt = "Stacked bar chart of core audits by what moderation found. " + ". ".join(described) + "."
        shows = tuple(Shown(f"auditing.{id_}", label, r.id) for r in rounds for id_, label, _ in parts)
        return Chart("admissibility", title, alt, axes.figure, shows)  # type: ignore[arg-type]


def _bars_axes(rounds: Sequence[Round]) -> Axes:
    _, axes = canvas(_WIDTH, 0.7 + 0.45 * len(rounds))
    axes.set_yticks(range(len(rounds)), [r.label for r in rounds])
    axes.set_ylim(len(rounds) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def _label(axes: Axes, left: float, width: float, y: float, text: str, brand: Brand) -> None:
    """The number of a segment: inside it, or above its middle where it is too narrow."""
    middle = left + width / 2
    plate = {"facecolor": brand.colours["ink"], "edgecolor": "none", "boxstyle": "round,pad=0.22"}
    if width >= _NARROW:
        axes.text(middle, y, text, ha="center", va="center", color="white", fontweight="bold", fontsize=10, bbox=plate)
    else:
        axes.text(middle, y - 0.36, text, ha="center", va="center", fontweight="bold", fontsize=10)


def _key(axes: Axes, entries: Sequence[tuple[str, str, str]]) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=label) for label, colour, hatch in entries]
    columns = len(handles) if sum(len(label) for label, *_ in entries) < _KEY else 2
    axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.45, -0.02), ncols=columns, frameon=False,
        fontsize=8.8, handlelength=1.3, columnspacing=1.2,
    )  # fmt: skip


def themes_chart(figures: Figures, brand: Brand, most: int = 6, name: str = "themes") -> Chart | None:
    """The themes found most often as weaknesses, with how often each was a strength; None where there are none."""
    weak = figures.ranked("themes")[:most]
    if not weak:
        return None
    import pandas as pd
    import seaborn as sns

    title = _commonest(figures)
    rows: list[dict[str, Any]] = []
    for id_ in weak:
        label = figures.label(id_)
        for polarity, measure in (("Weakness", id_), ("Strength", id_.replace("themes.", "strengths."))):
            rows.append({"theme": label, "audits": figures.count(measure), "found as": polarity, "measure": measure})
    data = pd.DataFrame(rows)
    colours = {"Weakness": brand.colours["not-yet-good"], "Strength": brand.colours["good"]}
    with style(brand):
        figure, axes = canvas(_WIDTH, 0.5 + 0.4 * len(weak))
        sns.barplot(
            data, y="theme", x="audits", hue="found as", palette=colours, ax=axes, width=0.78, edgecolor="white"
        )
        for bars, polarity in zip(axes.containers, ("Weakness", "Strength"), strict=True):
            measures = data.loc[data["found as"] == polarity, "measure"]
            axes.bar_label(bars, [figures.text(m) for m in measures], padding=3, fontsize=8.8)  # type: ignore[arg-type]
        axes.set(xlabel="", ylabel="")
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, title=None, fontsize=8.8)
    alt = "Bar chart of the themes found most often, in numbers of audits. " + ". ".join(
        f"{figures.label(i)}: weakness {figures.text(i)}, strength {figures.text(i.replace('themes.', 'strengths.'))}"
        for i in weak
    )
    shows = tuple(Shown(row["measure"], f"{row['theme']}: {row['found as'].lower()}") for row in rows)
    return Chart(name, title, alt + ".", figure, shows)


def _commonest(figures: Figures) -> str:
    """The finding of the themes chart: the commonest weakness, or all of them where several are named as often."""
    weak = figures.ranked("themes")
    level = [id_ for id_ in weak if figures.count(id_) == figures.count(weak[0])]
    audits = f"{figures.text(weak[0], 'n_of')} {plural(figures.base(weak[0]), 'audit')}"
    labels = [figures.label(id_) for id_ in level]
    if len(labels) == 1:
        return f"{labels[0]} was the commonest weakness: {audits}"
    if len(labels) > 3:
        return f"{in_words(len(labels)).capitalize()} weaknesses were named equally often: {audits} each"
    return f"The commonest weaknesses, in {audits} each: {'; '.join(labels)}"
