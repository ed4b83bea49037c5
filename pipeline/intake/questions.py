"""What an analyst can decide once: a question, the answers it allows, and the decisions that were taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.config import plain

__all__ = [
    "BOTH_COUNT",
    "COUNT_IT",
    "IS_A_NAME",
    "IS_NO_NAME",
    "LEAVE",
    "LEAVE_IT_OUT",
    "LONGEST",
    "NEITHER_COUNTS",
    "OTHER_COUNTS",
    "THIS_COUNTS",
    "About",
    "Decision",
    "Decisions",
    "Question",
    "writable",
]

# What a question is about, in the words of review.xlsx; with its place, this is what a decision is known by.
About = Literal[
    "not in the list",
    "left blank",
    "no date",
    "no case",
    "two versions",
    "hidden",
    "may be a name",
    "remark",
]
_BY_WORD = ("not in the list", "may be a name")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST = 200  # characters that are shown of what stands in a cell
LEAVE = "Leave it as it is"
LEAVE_IT_OUT = "Leave it out"
THIS_COUNTS, OTHER_COUNTS = "This one counts", "The other one counts"
BOTH_COUNT, NEITHER_COUNTS = "Both count", "Neither counts"
COUNT_IT = "Count it"
IS_A_NAME, IS_NO_NAME = "It is a name", "It is no name"


@dataclass(frozen=True)
class Question:
    """One thing to decide: about what, where, what stands there, and what may be answered.

    The decision on a word holds for this value of this field wherever it stands in the round, any other for this place
    alone. ``free``: what may be written besides the choices, such as "the date"; nothing where it is empty.
    ``times``: in how many places it is asked.
    """

    about: About
    file: str
    sheet: str = ""
    cell: str = ""
    field: str = ""
    found: str = ""
    done: str = ""
    suggestion: str = ""
    choices: tuple[str, ...] = (LEAVE,)
    free: str = ""
    times: int = 1

    @property
    def key(self) -> tuple[str, ...]:
        """What a decision on it is known by; several remarks on one cell differ in what they say."""
        if _holds_everywhere(self.about, self.found):
            return self.about, plain(self.field), _compared(self.found)
        where = (writable(part).strip() for part in (self.file, self.sheet, self.cell))
        said = writable(self.done).strip() if self.about == "remark" else ""
        return self.about, *where, plain(self.field), _compared(self.found), said

    @property
    def allowed(self) -> str:
        """What may be answered, in words."""
        written = f"write {self.free}" if self.free else ""
        return "; ".join(filter(None, (written, *self.choices)))

    def choice(self, typed: str) -> str | None:
        """The choice that was typed, however it is spaced and cased."""
        return {plain(c): c for c in self.choices}.get(plain(typed))


def _compared(text: str) -> str:
    return plain(text) or " ".join(
        writable(text).split()
    )  # "?" and "–" have nothing left of them, and are not the same


def writable(text: str) -> str:
    """A text without the signs that no workbook can hold."""
    return _CONTROL.sub("", text)


def _holds_everywhere(about: str, found: str) -> bool:
    """Whether a decision is on what stands there, wherever that is: not if something was taken out of it or cut off."""
    return about in _BY_WORD and "[" not in found and len(found) < LONGEST


@dataclass(frozen=True)
class Decision:
    """What the analyst wrote beside a question: the value as the workbook holds it, its cell in review.xlsx.

    ``found`` is what the question was about, as the row shows it: of a word that may be a name, the word.
    """

    value: object
    cell: str
    found: str = ""


@dataclass
class Decisions:
    """The decisions of a round by the key of their question; ``refused``: those that cannot be used, and why not."""

    taken: Mapping[tuple[str, ...], Decision] = field(default_factory=dict)
    refused: dict[tuple[str, ...], str] = field(default_factory=dict)

    def on(self, question: Question) -> Decision | None:
        """The decision on a question, None if none was taken."""
        return self.taken.get(question.key)

    def refuse(self, question: Question, why: str) -> None:
        """What was decided on a question cannot be used."""
        self.refused[question.key] = why

    def about(self, about: About) -> list[tuple[tuple[str, ...], Decision]]:
        """The decisions on one kind of question, each with the key of its question."""
        return [(key, decision) for key, decision in self.taken.items() if key[0] == about]
