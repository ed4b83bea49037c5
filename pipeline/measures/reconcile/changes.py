"""Figures published for two rounds of a series: what may be said of the difference."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.config import PublishedFigure
from pipeline.measures.reconcile.rows import Kind, ReconciliationRow, percent_text
from pipeline.measures.reconcile.sides import Side, within
from pipeline.measures.statistics import fisher_p
from pipeline.measures.trends import Change, compare, definition_breaks, what_else_differed
from pipeline.measures.trends.forms import form_breaks

__all__ = ["change_rows"]

Pair = tuple[int, int]
_FAMILIES = {"ratings": "the grades", "auditing": "the audits", "themes": "the themes", "actions": "actions"}


def change_rows(now: Side, before: Side | None) -> Iterator[ReconciliationRow]:
    """A row for each share that was published for both rounds, and of which a change may be claimed."""
    if before is None or not before.published:
        return
    forms = {**before.forms, **now.forms}
    breaks = definition_breaks(now.round, before.round, forms)
    asked_otherwise = {id_: form_breaks(d, now.round, before.round, forms) for id_, d in now.definitions.items()}
    same = [d for id_, d in now.definitions.items() if not asked_otherwise[id_]]
    claims = {} if breaks else {c.measure: c for c in compare(same, now.measures, before.measures)}
    for figure in now.told.values():
        then = before.told.get(figure.measure)
        family = now.definitions[figure.measure].family
        if then is None or figure.of is None or then.of is None or family is None:
            continue
        told, told_then = _pair(figure, now), _pair(then, before)
        if told is None or told_then is None:
            continue
        kind, arithmetic = "not compared", f"{'; '.join(breaks)}."
        claim = claims.get(figure.measure)
        if not breaks and claim is not None:
            kind = "evidence of change" if claim.licensed else "no evidence of change"
            arithmetic = _arithmetic(figure, claim, told, told_then, now, before)
        yield _row(figure, now, kind, arithmetic, told, told_then, claim)  # type: ignore[arg-type]


def _row(
    figure: PublishedFigure, side: Side, kind: Kind, arithmetic: str, told: Pair, then: Pair, claim: Change | None
) -> ReconciliationRow:
    ours = f"{claim.before_n}/{claim.before_of} → {claim.n}/{claim.of}" if claim else "–"
    published = f"{then[0]}/{then[1]} → {told[0]}/{told[1]}"
    return ReconciliationRow.on(figure, "change", side.label(figure.measure), kind, arithmetic, ours, published)


def _pair(figure: PublishedFigure, side: Side) -> Pair | None:
    base = side.told_count(figure.of)
    return (figure.count, base) if figure.count is not None and base and figure.count <= base else None


def _arithmetic(figure: PublishedFigure, claim: Change, told: Pair, then: Pair, now: Side, before: Side) -> str:
    """Both shares on one definition and the test; the published pair too where it is on another."""
    ours, ours_then = (claim.n, claim.of), (claim.before_n, claim.before_of)
    text = f"{percent_text(*ours_then)}, then {percent_text(*ours)}: p = {_p(claim.p)}"
    text += f", {_p(claim.adjusted_p)} adjusted for the claims made of {_FAMILIES[claim.family]}."
    if (told, then) != (ours, ours_then):
        text += (
            f" As published, {percent_text(*then)} and {percent_text(*told)} compare two definitions (p = "
            f"{_p(fisher_p(*told, *then))})."
        )
    if claim.licensed:
        text += f" It {'rose' if claim.rose else 'fell'}."
        differed = [
            *what_else_differed(now.round, before.round, {**before.forms, **now.forms}),
            *_recoded(figure.measure, now, before),
        ]
        text += f" But {'; and '.join(differed)}." if differed else ""
    return text


def _p(p: float) -> str:
    if p < 0.001:
        return "less than 0.001"
    return f"{p:.3f}" if p < 0.01 else f"{p:.2f}"


def _recoded(measure: str, now: Side, before: Side) -> list[str]:
    """Whether the measure was published within another in one round and beside it in the other."""
    for whole in now.told:
        if within(now, measure, whole) and whole in before.told and now.told[whole].of == now.told[measure].of:
            placed = [_beside(measure, whole, side) for side in (before, now)]
            if None not in placed and placed[0] != placed[1]:
                words = {True: "beside", False: "within"}
                then, since = (words[bool(p)] for p in placed)
                told = f"it was published {then} “{now.label(whole)}” then and {since} it now"
                return [f"{told}, so the way of coding may have changed"]
    return []


def _beside(measure: str, whole: str, side: Side) -> bool | None:
    """True if the published figures add up only with the measure outside the whole, False if only inside."""
    base = side.told[whole].of
    shares = [f for f in side.told.values() if f.of == base]
    outer = [f for f in shares if not any(within(side, f.measure, g.measure) for g in shares)]
    total = sum(f.count or 0 for f in outer)
    if total == side.told_count(base):
        return False
    return True if total + (side.told_count(measure) or 0) == side.told_count(base) else None
