"""What the monthly summary is made of: the words, tables and charts that its template asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.compose.charts import Chart, admissibility_chart, ratings_chart, themes_chart, trend_chart
from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import pipe_table, rounding_note, side_by_side
from pipeline.compose.wording import change_sentences, comparison_note
from pipeline.config import Round
from pipeline.markdown import escape
from pipeline.measures import SUBJECTS, compare, definition_breaks, definitions, what_else_differed

__all__ = ["monthly_context"]


def monthly_context(material: Material, figures: Figures) -> Mapping[str, Any]:
    """The names that ``monthly_summary.qmd.jinja`` may use."""
    before = material.before
    breaks = definition_breaks(material.round, before) if before else []
    beside = before if before and not breaks else None
    shown = [material.round, *([beside] if beside else [])]
    charts = _charts(material, figures, shown)
    return {
        "round": material.round,
        "council": material.council,
        "edition": material.edition,
        "comparison": Prose(escape(comparison_note(material.round, before, breaks))),
        "aspects": [material.vocabularies["aspects"].labels[a] for a in _aspects(material, figures)],
        "pool": _pool(material.round),
        "charts": charts,
        "chart": lambda name: _placed(charts[name]),
        "commentary": lambda heading: _commentary(material, figures, heading),
        "changes": lambda family: _changes(material, figures, beside, family),
        **_tables(material, figures, shown),
    }


def _pool(round_: Round) -> str:
    pools = {
        "core group": "a core group of trained auditors",
        "all managers": "managers from across the service",
        "external team": "an external team of auditors",
    }
    return pools[round_.auditor_pool]


def _aspects(material: Material, figures: Figures) -> list[str]:
    return [a for a in material.vocabularies["aspects"].ids if figures.available(f"aspects.{a}")]


def _charts(material: Material, figures: Figures, shown: Sequence[Round]) -> dict[str, Chart | None]:
    figures.under("Charts")
    brand, lowest = material.brand, material.scheme.grades[-1]
    rated, audited = figures.available(f"ratings.{lowest.id}"), figures.available("auditing.admissible")
    trend = f"ratings.{lowest.id}"
    return {
        "ratings": ratings_chart(figures, shown, material.scheme, brand) if rated else None,
        "admissibility": admissibility_chart(figures, shown, material.vocabularies["admissibility"], brand)
        if audited
        else None,
        "themes": themes_chart(figures, brand),
        "trend": trend_chart(figures, material.series, material.breaks, trend, brand) if rated else None,
    }


def _placed(chart: Chart | None) -> Prose:
    """The chart in Markdown; nothing where there was nothing to draw."""
    if chart is None:
        return Prose("")
    return Prose(f'![{escape(chart.title)}](figures/{chart.name}){{#fig-{chart.name} fig-alt="{escape(chart.alt)}"}}')


def _commentary(material: Material, figures: Figures, heading: str) -> Prose:
    """The human words under a heading; a visible gap where there are none yet."""
    text = material.commentary.markdown(heading, figures)
    if text:
        return Prose(text)
    return Prose(
        f"::: {{.callout-warning}}\n## Still to be written\n\nWrite the part “{escape(heading)}” in commentary.md.\n:::"
    )


def _changes(material: Material, figures: Figures, beside: Round | None, family: str) -> Prose:
    """What may be said of change in one family of measures, since the round that stands beside this one."""
    if beside is None:
        return Prose("")
    measures = [d for s in SUBJECTS for d in definitions(s, material.scheme, material.vocabularies)]
    changes = compare(measures, figures.measures[material.round.id], figures.measures[beside.id])
    differed = what_else_differed(material.round, beside)
    return Prose(" ".join(change_sentences(figures, changes, family, beside, differed)))


def _tables(material: Material, figures: Figures, shown: Sequence[Round]) -> dict[str, Any]:
    scheme, words = material.scheme, material.vocabularies
    grades = [(f"ratings.{g.id}", g.label) for g in scheme.grades]
    marked = list(grades)
    if scheme.flag:
        at = [g.id for g in scheme.grades].index(scheme.flag.of) + 1
        marked.insert(at, (f"ratings.{scheme.flag.id}", f"– of these, {scheme.flag.label.lower()}"))
    outcomes = [(f"auditing.{id_}", label) for id_, label in words["admissibility"].labels.items()]
    if any(figures.count("auditing.not_moderated", r.id) for r in shown):
        outcomes.append(("auditing.not_moderated", "Not moderated yet"))

    def ratings_table() -> Prose:
        rows = [*marked, ("ratings.total", "All admissible audits with a grade")]
        table = side_by_side(figures, shown, rows, "Grade", "Grades of admissible core audits", "ratings")
        return _with_note(table, rounding_note(figures, shown, [m for m, _ in grades]))

    def auditing_table() -> Prose:
        rows = [*outcomes, ("auditing.total", "All core audits")]
        table = side_by_side(figures, shown, rows, "What moderation found", "Core audits by admissibility", "auditing")
        return _with_note(table, rounding_note(figures, shown, [m for m, _ in outcomes]))

    def aspects_table() -> Prose:
        rows = [
            [
                escape(str(figures.row(f"aspects.{a}")["label"])),
                escape(figures.text(f"aspects.{a}", "n_of")),
                escape(figures.text(f"aspects.{a}", "percent")),
            ]
            for a in _aspects(material, figures)
        ]
        return Prose(
            pipe_table(
                ["Aspect", "Judged good or better", "Share"],
                rows,
                "The focus theme: aspects judged good or better, of those judged",
                "aspects",
                [60, 22, 18],
            )
        )

    def actions_table() -> Prose:
        ids = ("actions.done", "actions.open", "actions.not_reported", "actions.not_needed")
        rows = [(i, str(figures.row(i)["label"])) for i in ids] + [("actions.total", "All actions required")]
        return Prose(
            side_by_side(
                figures, shown, rows, "Status", "Actions required by auditors, on the day of the report", "actions"
            )
        )

    return {
        "ratings_table": ratings_table,
        "auditing_table": auditing_table,
        "aspects_table": aspects_table,
        "actions_table": actions_table,
        "sources_table": lambda: _sources_table(figures),
        "concerns_table": lambda: _concerns_table(material),
    }


def _with_note(table: str, note: str) -> Prose:
    return Prose(f"{table}\n\n{escape(note)}" if note else table)


def _sources_table(figures: Figures) -> Prose:
    """Themes that other sources speak of, beside how often the audits found them: agrees, contradicts, or silent."""
    rows = []
    for id_ in figures.ranked("themes"):
        theme = id_.removeprefix("themes.")
        against, for_ = figures.count(f"sources.{theme}"), figures.count(f"sources_good.{theme}")
        if not against and not for_:
            continue
        verdict = "Mixed" if against and for_ else "Agree" if against else "Contradict"
        rows.append(
            [
                escape(str(figures.row(id_)["label"])),
                escape(figures.text(id_, "n_of")),
                escape(figures.text(f"sources.{theme}")),
                escape(figures.text(f"sources_good.{theme}")),
                verdict,
            ]
        )
    if not rows:
        return Prose("No finding from another source was received for this round.")
    header = ["Theme", "Weakness in our audits", "Other sources: weakness", "Other sources: strength", "Together"]
    return Prose(
        pipe_table(
            header, rows, "Themes of this round beside findings from other sources", "sources", [28, 18, 18, 18, 18]
        )
    )


def _concerns_table(material: Material) -> Prose:
    """The register, with case references: internal."""
    rows = []
    for row in material.concerns():
        dates = [_short(row[d]) for d in ("found", "alerted", "acted")]
        rows.append([escape(row["case"]), escape(row["team"]), *dates, escape(str(row["stage"]).capitalize())])
    header = ["Case", "Team", "Found", "Alerted", "Acted on", "Stage"]
    return Prose(
        pipe_table(header, rows, "Cases of concern, for those who must act", "concerns", [16, 28, 14, 14, 14, 14])
    )


def _short(day: Any) -> str:
    return "–" if str(day) == "NaT" else f"{day.day} {day:%b}"
