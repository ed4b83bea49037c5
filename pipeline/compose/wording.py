"""Sentences that figures allow: what changed, by licence only; what cannot be compared, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.compose.figures import Figures
from pipeline.config import Round, months_between
from pipeline.measures import LEVEL, Change, fisher_p, in_words

__all__ = [
    "association_sentence",
    "change_sentences",
    "comparison_note",
    "day_in_words",
    "gap_sentence",
    "join",
    "plural",
]


_FAMILIES = {
    "ratings": "the grades",
    "auditing": "admissibility",
    "themes": "the themes",
    "actions": "the share of actions that are overdue",
}


def join(parts: Sequence[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def plural(n: int, one: str, many: str | None = None) -> str:
    """The word for n things: "case" of one, "cases" of any other number."""
    return one if n == 1 else many or f"{one}s"


def day_in_words(day: date) -> str:
    """A day as a report writes it: "2 May 2013"."""
    return f"{day.day} {day:%B %Y}"


def comparison_note(now: Round, before: Round | None, breaks: Sequence[str]) -> str:
    """Which round this one is set beside, or why none is."""
    if before is None:
        return "This is the first round of its series, so there is no earlier one to set it beside."
    if breaks:
        return (
            f"The round before this one, {before.label}, is not set beside it: {join(breaks)}. "
            "To compare the two would be to compare two definitions."
        )
    stands = f"The figures of {before.label} stand beside those of {now.label}, counted by one definition."
    return " ".join([stands, *gap_sentence(before, now)])


def gap_sentence(before: Round, now: Round) -> list[str]:
    """That no audits were reported in the months between two rounds; nothing where none lies between."""
    missing = months_between(before, now) - 1
    if missing < 1:
        return []
    return [f"No audits were reported in the {f'{in_words(missing)} months' if missing > 1 else 'month'} between."]


def association_sentence(figures: Figures, where: str, elsewhere: str) -> str:
    """Whether a share differs between two parts of the audits by more than chance explains (Fisher's exact test)."""
    a, b = figures.row(where), figures.row(elsewhere)
    p = fisher_p(int(a["n"]), int(a["of"]), int(b["n"]), int(b["of"]))
    if p < LEVEL:
        return "That is more than chance would explain, but which of the two causes the other these files cannot show."
    return "With so few audits that could be chance."


def change_sentences(
    figures: Figures, changes: Sequence[Change], family: str, before: Round, differed: Sequence[str]
) -> list[str]:
    """One sentence for each licensed change of a family with what else differed; one for all the others."""
    mine = [c for c in changes if c.family == family]
    if not mine:
        return []
    sentences = [s for c in mine if c.licensed for s in _licensed(figures, c, before, differed)]
    others = f"{'another' if sentences else 'a'} change in {_FAMILIES[family]}"
    if all(c.licensed for c in mine):
        return sentences
    return [*sentences, f"There is no evidence of {others} since {before.label}."]


def _licensed(figures: Figures, change: Change, before: Round, differed: Sequence[str]) -> list[str]:
    verb = "rose" if change.rose else "fell"
    then, now = (
        figures.text(change.before_measure or change.measure, "share", before.id),
        figures.text(change.measure, "share"),
    )
    chance = f"p = {change.adjusted_p:.3f}" if change.adjusted_p >= 0.001 else "p < 0.001"
    said = [
        f"**{change.label}: the share {verb}**, from {then} in {before.label} to {now} now. "
        f"Chance alone is unlikely to explain this ({chance})."
    ]
    if differed and change.family in ("ratings", "themes"):
        said.append(
            f"But {join(differed)}, and auditors may not have used the term in the same way, "
            "so it may not be practice that changed."
        )
    elif differed:
        said.append(f"What else differed: {join(differed)}.")
    return said
