"""Ratings: the grades of the audits that count, under the round's scheme."""

from __future__ import annotations

from dataclasses import replace

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules

__all__ = ["definitions"]

_GROUPS = ("team", "service", "age_band", "plan_type")
_ALL_CASE_GROUPS = ("pro_forma", "month", "auditor_organisation")  # of a month, each has but one value


def definitions(rules: Rules) -> list[Definition]:
    """A measure a grade, the audits rated in all, the cumulative shares from either end, and the scheme's flag.

    The grade counts as the auditor gave it. A flag such as *some good features* is counted inside its grade, never
    beside it: in December 2017 it was published outside, which made 23 of 25 not yet good look like 22.
    """
    scheme, practice = rules.scheme, rules.practice
    label = f"{rules.words_for_practice[0].upper()}{rules.words_for_practice[1:]} with a grade"
    made = [Definition("ratings.total", label, rules.rated, disclosure="B")]
    for grade in scheme.grades:
        made.append(_share(rules, grade.id, grade.label, practice.having(grade=grade.id)))
    for n, grade in enumerate(scheme.grades[1:-1], start=2):
        better = practice.having(grade=tuple(g.id for g in scheme.grades[:n]))
        made.append(_share(rules, f"{grade.id}_or_better", f"{grade.label} or better", better))
    for n, grade in enumerate(scheme.grades[1:-1], start=1):
        if not grade.good_or_better:  # the other side of a share above: no claim of its own
            worse = practice.having(grade=tuple(g.id for g in scheme.grades[n:]))
            made.append(replace(_share(rules, f"{grade.id}_or_worse", f"{grade.label} or worse", worse), family=None))
    if scheme.flag:
        flagged = practice.having(grade=scheme.flag.of, **{scheme.flag.id: True})
        label = f"{scheme.flag.label}, within {scheme.vocabulary.labels[scheme.flag.of]}"
        made.append(_share(rules, scheme.flag.id, label, flagged))
    return [*made, *([] if rules.all_case else [_whoever_audited(rules)])]


def _whoever_audited(rules: Rules) -> Definition:
    """Good or better among every audit with a grade, by its kind and by what moderation found of it.

    It shows whether audits that do not count grade differently from those that do. Never a figure about practice.
    """
    graded = Subset("audits").having(grade=rules.scheme.vocabulary.ids)
    return Definition(
        "ratings.any_good_or_better",
        "Good or better among all audits with a grade, whether they count or not",
        graded.having(grade=rules.scheme.good_or_better),
        graded,
        by=("audit_type", "admissibility", "auditor_organisation"),
        missing="no audit has a grade",
    )


def _share(rules: Rules, name: str, label: str, counts: Subset) -> Definition:
    return Definition(
        f"ratings.{name}",
        label,
        counts,
        rules.rated,
        disclosure="B",
        by=(*_GROUPS, *(_ALL_CASE_GROUPS if rules.all_case else ())),
        family="ratings",
        missing=f"no {rules.words_for_practice.removesuffix('s')} has a grade",
    )
