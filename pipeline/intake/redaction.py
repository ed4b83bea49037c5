"""What identifies a person is taken out of free text before any table is written (methods.md, Identity)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Redactor"]

_DATE = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\s+\d{4}|\d{4}-\d{2}-\d{2})"
)
# In this order: an NHS number would otherwise pass for a telephone number.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[e-mail]", re.compile(r"[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    ("[date of birth]", re.compile(rf"(?i:\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\b)\W{{0,3}}{_DATE}")),
    ("[NHS number]", re.compile(r"(?<!\d)\d{3}[ \-]?\d{3}[ \-]?\d{4}(?!\d)")),
    ("[phone]", re.compile(r"(?<!\d)(?:\+44[\s\-]?\(?0?\)?|\(?0)\d{2,4}\)?[\s\-]?\d{3,4}[\s\-]?\d{2,4}(?!\d)")),
    ("[postcode]", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", re.IGNORECASE)),
)
_INITIALS = re.compile(r"\b[A-Z]\b\.?")


@dataclass(frozen=True)
class Redactor:
    """Replaces identifiers in free text by what they were: ``[name]``, ``[case]``, ``[phone]`` and so on."""

    names: re.Pattern[str] | None
    references: re.Pattern[str]

    @classmethod
    def from_returns(cls, names: Iterable[str], references: Iterable[str], case_reference: str) -> Redactor:
        """The redactor of a round: block-lists from its own returns, and how the council's references look."""
        words = {w for name in names for w in (_INITIALS.sub("", name).strip(), *_parts(name)) if len(w) > 2}
        listed = sorted((re.escape(w) for w in words), key=len, reverse=True)
        known = sorted(
            (re.escape(str(r).strip()) for r in references if len(str(r).strip()) > 3), key=len, reverse=True
        )
        return cls(
            re.compile(rf"\b(?:[A-Z]\.?\s+)?(?:{'|'.join(listed)})\b") if listed else None,
            re.compile("|".join([*known, case_reference]), re.IGNORECASE),
        )

    def __call__(self, text: str) -> str:
        """``text`` without identifiers, and whether anything was taken out shows in it."""
        text = self.references.sub("[case]", text)
        for label, pattern in _PATTERNS:
            text = pattern.sub(label, text)
        return self.names.sub("[name]", text) if self.names else text


def _parts(name: str) -> list[str]:
    """The words of a name that are long enough to be one: the surname above all."""
    return [w for w in re.findall(r"[^\W\d_][\w'’\-]+", name) if len(w) > 3]
