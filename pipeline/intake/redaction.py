"""What identifies a person is taken out of free text before any table is written (methods.md, Identity)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, takewhile

from pipeline.intake.identity import reference

__all__ = ["Redactor"]

_DATE = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s\-]+[a-z]{3,9},?[\s\-]+(?:\d{4}|\d{2})\b)"
)
# In this order: an NHS number would otherwise pass for a telephone number.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[e-mail]", re.compile(r"[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    (
        "[date of birth]",
        re.compile(rf"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)(?!\w)(?:\s+(?:is|was))?\W{{0,3}}{_DATE}", re.I),
    ),
    ("[NHS number]", re.compile(r"(?<!\d)\d{3}[ \-]?\d{3}[ \-]?\d{4}(?!\d)")),
    (
        "[phone]",
        re.compile(r"(?<!\d)(?:(?:\+|00)44[\s\-]?\(?0?\)?|\(?0)\d{2,4}\)?[\s.\-]?\d{3,4}[\s.\-]?\d{2,4}(?!\d)"),
    ),
    ("[postcode]", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", re.IGNORECASE)),
)
_ROLE = re.compile(r"\(.*?\)")  # "Maria Keane (Team Manager)": the words of a role are no name
_SHORT = 4  # digits
_CALLED = r"(?:ref(?:erence)?|id|no|number)\b[\W_]{0,3}"
_CUE = rf"(?P<cue>\b(?:(?:cases?|child|file)\b[\W_]{{0,3}}(?:{_CALLED})?|{_CALLED}))"
_INITIALS = re.compile(r"\b[A-Z]\b\.?")


@dataclass(frozen=True)
class Redactor:
    """Replaces identifiers in free text by what they were: ``[name]``, ``[case]``, ``[phone]`` and so on."""

    names: re.Pattern[str] | None
    references: re.Pattern[str]
    short_references: re.Pattern[str] | None = None

    @classmethod
    def from_returns(cls, names: Iterable[str], references: Iterable[str], case_reference: str) -> Redactor:
        """The redactor of a round: block-lists from its own returns, and how the council's references look.

        What holds no digit is no reference ("none" stands in "nonetheless"); a number of up to four digits could be a
        year or a count, so it is taken for a reference only after a word such as "case".
        """
        people = [_ROLE.sub("", name) for name in names]
        words = {w for name in people for w in (" ".join(_INITIALS.sub("", name).split()), *_parts(name)) if len(w) > 2}
        written = {form for w in words for form in (w, w.title(), w.upper())}
        listed = sorted((re.escape(w) for w in written), key=len, reverse=True)
        numbered = {reference(r) for r in references if any(sign.isdigit() for sign in reference(r))}
        short = sorted((r for r in numbered if r.isdigit() and len(r) <= _SHORT), reverse=True)
        known = sorted((r for r in numbered.difference(short) if len(r) > 2), reverse=True)
        return cls(
            re.compile(rf"\b(?:[A-Z]\.?\s+)?(?:{'|'.join(listed)})\b") if listed else None,
            _references(known, case_reference),
            re.compile(rf"{_CUE}(?:{'|'.join(short)})(?!\d)", re.IGNORECASE) if short else None,
        )

    def __call__(self, text: str) -> str:
        """``text`` without identifiers, and whether anything was taken out shows in it."""
        text = self.references.sub("[case]", text)
        if self.short_references:
            text = self.short_references.sub(r"\g<cue>[case]", text)
        for label, pattern in _PATTERNS:
            text = pattern.sub(label, text)
        return self.names.sub("[name]", text) if self.names else text


def _references(known: list[str], case_reference: str) -> re.Pattern[str]:
    """The known references however they are spaced, but not inside a longer number; then what looks like one."""
    spaced = [[k[0], *(rf"[\W_]?{sign}" for sign in k[1:])] for k in known]
    listed = [rf"(?<!\d)(?:{_any_of(spaced)})(?!\d)"] if known else []
    return re.compile("|".join([*listed, case_reference]), re.IGNORECASE)


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
