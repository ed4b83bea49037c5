"""A first draft of a form's YAML, from a workbook that a council uses already: for a person to finish."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.workbook import Workbook

from pipeline.config import Vocabulary, plain
from pipeline.forms.definition import Field, Group, ProForma
from pipeline.forms.labels import TITLE_ROWS, version_in
from pipeline.forms.sightings import Box, Seen, Table, look_at, side_by_side

__all__ = ["propose"]

_PLAIN = re.compile(r"[A-Za-z][\w '’()/–-]*", re.ASCII)
_VERSION_IN_TITLE = re.compile(r"[\s,–-]*\bversion\s.*", re.IGNORECASE)
_WORDS_OF_YAML = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}
_HEAD = """\
# A first draft, made from a workbook. Every line may be changed; look first at those that say "finish".
# finish: name it, give it a version, and say how each answer is protected ("disclosure": A activity, B practice,
#   C child or small group, identifier). C, the strictest, is the default.
# finish: mark what must be answered with "required: true", and add the other ways in which people write a label
#   ("variants") or an answer ("aliases").
# finish: look for names of people among the labels and answers: what stands in a filled form may have been copied.
"""


@dataclass
class _Draft:
    """The proposal while it is being written."""

    words: Mapping[str, Vocabulary]
    known_fields: Mapping[str, Field]
    known_groups: Sequence[Group]
    ids: set[str] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    scheme: str = ""  # whose grades the form offers

    def unused(self, text: str, taken: set[str]) -> str:
        """An id made from a text, that nothing else has."""
        made = "_".join(plain(text).encode("ascii", "ignore").decode().split())[:40].strip("_")
        made = made if made[:1].isalpha() else f"field_{made}".rstrip("_")
        unused, n = made, 2
        while unused in taken:
            unused, n = f"{made}_{n}", n + 1
        taken.add(unused)
        return unused


def propose(
    book: Workbook,
    name: str,
    known: Sequence[ProForma],
    words: Mapping[str, Vocabulary],
    schemes: Mapping[str, Vocabulary],
) -> str:
    """The YAML of a form like the workbook's, with remarks on what to finish; it can be loaded as it is.

    A label that a ``known`` form has is taken for the same question, under its id, with its type and class. A list of
    answers that all stand in one of ``words``, or among the grades of one of the ``schemes``, is that list; another
    becomes one of the form's own. Nothing that was typed into the workbook is copied, save what looks like a label.
    A workbook in which nothing looks like a question gives a ``ValueError``.
    """
    seen = look_at(book)
    if not any(parts for _, parts in seen.parts):
        raise ValueError("nothing on its sheets looks like a question with room for an answer")
    fields = {s: f for p in reversed(known) for f in p.fields for s in f.spellings}
    draft = _Draft(_with_grades(words, schemes), fields, [g for p in known for g in p.groups])
    sections = list(_sections(seen, draft))
    title = _VERSION_IN_TITLE.sub("", seen.title) or seen.sheet
    lines = [
        _HEAD.rstrip(),
        f"name: {name}",
        f"version: {json.dumps(_version(book, seen))}",
        f"title: {_quoted(title)}",
    ]
    lines += [f"layout: {'register' if seen.register else 'single-case'}", f"sheet: {_quoted(seen.sheet[:31])}"]
    if draft.scheme:
        lines.append(f"scheme: {draft.scheme}")
    if "case_ref" not in draft.ids:
        lines.append("# finish: which question names the case? It needs the id case_ref and the type case.")
    return "\n".join([*lines, "sections:", *sections, *_lists(draft)]) + "\n"


def _version(book: Workbook, seen: Seen) -> str:
    """The version that the form says it is; 1 where it says none."""
    rows = book[seen.sheet].iter_rows(max_row=TITLE_ROWS, values_only=True)
    told = (version_in(value) for row in rows for value in row if isinstance(value, str))
    return next((version for version in told if version), "1")


def _with_grades(words: Mapping[str, Vocabulary], schemes: Mapping[str, Vocabulary]) -> dict[str, Vocabulary]:
    """The lists that answers are compared with: the usual first, then each scheme's grades, told by a star."""
    others = {n: v for n, v in words.items() if v.terms and n != "grade"}
    return {**{f"*{n}": v for n, v in schemes.items()}, **others}


def _sections(seen: Seen, draft: _Draft) -> Iterator[str]:
    for heading, parts in seen.parts:
        boxes = [p for p in parts if isinstance(p, Box)]
        tables = [p for p in parts if isinstance(p, Table)]
        if seen.register:
            boxes, tables = side_by_side(tables[0])
        listed = [line for box in boxes if (line := _field(box, draft, draft.ids, draft.spellings, seen.register))]
        title = _quoted(heading if heading and not seen.register else "The return")
        if listed or not tables:
            yield f"  - heading: {title}"
            yield from ("    fields:", *(f"      {line}" for line in listed)) if listed else ("    fields: []",)
        for n, table in enumerate(tables):
            if n or not listed:
                yield f"  - heading: {_quoted(table.columns[0].label) if seen.register else title}"
            yield from _group(table, heading, draft)


def _field(box: Box, draft: _Draft, ids: set[str], spellings: set[str], in_column: bool) -> str:
    """One question as a line; a remark where its label stands twice, since one of the two would answer the other."""
    if plain(box.label) in spellings:
        return f"# finish: a second {_quoted(box.label)} was left out; give the two different labels on the form"
    spellings.add(plain(box.label))
    known = draft.known_fields.get(plain(box.label))
    if known is None or known.id in ids:
        return _new(box, draft, ids, in_column)
    ids.add(known.id)
    parts = {"id": known.id, "label": _quoted(box.label), **_answered(box, draft, known)}
    if not in_column and box.stands != "right":
        parts["stands"] = box.stands
    if known.disclosure != "C":
        parts["disclosure"] = known.disclosure
    return _line(parts)


def _new(box: Box, draft: _Draft, ids: set[str], in_column: bool) -> str:
    parts = {"id": draft.unused(box.label, ids), "label": _quoted(box.label), **_answered(box, draft)}
    if not in_column and box.stands != "right":
        parts["stands"] = box.stands
    return _line(parts) + "  # finish: new to caseaudit"


def _line(parts: Mapping[str, str]) -> str:
    quoted = {k: _quoted(v) if k in ("id", "vocabulary") else v for k, v in parts.items()}
    return "- {" + ", ".join(f"{k}: {v}" for k, v in quoted.items()) + "}"


def _answered(box: Box, draft: _Draft, known: Field | None = None) -> dict[str, str]:
    """Type and list: from the choices it offers; then from what is known of the question; then from what is there."""
    found = _list(box, box.choices, draft, known)
    if found:
        return {"type": "yes_no"} if found == "yes_no" else {"type": "choice", "vocabulary": found}
    if known is not None:
        made: dict[str, str] = {} if known.type == "text" else {"type": known.type}
        made |= {"several": "true"} if known.several else {}
        return made | ({"vocabulary": known.vocabulary} if known.vocabulary else {})
    if box.is_date:
        return {"type": "date"}
    yes_no = draft.words.get("yes_no")
    return {"type": "yes_no"} if yes_no and isinstance(box.value, str | bool) and yes_no.match(box.value) else {}


def _list(box: Box, choices: Sequence[str], draft: _Draft, known: Field | None = None) -> str:
    """The list that the choices are from: one that has them all, each by itself; else one of the form's own.

    Of several that fit the one is taken that is usual for the question, then the one with the fewest other answers.
    """
    if not choices:
        return ""
    usual = known.vocabulary if known else None
    fitting = [(n != usual, len(v.terms), n) for n, v in draft.words.items() if _tells_apart(v, choices)]
    if fitting:
        name = min(fitting)[2]
        if name.startswith("*"):
            draft.scheme = draft.scheme or name[1:]
        return "grade" if name.startswith("*") else name
    for name, own in draft.lists.items():
        if own == tuple(choices):
            return name
    name = draft.unused(box.label, {*draft.words, *draft.lists, "grade", "service", "team"})
    draft.lists[name] = tuple(dict.fromkeys(choices))
    return name


def _tells_apart(vocabulary: Vocabulary, choices: Sequence[str]) -> bool:
    meant = {vocabulary.match(c) for c in choices}
    return None not in meant and len(meant) == len(set(choices))


def _group(table: Table, heading: str, draft: _Draft) -> Iterator[str]:
    """A small table, under the id of a known one if it begins with the same question."""
    first = plain(table.columns[0].label)
    known = next((g for g in draft.known_groups if first in g.columns[0].spellings), None)
    id_ = known.id if known and known.id not in draft.ids else ""
    if id_:
        draft.ids.add(id_)
    id_ = id_ or draft.unused(heading or table.columns[0].label, draft.ids)
    inner = _Draft(draft.words, {s: f for f in (known.columns if known else ()) for s in f.spellings}, ())
    inner.lists, inner.scheme = draft.lists, draft.scheme
    columns = [_column(n, box, table, known, inner) for n, box in enumerate(table.columns)]
    draft.scheme = inner.scheme
    if sum(c.startswith("-") for c in columns) < 2:
        yield f"    # finish: the table {_quoted(table.columns[0].label)} was left out: its columns have the same label"
        return
    yield from ("    group:", f"      id: {_quoted(id_)}", f"      rows: {max(table.rows, len(table.names))}")
    if table.names:
        yield "      fixed: true"
    yield from ("      columns:", *(f"        {column}" for column in columns))


def _column(n: int, box: Box, table: Table, known: Group | None, inner: _Draft) -> str:
    """A column of a small table; the first of a table whose rows the form names itself is a list of these names."""
    if n or not table.names:
        return _field(box, inner, inner.ids, inner.spellings, in_column=True)
    first = known.columns[0] if known else None
    parts = {"id": first.id if first else inner.unused(box.label, inner.ids), "label": _quoted(box.label)}
    inner.ids.add(parts["id"])
    inner.spellings.add(plain(box.label))
    return _line(parts | {"type": "choice", "vocabulary": _list(box, table.names, inner, first)})


def _lists(draft: _Draft) -> Iterator[str]:
    if not draft.lists:
        return
    yield "# finish: lists that caseaudit does not know; an answer's id is what tables keep, so choose it once."
    yield "vocabularies:"
    for name, choices in draft.lists.items():
        yield f"  {_quoted(name)}:"
        ids: set[str] = set()
        taken: set[str] = set()
        for choice in choices:
            if plain(choice) and plain(choice) not in taken:
                taken.add(plain(choice))
                yield f"    {_quoted(draft.unused(choice, ids))}: {{label: {_quoted(choice)}, aliases: []}}"


def _quoted(text: str) -> str:
    """A text as YAML reads it back."""
    safe = _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS_OF_YAML
    return text if safe else json.dumps(text, ensure_ascii=False)
