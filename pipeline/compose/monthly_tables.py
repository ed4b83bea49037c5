"""The tables of the monthly summary, by the name its template asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import pipe_table, rounding_note, side_by_side
from pipeline.config import Round
from pipeline.markdown import escape

__all__ = ["MonthlyTables", "aspects_judged"]

Rows = list[tuple[str, str]]  # measure, label


def aspects_judged(material: Material, figures: Figures) -> list[str]:
    """The aspects that auditors looked for in this round."""
    return [a for a in material.vocabularies["aspects"].ids if figures.available(f"aspects.{a}")]


@dataclass(frozen=True)
class MonthlyTables:
    """Each method is a table as Markdown; the rounds of ``shown`` stand side by side, this one first."""

    material: Material
    figures: Figures
    shown: Sequence[Round]

    def ratings(self) -> Prose:
        """Grades of admissible core audits; the scheme's flag stands under the grade it lies in."""
        scheme = self.material.scheme
        grades: Rows = [(f"ratings.{g.id}", g.label) for g in scheme.grades]
        rows = [*grades, ("ratings.total", "All admissible audits with a grade")]
        if scheme.flag:
            under = [g.id for g in scheme.grades].index(scheme.flag.of) + 1
            rows.insert(under, (f"ratings.{scheme.flag.id}", f"– of these, {scheme.flag.label.lower()}"))
        return self._noted(rows, "Grade", "Grades of admissible core audits", "ratings", parts=grades)

    def auditing(self) -> Prose:
        """Core audits by what moderation found."""
        outcomes: Rows = [
            (f"auditing.{id_}", label) for id_, label in self.material.vocabularies["admissibility"].labels.items()
        ]
        if any(self.figures.count("auditing.not_moderated", r.id) for r in self.shown):
            outcomes.append(("auditing.not_moderated", "Not moderated yet"))
        rows = [*outcomes, ("auditing.total", "All core audits")]
        return self._noted(rows, "What moderation found", "Core audits by admissibility", "auditing", parts=outcomes)

    def aspects(self) -> Prose:
        """The focus theme: aspects judged good or better."""
        rows = []
        for aspect in aspects_judged(self.material, self.figures):
            id_ = f"aspects.{aspect}"
            rows.append([self._label(id_), *(escape(self.figures.text(id_, form)) for form in ("n_of", "percent"))])
        caption = "The focus theme: aspects judged good or better, of those judged"
        return Prose(pipe_table(["Aspect", "Judged good or better", "Share"], rows, caption, "aspects", [60, 22, 18]))

    def actions(self) -> Prose:
        """Actions by status on the day of the report."""
        ids = ("actions.done", "actions.open", "actions.not_reported", "actions.not_needed")
        rows = [(i, str(self.figures.row(i)["label"])) for i in ids] + [("actions.total", "All actions required")]
        caption = "Actions required by auditors, on the day of the report"
        return self._noted(rows, "Status", caption, "actions", parts=rows[:-1])

    def sources(self) -> Prose:
        """Themes that other sources speak of, beside how often the audits found them; all others are silent."""
        count = self.figures.count
        themes = sorted(self.material.vocabularies["themes"].ids, key=lambda theme: -count(f"themes.{theme}"))
        rows = []
        for theme in themes:
            weak, strong, wanting, good = ids = [
                f"{prefix}.{theme}" for prefix in ("themes", "strengths", "sources", "sources_good")
            ]
            if count(wanting) or count(good):
                verdict = _agreement(count(weak) - count(strong), count(wanting) - count(good))
                rows.append([self._label(weak), *(escape(self.figures.text(i)) for i in ids), verdict])
        if not rows:
            return Prose("No finding from another source was received for this round.")
        header = ["Theme", "Audits: weakness", "Audits: strength", "Others: weakness", "Others: strength", "Agree?"]
        caption = "Themes in our audits beside findings from other sources that name them"
        return Prose(pipe_table(header, rows, caption, "sources", [30, 14, 14, 14, 14, 14]))

    def concerns(self) -> Prose:
        """The register of cases of concern with case references: the internal edition only."""
        rows = []
        for row in self.material.concerns():
            dates = [_short(row[day]) for day in ("found", "alerted", "acted")]
            rows.append([_cell(row["case"]), _cell(row["team"]), *dates, _cell(row["stage"]).capitalize()])
        if not rows:
            return Prose("No case stands on the register for this round.")
        header = ["Case", "Team", "Found", "Alerted", "Acted on", "Stage"]
        caption = "Cases of concern, for those who must act"
        return Prose(pipe_table(header, rows, caption, "concerns", [16, 28, 14, 14, 14, 14], of_words=6))

    def _noted(self, rows: Rows, what: str, caption: str, id_: str, parts: Rows) -> Prose:
        """A table of rounds side by side, with the note on rounding where its parts need one."""
        table = side_by_side(self.figures, self.shown, rows, what, caption, id_)
        note = rounding_note(self.figures, self.shown, [measure for measure, _ in parts])
        return Prose(f"{table}\n\n{escape(note)}" if note else table)

    def _label(self, measure: str) -> str:
        return escape(str(self.figures.row(measure)["label"]))


def _agreement(ours: int, theirs: int) -> str:
    """Both chiefly a weakness, or both chiefly a strength: yes; the opposite: no; neither chiefly: partly."""
    if not ours or not theirs:
        return "Partly"
    return "Yes" if (ours > 0) == (theirs > 0) else "No"


def _cell(value: Any) -> str:
    """A typed value as a cell; a dash where it is blank."""
    return escape(value) if isinstance(value, str) else "–"


def _short(day: Any) -> str:
    return "–" if str(day) == "NaT" else f"{day.day} {day:%b}"
