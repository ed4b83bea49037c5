"""Ratings: the grades of admissible core audits, under the round's scheme."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures.coverage import CORE
from pipeline.measures.measure import Definition, Subset

__all__ = ["ADMISSIBLE", "definitions"]

# Only admissible audits count in the quality of practice (domain.md, moderation).
ADMISSIBLE = CORE.having(admissibility=("immediately_admissible", "admissible_development"))
_GROUPS = ("team", "age_band")


def definitions(scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """A measure a grade, the audits rated in all, good or better, and the scheme's flag.

    The grade counts as the auditor gave it. A flag such as *some good features* is counted inside its grade, never
    beside it: in December 2017 it was published outside, which made 23 of 25 not yet good look like 22.
    """
    rated = ADMISSIBLE.having(grade=scheme.vocabulary.ids)
    made = [Definition("ratings.total", "Admissible core audits with a grade", rated, disclosure="B")]
    for grade in scheme.grades:
        made.append(_share(f"ratings.{grade.id}", grade.label, ADMISSIBLE.having(grade=grade.id), rated))
    better = ADMISSIBLE.having(grade=scheme.good_or_better)
    made.append(_share("ratings.good_or_better", "Good or better", better, rated))
    if scheme.flag:
        flagged = ADMISSIBLE.having(grade=scheme.flag.of, **{scheme.flag.id: True})
        label = f"{scheme.flag.label}, within {scheme.vocabulary.labels[scheme.flag.of]}"
        made.append(_share(f"ratings.{scheme.flag.id}", label, flagged, rated))
    return made


def _share(id_: str, label: str, counts: Subset, rated: Subset) -> Definition:
    return Definition(
        id_,
        label,
        counts,
        rated,
        disclosure="B",
        by=_GROUPS,
        family="ratings",
        missing="no admissible core audit has a grade",
    )
