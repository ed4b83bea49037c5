"""Invented children's cases: what their teams hold, one after another."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.samples.chance import Deck, one_of
from pipeline.samples.plans import Holding, caseload

__all__ = ["Case", "invent_cases"]


@dataclass(frozen=True)
class Case:
    """An invented child's case."""

    ref: str
    age_band: str
    service: str
    team: str
    plan_type: str


def invent_cases(
    numbers: Iterable[int], rng: random.Random, holdings: Sequence[Holding] | None = None
) -> Iterator[Case]:
    """A case for each number, from all teams or from those in ``holdings``, each in its share."""
    teams = Deck([held for held in holdings or caseload() for _ in range(held.share)], rng)
    for number in numbers:
        held = teams.deal()
        plan_type, age_band = one_of(held.plans, rng), one_of(held.ages, rng)
        yield Case(f"WY-{number:06d}", age_band, held.service, held.team, plan_type)
