"""The tables of the committee report, by the name its template asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import (
    Column,
    Rows,
    cell,
    day_cell,
    grade_rows,
    noted_table,
    pipe_table,
    rounding_note,
    side_by_side,
    sources_table,
)
from pipeline.config import Grade
from pipeline.forms import ProForma
from pipeline.markdown import escape
from pipeline.measures import OUTCOMES

__all__ = ["CommitteeTables"]

_HIGH_RISK = "All high-risk cases"
# The descriptors of a case with the lowest grade: the head of the table, and its caption.
_DESCRIPTORS = {
    "nature": ("What was wrong", "Nature of the deficiency"),
    "immediacy": ("How soon to act", "Immediacy: how soon something had to be done"),
}
# The measures that a follow-up outcome is broken down by: the reason for no further action, the lead action.
_BROKEN_DOWN = {
    "no_further_action": ("follow_up_reason", "risk.other_reason"),
    "additional_action": ("follow_up_action", "risk.other_action"),
}


@dataclass(frozen=True)
class CommitteeTables:
    """Each method is a table as Markdown."""

    material: Material
    figures: Figures

    def ratings(self) -> Prose:
        """The grades from best to worst, with the audits that have one."""
        grades, rows = grade_rows(self.material.scheme)
        counted = self.material.rules.words_for_rated(0)
        caption = f"Grades of the {counted}"
        columns = [Column(self._unit)]
        whole = f"All {counted}"
        return Prose(noted_table(self.figures, columns, rows, grades, "Grade", caption, "ratings", whole))

    @property
    def forms_with_grades(self) -> list[ProForma]:
        """The forms by which at least one case was graded."""
        grades, _ = grade_rows(self.material.scheme)
        return [
            form
            for form in self.material.pro_formas
            if any(self.figures.available(grade, None, ("pro_forma", form.name)) for grade, _ in grades)
        ]

    def ratings_by_form(self) -> Prose:
        """The grades by pro forma, each with its own base."""
        grades, _ = grade_rows(self.material.scheme)
        columns = [Column(f.cases or f.title, None, ("pro_forma", f.name)) for f in self.forms_with_grades]
        whole = f"All {self.material.rules.words_for_rated(0)}"
        caption = "Grades by kind of case"
        return Prose(noted_table(self.figures, columns, grades, grades, "Grade", caption, "ratings-by-form", whole))

    def areas(self) -> Prose:
        """Every area of concern that was named in a high-risk case, the commonest first."""
        rows: Rows = [(id_, self.figures.label(id_)) for id_ in self.figures.possible("risk_areas")]
        caption = "All areas of concern in high-risk cases; a case can have several"
        header, columns = "Area of concern", [Column("Cases")]
        return Prose(side_by_side(self.figures, columns, rows, header, caption, "high-risk-areas", _HIGH_RISK))

    def outcomes(self) -> Prose:
        """What the review of each high-risk case led to, with the reasons and the lead actions: every case once."""
        rows = []
        for outcome, measure in OUTCOMES.items():
            rows.append([escape(self.figures.label(measure)), *map(escape, self.figures.count_and_share(measure))])
            rows += [[f"– {label}", escape(self.figures.count_cell(part)), ""] for part, label in self._parts(outcome)]
        rows.append([f"**{_HIGH_RISK}**", f"**{self.figures.text('risk.high_risk_cases')}**", ""])
        caption = "What the reviews of the high-risk cases led to: every case once"
        table = pipe_table(["Outcome", "Cases", "Share"], rows, caption, "outcomes", [56, 28, 16])
        note = rounding_note(self.figures, [Column("Cases")], list(OUTCOMES.values()))
        return Prose(f"{table}\n\n{escape(note)}" if note else table)

    def _parts(self, outcome: str) -> list[tuple[str, str]]:
        """The measures an outcome is broken down by, without those that count no case."""
        name, other = _BROKEN_DOWN.get(outcome, ("", ""))
        vocabulary = self.material.vocabularies.get(name)
        ids = [] if vocabulary is None else [other if i == "other" else f"risk.{i}" for i in vocabulary.ids]
        return [(id_, escape(self.figures.label(id_))) for id_ in ids if not self.figures.none(id_)]

    def themes(self) -> Prose:
        """How often each theme was a weakness and a strength, the commonest weakness first."""
        rows = []
        for theme in self._by_weakness():
            measures = (f"themes.{theme}", f"strengths.{theme}")
            cells = [text for m in measures for text in self.figures.count_and_share(m)]
            rows.append([escape(self.figures.label(measures[0])), *map(escape, cells)])
        header = ["Theme", "Weakness", "Share", "Strength", "Share"]
        base = self.material.rules.words_for_practice
        caption = f"Themes as weakness and as strength, of all {base}; an audit can name several"
        return Prose(pipe_table(header, rows, caption, "themes", [40, 15, 15, 15, 15]))

    @property
    def themes_were_counted_by_grade(self) -> bool:
        """Whether the round breaks its themes down by grade, and has cases of more than one."""
        grades = [g.id for g in self._grades_given]
        return len(grades) > 1 and any(
            self.figures.available(f"themes.{theme}", None, ("grade", grade))
            for theme in self.material.vocabularies["themes"].ids
            for grade in grades
        )

    @property
    def _grades_given(self) -> list[Grade]:
        return [g for g in self.material.scheme.grades if self.figures.some(f"ratings.{g.id}")]

    def themes_by_grade(self) -> Prose:
        """The share of the cases of each grade in which a theme was a weakness."""
        grades = self._grades_given
        rows = []
        for theme in self._by_weakness():
            measure = f"themes.{theme}"
            shares = [self.figures.share_cell(measure, None, ("grade", g.id)) for g in grades]
            rows.append([escape(self.figures.label(measure)), *map(escape, shares)])
        bases = [f"**{self.figures.text(f'ratings.{g.id}')}**" for g in grades]
        rows.append(["**Cases with that grade**", *bases])
        caption = "Share of the cases of each grade in which a theme was a weakness"
        width = 60 // len(grades)
        header = ["Theme", *(escape(g.label) for g in grades)]
        return Prose(pipe_table(header, rows, caption, "themes-by-grade", [40, *[width] * len(grades)]))

    def sources(self) -> Prose:
        """Themes in the audits beside what other sources say of them."""
        return Prose(sources_table(self.figures, self.material.vocabularies["themes"]))

    def account(self) -> Prose:
        """What came in and what became of it."""
        ids = ("found", "used", "merged", "set_aside", "unread_files", "values_left_out")
        rows = [[escape(self.figures.label(f"coverage.{i}")), self.figures.text(f"coverage.{i}")] for i in ids]
        caption = "What came in, and what became of it"
        return Prose(pipe_table(["Returns and files", "Number"], rows, caption, "account", [70, 30]))

    def descriptors(self, field: str) -> Prose:
        """The terms of a descriptor, and how many cases of the lowest grade were given each; or that none was."""
        rows: Rows = [(f"{field}.{id_}", label) for id_, label in self.material.vocabularies[field].labels.items()]
        header, caption = _DESCRIPTORS[field]
        if not any(self.figures.told(measure) for measure, _ in rows):
            return Prose(f"{header}: no case with the lowest grade was described in this way.")
        caption = f"{caption}, of the cases with the lowest grade that were described in this way"
        whole = "All cases described in this way"
        return Prose(noted_table(self.figures, [Column("Cases")], rows, rows, header, caption, field, whole))

    def unanswered(self) -> Prose:
        """The high-risk cases without a result on record, with their references: the internal edition only."""
        rows = [
            [cell(row["case"]), cell(row["team"]), day_cell(row["audit_date"])] for row in self.material.unanswered()
        ]
        header = ["Case", "Team", "Audited"]
        caption = "High-risk cases without a result on record, for those who must act"
        return Prose(pipe_table(header, rows, caption, "unanswered", [30, 45, 25], of_words=3))

    def _by_weakness(self) -> Sequence[str]:
        themes = self.material.vocabularies["themes"].ids
        return sorted(themes, key=lambda theme: -self.figures.count(f"themes.{theme}"))

    @property
    def _unit(self) -> str:
        return "Cases" if self.material.rules.all_case else "Audits"
