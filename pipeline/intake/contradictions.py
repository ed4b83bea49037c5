"""What the answers of a form say against each other, by the rules of its pro forma; and a form of another version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.forms import Answer, ProForma, Record, broken_rules
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.problems import Place

__all__ = ["note_contradictions", "note_version"]


def note_contradictions(
    pro_forma: ProForma,
    values: Mapping[str, Any],
    answers: Mapping[str, Answer],
    place: Place,
    cleaner: Cleaner,
    groups: tuple[Mapping[str, Sequence[Mapping[str, Any]]], Mapping[str, Sequence[Mapping[str, Answer]]]] = ({}, {}),
    of_return: Mapping[str, Any] | None = None,
) -> None:
    """A problem for each rule of the pro forma that the cleaned ``values`` break, at the cell that it is about.

    ``answers`` are the raw ones, which know what the sheet asks and in which cell; ``groups`` the cleaned rows of its
    tables, and the raw ones. ``of_return``: the answers of the return that a row of a register is about, by field id;
    given these, only the rules that look at it are tried.
    """
    asked = {id_: value for id_, value in values.items() if id_ in answers}
    asked |= {f"return.{id_}": value for id_, value in (of_return or {}).items()}
    labels = {f.id: f.label for f in pro_forma.fields}
    for broken in broken_rules(pro_forma, asked, cleaner.vocabularies, groups[0], with_return=of_return is not None):
        at, cells = broken.rule.at, answers
        if broken.row is not None and broken.rule.each is not None:
            cells = {**answers, **groups[1][broken.rule.each][broken.row]}
            labels |= {f.id: f.label for g in pro_forma.groups if g.id == broken.rule.each for f in g.columns}
        cell = cells[at].cell if at in cells else ""
        cleaner.problems.add(place, broken.found, broken.severity, broken.advice, cell=cell, field=labels.get(at, at))


def note_version(record: Record, place: Place, cleaner: Cleaner) -> None:
    """A problem where a form says that it is another version than the round's: it counts as far as its labels fit."""
    ours = record.pro_forma.version
    if record.version is not None and record.version != ours:
        cleaner.problems.add(
            place,
            f"filled in on version {record.version} of the form, not on {ours}: it counts where the labels fit",
            "note",
            "Send the auditor this round's blank form for the next audit. What only one of the two asks was not read.",
            field="Version",
            found=record.version,
        )
