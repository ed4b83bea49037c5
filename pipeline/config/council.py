"""The council's own settings: its name, services, teams and rules of its own."""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import Field as Setting
from pydantic import field_validator

from pipeline.config.files import Settings, read_settings, settings_file
from pipeline.config.vocabulary import Term, Vocabulary, plain
from pipeline.workspace import Workspace

__all__ = ["Council", "Team", "load_council"]


class Team(Settings):
    """One team, and what people call it."""

    name: str
    service: str
    aliases: tuple[str, ...] = ()


class Council(Settings):
    """What a report needs to know about the council."""

    name: str
    also_called: tuple[str, ...] = Setting(default=(), description="other names of it that a return may give")
    department: str = "Children's Social Care"
    report_by: str = "Head of Quality Assurance"
    teams: tuple[Team, ...] = ()
    case_reference: str = Setting(default=r"[A-Z]{1,3}-?\d{4,8}", description="a regular expression")
    escalate_after_days: int = Setting(default=10, ge=0)

    @field_validator("case_reference")
    @classmethod
    def _is_an_expression(cls, text: str) -> str:
        try:
            found = re.search(text, "")
        except re.error as error:
            raise ValueError(f"it is no regular expression ({error})") from error
        if found:
            raise ValueError("it fits every text, even an empty one")
        return text

    def is_called(self, organisation: object) -> bool:
        """Whether the organisation named on a return is the council itself."""
        return plain(organisation) in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(plain(name) for name in (self.name, *self.also_called))

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """The teams and services as words that a return may use; empty where the council lists none."""
        teams = tuple(Term(t.name, t.name, t.aliases) for t in self.teams)
        services = tuple(Term(s, s) for s in dict.fromkeys(t.service for t in self.teams))
        return {"team": Vocabulary("team", teams), "service": Vocabulary("service", services)}


def load_council(workspace: Workspace) -> Council:
    """The settings in ``data/council/council.yml``, or the packaged ones that name no council."""
    return read_settings(settings_file(workspace, "council.yml"), Council)
