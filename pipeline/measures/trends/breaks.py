"""Whether two rounds count by one definition: what breaks a series, and what joins it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.config import GradingScheme, Round
from pipeline.measures.measure import Definition, Subset
from pipeline.measures.trends.forms import NO_FORMS, Forms, form_breaks, forms_differed

__all__ = [
    "GRADES_CHANGED",
    "comparable",
    "counterpart",
    "definition_breaks",
    "measure_breaks",
    "what_else_differed",
    "why_apart",
]

GRADES_CHANGED = "the grades changed"
_BETTER = "_or_better"


def definition_breaks(now: Round, before: Round, forms: Forms = NO_FORMS) -> list[str]:
    """Why two rounds must not be compared, in words: what is counted, or who counts, differs. Empty if they may be.

    A bridge in the later round's settings that covers every measure joins forms and auditors. Series are never joined,
    and grades by a crosswalk alone, measure by measure (``comparable``). ``forms``: those that the rounds used; where a
    version of one is not among them, nobody knows what it asked, and where both are, what changed breaks the measures
    that count it and no other.
    """
    grades = [GRADES_CHANGED] if now.scheme != before.scheme else []
    apart = [] if now.bridge and now.bridge.covers(None) else _form_and_auditors(None, now, before, forms)
    return [*_series(now, before), *grades, *apart]


def measure_breaks(
    definition: Definition, now: Round, before: Round, forms: Forms = NO_FORMS, name: str | None = None
) -> list[str]:
    """``definition_breaks`` for one measure: without the grades, and with a bridge that is for this measure only.

    ``name``: its id in the later round, where another scheme calls it otherwise.
    """
    bridged = now.bridge and now.bridge.covers(name or definition.id)
    return [*_series(now, before), *([] if bridged else _form_and_auditors(definition, now, before, forms))]


def _series(now: Round, before: Round) -> list[str]:
    return ["the rounds belong to different series"] if now.series != before.series else []


def _form_and_auditors(definition: Definition | None, now: Round, before: Round, forms: Forms) -> list[str]:
    breaks = form_breaks(definition, now, before, forms)
    if now.auditor_pool != before.auditor_pool:
        breaks.append(f"the audits were done by {_who(before)} then and by {_who(now)} now")
    return breaks


def _who(round_: Round) -> str:
    pools = {"core group": "a core group of auditors", "external team": "an external team"}
    return pools.get(round_.auditor_pool, round_.auditor_pool)


def what_else_differed(now: Round, before: Round, forms: Forms = NO_FORMS) -> list[str]:
    """What differs between two comparable rounds and may explain a change, in words; a bridge with its reason.

    ``forms``: those that the rounds used, as in ``definition_breaks``.
    """
    differed = []
    if now.focus_theme != before.focus_theme and now.focus_theme and before.focus_theme:
        differed.append(f"the focus theme was {before.focus_theme} then and is {now.focus_theme} now")
    if now.bridge is None:
        return [*differed, *forms_differed(now, before, forms)]
    bridged = _form_and_auditors(None, now, before, NO_FORMS)
    return [*differed, *(f"{what} (bridged: {now.bridge.reason.rstrip('.')})" for what in bridged)]


def counterpart(definition: Definition, ours: GradingScheme, theirs: GradingScheme) -> str | None:
    """The id of a measure under another grading scheme, by the crosswalk; None where that scheme has none.

    A measure that filters on no grade is the same under every scheme. Of the grades, one that the crosswalk names has a
    counterpart, and so has "or better" from it; what is good or better, every scheme says of each of its grades.
    """
    if ours.name == theirs.name or not _by_grade(definition):
        return definition.id
    prefix, _, name = definition.id.partition(".")
    if prefix != "ratings":
        return None
    grades = {g.id for g in ours.grades}
    if name in grades:
        other = ours.counterpart(name, theirs)
        return f"ratings.{other}" if other else None
    lowest = name.removesuffix(_BETTER)
    if not name.endswith(_BETTER) or lowest not in grades:
        return None
    if (lowest,) == ours.good_or_better[-1:]:
        return f"ratings.{theirs.good_or_better[-1]}{_BETTER}" if theirs.good_or_better else None
    other = ours.counterpart(lowest, theirs)
    return f"ratings.{other}{_BETTER}" if other else None


def _by_grade(definition: Definition) -> bool:
    sides = (definition.counts, definition.of)
    return any(isinstance(side, Subset) and "grade" in side.fields for side in sides)


def comparable(
    definitions: Iterable[Definition],
    now: Round,
    before: Round,
    schemes: Mapping[str, GradingScheme],
    forms: Forms = NO_FORMS,
) -> dict[str, str]:
    """Each measure that counts by one definition in both rounds → its id in the earlier one; schemes by name."""
    known = _beside(definitions, now, before, schemes, forms)
    return {definition.id: name for definition, name, breaks in known if name is not None and not breaks}


def why_apart(
    definitions: Iterable[Definition],
    now: Round,
    before: Round,
    schemes: Mapping[str, GradingScheme],
    forms: Forms = NO_FORMS,
) -> dict[str, list[str]]:
    """Why measures may not be set beside the earlier round, in words → their labels; empty where all may be."""
    found: dict[str, list[str]] = {}
    for definition, _, breaks in _beside(definitions, now, before, schemes, forms):
        if breaks:
            found.setdefault("; ".join(breaks), []).append(definition.label)
    return found


def _beside(
    definitions: Iterable[Definition], now: Round, before: Round, schemes: Mapping[str, GradingScheme], forms: Forms
) -> Iterator[tuple[Definition, str | None, list[str]]]:
    """Each measure with its id in the earlier round, None where it has none, and what stands between the two."""
    for definition in definitions:
        name = counterpart(definition, schemes[now.scheme], schemes[before.scheme])
        grades = [GRADES_CHANGED] if name is None else []
        yield definition, name, [*grades, *measure_breaks(definition, now, before, forms)]
