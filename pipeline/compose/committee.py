"""What the committee report is made of: the words, tables and charts that its template asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.compose.appendices import pro_forma_table
from pipeline.compose.charts import Chart, grades_chart, outcomes_chart, risk_areas_chart, themes_chart
from pipeline.compose.committee_tables import CommitteeTables
from pipeline.compose.committee_words import CommitteeWords
from pipeline.compose.figures import Figures
from pipeline.compose.kinds import THEME_HEADING
from pipeline.compose.material import Material
from pipeline.compose.one_page import OnePage
from pipeline.compose.passages import chart_passage, commentary_passage, picture_passage
from pipeline.compose.prose import Prose
from pipeline.compose.protection import protection_note
from pipeline.compose.recommendations import recommendations
from pipeline.compose.wording import join, plural
from pipeline.markdown import escape
from pipeline.measures import in_words

__all__ = ["committee_context"]

_RECURRING = 0.1  # a theme found in this share of the audits has paragraphs of its own
_ENOUGH = 100  # the cases of a grade in which the share of a theme is told beside that of the worst grade

# theme → what the forms ask about it beside the theme itself: questions on practice, graded sections
_ASKED = {
    "recording_practice": ("practice.chronology_up_to_date", "sections.recording"),
    "eligibility_and_thresholds": ("sections.contact_and_thresholds",),
    "analysis_and_enquiry": ("sections.assessment",),
    "supervision": ("practice.supervision_six_weeks", "sections.supervision_and_oversight"),
    "inter_agency_working": ("sections.inter_agency",),
    "casework": ("practice.child_seen", "practice.seen_alone", "practice.visits_on_time"),
    "management_oversight": ("practice.decisions_carried_out",),
    "decision_making": ("practice.right_to_close",),
    "decisions_not_carried_out": ("practice.decisions_carried_out",),
    "childs_voice": ("practice.seen_alone", "sections.voice_and_outcomes"),
    "planning": ("practice.current_plan", "sections.planning_and_review"),
}


def committee_context(material: Material, figures: Figures) -> Mapping[str, Any]:
    """The names that ``committee_report.qmd.jinja`` may use."""
    themes = recurring_themes(material, figures)
    charts = _charts(material, figures, themes)
    scheme, labels = material.scheme, material.vocabularies["themes"].labels
    common = sum(_is_common(figures, theme) for theme in themes)
    words, tables = CommitteeWords(material, figures), CommitteeTables(material, figures)
    return {
        "round": material.round,
        "council": material.council,
        "edition": material.edition,
        "meeting": material.round.meeting,
        "grades": [(f"ratings.{g.id}", g.label) for g in scheme.grades],
        "audited": "coverage.total" if material.rules.all_case else "coverage.core",
        "all_rated": material.rules.words_for_rated(0),
        "base_of_themes": f"themes.{next(iter(labels))}",
        "charts": charts,
        "recommended": recommendations(material, figures, "committee_report", numbered=True),
        "chart": lambda name: chart_passage(charts[name], figures),
        "picture": lambda name: picture_passage(charts[name], figures),
        "commentary": lambda heading: commentary_passage(material, figures, heading, numbered=True),
        "themes": [(theme, labels[theme]) for theme in themes],
        "shown_themes": lambda: words.shown_themes(common, len(themes) - common),
        "on_theme": lambda theme: _on_theme(material, figures, theme),
        "evidence": lambda theme: _evidence(material, figures, theme),
        "pro_formas": material.pro_formas,
        "pro_forma": lambda form: Prose(pro_forma_table(form, material.words)),
        "unanswered": material.unanswered() if material.edition == "internal" else [],
        "by_form": len(tables.forms_with_grades) > 1,
        "other_sources": any(figures.some(f"{kind}.{t}") for kind in ("sources", "sources_good") for t in labels),
        "words": words,
        "one_page": OnePage(material, figures),
        "asked": lambda: commentary_passage(material, figures, "Recommendations"),
        "tables": tables,
        "protection": lambda: protection_note(material, figures),
    }


def _charts(material: Material, figures: Figures, themes: Sequence[str]) -> dict[str, Chart | None]:
    figures.under("Charts")
    brand = material.brand
    return {
        "grades": grades_chart(figures, material.rules, brand),
        "areas": risk_areas_chart(figures, brand),
        "outcomes": outcomes_chart(figures, brand) if figures.some("risk.on_follow_up_register") else None,
        "themes": themes_chart(figures, brand, most=max(len(themes), 6), name="themes-of-all"),
    }


def recurring_themes(material: Material, figures: Figures) -> list[str]:
    """The themes that get paragraphs: found in a tenth of the audits, the commonest first, or written about.

    A theme that is written about is among them although no audit names it, or its words would be lost.
    """
    named = [measure.removeprefix("themes.") for measure in figures.ranked("themes")]
    unnamed = [theme for theme in material.vocabularies["themes"].ids if theme not in named]
    written = material.commentary.parts
    return [t for t in (*named, *unnamed) if _is_common(figures, t) or written.get(_heading(material, t))]


def _is_common(figures: Figures, theme: str) -> bool:
    n, of = figures.count(f"themes.{theme}"), figures.base(f"themes.{theme}")
    return of > 0 and n >= _RECURRING * of


def _heading(material: Material, theme: str) -> str:
    return THEME_HEADING + material.vocabularies["themes"].labels[theme]


def _on_theme(material: Material, figures: Figures, theme: str) -> Prose:
    """What people wrote about a theme; nothing where they wrote nothing, since the figures stand by themselves."""
    return Prose(material.commentary.markdown(_heading(material, theme), figures, numbered=True))


def _evidence(material: Material, figures: Figures, theme: str) -> Prose:
    """What the returns and other sources show of a theme; questions that the commentary cites are not told twice."""
    weak, strong = f"themes.{theme}", f"strengths.{theme}"
    said = ["No audit counts in this round, so none names it."]
    if figures.available(weak):
        said = [
            f"Auditors named this as a weakness in {figures.text(weak, 'share')} "
            f"{plural(figures.base(weak), 'audit')} and as a strength in {figures.text(strong, 'share')}.",
            *_by_grade(material, figures, weak),
        ]
    cited = " ".join(line.text for line in material.commentary.parts.get(_heading(material, theme), ()))
    asked = [m for m in _ASKED.get(theme, ()) if figures.available(m) and f"{{{m}." not in cited]
    said += [_asked(material, figures, measure) for measure in asked]
    wanting, good = f"sources.{theme}", f"sources_good.{theme}"
    named = [
        f"in {in_words(n)} {plural(n, 'finding')} as something {what}"
        for measure, what in ((wanting, "to improve"), (good, "good"))
        if (n := figures.count(measure))
    ]
    if named:
        said.append(f"Other sources name it {join(named)}.")
    return Prose(escape(" ".join(said)))


def _by_grade(material: Material, figures: Figures, measure: str) -> list[str]:
    """How often in the worst grade, and in the best that is good or better and has enough cases."""
    worst = material.scheme.grades[-1]
    good = [g for g in material.scheme.grades if g.good_or_better and figures.count(f"ratings.{g.id}") >= _ENOUGH]
    groups = [("grade", worst.id), *(("grade", g.id) for g in good[:1])]
    if len(groups) < 2 or not all(figures.available(measure, None, group) for group in groups):
        return []
    in_worst, in_good = (figures.text(measure, "share", None, group) for group in groups)
    return [
        f"It was named in {in_worst} of the cases graded {worst.label}, "
        f"and in {in_good} of those graded {good[0].label}."
    ]


def _asked(material: Material, figures: Figures, measure: str) -> str:
    """A question of the forms in a sentence with its share."""
    row, share = figures.row(measure), figures.text(measure, "share")
    if measure.startswith("sections."):
        best = join([g.label for g in reversed(material.scheme.grades) if g.good_or_better])
        return f"In closed cases the section “{row['label']}” was graded {best.replace(' and ', ' or ')} in {share}."
    return f"{row['label']} in {share} of the cases to which the question applied."
