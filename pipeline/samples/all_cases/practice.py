"""What an auditor of an all-case round finds in a case, by how good the practice is (``practice.yml``)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.config.files import read_yaml
from pipeline.samples.all_cases.outlines import Outline
from pipeline.samples.audits import theme_weights
from pipeline.samples.cases import Case
from pipeline.samples.chance import one_of, several_of
from pipeline.samples.plans import HERE

__all__ = ["Practice", "find_practice", "habits"]

_GRADES = ("inadequate", "adequate", "good", "outstanding")


@dataclass(frozen=True)
class Practice:
    """What was found: ids of the vocabularies throughout; checks of a current case, sections of a closed one."""

    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    nature: str | None
    immediacy: str | None
    checks: Mapping[str, str]
    sections: Mapping[str, str]
    right_to_close: bool


@cache
def habits() -> dict[str, Any]:
    """How often what is found: the content of ``practice.yml``."""
    found: dict[str, Any] = read_yaml(HERE / "all_cases" / "practice.yml")
    return found


def find_practice(outline: Outline, case: Case, rng: random.Random) -> Practice:
    """The findings of one audit, which agree with one another."""
    weaknesses = _weaknesses(outline, case, rng)
    strengths = _strengths(outline, case, weaknesses, rng)
    graded_inadequate = outline.outside and outline.practice == "inadequate"
    nature = _nature(weaknesses, rng) if graded_inadequate else None
    return Practice(
        strengths,
        weaknesses,
        nature,
        (outline.immediacy or one_of(habits()["immediacy"][outline.pro_forma], rng)) if graded_inadequate else None,
        {} if outline.closed else _checks(outline.practice, case, strengths, weaknesses, nature, rng),
        _sections(outline.practice, strengths, weaknesses, rng) if outline.closed else {},
        not outline.high_risk and rng.random() < habits()["right_to_close"][outline.practice],
    )


def _weaknesses(outline: Outline, case: Case, rng: random.Random) -> tuple[str, ...]:
    """Those of a case at high risk begin with what puts the child at risk."""
    usual = theme_weights(habits()["weakness"], case)
    if not outline.high_risk:
        return tuple(several_of(usual, one_of(habits()["weaknesses_named"][outline.practice], rng), rng))
    grave = several_of(theme_weights(habits()["high_risk"], case), 2, rng)
    others = usual | dict.fromkeys(habits()["high_risk"], 0.0)
    return (*grave, *several_of(others, one_of(habits()["high_risk_others"], rng), rng))


def _strengths(outline: Outline, case: Case, weaknesses: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """No theme is both; what is good has more strengths than weaknesses."""
    wanted = one_of(habits()["strengths_named"][outline.practice], rng)
    if outline.practice in ("good", "outstanding"):
        wanted = max(wanted, len(weaknesses) + 1)
    weights = theme_weights(habits()["strength"], case) | dict.fromkeys(weaknesses, 0.0)
    return tuple(several_of(weights, wanted, rng))


def _nature(weaknesses: tuple[str, ...], rng: random.Random) -> str:
    weights = Counter[str]()
    for theme in ("usual", *weaknesses):
        weights.update(habits()["nature"].get(theme, {}))
    return one_of(weights, rng)


def _checks(
    practice: str,
    case: Case,
    strengths: tuple[str, ...],
    weaknesses: tuple[str, ...],
    nature: str | None,
    rng: random.Random,
) -> dict[str, str]:
    """Yes, no or not applicable to each question; a child who was not seen was not seen alone."""
    answers = {}
    for check, chances in habits()["checks"].items():
        weak, strong = habits()["checks_where_weak"][check], habits()["checks_where_strong"][check]
        chance = max(chances[practice], *(weak.get(theme, 0.0) for theme in (*weaknesses, "")))
        if set(strong) & set(strengths):
            chance = 0.0
        answers[check] = "no" if rng.random() < chance else "yes"
        if rng.random() < _not_applicable(check, case) and answers[check] == "yes":
            answers[check] = "not_applicable"
    if nature == "child_not_seen":
        answers["child_seen"] = "no"
    if answers["child_seen"] == "no":
        answers["seen_alone"] = "no"
    return answers


def _not_applicable(check: str, case: Case) -> float:
    """How often a question cannot be asked of a case: a baby is not seen alone, and not every case has a plan yet."""
    if check == "seen_alone":
        return 0.6 if case.age_band == "0-4" else 0.02
    if check in ("current_plan", "visits_on_time"):
        return 0.75 if case.plan_type == "none" else 0.0
    return 0.2 if case.plan_type == "none" and check == "supervision_six_weeks" else 0.02 * (check != "child_seen")


def _sections(
    practice: str, strengths: tuple[str, ...], weaknesses: tuple[str, ...], rng: random.Random
) -> dict[str, str]:
    """A grade for each section: never two away from that of the case, and for most sections the same."""
    level, grades = _GRADES.index(practice), {}
    for section, themes in habits()["sections"].items():
        step = rng.choices((-1, 0, 1), (1, 8, 1))[0]
        if set(themes) & set(weaknesses):
            step = rng.choice((-1, 0, 0))
        elif set(themes) & set(strengths):
            step = rng.choice((0, 0, 1))
        grades[section] = _GRADES[min(max(level + step, 0), len(_GRADES) - 1)]
    return grades
