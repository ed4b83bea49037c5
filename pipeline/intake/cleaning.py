"""Answers as typed → values, or a row of ``problems``. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pipeline.config import Vocabulary, plain
from pipeline.forms import Answer, Field, Record, why_missing
from pipeline.intake.problems import Place, Problems
from pipeline.intake.review import KEPT_OUT, Question, Review

__all__ = ["Cleaner", "as_typed", "parse_date"]

_FORMATS = (
    "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%m-%y",
    "%Y-%m-%d", "%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%d %b %y", "%d %B %y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
_EXCEL_DAY_0 = date(1899, 12, 30)


def as_typed(value: object) -> str:
    """What a person typed: every number comes out of a workbook as a fraction, and 4711.0 was typed as 4711."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def parse_date(value: object, around: date, years: int = 3) -> date | None:
    """A date typed the British way, in ISO, or as an Excel date; None if it is none or is too many years off.

    Explicit formats only: a lenient parser reads 2025-03-04 as 3 April, and "March 2025" as a day.
    """
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool) and 1 < value < 100_000:
        found = _EXCEL_DAY_0 + timedelta(days=int(value))
    elif isinstance(value, str):
        text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", re.sub(r"\s+", " ", value).strip(), flags=re.IGNORECASE)
        text = re.sub(r"\bsept\b", "Sep", text, flags=re.IGNORECASE)
        text = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", "", text, flags=re.IGNORECASE)
        found = next((d for d in (_in_format(text, f) for f in _FORMATS) if d), None)
    return found if found is not None and abs(found - around) <= timedelta(days=years * 366) else None


def _in_format(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


@dataclass(frozen=True)
class Cleaner:
    """Turns the raw answers of a round into values, by the type of each field."""

    vocabularies: Mapping[str, Vocabulary]
    around: date
    redact: Callable[[str], str]
    problems: Problems
    review: Review

    def value(self, f: Field, answer: Answer | None, place: Place, *, by_council: bool = False) -> Any:
        """The value of one answer: str, bool, date, or None where blank or of no use (a problem says so).

        An answer that is None, since the sheet does not ask for it, is told by ``note_missing``. ``by_council``: the
        council's own staff filled it in, and need not answer what only external auditors must.
        """
        if answer is None:
            return None
        if answer.value is None:
            if f.required and not (by_council and f.required == "of external auditors"):
                advice = "Ask the auditor; until then the audit is outside every figure that needs the answer."
                self.problems.add(place, "left blank", "note", f.where_blank or advice, cell=answer.cell, field=f.label)
            return None
        if f.type == "text":
            return self.redact(" ".join(as_typed(answer.value).split()))
        if f.type in ("case", "person"):
            return as_typed(answer.value)
        if f.type == "date":
            return self._date(f, answer, place)
        if f.several:
            parts = [Answer(p, answer.cell) for p in re.split(r"[;\n]", as_typed(answer.value)) if p.strip()]
            return ";".join(dict.fromkeys(t for p in parts if (t := self._term(f, p, place)))) or None
        term = self._term(f, answer, place)
        return {"yes": True, "no": False}.get(term) if f.type == "yes_no" and term else term

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
        decision = self._decision("Date", f, answer, place, ())
        if decision and plain(decision) == plain(KEPT_OUT):
            self._note_decided(f, answer, place, "left out")
            return None
        decided = parse_date(decision, self.around, f.span_years) if decision else None
        if decided is not None:
            self._note_decided(f, answer, place, f"read as {decided:%d/%m/%Y}")
            return decided
        self.problems.add(
            place,
            "value left out: it is no date near this round",
            "value left out",
            "Write the date as 14/11/2017, here or in review.xlsx.",
            cell=answer.cell,
            field=f.label,
            found=answer.value,
        )
        return None

    def _decision(
        self, about: str, f: Field, answer: Answer, place: Place, options: tuple[str, ...], suggestion: str = ""
    ) -> str | None:
        """What the analyst has decided on an answer that could not be used."""
        typed = self.redact(as_typed(answer.value))[:200]
        return self.review.ask(Question(about, f.label, typed, place, answer.cell, options, suggestion))

    def _note_decided(self, f: Field, answer: Answer, place: Place, what: str) -> None:
        done = f"{what}, as decided in review.xlsx"
        self.problems.add(place, done, "note", "Nothing to do.", cell=answer.cell, field=f.label, found=answer.value)

    def _term(self, f: Field, answer: Answer, place: Place) -> str | None:
        vocabulary = self.vocabularies.get("yes_no" if f.type == "yes_no" else f.vocabulary or "")
        if vocabulary is None or not vocabulary.terms:
            return self.redact(as_typed(answer.value))  # the council has given no list for this field
        value = answer.value
        if isinstance(value, bool):
            value = "yes" if value else "no"
        elif not isinstance(value, date):
            value = as_typed(value)
        term = vocabulary.match(value)
        return self._decided_term(f, answer, place, vocabulary, value) if term is None else term

    def _decided_term(
        self, f: Field, answer: Answer, place: Place, vocabulary: Vocabulary, value: object
    ) -> str | None:
        """What an unknown value stands for by decision of the analyst; None, with a problem, while there is none."""
        labels = tuple(vocabulary.labels.values())
        close = "" if isinstance(value, date) else vocabulary.suggest(value) or ""
        decision = self._decision("Answer", f, answer, place, (*labels, KEPT_OUT), close)
        if decision == KEPT_OUT:
            self._note_decided(f, answer, place, "left out")
        elif decision is not None:
            self._note_decided(f, answer, place, f"read as {decision}")
            return vocabulary.match(decision)
        else:
            self.problems.add(
                place,
                f'value left out: it is not in the list for "{f.label}"',
                "value left out",
                self._advice(labels, close, value),
                cell=answer.cell,
                field=f.label,
                found=value,
            )
        return None

    @staticmethod
    def _advice(labels: tuple[str, ...], close: str, value: object) -> str:
        if isinstance(value, date):
            return "Excel turned it into a date: type it again with an apostrophe before it, or decide in review.xlsx."
        choice = f"Choose one of: {', '.join(labels)}"
        return (
            f"Did you mean {close}? {choice}; here or in review.xlsx."
            if close
            else f"{choice}; here or in review.xlsx."
        )
