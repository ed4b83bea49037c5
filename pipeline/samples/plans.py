"""What each sample round is to hold, as the files in this folder say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field as Setting

from pipeline.config.files import Settings, read_settings, read_yaml
from pipeline.config.rounds import Period, Round
from pipeline.errors import ConfigurationError

__all__ = [
    "HERE",
    "Batch",
    "Holding",
    "OutsideFinding",
    "Person",
    "SamplePlan",
    "caseload",
    "folder",
    "load_plan",
    "monthly_rounds",
    "people",
    "sample_rounds",
]

HERE = Path(__file__).resolve().parent
_ROUNDS = HERE / "rounds"


class Person(Settings):
    """An invented auditor or moderator; without a role where the list of roles has no word for it."""

    name: str
    role: str | None = None

    @property
    def initials(self) -> str:
        """As in a file name: J. Okafor is JO."""
        return "".join(part[0] for part in self.name.split())

    @property
    def spoken(self) -> str:
        """As said aloud: J. Okafor is J Okafor."""
        return self.name.replace(".", "")


class Holding(Settings):
    """One team, and what kind of case it holds: plan or age → weight."""

    team: str
    service: str
    share: int
    alias: str
    plans: Mapping[str, int]
    ages: Mapping[str, int]


class Regrading(Settings):
    """How many audits of a batch the moderator graded otherwise, and how."""

    count: int
    to: str


class Batch(Settings):
    """Audits alike in what the published figures count."""

    audit_type: str = "core"
    admissibility: str
    grade: str
    some_good_features: bool = False
    count: int = Setting(gt=0)
    concerns: int = 0
    regraded: Regrading | None = None


class OutsideFinding(Settings):
    """A row of a file in ``sources/``."""

    source: str
    found_date: date
    kind: str
    theme: str | None = None
    service: str | None = None
    words: str


class SamplePlan(Settings):
    """How many audits of each kind a monthly sample round holds, who made them, and what other sources say."""

    audit_days: Period
    auditors: tuple[str, ...]
    moderators: str
    audits: tuple[Batch, ...]
    sources: Mapping[str, tuple[OutsideFinding, ...]]


def sample_rounds() -> tuple[str, ...]:
    """The ids of the sample rounds, in order of time."""
    return tuple(sorted(p.parent.name for p in _ROUNDS.glob("*/round.yml")))


def monthly_rounds() -> tuple[str, ...]:
    """The ids of the monthly ones among them, in order of time; their chance depends on their place in it."""
    return tuple(sorted(p.parent.name for p in _ROUNDS.glob("*/sample.yml")))


def folder(round_id: str) -> Path:
    """The folder of a sample round; ConfigurationError if there is no such sample."""
    if round_id not in sample_rounds():
        raise ConfigurationError(f'There is no sample round "{round_id}". Sample rounds: {", ".join(sample_rounds())}.')
    return _ROUNDS / round_id


def load_plan(round_id: str) -> tuple[Round, SamplePlan]:
    """The settings of a monthly sample round, and what its sample holds."""
    base = folder(round_id)
    return read_settings(base / "round.yml", Round), read_settings(base / "sample.yml", SamplePlan)


@cache
def caseload() -> tuple[Holding, ...]:
    """The teams of the invented council."""
    return tuple(Holding.model_validate(row) for row in read_yaml(HERE / "caseload.yml"))


def people(*groups: str) -> list[Person]:
    """Everyone in the named groups of ``people.yml``, in order."""
    listed: dict[str, list[dict[str, Any]]] = read_yaml(HERE / "people.yml")
    return [Person.model_validate(row) for group in groups for row in listed[group]]
