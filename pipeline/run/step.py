"""One step of a run, and what the steps of a round read and make: sources by name (manifest/)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.config import file_of, formats_of
from pipeline.manifest import placed, table_source

if TYPE_CHECKING:
    from pipeline.config import Round

__all__ = ["Here", "Id", "Sources", "Step"]

Sources = tuple[str, ...]
Id = tuple[str, str]  # the place and the name of a step


@dataclass(frozen=True)
class Step:
    """One thing that a run does: a function of ``run/work.py`` with what it is asked for, by round and name.

    ``reads`` and ``makes`` are sources (manifest/). ``every_time``: it is done whatever has changed.
    """

    round_id: str
    name: str
    work: str
    reads: Sources
    makes: Sources
    as_at: date | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[Id, ...] = ()
    every_time: bool = False
    besides: Mapping[str, Any] = field(default_factory=dict)  # asked for too, but no reason to do it again

    @property
    def place(self) -> str:
        """Its round, and the day that it is as at if there is one."""
        return placed(self.round_id, self.as_at)

    @property
    def id(self) -> Id:
        """Its place and its name, which no other step of a run has."""
        return self.place, self.name


@dataclass(frozen=True)
class Here:
    """A round, as at a day if one is given, of which steps are being made."""

    round: Round
    as_at: date | None

    @property
    def place(self) -> str:
        """The round, and the day that it is as at if there is one."""
        return placed(self.round.id, self.as_at)

    def tables(self, names: tuple[str, ...]) -> Sources:
        """Tables of the round by name."""
        return tuple(table_source(self.round.id, name, self.as_at) for name in names)

    def written(self, document: str, edition: str) -> Sources:
        """A document as written, and its data tables if it has any."""
        kinds = ("project", "workbook") if "xlsx" in formats_of(document) else ("project",)
        return tuple(f"{kind}:{self.place}:{document}:{edition}" for kind in kinds)

    def file(self, document: str, format: str, edition: str) -> str:
        """A finished file of a document."""
        return f"file:{self.place}:{file_of(document, format)}:{edition}"

    def step(self, name: str, work: str, reads: Sources = (), makes: Sources = ()) -> Step:
        """A step that reads these, the settings of the round, and what every step reads."""
        every = ("council", "code", "packages", f"settings:{self.round.id}")
        return Step(self.round.id, name, work, (*every, *dict.fromkeys(reads)), makes, self.as_at)
