"""Answers as typed → values, or a row of ``problems``. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pipeline.config import Vocabulary
from pipeline.forms import Answer, Field, Record, why_missing

__all__ = ["Cleaner", "Place", "Problems", "as_typed", "parse_date"]

Severity = Literal["set aside", "value left out", "note"]
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
class Place:
    """Where an answer stands: file as received, sheet."""

    file: str
    sheet: str = ""


@dataclass
class Problems:
    """The faults found so far, a row each (table ``problems``); ``redact`` is applied to what was found."""

    redact: Callable[[str], str]
    rows: list[dict[str, object]] = field(default_factory=list)

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
    ) -> None:
        """One fault, as a row."""
        shown = "" if found is None else self.redact(str(found))[:200]
        self.rows.append(
            {
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
        )


@dataclass(frozen=True)
class Cleaner:
    """Turns the raw answers of a round into values, by the type of each field."""

    vocabularies: Mapping[str, Vocabulary]
    around: date
    redact: Callable[[str], str]
    problems: Problems

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
        if found is None:
            self.problems.add(
                place,
                "value left out: it is no date near this round",
                "value left out",
                "Write the date as 14/11/2017.",
                cell=answer.cell,
                field=f.label,
                found=answer.value,
            )
        return found

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
        if term is None:
            self.problems.add(
                place,
                f'value left out: it is not in the list for "{f.label}"',
                "value left out",
                self._advice(vocabulary, value),
                cell=answer.cell,
                field=f.label,
                found=value,
            )
        return term

    @staticmethod
    def _advice(vocabulary: Vocabulary, value: object) -> str:
        if isinstance(value, date):
            return "Excel turned it into a date: type it again with an apostrophe before it."
        close = vocabulary.suggest(value)
        return f"Did you mean {close}?" if close else f"Choose one of: {', '.join(vocabulary.labels.values())}."
