"""Recommendations and the themes that they answer: the marks in the commentary, and what each rests on.

An item of the recommendations ends in ``{themes: supervision, planning}``. The document prints it without the mark, and
below the list a table: how often these themes were a weakness, and what became of the actions that were required there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.compose.commentary import STRAY_MARK, Commentary, Line, named_paragraph
from pipeline.compose.figures import Figures
from pipeline.compose.kinds import DOCUMENT_KINDS
from pipeline.compose.material import Material
from pipeline.compose.prose import Prose
from pipeline.compose.report_tables import pipe_table
from pipeline.compose.wording import join
from pipeline.config import Round, Vocabulary
from pipeline.errors import CompositionError
from pipeline.markdown import escape

__all__ = ["Linked", "Recommendations", "linked", "recommendations", "unanswered", "unanswered_sentence"]

_MOST = 3  # so many of the commonest weaknesses want an answer, and those that are as common as the last of them
# how the measures of actions begin, and the head of their column; of an audit of all cases nothing is followed up
_ACTIONS = {"weakness_actions": "Actions required there", "weakness_actions_done": "Done, of those due"}
_HOW = "write {themes: supervision, planning} at the end of an item of the numbered list of recommendations"


@dataclass(frozen=True)
class Linked:
    """A recommendation that names the themes it answers: its number in the list, and their ids."""

    number: int
    themes: tuple[str, ...]


def linked(commentary: Commentary, heading: str, themes: Vocabulary) -> list[Linked]:
    """The recommendations under a heading that name a theme of the list."""
    found = []
    for number, line in enumerate(commentary.numbered_list(heading), start=1):
        named = dict.fromkeys(id_ for name in line.themes or () if (id_ := themes.match(name)))
        if named:
            found.append(Linked(number, tuple(named)))
    return found


def unanswered(ranked: Sequence[tuple[str, int]], answers: Iterable[Linked]) -> list[str]:
    """The commonest weaknesses that no recommendation answers; ``ranked``: (theme, count), the largest count first."""
    answered = {theme for one in answers for theme in one.themes}
    least = ranked[:_MOST][-1][1] if ranked else 0
    return [theme for theme, count in ranked if count >= least and theme not in answered]


def unanswered_sentence(left: Sequence[str]) -> str:
    """That no recommendation answers these weaknesses; "" where there is none. Each has its figure beside it."""
    return f"What was weak most often and no recommendation answers: {join(left)}." if left else ""


def recommendations(material: Material, figures: Figures, document: str, *, numbered: bool = False) -> Recommendations:
    """What the recommendations of a document rest on; CompositionError with the line of a mark that says nothing.

    ``numbered``: they are numbered paragraphs of a committee report.
    """
    heading = DOCUMENT_KINDS[document].recommends
    themes = material.vocabularies["themes"]
    _refuse_faults(material.commentary, material.round, themes)
    return Recommendations(material, figures, heading, numbered, tuple(linked(material.commentary, heading, themes)))


def _refuse_faults(commentary: Commentary, round_: Round, themes: Vocabulary) -> None:
    allowed = {DOCUMENT_KINDS[name].recommends for name in round_.reports}
    for heading, lines in commentary.parts.items():
        items = {line.number for line in commentary.numbered_list(heading)} if heading in allowed else set()
        for line in lines:
            if fault := _fault(line, line.number in items, themes):
                raise CompositionError(f"{commentary.path}, line {line.number}: {fault}")


def _fault(line: Line, is_item: bool, themes: Vocabulary) -> str:
    """What is wrong with the marks of a line, and what to do; "" where nothing is."""
    if stray := STRAY_MARK.search(line.text):
        return f'"{stray[0]}" stands within the words or is not complete: {_HOW}.'
    if line.themes is None:
        return ""
    if not is_item:
        return f"themes are named where no recommendation of the report stands: {_HOW}."
    if not line.themes:
        return f"the mark names no theme: {_HOW}."
    for name in line.themes:
        if themes.match(name) is None:
            close = themes.suggest(name)
            hint = f" Did you mean {close}?" if close else f" The themes are {', '.join(themes.labels.values())}."
            return f'there is no theme "{name}".{hint}'
    return ""


@dataclass(frozen=True)
class Recommendations:
    """What a document says of its recommendations, from the figures of its edition."""

    material: Material
    figures: Figures
    heading: str
    numbered: bool
    linked: tuple[Linked, ...]

    def table(self) -> Prose:
        """For each recommendation and theme: how often it was a weakness, the actions required there, those done."""
        labels = self.material.vocabularies["themes"].labels
        rows = []
        for one, theme in self._pairs:
            cells = [labels[theme], self.figures.count_of_base(f"themes.{theme}")]
            cells += [self.figures.count_of_base(f"{prefix}.{theme}", "none due") for prefix in self._columns]
            rows.append([self._number(one), *map(escape, cells)])
        header = ["No.", "Theme that it answers", "A weakness in", *self._columns.values()]
        widths = [10, 90 - 19 * (len(header) - 2), *[19] * (len(header) - 2)]
        caption = "What each recommendation rests on"
        return Prose(pipe_table(header, rows, caption, "recommendations", widths, of_words=2))

    @property
    def _pairs(self) -> list[tuple[Linked, str]]:
        return [(one, theme) for one in self.linked for theme in one.themes]

    @property
    def _columns(self) -> dict[str, str]:
        """What is told of actions: how the measures begin, and the head of the column; none that is all signs."""
        known = _ACTIONS if not self.material.rules.all_case else dict(list(_ACTIONS.items())[:1])
        themes = [theme for _, theme in self._pairs]
        return {p: head for p, head in known.items() if any(self.figures.told(f"{p}.{theme}") for theme in themes)}

    def _number(self, one: Linked) -> str:
        """As it is numbered in its document: in a committee report as a paragraph of it."""
        if not self.numbered:
            return str(one.number)
        return f"[](#{named_paragraph(self.heading, one.number)})"

    def how_counted(self) -> str:
        """What the table counts, so that nobody adds up its actions."""
        of = self.material.rules.words_for_practice
        if not self._columns:
            return f"A theme is set beside the {of} in which it was a weakness."
        return (
            f"A theme is set beside the {of} in which it was a weakness, and beside the actions that were required in "
            "these. An action belongs to an audit and not to a theme: it counts under each weakness of its audit, so "
            "the numbers of actions cannot be added up."
        )

    def not_answered(self) -> str:
        """The commonest weaknesses that no recommendation answers, for the internal edition; "" where there is none."""
        if self.material.edition != "internal" or not self.linked:
            return ""
        ranked = [(id_.removeprefix("themes."), self.figures.count(id_)) for id_ in self.figures.ranked("themes")]
        left = [
            f"{self.figures.label(f'themes.{theme}')} ({self.figures.text(f'themes.{theme}', 'n_of')})"
            for theme in unanswered(ranked, self.linked)
        ]
        return f"{unanswered_sentence(left)} Only the internal edition says this." if left else ""
