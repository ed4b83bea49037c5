"""Who audits which kind of case on which day: the counts of the plan, spread over auditors and working days."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.samples.all_cases.plan import AllCasePlan, Share
from pipeline.samples.chance import Deck, working_days
from pipeline.samples.plans import Person

__all__ = ["Outline", "outline_audits"]

_Turn = tuple[Person, date]


@dataclass(frozen=True)
class Outline:
    """One audit before its case is known: ``practice`` is the grade, which only outside auditors type."""

    pro_forma: str
    practice: str
    auditor: Person
    audit_date: date
    outside: bool
    immediacy: str | None = None  # where the case is at high risk

    @property
    def high_risk(self) -> bool:
        """Whether a child may be at high risk of harm."""
        return self.immediacy is not None

    @property
    def closed(self) -> bool:
        """Whether the case was closed before the audit."""
        return self.pro_forma == "closed-case"


def outline_audits(plan: AllCasePlan, rng: random.Random) -> list[Outline]:
    """Every audit of the round, in order of date."""
    return sorted([*_outside(plan, rng), *_own(plan, rng)], key=lambda a: a.audit_date)


def _outside(plan: AllCasePlan, rng: random.Random) -> Iterator[Outline]:
    """Each auditor in their share, on the days up to the interim and on those after it."""
    team = [auditor for auditor in plan.outside_auditors for _ in range(auditor.share)]
    days = plan.outside_days
    early = _turns(team, working_days(days.first, plan.interim), rng)
    late = _turns(team, working_days(plan.interim + timedelta(days=1), days.last), rng)
    for share in plan.outside:
        risks = _risks(share, rng)
        for n in range(share.count):
            auditor, day = (early if n < share.early else late).deal()
            yield Outline(share.pro_forma, share.grade, auditor, day, outside=True, immediacy=risks[n])


def _own(plan: AllCasePlan, rng: random.Random) -> Iterator[Outline]:
    turns = _turns(plan.own_auditors, working_days(plan.own_days.first, plan.own_days.last), rng)
    people = Deck(plan.own_auditors, rng)
    for share in plan.own:
        for _ in range(share.count):
            yield Outline(share.pro_forma, share.practice, people.deal(), turns.deal()[1], outside=False)


def _turns(team: Sequence[Person], days: Sequence[date], rng: random.Random) -> Deck[_Turn]:
    return Deck([(auditor, day) for auditor in team for day in days], rng)


def _risks(share: Share, rng: random.Random) -> list[str | None]:
    """The immediacy of each case of a share that is at high risk, None for the others."""
    usual = share.count - share.immediate - share.within_days
    risks = [*["immediate"] * share.immediate, *["within_days"] * share.within_days, *[None] * usual]
    rng.shuffle(risks)
    return risks
