"""The tables of the monthly summary, by the name its template asks for."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.compose.comparing import Comparison
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
    sources_table,
)
from pipeline.markdown import escape

__all__ = ["MonthlyTables", "aspects_judged"]


def aspects_judged(material: Material, figures: Figures) -> list[str]:
    """The aspects that auditors looked for in this round."""
    return [a for a in material.vocabularies["aspects"].ids if figures.available(f"aspects.{a}")]


@dataclass(frozen=True)
class MonthlyTables:
    """Each method is a table as Markdown; the round before stands beside this one where all its rows allow that."""

    material: Material
    figures: Figures
    comparison: Comparison

    def ratings(self) -> Prose:
        """Grades of admissible core audits; the scheme's flag stands under the grade it lies in."""
        grades, rows = grade_rows(self.material.scheme)
        rows.append(("ratings.total", "All admissible audits with a grade"))
        return self._noted(rows, "Grade", "Grades of admissible core audits", "ratings", parts=grades)

    def auditing(self) -> Prose:
        """Core audits by what moderation found, of those that were moderated; then how many were not."""
        outcomes: Rows = [
            (f"auditing.{id_}", label) for id_, label in self.material.vocabularies["admissibility"].labels.items()
        ]
        rows = [*outcomes, ("auditing.moderated", "All that were moderated")]
        shown = self.comparison.rounds(measure for measure, _ in rows)
        if any(self.figures.count("auditing.not_moderated", r.id) for r in shown):
            rows.append(("auditing.not_moderated", "Not moderated yet, of all core audits"))
        return self._noted(rows, "What moderation found", "Core audits by admissibility", "auditing", parts=outcomes)

    def aspects(self) -> Prose:
        """The focus theme: aspects judged good or better."""
        rows = []
        for aspect in aspects_judged(self.material, self.figures):
            id_ = f"aspects.{aspect}"
            texts = [self.figures.label(id_), *(self.figures.text(id_, form) for form in ("n_of", "percent"))]
            rows.append([escape(text) for text in texts])
        caption = "The focus theme: aspects judged good or better, of those judged"
        return Prose(pipe_table(["Aspect", "Judged good or better", "Share"], rows, caption, "aspects", [60, 22, 18]))

    def actions(self) -> Prose:
        """Actions by status on the day of the report."""
        ids = ("actions.done", "actions.open", "actions.not_reported", "actions.not_needed")
        rows = [(i, self.figures.label(i)) for i in ids] + [("actions.total", "All actions required")]
        caption = "Actions required by auditors, on the day of the report"
        return self._noted(rows, "Status", caption, "actions", parts=rows[:-1])

    def sources(self) -> Prose:
        """Themes in the audits beside what other sources say of them."""
        return Prose(sources_table(self.figures, self.material.vocabularies["themes"]))

    def concerns(self) -> Prose:
        """The register of cases of concern with case references: the internal edition only."""
        rows = []
        for row in self.material.concerns():
            dates = [day_cell(row[day]) for day in ("found", "alerted", "acted")]
            rows.append([cell(row["case"]), cell(row["team"]), *dates, cell(row["stage"]).capitalize()])
        if not rows:
            return Prose("No case stands on the register for this round.")
        header = ["Case", "Team", "Found", "Alerted", "Acted on", "Stage"]
        caption = "Cases of concern, for those who must act"
        return Prose(pipe_table(header, rows, caption, "concerns", [16, 28, 14, 14, 14, 14], of_words=6))

    def _noted(self, rows: Rows, what: str, caption: str, id_: str, parts: Rows) -> Prose:
        """A table of rounds side by side, with the note on rounding where its parts need one."""
        columns = Column.of_rounds(self.comparison.rounds(measure for measure, _ in rows))
        return Prose(noted_table(self.figures, columns, rows, parts, what, caption, id_))
