"""What a team pack is made of: the team's own figures, said for as few as they are, and its cases by reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.compose.cases import Action, Concern
from pipeline.compose.charts import themes_chart
from pipeline.compose.figures import Figures
from pipeline.compose.material import Material
from pipeline.compose.passages import chart_passage
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import Column, cell, day_cell, grade_rows, pipe_table, side_by_side
from pipeline.compose.wording import join, plural
from pipeline.markdown import escape
from pipeline.measures import in_words

__all__ = ["team_context"]

_FEW = 10  # audits: of fewer the pack says that they are examples and no measure
_THEMES = 4  # weaknesses in the chart, strengths in the list
_ACTIONS = 6  # in the table, and fewer below a table of grades: a pack keeps to two pages, the tracker has them all
_ACTIONS_OF_MANY = 4
_NAMED = 6  # cases named in one sentence
_WORDS = 150  # letters of an action in the table; the tracker has it in full
_WORD = 30  # letters of one word: a longer one would run out of its column


def clipped(words: str, most: int = _WORDS) -> str:
    """``words``, or their beginning if there are more than ``most`` letters of them; so of each long word."""
    whole = words if len(words) <= most else words[:most].rstrip() + " …"
    return " ".join(word if len(word) <= _WORD else word[:_WORD] + "…" for word in whole.split())


def team_context(
    material: Material, figures: Figures, team: str, actions: Sequence[Action], concerns: Sequence[Concern]
) -> Mapping[str, Any]:
    """The names that ``team_pack.qmd.jinja`` may use; actions and concerns are the team's own."""
    figures.under("Charts")
    charts = {"themes": themes_chart(figures, material.brand, most=_THEMES)}
    pages = TeamPages(material, figures, actions, concerns)
    return {
        "round": material.round,
        "team": team,
        "audited": pages.audited,
        "audits": pages.audits,
        "charts": charts,
        "chart": lambda name: chart_passage(charts[name], figures),
        "best": pages.best,
        "waiting": len(pages.waiting),
        "followed": pages.followed,
        "overdue": sum(a.overdue for a in pages.waiting),
        "pages": pages,
    }


@dataclass(frozen=True)
class TeamPages:
    """Each method is a passage or a table of the pack; "" where there is nothing to say."""

    material: Material
    figures: Figures
    actions: Sequence[Action]
    concerns: Sequence[Concern]

    @property
    def audited(self) -> str:
        """The measure of how many audits the pack speaks of."""
        return "coverage.total" if self.material.rules.all_case else "coverage.core"

    @property
    def audits(self) -> str:
        """What that is a number of."""
        one = "audit" if self.material.rules.all_case else "core audit"
        return plural(self.figures.count(self.audited), one)

    @property
    def best(self) -> str:
        """The measure of what was judged good or better."""
        return "ratings.good_or_better"

    @property
    def followed(self) -> bool:
        """Whether the round's actions are followed up one by one: only then can one be called overdue."""
        return not self.material.rules.all_case

    @property
    def waiting(self) -> list[Action]:
        """The team's actions that are still to be done, what is most overdue first."""
        return [action for action in self.actions if action.waits]

    def how_few(self) -> Prose:
        """What so few audits can show, and what they cannot."""
        n = self.figures.count(self.audited)
        audits = f"{in_words(n)} {plural(n, 'audit')}"
        if not n:
            return Prose("No core audit of a case of this team counts in this round.")
        if n < _FEW:
            this = "This is" if n == 1 else "These are"
            return Prose(
                f"{this} {audits}. That is too few to say how the team works as a whole. Read "
                f"{plural(n, 'it as an example', 'them as examples')}: what would have helped this child?"
            )
        return Prose(f"The figures are of {audits}. Small differences between teams or months can be chance.")

    def first(self) -> Prose:
        """What to do first: a numbered list, what concerns a child's safety at its head."""
        steps = [*self._for_children(), *self._for_actions(), *self._for_practice()]
        return Prose("\n".join(f"{n}. {step}" for n, step in enumerate(steps, start=1)))

    def _for_children(self) -> Iterator[str]:
        untold = [c.case for c in self.concerns if c.alerted is None]
        if untold:
            yield f"**Tell the Head of Service today** about {_named(untold)}: no alert is on record."
        unacted = [c.case for c in self.concerns if c.acted is None and c.alerted is not None]
        if unacted:
            yield f"**Act on {_named(unacted)}**: a case of concern, and no action is on record."
        running = [c.case for c in self.concerns if c.acted is not None and c.stage != "closed"]
        if running:
            are = plural(len(running), "a case of concern that is", "cases of concern that are")
            yield f"**Follow {_named(running)}** until it is safe to close: {are} still open."

    def _for_actions(self) -> Iterator[str]:
        escalated = [a.case for a in self.waiting if a.escalated]
        limit = self.material.council.escalate_after_days
        if escalated and self.followed:
            where = _named(escalated)
            yield f"**Finish what is more than {limit} days late**, in {where}. The Head of Service has the list."
        late = [a.case for a in self.waiting if a.overdue and not a.escalated]
        if late and self.followed:
            yield f"**Finish what is overdue** in {_named(late)}."
        silent = sum(a.status == "not_reported" for a in self.waiting)
        if silent:
            stand = plural(silent, "action stands", "actions stand")
            yield f"**Say how {in_words(silent)} {stand}**: nobody has reported."

    def _for_practice(self) -> Iterator[str]:
        weak = self.figures.ranked("themes")
        if weak:
            most = self.figures.count(weak[0])
            named = [f"“{self.figures.label(w)}”" for w in weak if self.figures.count(w) == most][:3]
            was = plural(len(named), "it was", "they were")
            yield f"**Talk in supervision about {escape(join(named))}**: {was} found wanting most often."
        else:
            yield "**Share this page with the team.**"

    def grades(self) -> Prose:
        """The grades of the team's audits: of few in a sentence, without shares; where none counts, that."""
        grades, rows = grade_rows(self.material.scheme)
        measure = grades[0][0]
        if not self.figures.available(measure):
            return Prose(f"The team has no {escape(self.material.rules.words_for_rated(0))} in this round.")
        n = self.figures.base(measure)
        counted = self.material.rules.words_for_rated(n)
        if n >= _FEW:
            caption, columns = f"Grades of the team's {escape(counted)}", [Column("Audits")]
            return Prose(side_by_side(self.figures, columns, rows, "Grade", caption, "grades", f"All {counted}"))
        given = [f"{self.figures.text(id_)} “{label}”" for id_, label in grades if self.figures.some(id_)]
        return Prose(escape(f"Of {self.figures.text(measure, 'of')} {counted}: {join(given)}."))

    def strengths(self) -> Prose:
        """What auditors named as a strength, the commonest first."""
        named = self.figures.ranked("strengths")[:_THEMES]
        if not named:
            return Prose("No audit names a strength of this team. Ask the auditors what they saw that worked.")
        lines = [
            f"- **{escape(self.figures.label(id_))}**: in {self.figures.text(id_, 'n_of')} "
            f"{plural(self.figures.base(id_), 'audit')}"
            for id_ in named
        ]
        return Prose("\n".join(lines))

    def due(self) -> Prose:
        """The actions that wait, with their cases; the rest is on the tracker."""
        done = len(self.actions) - len(self.waiting)
        if not self.waiting:
            return Prose(
                "Nothing is waiting: every action that was required is done or no longer needed."
                if done
                else "Auditors required no action of this team."
            )
        rows = [
            [
                cell(a.case),
                escape(clipped(a.words)),
                cell(self.material.label("owner_role", a.owner)),
                day_cell(a.due),
                self._standing(a),
            ]
            for a in self.waiting[: _ACTIONS if self.figures.count(self.audited) < _FEW else _ACTIONS_OF_MANY]
        ]
        table = pipe_table(
            ["Case", "Action", "Owner", "Due", "How it stands"], rows, "Actions that wait, the first to be due on top",
            "actions", [14, 43, 15, 11, 17], of_words=5,
        )  # fmt: skip
        more = len(self.waiting) - len(rows)
        told = (
            [f"{in_words(more).capitalize()} more {plural(more, 'is', 'are')} on the action tracker."] if more else []
        )
        told += [f"Done or no longer needed: {in_words(done)}."] if done else []
        return Prose("\n\n".join([table, *told]))

    def _standing(self, action: Action) -> str:
        if not self.followed:
            return "No word yet"
        if not action.overdue:
            return escape(action.standing)
        return f"{action.days} {plural(action.days, 'day')} late{', escalated' if action.escalated else ''}"

    def of_concern(self) -> Prose:
        """The team's cases of concern, with what is not on record."""
        rows = [
            [cell(c.case), day_cell(c.found), day_cell(c.alerted), day_cell(c.acted), cell(c.missing or "Nothing")]
            for c in self.concerns
        ]
        header = ["Case", "Found", "Alerted", "Acted on", "What is not on record"]
        caption = "Cases of concern of this team"
        return Prose(pipe_table(header, rows, caption, "concerns", [18, 13, 13, 13, 43], of_words=5))


def _named(cases: Sequence[str]) -> str:
    """Cases by reference, each once; how many more there are."""
    once = list(dict.fromkeys(cases))
    more = len(once) - _NAMED
    said = [escape(case) for case in once[:_NAMED]] + ([f"{in_words(more)} more"] if more > 0 else [])
    return join(said)
