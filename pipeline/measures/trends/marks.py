"""The two marks of "Making Data Count" (NHS England): what a point's variation means, and whether a target is met."""

from __future__ import annotations

from typing import Literal

from pipeline.config import GradingScheme
from pipeline.measures.statistics import Limits, Signal

__all__ = ["assurance", "better", "headlines", "variation"]

Better = Literal["higher", "lower"]
_BETTER: dict[str, Better] = {
    "auditing.immediately_admissible": "higher",
    "auditing.inadmissible": "lower",
    "actions.overdue": "lower",
}


def better(measure: str, scheme: GradingScheme) -> Better | None:
    """Which way a measure improves; None where neither way is better in itself, as of a weakness that is looked for.

    More audits with a weakness may mean that it was the focus theme. Of the grades only the good ones, the lowest, and
    what is so good or better have a direction: fewer Adequate may be more Good or more Inadequate.
    """
    prefix, _, name = measure.partition(".")
    if prefix != "ratings":
        return _BETTER.get(measure)
    if name == scheme.grades[-1].id:
        return "lower"
    return "higher" if name in scheme.good_or_better or name.endswith("_or_better") else None


def headlines(scheme: GradingScheme) -> tuple[str, ...]:
    """The measures whose charts are drawn, fixed in advance: two of the grades, one of the audits, one of the actions.

    Of the grades the lowest, and the scheme's flag within a grade; without a flag what is good or better.
    """
    second = scheme.flag.id if scheme.flag else "good_or_better"
    graded = (f"ratings.{scheme.grades[-1].id}", f"ratings.{second}")
    return *graded, "auditing.immediately_admissible", "actions.overdue"


def variation(signal: Signal | None, direction: Better | None) -> str:
    """The mark of a point: "common cause", "improvement", "concern", or "neither" where no direction is better.

    A trend is judged by where it goes, unlike in NHSRplotthedots, which judges each of its points by its side of the
    mean and so calls the first half of a rise the opposite of the second.
    """
    if signal is None:
        return "common cause"
    if direction is None:
        return "neither"
    return "improvement" if signal.upwards == (direction == "higher") else "concern"


def assurance(target: float | None, limits: Limits | None, direction: Better | None) -> str | None:
    """Whether chance alone would miss the target: "hits" it, "misses" it, or "hit and miss"; None without a target.

    By the limits of the point: a target outside them is met always or never, as long as nothing changes.
    """
    if target is None or limits is None or direction is None:
        return None
    if limits.lower <= target <= limits.upper:
        return "hit and miss"
    return "hits" if (target < limits.lower) == (direction == "higher") else "misses"
