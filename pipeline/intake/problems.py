"""The faults of a round, a row each; what was decided about them; and which of them are left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pipeline.intake.questions import LONGEST, About, Decision, Decisions, Question
from pipeline.intake.values import as_typed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NOTHING_TO_DO", "Place", "Problems", "Severity", "decided_words", "still_open"]

Test = Callable[[object], bool]
Severity = Literal["set aside", "value left out", "note"]
# How the suggestion of a row begins that asks nothing of anybody, and what was done where the analyst decided.
NOTHING_TO_DO = "Nothing to do"
_DECIDED = "decided in review.xlsx"
_SEVERITIES = ("set aside", "value left out", "note")


@dataclass(frozen=True)
class Place:
    """Where an answer stands: file as received, sheet."""

    file: str
    sheet: str = ""


@dataclass
class Problems:
    """The faults found so far, a row each (table ``problems``); ``redact`` is applied to what was found.

    A row that asks for something also holds its ``question``, which review.xlsx puts to the analyst; the table does not
    keep it.
    """

    redact: Callable[[str], str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    decisions: Decisions = field(default_factory=Decisions)

    def add(
        self,
        place: Place,
        done: str,
        severity: Severity,
        suggestion: str,
        *,
        cell: str = "",
        field: str = "",
        found: object = None,
        about: About = "remark",
        fits: Test | None = None,
        asks: bool = True,
        word: str = "",
        **answers: Any,
    ) -> Decision | None:
        """One fault, as a row; what was decided about it, if anything was: the row then is a note that says so.

        ``about`` and ``answers`` (``choices``, ``free``) make the question that the fault puts to the analyst; ``fits``
        tries what was written in answer; ``word`` is what it is about, where the table may not show it. A suggestion
        that begins with ``NOTHING_TO_DO`` puts none, and neither does a row without ``asks``: one on the review itself.
        """
        shown = "" if found is None else self.redact(str(found))[:LONGEST]
        row: dict[str, Any] = {
            "problem": len(self.rows) + 1,
            "file": place.file,
            "sheet": place.sheet,
            "cell": cell,
            "field": field,
            "found": shown,
            "done": done,
            "severity": severity,
            "suggestion": suggestion,
        }
        self.rows.append(row)
        if not asks or suggestion.startswith(NOTHING_TO_DO):
            return None
        question = Question(about, place.file, place.sheet, cell, field, word or shown, done, suggestion, **answers)
        row["question"] = question
        return self._decided(question, row, fits)

    def _decided(self, question: Question, row: dict[str, Any], fits: Test | None) -> Decision | None:
        """The decision on a question if it is one that it allows; its row then says so."""
        decision = self.decisions.on(question)
        if decision is None:
            return None
        if not _is_allowed(question, decision, fits):
            self.decisions.refuse(question, "it is none that the question allows")
            return None
        self.close(row, self.redact(decided_words(decision)))
        return decision

    @staticmethod
    def close(row: dict[str, Any], decided: str) -> None:
        """A row becomes a note of what was decided; what it was is kept beside it."""
        row["open"] = {name: row[name] for name in ("done", "severity", "suggestion")}
        row |= {
            "done": f'{_DECIDED}: "{decided}" ({row["done"]})',
            "severity": "note",
            "suggestion": f"{NOTHING_TO_DO}: it was decided.",
        }

    def reopen(self, about: About, why: str) -> None:
        """The decisions on a kind of question cannot be used after all: their rows are what they were."""
        for row in self.rows:
            if "open" in row and row["question"].about == about:
                row |= row.pop("open")
                self.decisions.refuse(row["question"], why)

    def another(self) -> Problems:
        """An empty list of the same round, for the faults of one return until it is known what becomes of it."""
        return Problems(self.redact, [], self.decisions)

    def take(self, others: Problems) -> None:
        """The faults of such a list, after those that are here."""
        for row in others.rows:
            self.rows.append(row | {"problem": len(self.rows) + 1})

    @property
    def questions(self) -> list[Question]:
        """What the rows ask, worst first; a value that stands in several places is asked about once."""
        asked: dict[tuple[str, ...], Question] = {}
        for row in sorted(self.rows, key=lambda row: _SEVERITIES.index(row["severity"])):
            if "question" in row:
                question = row["question"]
                before = asked.get(question.key)
                asked[question.key] = replace(before, times=before.times + 1) if before else question
        return list(asked.values())


def decided_words(decision: Decision) -> str:
    """A decision as a person reads it: a date the British way."""
    value = decision.value
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else as_typed(value)


def _is_allowed(question: Question, decision: Decision, fits: Test | None) -> bool:
    """Whether a decision is a choice of its question, or something that may be written there and was."""
    if question.choice(as_typed(decision.value)) is not None:
        return True
    return fits is not None and fits(decision.value)


def still_open(problems: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``problems`` that still ask for something, worst first: not decided, and not a mere remark.

    What was set aside and every value left out asks for something until it is mended or decided in review.xlsx; a note
    does unless it says that there is nothing to do.
    """
    asking = problems[~problems["suggestion"].fillna("").str.startswith(NOTHING_TO_DO)]
    worst_first = asking["severity"].map(_SEVERITIES.index)
    return asking.iloc[worst_first.argsort(kind="stable")]
