"""What a template places whole: a chart with its alt text, the human words under a heading."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import partial

from pipeline.compose.charts import Chart
from pipeline.compose.charts.bars import Bar, bars_chart
from pipeline.compose.figures import Figures
from pipeline.compose.kept_views import load_view, view_passage
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.markdown import escape

__all__ = ["bars_passage", "chart_passage", "commentary_passage", "picture_passage"]


def chart_passage(chart: Chart | None, figures: Figures) -> Prose:
    """The chart in Markdown; nothing where there was nothing to draw."""
    if chart is None:
        return Prose("")
    picture = f"figures/{figures.document}/{chart.name}"
    return Prose(f'![{escape(chart.title)}]({picture}){{#fig-{chart.name} fig-alt="{escape(chart.alt)}" width=92%}}')


def picture_passage(chart: Chart | None, figures: Figures) -> Prose:
    """The chart without number and caption, where a title says what it shows; nothing where nothing was drawn."""
    if chart is None:
        return Prose("")
    return Prose(f'![](figures/{figures.document}/{chart.name}){{fig-alt="{escape(chart.alt)}"}}')


def bars_passage(
    material: Material,
    figures: Figures,
    charts: MutableMapping[str, Chart | None],
    name: str,
    title: str,
    *measures: str,
    units: str = "audits",
) -> Prose:
    """A chart that a template alone asks for: a bar for each of these shares of one base, as far as they are told.

    It becomes one of the document's ``charts``. CompositionError for a measure that the round does not have.
    """
    bars = [Bar(measure, figures.label(measure), "accent") for measure in measures if figures.told(measure)]
    what = title[:1].lower() + title[1:]
    charts[name] = bars_chart(figures, name, title, bars, material.brand, what, units) if bars else None
    return chart_passage(charts[name], figures)


def commentary_passage(material: Material, figures: Figures, heading: str, *, numbered: bool = False) -> Prose:
    """The human words under a heading, internally with the views kept for them; a visible gap where there are none."""
    view = partial(_kept, material, figures) if material.edition == "internal" else None
    text = material.commentary.markdown(heading, figures, numbered=numbered, view=view)
    if text:
        return Prose(text)
    return Prose(
        f"::: {{.callout-warning}}\n## Still to be written\n\nWrite the part “{escape(heading)}” in commentary.md.\n:::"
    )


def _kept(material: Material, figures: Figures, name: str) -> str:
    return view_passage(load_view(material.workspace.round(material.round.id).kept_views, name), figures)
