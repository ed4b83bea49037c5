"""Ratings: the grades of the audits that count, under the round's scheme."""

from __future__ import annotations

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules

__all__ = ["definitions"]


def definitions(rules: Rules) -> list[Definition]:
    """A measure a grade, the audits rated in all, the cumulative shares, and the scheme's flag.

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
    if scheme.flag:
        flagged = practice.having(grade=scheme.flag.of, **{scheme.flag.id: True})
        label = f"{scheme.flag.label}, within {scheme.vocabulary.labels[scheme.flag.of]}"
        made.append(_share(rules, scheme.flag.id, label, flagged))
    return made


def _share(rules: Rules, name: str, label: str, counts: Subset) -> Definition:
    return Definition(
        f"ratings.{name}",
        label,
        counts,
        rules.rated,
        disclosure="B",
        by=("team", "age_band", "plan_type", "pro_forma") if rules.all_case else ("team", "age_band"),
        family="ratings",
        missing=f"no {rules.words_for_practice.removesuffix('s')} has a grade",
    )
