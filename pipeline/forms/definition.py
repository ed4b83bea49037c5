"""A pro forma as its YAML file defines it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import Field as Setting
from pydantic import field_validator, model_validator

from pipeline.config import Vocabulary
from pipeline.config.files import Settings
from pipeline.config.vocabulary import plain, vocabulary
from pipeline.forms.rules import Rule, unknown_names

__all__ = ["ANSWERED_BY", "Continuity", "Field", "Group", "Layout", "ProForma", "Section"]

Layout = Literal["single-case", "register"]
FieldType = Literal["text", "choice", "yes_no", "date", "case", "person"]
ANSWERED_BY: dict[FieldType, str] = {
    "text": "words",
    "choice": "a choice",
    "yes_no": "yes or no",
    "date": "a date",
    "case": "the reference of a case",
    "person": "a name",
}
# A = activity, B = practice, C = child or sub-group (disclosure.md); identifier = becomes a pseudonym, never printed
DisclosureClass = Literal["A", "B", "C", "identifier"]
_STANDS = re.compile(r"(right|below)(?: ([1-9]))?")
_CELL = re.compile(r"(?:(.+)!)?([A-Z]{1,3}[1-9][0-9]{0,6})")


class Field(Settings):
    """One question of a pro forma: what it is called, what may be answered, what the answer may be used for.

    ``stands``: where the answer is, seen from the label. ``right``: in the first filled of the three cells to the
    right of it; ``right 2``: the same from the second cell on; ``below``, ``below 2``: one or two cells under it; the
    form's own ``stands`` where the field has none. ``cell``: always in this cell ("C14", or "Front page!C14" on
    another sheet), whatever stands beside it. In a register an answer stands in the column of its label.
    """

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    variants: tuple[str, ...] = ()
    type: FieldType = "text"
    vocabulary: str | None = None
    several: bool = Setting(default=False, description="the answer is a list, separated by semicolons")
    meaning: str = Setting(default="", description="what is asked, where the label does not say it all")
    required: bool | Literal["of external auditors"] = False
    disclosure: DisclosureClass = "C"
    span_years: int = Setting(default=3, gt=0, description="a date further than this from the round is a slip")
    where_blank: str = Setting(default="", description="what to do where a required answer is missing")
    stands: str | None = None
    cell: str | None = None

    @field_validator("stands")
    @classmethod
    def _stands_somewhere(cls, text: str | None) -> str | None:
        return _place(text) if text is not None else None

    @field_validator("cell")
    @classmethod
    def _is_a_cell(cls, text: str | None) -> str | None:
        if text is not None and not _CELL.fullmatch(text):
            raise ValueError(f'"{text}" is no cell; write it as C14, or as Front page!C14 for another sheet')
        return text

    @model_validator(mode="after")
    def _stands_in_one_place(self) -> Field:
        if self.cell and self.stands:
            raise ValueError('it has both "cell" and "stands"; a fixed cell is not looked for beside its label')
        return self

    @model_validator(mode="after")
    def _choice_has_vocabulary(self) -> Field:
        if (self.type == "choice") != (self.vocabulary is not None):
            raise ValueError("a choice needs a vocabulary, and only a choice has one")
        return self

    @cached_property
    def spellings(self) -> frozenset[str]:
        """The label and its known variants as they are compared."""
        return frozenset(plain(s) for s in (self.label, *self.variants))

    @property
    def fixed_place(self) -> tuple[str | None, int, int] | None:
        """The fixed cell: its sheet (None for the form's own), row and column from 0; None where there is none."""
        found = _CELL.fullmatch(self.cell or "")
        if not found:
            return None
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", found[2]).groups()  # type: ignore[union-attr]
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        return found[1], int(row) - 1, column - 1


def _place(text: str) -> str:
    if not _STANDS.fullmatch(text):
        raise ValueError(f'"{text}" is no place; write right, below, or with a number of cells: right 2')
    return text


class Group(Settings):
    """Questions that repeat: a small table inside a single-case form, columns side by side in a register.

    ``fixed``: there is a row for each term of the first column's list, and only the other columns are answered.
    """

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    rows: int = Setting(gt=0, description="rows offered on the blank return")
    fixed: bool = False
    columns: tuple[Field, ...] = Setting(min_length=2)

    @model_validator(mode="after")
    def _fixed_rows_have_a_list(self) -> Group:
        if self.fixed and self.columns[0].vocabulary is None:
            raise ValueError("a fixed table needs a list for its first column: its terms are the rows")
        return self

    @property
    def answered(self) -> tuple[Field, ...]:
        """The columns that are filled in."""
        return self.columns[1:] if self.fixed else self.columns


class Section(Settings):
    """A headed part of the form: fields, a repeated group, or both."""

    heading: str
    fields: tuple[Field, ...] = ()
    group: Group | None = None


class Continuity(Settings):
    """An earlier version, and which of the changed fields still mean what they meant in it; a person's judgement.

    ``fields`` are ids, a column of a group as ``actions.due``; ``reason`` says why the figures may be set side by side.
    """

    version: str
    fields: tuple[str, ...] = Setting(min_length=1)
    reason: str


class ProForma(Settings):
    """One version of one pro forma.

    ``layout`` is that of its blank. ``single-case``: labels with their answers beside or below them, groups as small
    tables. ``register``: a header row, then a row a record. A return of either kind is read in both layouts.

    ``scheme``: the grades that its blank offers unless others are asked for; the grades that count are the round's.
    ``vocabularies``: lists of its own, by name, written as in vocabularies.yml. ``stands``: where answers are unless a
    field says otherwise (``Field``). ``rules``: what answers must fit together (``Rule``). ``continues``: what has
    changed since an earlier version and may be compared with it all the same.
    """

    name: str = Setting(pattern=r"^[a-z][a-z0-9-]*$")
    version: str
    title: str
    cases: str | None = Setting(default=None, description='what its cases are called in a table: "Closed cases"')
    layout: Layout
    sheet: str
    scheme: str | None = None
    stands: str = "right"
    instructions: tuple[str, ...] = ()
    sections: tuple[Section, ...] = Setting(min_length=1)
    vocabularies: dict[str, dict[str, Any] | list[str]] = Setting(default={})
    rules: tuple[Rule, ...] = ()
    continues: tuple[Continuity, ...] = ()

    @field_validator("stands")
    @classmethod
    def _stands_somewhere(cls, text: str) -> str:
        return _place(text)

    @model_validator(mode="after")
    def _unambiguous(self) -> ProForma:
        groups = [g.columns for g in self.groups]
        for fields in (list(self.fields), *groups):
            taken: set[str] = set()
            if len({f.id for f in fields}) < len(fields):
                raise ValueError("two fields have the same id")
            for field in fields:
                if taken & field.spellings:
                    raise ValueError(f'two fields answer to the label "{field.label}"')
                taken |= field.spellings
        if len({g.id for g in self.groups}) < len(groups):
            raise ValueError("two groups have the same id")
        return self

    @model_validator(mode="after")
    def _names_what_it_has(self) -> ProForma:
        columns = {g.id: list(g.columns) for g in self.groups}
        wrong = unknown_names(self.rules, {f.id: f for f in self.fields}, columns)
        if wrong:
            raise ValueError(wrong)
        if "grade" in self.vocabularies:
            raise ValueError('the list "grade" is that of a grading scheme; put the grades into data/council/schemes')
        known = {f.id for f in self.fields} | {f"{id_}.{f.id}" for id_, fields in columns.items() for f in fields}
        gone = [id_ for c in self.continues for id_ in c.fields if id_ not in known]
        if gone:
            raise ValueError(f'"continues" names "{gone[0]}", and the form has no such field')
        return self

    @cached_property
    def own_lists(self) -> dict[str, Vocabulary]:
        """The lists of its own; ConfigurationError where a spelling stands for two terms."""
        return {name: vocabulary(name, terms) for name, terms in self.vocabularies.items()}

    def offset(self, f: Field) -> tuple[int, int]:
        """How many rows below its label and how many columns to the right of it the answer to a field begins."""
        found = _STANDS.fullmatch(f.stands or self.stands)
        steps = int(found[2] or 1) if found else 1
        return (steps, 0) if found and found[1] == "below" else (0, steps)

    @property
    def fields(self) -> Iterator[Field]:
        """The fields outside groups, in order."""
        return (f for s in self.sections for f in s.fields)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The spellings of all fields outside groups."""
        return frozenset(spelling for f in self.fields for spelling in f.spellings)

    @cached_property
    def headings(self) -> frozenset[str]:
        """The headings of its sections as they are compared."""
        return frozenset(plain(section.heading) for section in self.sections)

    @property
    def groups(self) -> list[Group]:
        """The repeated groups, in order."""
        return [s.group for s in self.sections if s.group]
