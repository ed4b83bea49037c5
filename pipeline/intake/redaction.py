"""What identifies a person is taken out of free text before any table is written (methods.md, Identity)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, takewhile

from nhs_number.validate import is_valid

from pipeline.intake.identity import names_a_case, reference

__all__ = ["UNCERTAIN_NUMBER", "Redactor"]

_DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s\-]+[a-z]{3,9},?[\s\-]+(?:\d{4}|\d{2})\b)"
)
_NHS = re.compile(r"(?<!\d)\d{3}[ \-]?\d{3}[ \-]?\d{4}(?!\d)")
# Ten digits in the groups of an NHS number whose check digit is wrong: a slip, or something else that names somebody.
UNCERTAIN_NUMBER = "[number]"
# A reference of so few signs may be a year or a count: it is one beside a word that says so.
_SHORT_DIGITS, _SHORT, _FEW = 4, 2, 4
_SAYS_CASE = (
    r"\b(?:cases?|refs?|reference|files?|no|nos|number|numbers|id|siblings?|child|client|record)\b"
    r"[\s.:#\-–]*(?:(?:no|number|ref|id|is)\b[\s.:#\-–]*)?"
)
# In this order: an NHS number would otherwise pass for a telephone number.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[e-mail]", re.compile(r"[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    (
        "[date of birth]",
        re.compile(rf"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)(?!\w)(?:\s+(?:is|was))?\W{{0,3}}{_DATE}", re.I),
    ),
    ("[NHS number]", _NHS),
    (
        "[phone]",
        re.compile(r"(?<!\d)(?:(?:\+|00)44[\s\-]?\(?0?\)?|\(?0)\d{2,4}\)?[\s.\-]?\d{3,4}[\s.\-]?\d{2,4}(?!\d)"),
    ),
    ("[postcode]", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", re.IGNORECASE)),
)
_SIGN = re.compile(r"[\d@]")  # without one of these nothing of the above is in a text
_ROLE = re.compile(r"\(.*?\)")  # "Maria Keane (Team Manager)": the words of a role are no name
_INITIALS = re.compile(r"\b[A-Z]\b\.?")


@dataclass(frozen=True)
class Redactor:
    """Replaces identifiers in free text by what they were: ``[name]``, ``[case]``, ``[phone]`` and so on."""

    names: re.Pattern[str] | None
    references: re.Pattern[str]
    short_references: re.Pattern[str] | None = None

    @classmethod
    def from_returns(
        cls, names: Iterable[str], references: Iterable[str], case_reference: str, decided: Iterable[str] = ()
    ) -> Redactor:
        """The redactor of a round: block-lists from its own returns, and how the council's references look.

        ``decided``: words that a person said are names; they are taken out as written and in capitals, not in small
        letters, since Hope and Will are words too.
        """
        people = [_ROLE.sub("", name) for name in names]
        words = {w for name in people for w in (" ".join(_INITIALS.sub("", name).split()), *_parts(name)) if len(w) > 2}
        written = {form for w in words for form in (w, w.title(), w.upper())}
        written |= {form for w in decided if w for form in (w, w.upper())}
        listed = sorted((re.escape(w) for w in written), key=len, reverse=True)
        known = {reference(r) for r in references if names_a_case(r)}
        short = {k for k in known if len(k) <= (_SHORT_DIGITS if k.isdigit() else _SHORT)}
        return cls(
            re.compile(rf"\b(?:[A-Z]\.?\s+)?(?:{'|'.join(listed)})\b") if listed else None,
            _references(sorted(known - short, reverse=True), case_reference),
            _short_references(sorted(short, reverse=True)),
        )

    def __call__(self, text: str) -> str:
        """``text`` without identifiers, and whether anything was taken out shows in it."""
        text = self.references.sub("[case]", text)
        if _SIGN.search(text):
            if self.short_references:
                text = self.short_references.sub(r"\1[case]", text)
            for label, pattern in _PATTERNS:
                text = pattern.sub(_number if pattern is _NHS else label, text)
        return self.names.sub("[name]", text) if self.names else text


def _references(known: list[str], case_reference: str) -> re.Pattern[str]:
    """The known references however they are spaced, but not inside a longer number; then what looks like one."""
    listed = [rf"(?:{_any_of([_spaced(k) for k in known])})(?!\d)"] if known else []
    return re.compile("|".join([*listed, case_reference]), re.IGNORECASE)


def _short_references(short: list[str]) -> re.Pattern[str] | None:
    """References of few signs, where a word before them says that they are one: "case 12", not "12 cases"."""
    if not short:
        return None
    return re.compile(rf"({_SAYS_CASE})(?:{_any_of([_spaced(k) for k in short])})(?!\w)", re.IGNORECASE)


def _spaced(known: str) -> list[str]:
    """The signs of a reference with what may stand between them; it begins where no number or word goes on.

    In one of few signs that is no space: "ON12" is not in "depends on 12 visits".
    """
    between = r"[\W_]?" if len(known) > _FEW else r"(?:[^\w\s]|_)?"
    before = r"(?<!\d)" if known[0].isdigit() else r"(?<![^\W_])"
    return [before + known[0], *(f"{between}{sign}" for sign in known[1:])]


def _number(found: re.Match[str]) -> str:
    """An NHS number by its check digit, or a number that is none and may still name somebody."""
    return "[NHS number]" if is_valid(re.sub(r"\D", "", found[0])) else UNCERTAIN_NUMBER


def _any_of(words: list[list[str]]) -> str:
    """An expression for any of the words, given as their signs, that branches only where they part.

    So a text is compared with what they share, not with each in turn, and does not take longer the more they are. The
    words are sorted backwards: a word comes before what is only its beginning, and the first and the last differ most.
    """
    if len(words) == 1:
        return "".join(words[0])
    pairs = zip(words[0], words[-1], strict=False)
    shared = [sign for sign, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]
    rest = [word[len(shared) :] for word in words]
    branches = [_any_of(list(alike)) for _, alike in groupby(rest, key=lambda word: word[:1])]
    return f"{''.join(shared)}(?:{'|'.join(branches)})"


def _parts(name: str) -> list[str]:
    """The words of a name that are long enough to be one, and the surname if it has three letters."""
    words: list[str] = re.findall(r"[^\W\d_][\w'’\-]+", name)
    surnames = words[-1:] + (words[:1] if "," in name else [])
    return [w for w in words if len(w) > 3 or (len(w) == 3 and w in surnames)]
