"""What changed between two versions of a form, and which answers may not be set beside the earlier ones. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.config import Vocabulary, plain
from pipeline.forms.definition import ANSWERED_BY, Field, ProForma

__all__ = ["FieldChange", "broken_fields", "changed_fields", "difference_lines"]

Kind = Literal[
    "added", "gone", "label", "type", "list", "answers", "meaning", "required", "rows", "place", "disclosure"
]
# Changes after which the same answer need not mean the same.
_OF_MEANING = ("added", "gone", "type", "list", "answers", "meaning")


@dataclass(frozen=True)
class FieldChange:
    """One thing that changed about one question.

    ``field``: its id, for a column of a group ``actions.due``, for a group itself ``actions``. ``words``: what was, and
    what is. ``continued``: the later form says that it may be compared all the same, and why; empty otherwise.
    """

    field: str
    label: str
    kind: Kind
    words: str
    continued: str = ""

    @property
    def breaks(self) -> bool:
        """Whether figures that count the answers before and after it are figures of two different things."""
        return self.kind in _OF_MEANING and not self.continued


def changed_fields(
    before: ProForma,
    now: ProForma,
    words_before: Mapping[str, Vocabulary] | None = None,
    words_now: Mapping[str, Vocabulary] | None = None,
) -> list[FieldChange]:
    """Every change between two versions, in the order of the later form; then what is gone.

    A question is the same by its id, whatever its label says. ``words_before`` and ``words_now`` are the lists that
    each was answered from; the forms' own lists are added. What ``now`` says continues from the version of ``before``
    is marked with its reason.
    """
    lists = ({**(words_before or {}), **before.own_lists}, {**(words_now or {}), **now.own_lists})
    ours, theirs = dict(_questions(before)), dict(_questions(now))
    changes = [c for path, f in theirs.items() for c in _between(path, ours.get(path), f, *lists)]
    changes += [FieldChange(p, f.label, "gone", "it is no longer asked") for p, f in ours.items() if p not in theirs]
    changes += list(_rows(before, now))
    places = (_places(before), _places(now))
    changes += [
        FieldChange(p, f.label, "place", f"its answer stood {places[0][p]}, and stands {places[1][p]}")
        for p, f in theirs.items()
        if p in ours and places[0].get(p) != places[1].get(p)
    ]
    reasons = {id_: c.reason for c in now.continues if c.version == before.version for id_ in c.fields}
    return [replace(c, continued=reasons.get(c.field, "")) for c in changes]


def broken_fields(changes: list[FieldChange]) -> list[str]:
    """The fields whose answers may not be set beside the earlier ones, each once: the bridge for trends."""
    return list(dict.fromkeys(c.field for c in changes if c.breaks))


def difference_lines(before: ProForma, now: ProForma, changes: list[FieldChange]) -> list[str]:
    """The changes as a list for a person: a line each, and whether it breaks a trend."""
    lines = [f"{before.title}: version {before.version} → {now.version} of {now.name}"]
    if before.scheme != now.scheme:
        lines.append(f"  its grades were {before.scheme or 'the round’s'}, and are {now.scheme or 'the round’s'}")
    for c in changes:
        told = "breaks its trend" if c.breaks else ""
        if c.continued:
            told = f"still compared: {c.continued}"
        lines.append(f'  {c.field} ("{c.label}"): {c.words}' + (f" – {told}" if told else ""))
    return lines if len(lines) > 1 else [*lines, "  nothing that is asked has changed"]


def _questions(pro_forma: ProForma) -> Iterator[tuple[str, Field]]:
    yield from ((f.id, f) for f in pro_forma.fields)
    yield from ((f"{g.id}.{f.id}", f) for g in pro_forma.groups for f in g.columns)


def _between(
    path: str, was: Field | None, f: Field, lists_before: Mapping[str, Vocabulary], lists_now: Mapping[str, Vocabulary]
) -> Iterator[FieldChange]:
    """What changed about one question."""
    if was is None:
        yield FieldChange(path, f.label, "added", "it is new")
        return
    if plain(was.label) != plain(f.label):
        yield FieldChange(path, f.label, "label", f'its label was "{was.label}"')
    if (was.type, was.several) != (f.type, f.several):
        yield FieldChange(path, f.label, "type", f"it was answered by {_type(was)}, and is by {_type(f)}")
    if was.vocabulary != f.vocabulary and was.vocabulary and f.vocabulary:
        yield FieldChange(path, f.label, "list", f"its list was {was.vocabulary}, and is {f.vocabulary}")
    yield from _terms(path, f, lists_before.get(was.vocabulary or ""), lists_now.get(f.vocabulary or ""))
    if plain(was.meaning) != plain(f.meaning):
        meant, means = (f'"{text}"' if text else "what its label says" for text in (was.meaning, f.meaning))
        yield FieldChange(path, f.label, "meaning", f"it meant {meant}, and means {means}")
    if was.required != f.required:
        told = f"an answer: {_needed(was)} → {_needed(f)}"
        yield FieldChange(path, f.label, "required", told)
    if was.disclosure != f.disclosure:
        yield FieldChange(path, f.label, "disclosure", f"its class was {was.disclosure}, and is {f.disclosure}")


def _terms(path: str, f: Field, was: Vocabulary | None, now: Vocabulary | None) -> Iterator[FieldChange]:
    """Answers that came, went or are called otherwise; a new alias for an old one changes nothing."""
    if was is None or now is None:
        return
    come = [label for id_, label in now.labels.items() if id_ not in was.labels]
    gone = [label for id_, label in was.labels.items() if id_ not in now.labels]
    if come or gone:
        parts = [f"{what}: {'; '.join(labels)}" for what, labels in (("new", come), ("gone", gone)) if labels]
        yield FieldChange(path, f.label, "answers", f"answers {', '.join(parts)}")
    for id_, label in now.labels.items():
        if id_ in was.labels and plain(was.labels[id_]) != plain(label):
            yield FieldChange(path, f.label, "label", f'its answer "{was.labels[id_]}" is now called "{label}"')


def _rows(before: ProForma, now: ProForma) -> Iterator[FieldChange]:
    """Tables with room for more or fewer rows: with less room people name less."""
    rooms = {g.id: g.rows for g in before.groups}
    for g in now.groups:
        if g.id in rooms and rooms[g.id] != g.rows:
            yield FieldChange(g.id, g.columns[0].label, "rows", f"it had room for {rooms[g.id]} rows, and has {g.rows}")


def _places(pro_forma: ProForma) -> dict[str, str]:
    return {f.id: f"in cell {f.cell}" if f.cell else f.stands or pro_forma.stands for f in pro_forma.fields}


def _needed(f: Field) -> str:
    if f.required is True:
        return "needed"
    return "needed of external auditors" if f.required else "may stay blank"


def _type(f: Field) -> str:
    return "several of a list" if f.several else ANSWERED_BY[f.type]
