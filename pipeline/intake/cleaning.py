"""Answers as typed → values, or a row of ``problems``. Nothing is guessed; what the analyst decided is used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.config import Vocabulary, plain
from pipeline.forms import Answer, Field, Record, why_missing
from pipeline.intake.identity import names_a_case, names_a_person
from pipeline.intake.problems import NOTHING_TO_DO, Place, Problems
from pipeline.intake.questions import LEAVE, LEAVE_IT_OUT, Decision
from pipeline.intake.redaction import UNCERTAIN_NUMBER
from pipeline.intake.suspects import Suspects
from pipeline.intake.values import as_typed, parse_date

__all__ = ["Cleaner"]

# What an audit is outside of without this answer, where it is more than the figures that ask for the answer itself.
_WITHOUT = {
    "audit_type": "left blank: the audit counts in coverage, and in no measure of practice",
    "auditor_organisation": "left blank: the audit counts neither as the council's own nor as an outside one",
}
_DENIES = frozenset(["not", "no", "isnt", "doesnt", "never", "nearly", "almost", "less", "below", "or", "and", "but"])
_LISTED, _NAMED = 8, 3  # of a list of more words than the first, the advice names as many as the second


@dataclass(frozen=True)
class Cleaner:
    """Turns the raw answers of a round into values, by the type of each field."""

    vocabularies: Mapping[str, Vocabulary]
    around: date
    redact: Callable[[str], str]
    problems: Problems
    suspects: Suspects = field(default_factory=Suspects)

    def value(self, f: Field, answer: Answer | None, place: Place, *, by_council: bool = False) -> Any:
        """The value of one answer: str, bool, date, or None where blank or of no use (a problem says so).

        An answer that is None, since the sheet does not ask for it, is told by ``note_missing``. ``by_council``: the
        council's own staff filled it in, and need not answer what only external auditors must. A case reference that is
        missing is told by whoever needs it.
        """
        if answer is None:
            return None
        if f.type == "case":
            return as_typed(answer.value) if names_a_case(answer.value or "") else None
        if answer.value is None or (f.type == "person" and not names_a_person(answer.value)):
            return self._blank(f, answer, place, by_council)
        if f.type == "person":
            return as_typed(answer.value)
        if f.type == "text":
            return self._text(f, answer, place)
        return self._understood(f, answer, place)

    def _understood(self, f: Field, answer: Answer, place: Place) -> Any:
        """The value of an answer that is a date or a word of a list."""
        if f.type == "date":
            return self._date(f, answer, place)
        if f.several:
            parts = [Answer(p, answer.cell) for p in re.split(r"[;\n]", as_typed(answer.value)) if p.strip()]
            return ";".join(dict.fromkeys(t for p in parts if (t := self._term(f, p, place)))) or None
        term = self._term(f, answer, place)
        return {"yes": True, "no": False}.get(term) if f.type == "yes_no" and term else term

    def _text(self, f: Field, answer: Answer, place: Place) -> str:
        """Free text, redacted; what may be a name in it, and a number that may be an NHS number, are told."""
        typed = " ".join(as_typed(answer.value).split())
        text = self.redact(typed)
        self.suspects.read(self.suspects.certain(typed) if self.suspects.certain else text, place, answer.cell, f.label)
        if UNCERTAIN_NUMBER in text:
            self.problems.add(
                place,
                "a number of ten digits was taken out, although its check digit is not that of an NHS number",
                "note",
                f"{NOTHING_TO_DO}, unless the words need the number: then put a space or a word between its digits.",
                cell=answer.cell,
                field=f.label,
            )
        return text

    def _blank(self, f: Field, answer: Answer, place: Place, by_council: bool) -> Any:
        """Nothing, and a problem where there should be an answer; or the answer that the analyst wrote for it."""
        if not f.required or (by_council and f.required == "of external auditors"):
            return None
        vocabulary = self._vocabulary(f)
        advice = "Ask the auditor; until then the audit is outside every figure that needs the answer."
        decision = self.problems.add(
            place,
            _WITHOUT.get(f.id, "left blank"),
            "note",
            f.where_blank or advice,
            cell=answer.cell,
            field=f.label,
            about="left blank",
            choices=(*(vocabulary.labels.values() if vocabulary else ()), LEAVE),
            free="" if vocabulary else {"date": "the date", "person": "the name"}.get(f.type, "the answer"),
            fits=lambda value: self._fits(f, value),
        )
        if decision is None or plain(decision.value) == plain(LEAVE):
            return None
        written = Answer(decision.value, answer.cell)
        if f.type in ("date", "choice", "yes_no"):
            return self._understood(f, written, place)
        return as_typed(written.value) if f.type == "person" else self._text(f, written, place)

    def _fits(self, f: Field, value: object) -> bool:
        if f.type == "date":
            return parse_date(value, self.around, f.span_years) is not None
        return names_a_person(value)

    def case(self, answer: Answer | None, done: str, advice: str, place: Place, cell: str) -> str | None:
        """The reference that the analyst wrote where a return or row names no case; a problem says that it does not."""
        decision = self.problems.add(
            place,
            done,
            "set aside",
            advice,
            cell=answer.cell if answer else cell,
            field="Case reference",
            found=None if answer is None or answer.value is None else as_typed(answer.value),
            about="no case",
            choices=(LEAVE_IT_OUT,),
            free="the case reference",
            fits=names_a_case,
        )
        return as_typed(decision.value) if decision and names_a_case(decision.value) else None

    def note_missing(self, record: Record, place: Place) -> None:
        """A problem for every question and table of its pro forma that the sheet does not have."""
        missing = [f for f in record.pro_forma.fields if f.id not in record.answers]
        for group in record.pro_forma.groups:
            rows = record.groups.get(group.id)
            absent = group.columns if rows is None else [f for f in group.columns if rows and f.id not in rows[0]]
            missing += absent
        for f in missing:
            done, suggestion = why_missing(record, f)
            self.problems.add(place, done, "value left out", suggestion, field=f.label)

    def _date(self, f: Field, answer: Answer, place: Place) -> date | None:
        found = parse_date(answer.value, self.around, f.span_years)
        if found is not None:
            return found
        decision = self.problems.add(
            place,
            "value left out: it is no day in the calendar, or is years off",
            "value left out",
            f"Write the day it was, such as {self.around:%d/%m/%Y}.",
            cell=answer.cell,
            field=f.label,
            found=answer.value,
            about="no date",
            choices=(LEAVE_IT_OUT,),
            free="the date",
            fits=lambda value: self._fits(f, value),
        )
        return parse_date(decision.value, self.around, f.span_years) if decision else None

    def _vocabulary(self, f: Field) -> Vocabulary | None:
        """The list for a field; None for one that has none, or for which the council has given none."""
        found = self.vocabularies.get("yes_no" if f.type == "yes_no" else f.vocabulary or "")
        return found if found is not None and found.terms else None

    def _term(self, f: Field, answer: Answer, place: Place) -> str | None:
        vocabulary = self._vocabulary(f)
        if vocabulary is None:
            return self.redact(as_typed(answer.value))
        value = answer.value
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif not isinstance(value, date):
            value = as_typed(value)
        term = vocabulary.match(value)
        if term is not None:
            return term
        decision = self.problems.add(
            place,
            f'value left out: it is not in the list for "{f.label}"',
            "value left out",
            self._advice(vocabulary, value),
            cell=answer.cell,
            field=f.label,
            found=value,
            about="not in the list",
            choices=(*vocabulary.labels.values(), LEAVE_IT_OUT),
            fits=lambda typed: vocabulary.match(as_typed(typed)) is not None,
        )
        return self._decided_term(vocabulary, decision)

    @staticmethod
    def _decided_term(vocabulary: Vocabulary, decision: Decision | None) -> str | None:
        return vocabulary.match(as_typed(decision.value)) if decision else None

    @staticmethod
    def _advice(vocabulary: Vocabulary, value: object) -> str:
        if isinstance(value, date):
            return "Excel turned it into a date: type it again with an apostrophe before it, or decide in review.xlsx."
        close = vocabulary.suggest(value)
        labels = list(vocabulary.labels.values())
        listed = f"one of: {', '.join(labels)}"
        if len(labels) > _LISTED:
            listed = f"one of {len(labels)}, such as {', '.join(labels[:_NAMED])} (review.xlsx lists them all)"
        choice = f"Choose {listed}; in the return or in review.xlsx."
        if close and not _DENIES & set(plain(value).split()) - set(plain(close).split()):
            return f"Did you mean {close}? {choice}"
        return choice
