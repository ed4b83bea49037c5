"""A row of a reconciliation, and the kinds of difference that there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.config import PublishedFigure

__all__ = ["ABOUT", "KINDS", "UNEXPLAINED", "About", "Kind", "ReconciliationRow", "percent_text"]

Kind = Literal[
    "equal",
    "differs by rounding",
    "differs in base",
    "differs in definition",
    "true as at another day",
    "overlaps",
    "leaves some out",
    "evidence of change",
    "no evidence of change",
    "not compared",
    "contradicts itself",
    "not in the returns",
    "not explained",
]
About = Literal["figure", "parts", "percents", "base", "follows", "change"]

# what a finding is about → the heading of such findings, in the order in which they are told
ABOUT: dict[About, str] = {
    "figure": "Each published figure beside ours",
    "parts": "Parts and wholes",
    "percents": "Percents that are shown together",
    "base": "What the percents are of",
    "follows": "What follows, and was not published",
    "change": "Changes since the round before",
}
# kind → what it means
KINDS: dict[Kind, str] = {
    "equal": "The returns give the same.",
    "differs by rounding": "The same figure, rounded otherwise.",
    "differs in base": "The same count, set against another number of audits.",
    "differs in definition": "What was published counts something else than its name says here.",
    "true as at another day": "True of the audits that were dated up to the day it was given.",
    "overlaps": "Some audits were counted twice among the parts.",
    "leaves some out": "The parts that were published do not account for the whole.",
    "evidence of change": "Chance alone is an unlikely explanation.",
    "no evidence of change": "At these numbers the difference may be chance.",
    "not compared": "What is counted changed, so the two may not be set side by side.",
    "contradicts itself": "The published figures cannot all be true.",
    "not in the returns": "The returns of this round do not give this figure.",
    "not explained": "The returns give another figure, and none of the usual reasons accounts for it.",
}
UNEXPLAINED: tuple[Kind, ...] = ("contradicts itself", "not in the returns", "not explained")


@dataclass(frozen=True)
class ReconciliationRow:
    """One finding: what was published, what the returns give, how they differ, and the arithmetic."""

    line: int
    about: About
    measure: str
    label: str
    published: str
    ours: str
    kind: Kind
    arithmetic: str
    source: str
    said: str | None = None

    @classmethod
    def on(
        cls, figure: PublishedFigure, about: About, label: str, kind: Kind, arithmetic: str, ours: str, published: str
    ) -> ReconciliationRow:
        """A finding on one published figure."""
        return cls(
            figure.line, about, figure.measure, label, published, ours, kind, arithmetic, figure.source, figure.said
        )


def percent_text(n: int, of: int) -> str:
    """Both numbers and the percent with one decimal: "409 of 1,349 = 30.3%"."""
    return f"{n:,} of {of:,} = {100 * n / of:.1f}%"
