"""What the analyst decides once: the questions that cleaning cannot settle, and the decisions on them.

Cleaning asks; a decision from the ``review.xlsx`` in the round's folder answers, or the question goes into a new file
of that name, beside the tables, for the analyst to fill in. Nothing is decided by likeness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.config import plain
from pipeline.intake.problems import Place, Problems, Severity

__all__ = ["BOTH", "COUNTS", "KEPT_OUT", "NAME", "NO_NAME", "OTHER", "THIS", "Decision", "Question", "Review"]

KEPT_OUT, COUNTS = "Leave it out", "It counts"
THIS, OTHER, BOTH = "This one counts", "The other one counts", "Both count"
NAME, NO_NAME = "A name: take it out", "No name"
# What a question is about → whether one decision holds wherever the same was typed, or for one place alone.
_EVERYWHERE = {"Answer": True, "Date": True, "Case": False, "Hidden": False, "Same audit twice": False}
Key = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Something to be decided: what it is about, what was typed (without identifiers), and where it was first met.

    ``options`` are the decisions that can be taken; none of them: the right value is to be written. ``suggestion`` is
    the closest option, never taken by itself. ``times``: in how many places the same was typed.
    """

    about: str
    field: str
    typed: str
    place: Place
    cell: str
    options: tuple[str, ...] = ()
    suggestion: str = ""
    times: int = 1
    decision: str = ""

    @property
    def key(self) -> Key:
        """What a decision is found by."""
        if self.about == "Word":  # as it is written: a name has a capital; wherever it stands
            return self.about, self.typed
        if _EVERYWHERE.get(self.about, False):
            return self.about, plain(self.field), plain(self.typed) or self.typed
        return self.about, self.place.file, self.place.sheet, self.cell


@dataclass(frozen=True)
class Decision:
    """What was decided, and the cell of ``review.xlsx`` that says so."""

    text: str
    cell: str


@dataclass
class Review:
    """Decisions by the key of their question; the questions asked, each once."""

    decisions: Mapping[Key, Decision] = field(default_factory=dict)
    sheet: str = ""
    asked: dict[Key, Question] = field(default_factory=dict)

    def ask(self, question: Question) -> str | None:
        """The decision on a question, one of its options where it has any; None while there is none."""
        known = self.asked.get(question.key)
        decision = self._decided(question)
        if known is None:
            self.asked[question.key] = replace(question, decision=decision or "")
        else:
            self.asked[question.key] = replace(known, times=known.times + 1)
        return decision

    def _decided(self, question: Question) -> str | None:
        given = self.decisions.get(question.key)
        if given is None:
            return None
        if not question.options:
            return given.text
        return next((option for option in question.options if plain(option) == plain(given.text)), None)

    def note_leftovers(self, problems: Problems) -> None:
        """A problem for every decision that nothing asks for any more, or that is none of the options."""
        for key, decision in self.decisions.items():
            question = self.asked.get(key)
            severity: Severity = "note"
            if question is None:
                done, advice = "no question is left that it decides", "Take the row out, or leave it."
            elif not question.decision:
                done, severity = "not understood: it is none of the decisions that can be taken", "value left out"
                advice = f"Choose one of: {', '.join(question.options)}."
            else:
                continue
            problems.add(
                Place("review.xlsx", self.sheet), done, severity, advice,
                cell=decision.cell, field="Decision", found=decision.text,
            )  # fmt: skip

    @property
    def names(self) -> set[str]:
        """The words that were decided to be names."""
        return {key[-1] for key, decision in self.decisions.items() if key[0] == "Word" and decision.text == NAME}

    @property
    def open(self) -> list[Question]:
        """The questions that nobody has decided yet."""
        return [q for q in self.asked.values() if not q.decision]
