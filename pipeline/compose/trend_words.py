"""Sentences that control charts allow: what changed and what it looks like, by licence only; where a series is cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.compose.wording import join, plural
from pipeline.config import Round, months_between
from pipeline.measures import NO_FORMS, Forms, Reading, audits_to_show, in_words, round_half_up, what_else_differed

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "NO_CHANGE",
    "change_words",
    "comparability_sentences",
    "false_alarm_sentence",
    "finding",
    "power_sentence",
    "power_words",
    "reading_sentences",
    "series_sentence",
]

_RULES = {
    "limit": "a month outside its limits",
    "trend": "seven months or more that each {go}",
    "two of three": "two of three months in a row close to a limit",
    "shift": "seven months or more in a row on one side of the mean",
}
NO_CHANGE = "Seen over all its months, no chart shows evidence of a change."
_NAMED = 6  # measures that a sentence lists
Share = tuple[int, int]


def reading_sentences(
    readings: Sequence[Reading],
    rounds: Sequence[Round],
    forms: Forms = NO_FORMS,
    counts: bool = True,
    otherwise: str = NO_CHANGE,
) -> list[str]:
    """A sentence or two for each reading, cuts of all measures at one place told once; ``otherwise`` if none changed.

    Without ``counts`` no figure is told, for documents: those on either side of a change are sums over months, which no
    measure of a round gives. ``forms``: those that the rounds used, for what else differed.
    """
    if len(rounds) < 2:
        return ["This is the first round of its series, and one round is no trend."]
    cuts: dict[tuple[str | None, str | None], list[Reading]] = {}
    for reading in readings:
        if reading.kind == "cut":
            cuts.setdefault((reading.at, reading.why), []).append(reading)
    told = [_cut(same, rounds) for same in cuts.values()]
    shown = [r for r in readings if r.kind != "cut"]
    told += [reading_sentence(r, rounds, forms, counts) for r in sorted(shown, key=lambda r: not r.licensed)]
    if not any(r.licensed for r in shown):
        told.append(otherwise)
    return told


def _cut(same: Sequence[Reading], rounds: Sequence[Round]) -> str:
    begun = f"cut before {_label(same[0].at, rounds)}, because {same[0].why}."
    if len(same) == 1:
        return f"{same[0].label}: the series is {begun}"
    return f"The series of {in_words(len(same))} measures are {begun}"


def reading_sentence(reading: Reading, rounds: Sequence[Round], forms: Forms = NO_FORMS, counts: bool = True) -> str:
    """What one control chart shows: "rose" or "fell" only by licence, and beside it what else differed."""
    if reading.kind == "cut":
        return _cut([reading], rounds)
    go = "rise" if reading.rose else "fall"
    shown = join([_RULES[rule].format(go=go) for rule in reading.rules])
    if not reading.licensed:
        months = f"{in_words(reading.points)} {plural(reading.points, 'month')}"
        return (
            f"{reading.label}: the chart shows {shown}, but its limits are trial limits, from {months} only. "
            "That is a reason to look, and no evidence of change."
        )
    differed = _differed(reading, rounds, forms)
    also = f" What else differed: {join(differed)}." if differed else ""
    said = _said(reading, rounds) if counts else f"{change_words(reading, rounds)}."
    return f"**{said}** The chart shows {shown}, which chance alone seldom makes.{also}"


def change_words(reading: Reading, rounds: Sequence[Round]) -> str:
    """A change in words alone, for a title: what, which way, and when."""
    place = _label(reading.at, rounds)
    if reading.kind == "step":
        return f"{reading.label} {'rose' if reading.rose else 'fell'} in {place}"
    if reading.kind == "shock":
        return f"{reading.label} was far {'higher' if reading.rose else 'lower'} in {place} than in other months"
    if reading.kind == "drift":
        return f"{reading.label} has {'risen' if reading.rose else 'fallen'} month by month"
    return f"{reading.label} has changed, in no simple way"


def _said(reading: Reading, rounds: Sequence[Round]) -> str:
    verb, place = "rose" if reading.rose else "fell", _label(reading.at, rounds)
    before, after = _share(reading.before), _share(reading.after)
    if reading.kind == "step":
        return f"{reading.label}: the share {verb} in {place}, from {before} in the months before to {after} since."
    if reading.kind == "shock":
        return f"{reading.label}: {place} stands apart, with {after} against {before} in all other months."
    if reading.kind == "drift":
        points = max(1, round(abs(reading.size)))
        way, by = "risen" if reading.rose else "fallen", f"{in_words(points)} {plural(points, 'point')} a month"
        return f"{reading.label}: the share has {way} by about {by}, from {before} in the first month to {after} now."
    return f"{reading.label}: the share has changed, in no simple way, from {before} in the first month to {after} now."


def _differed(reading: Reading, rounds: Sequence[Round], forms: Forms) -> list[str]:
    """What differed between the round of a step or shock and the one before it."""
    place = next((i for i, r in enumerate(rounds) if r.id == reading.at), 0)
    return what_else_differed(rounds[place], rounds[place - 1], forms) if place else []


def finding(label: str, n: int, of: int, round_: Round, readings: Sequence[Reading], rounds: Sequence[Round]) -> str:
    """The title of a control chart: the last change that it shows, or that there is none."""
    shown = [r for r in readings if r.licensed]
    if not shown:
        trial = any(r.rules for r in readings)
        rest = "on trial limits, a reason to look" if trial else "no evidence of change"
        return f"{label}: {_percent((n, of))} in {round_.label}, {rest}"
    last = shown[-1]
    if last.before is None or last.after is None:
        return label
    verb = "rose" if last.rose else "fell"
    before, after = _percent(last.before), _percent(last.after)
    if last.kind == "step":
        return f"{label} {verb} in {_label(last.at, rounds)}, from {before} to {after}"
    if last.kind == "shock":
        return f"{label}: {_label(last.at, rounds)} stands apart, with {after} against {before}"
    return f"{label} {verb} from {before} to {after} over {in_words(last.points)} months"


def series_sentence(trends: pd.DataFrame, measure: str, rounds: Sequence[Round]) -> str:
    """How many months a chart rests on, which are missing between them, and how many audits they hold."""
    rows = trends[trends["id"] == measure]
    by_id: Mapping[str, Round] = {r.id: r for r in rounds}
    shown = [by_id[id_] for id_ in rows["round"]]
    if not shown:
        return "No month has the figure yet."
    fewest, most = int(rows["of"].min()), int(rows["of"].max())
    audits = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    if len(shown) == 1:
        return f"The series has one month so far, {shown[0].label}, and one month is no trend."
    gaps = [(a, months_between(a, b) - 1) for a, b in pairwise(shown) if months_between(a, b) > 1]
    gap = f" {_gaps(gaps)}" if gaps else ""
    said = f"The chart has {in_words(len(shown))} months from {shown[0].label} to {shown[-1].label}."
    return f"{said}{gap} A month has {audits} in its base, and {_made(rows)}."


def _made(rows: pd.DataFrame) -> str:
    """How the limits of the last segment come about."""
    if rows["chart"].iloc[-1] == "p":
        return "its limits allow for that"
    ranges = int((rows["segment"] == rows["segment"].iloc[-1]).sum()) - 1
    return (
        "months differ more from one to the next than that explains: the limits come from the mean of these "
        f"{in_words(ranges)} differences (XmR), none of them left out, and every month counts alike"
    )


def _gaps(gaps: Sequence[tuple[Round, int]]) -> str:
    missing = sum(n for _, n in gaps)
    where = join([f"{in_words(n)} after {a.label}" for a, n in gaps])
    has, are = plural(missing, "has", "have"), plural(missing, "is no point", "are no points")
    months = plural(missing, "month")
    return f"{in_words(missing).capitalize()} {months} between them {has} no figure and {are}: {where}."


def comparability_sentences(
    before: Round | None, followed: int, apart: Mapping[str, Sequence[str]], differed: Sequence[str]
) -> list[str]:
    """How many of the measures that are followed may be set beside the round before; why others not; what differed.

    ``apart``: why measures may not be → their labels (``measures.why_apart``).
    """
    if before is None:
        return ["This is the first round of its series, so there is no earlier one to set it beside."]
    kept = followed - sum(len(labels) for labels in apart.values())
    said = [f"{kept:,} of the {followed:,} measures that are followed may be set beside {before.label}."]
    for why, labels in apart.items():
        named = "; ".join([*labels[:_NAMED], *([f"and {len(labels) - _NAMED:,} more"] if len(labels) > _NAMED else [])])
        said.append(f"Not to be compared, because {why}: {named}.")
    if kept:
        said.append(f"What else differed: {join(differed)}." if differed else "Nothing else that is recorded differed.")
    return said


def false_alarm_sentence(expected: float) -> str:
    """How many charts would show a signal in a month in which nothing changed."""
    if not expected:
        return "No chart has limits yet, so none can show a signal."
    charts = "fewer than one chart" if expected < 1 else f"about {in_words(round(expected))} of the charts"
    return f"By chance alone {charts} would show a signal in a month in which nothing changed."


def power_sentence(percent: float) -> str:
    """How many audits a month would show a change of 10 points, from a share of ``percent``."""
    audits = audits_to_show(percent)
    return (
        f"At a share of {percent:.0f}%, each of two months would need about {audits:,} audits for a change of 10 "
        "points to be found four times out of five. With fewer, “no evidence of change” may hide one."
    )


def power_words(percent: float, of: int) -> str:
    """``power_sentence`` for a document: how many times the audits of this month, since no figure says how many."""
    times = audits_to_show(percent) / of
    if times <= 1:
        return "A month has audits enough for a change of ten points to be found four times out of five."
    whole = round(times)
    many = "over ten times" if whole > 10 else "about twice" if whole <= 2 else f"about {in_words(whole)} times"
    return (
        "For a change of ten points between two months to be found four times out of five, each would need "
        f"{many} as many audits as this month had. Where there is no evidence of change, there may be one all the same."
    )


def _label(round_id: str | None, rounds: Sequence[Round]) -> str:
    return next((r.label for r in rounds if r.id == round_id), str(round_id))


def _percent(share: Share) -> str:
    return f"{round_half_up(*share)}%"


def _share(share: Share | None) -> str:
    return f"{share[0]:,} of {share[1]:,} ({_percent(share)})" if share else "nothing"
