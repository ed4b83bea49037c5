"""A return laid out as a register: which column of its header row answers which question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.config import Vocabulary, plain
from pipeline.forms.definition import Field, Group, ProForma

__all__ = ["RegisterColumn", "register_columns"]


@dataclass(frozen=True)
class RegisterColumn:
    """One column: field and header; of a repeated group also which row of it (from 0), and the term of a fixed row."""

    field: Field
    label: str
    spellings: frozenset[str]
    group: Group | None = None
    row: int = 0
    term: str | None = None


def register_columns(pro_forma: ProForma, vocabularies: Mapping[str, Vocabulary]) -> list[RegisterColumn]:
    """The columns of a register of this pro forma, in the order of its sections.

    A repeated group stands side by side: "Action 1", "Due date 1", "Action 2", …; a fixed one names its rows:
    "Supervision and management oversight: judgement".
    """
    made: list[RegisterColumn] = []
    for section in pro_forma.sections:
        made += [RegisterColumn(f, f.label, f.spellings) for f in section.fields]
        if section.group:
            made += _fixed(section.group, vocabularies) if section.group.fixed else _numbered(section.group)
    return made


def _numbered(group: Group) -> Iterator[RegisterColumn]:
    for row in range(group.rows):
        for f in group.columns:
            spellings = frozenset(f"{s} {row + 1}" for s in f.spellings)
            yield RegisterColumn(f, f"{f.label} {row + 1}", spellings, group, row)


def _fixed(group: Group, vocabularies: Mapping[str, Vocabulary]) -> Iterator[RegisterColumn]:
    for row, term in enumerate(vocabularies[group.columns[0].vocabulary or ""].terms):
        for f in group.answered:
            named = (term.label, *term.aliases)
            spellings = frozenset(f"{plain(name)} {s}" for name in named for s in f.spellings)
            yield RegisterColumn(f, f"{term.label}: {f.label.lower()}", spellings, group, row, term.label)
