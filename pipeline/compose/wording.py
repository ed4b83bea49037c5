"""Sentences that figures allow: what changed, by licence only; what cannot be compared, and why."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compose.figures import Figures
from pipeline.config import Round, months_between
from pipeline.measures import Change

__all__ = ["change_sentences", "comparison_note", "join", "lower_first"]


def join(parts: Sequence[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def lower_first(text: str) -> str:
    """``text`` as it stands inside a sentence, unless it begins with a grade or an abbreviation."""
    keep = text[:2].isupper() or text.startswith(("Good", "Outstanding", "Doesn't", "Head"))
    return text if keep else text[:1].lower() + text[1:]


def comparison_note(now: Round, before: Round | None, breaks: Sequence[str]) -> str:
    """Which round this one is set beside, or why none is."""
    if before is None:
        return "This is the first round of its series, so there is no earlier one to set it beside."
    if breaks:
        return (
            f"The round before this one, {before.label}, is not set beside it: {join(breaks)}. "
            "To compare the two would be to compare two definitions."
        )
    missing = months_between(before, now) - 1
    gap = f" No audits were reported in the {missing} months between." if missing > 1 else ""
    gap = " No audits were reported in the month between." if missing == 1 else gap
    return f"The figures of {before.label} stand beside those of {now.label}, counted by one definition.{gap}"


def change_sentences(
    figures: Figures, changes: Sequence[Change], family: str, before: Round, differed: Sequence[str]
) -> list[str]:
    """One sentence for each licensed change of a family with what else differed; one for all the others."""
    mine = [c for c in changes if c.family == family]
    if not mine:
        return []
    sentences = [s for c in mine if c.licensed for s in _licensed(figures, c, before, differed)]
    others = "any other of these shares" if sentences else "any of these shares"
    if all(c.licensed for c in mine):
        return sentences
    return [*sentences, f"There is no evidence of a change in {others} since {before.label}."]


def _licensed(figures: Figures, change: Change, before: Round, differed: Sequence[str]) -> list[str]:
    verb = "rose" if change.rose else "fell"
    then, now = figures.text(change.measure, "share", before.id), figures.text(change.measure, "share")
    chance = f"p = {change.adjusted_p:.3f}" if change.adjusted_p >= 0.001 else "p < 0.001"
    said = [
        f"**{change.label} {verb}**: {then} in {before.label}, {now} now. "
        f"Chance alone is unlikely to explain this ({chance})."
    ]
    if differed:
        said.append(
            f"But {join(differed)}, and auditors may not have used the term in the same way, "
            "so it may not be practice that changed."
        )
    return said
