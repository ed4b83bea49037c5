"""A pro forma as its YAML file defines it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field as Setting
from pydantic import model_validator

from pipeline.config.files import Settings, read_settings
from pipeline.config.vocabulary import plain
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

__all__ = ["Field", "Group", "Layout", "ProForma", "Section", "load_pro_forma", "pro_forma_names"]

_PACKAGED = Path(__file__).resolve().parent / "proformas"
Layout = Literal["single-case", "register"]
FieldType = Literal["text", "choice", "yes_no", "date", "case", "person"]
# A = activity, B = practice, C = child or sub-group (disclosure.md); identifier = becomes a pseudonym, never printed
DisclosureClass = Literal["A", "B", "C", "identifier"]


class Field(Settings):
    """One question of a pro forma: what it is called, what may be answered, what the answer may be used for."""

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    variants: tuple[str, ...] = ()
    type: FieldType = "text"
    vocabulary: str | None = None
    several: bool = Setting(default=False, description="the answer is a list, separated by semicolons")
    required: bool | Literal["of external auditors"] = False
    disclosure: DisclosureClass = "C"
    span_years: int = Setting(default=3, gt=0, description="a date further than this from the round is a slip")
    where_blank: str = Setting(default="", description="what to do where a required answer is missing")

    @model_validator(mode="after")
    def _choice_has_vocabulary(self) -> Field:
        if (self.type == "choice") != (self.vocabulary is not None):
            raise ValueError("a choice needs a vocabulary, and only a choice has one")
        return self

    @cached_property
    def spellings(self) -> frozenset[str]:
        """The label and its known variants as they are compared."""
        return frozenset(plain(s) for s in (self.label, *self.variants))


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


class ProForma(Settings):
    """One version of one pro forma.

    ``layout`` is that of its blank. ``single-case``: labels with their answers to the right, groups as small tables.
    ``register``: a header row, then a row a record. A return of either kind is read in both layouts.
    """

    name: str = Setting(pattern=r"^[a-z][a-z0-9-]*$")
    version: str
    title: str
    cases: str | None = Setting(default=None, description='what its cases are called in a table: "Closed cases"')
    layout: Layout
    sheet: str
    instructions: tuple[str, ...] = ()
    sections: tuple[Section, ...] = Setting(min_length=1)

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
        if self.layout == "register" and groups:
            raise ValueError("a register has no repeated groups")
        return self

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


def load_pro_forma(workspace: Workspace, name: str) -> ProForma:
    """The pro forma ``name``: the council's own file if it has one, else the packaged default."""
    own = workspace.council / "proformas" / f"{name}.yml"
    path = own if own.is_file() else _PACKAGED / f"{name}.yml"
    if not path.is_file():
        raise ConfigurationError(
            f'There is no pro forma "{name}". Known: {", ".join(pro_forma_names(workspace))}. '
            "A council's own goes into data/council/proformas."
        )
    return read_settings(path, ProForma)


def pro_forma_names(workspace: Workspace) -> list[str]:
    """The pro formas that can be used here."""
    folders = (_PACKAGED, workspace.council / "proformas")
    return sorted({p.stem for folder in folders for p in folder.glob("*.yml")})
