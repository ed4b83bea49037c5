"""One invented audit of an all-case round after another: its outline, its case, and what was found in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.config.rounds import Period
from pipeline.samples.all_cases.outlines import Outline, outline_audits
from pipeline.samples.all_cases.plan import AllCasePlan
from pipeline.samples.all_cases.practice import Practice, find_practice
from pipeline.samples.cases import Case, invent_cases
from pipeline.samples.chance import stream, working_day, working_days
from pipeline.samples.plans import caseload

__all__ = ["CaseAudit", "invent_case_audits"]

_NUMBERS = range(40_000, 100_000)  # below those of the monthly rounds
_OLDEST = {"0-4": 4, "5-10": 8, "11-15": 8, "16-17": 8, "18+": 8}  # years for which a case can have been open
_NOT_AT_HIGH_RISK = "Care"  # the service whose children are in care or have left it


@dataclass(frozen=True)
class CaseAudit:
    """One audit, without its words."""

    outline: Outline
    case: Case
    practice: Practice
    opened: date | None
    closed: date | None


def invent_case_audits(round_id: str, plan: AllCasePlan) -> list[CaseAudit]:
    """The audits of an all-case sample round, in order of date."""
    rng = stream(round_id, "audits")
    outlines = outline_audits(plan, rng)
    numbers = iter(rng.sample(_NUMBERS, plan.count))
    cases = invent_cases(numbers, rng)
    risky = invent_cases(numbers, rng, [held for held in caseload() if held.service != _NOT_AT_HIGH_RISK])
    return [_invent(outline, risky if outline.high_risk else cases, plan.closed_days, rng) for outline in outlines]


def _invent(outline: Outline, cases: Iterator[Case], closed_days: Period, rng: random.Random) -> CaseAudit:
    case = next(cases)
    opened, closed = _history(case, closed_days, rng) if outline.closed else (None, None)
    return CaseAudit(outline, case, find_practice(outline, case, rng), opened, closed)


def _history(case: Case, closed_days: Period, rng: random.Random) -> tuple[date, date]:
    """When a closed case was opened, months to years before, and when it was closed."""
    closed = rng.choice(working_days(closed_days.first, closed_days.last))
    longest = 200 if case.plan_type == "none" else 365 * _OLDEST[case.age_band]
    span = int(60 + (longest - 60) * rng.random() ** 2)
    return working_day(closed - timedelta(days=span)), closed
