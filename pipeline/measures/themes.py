"""Themes: how often each strength and weakness is found; the focus theme's aspects; oversight and drift."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.config import GradingScheme, Vocabulary
from pipeline.measures.measure import Definition, Subset
from pipeline.measures.ratings import ADMISSIBLE

__all__ = ["definitions"]


def definitions(scheme: GradingScheme, vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """``themes.*`` (weaknesses), ``strengths.*``, ``aspects.*``, ``oversight.*``, ``practice.*``, ``sources.*``."""
    made = []
    for prefix, polarity, family in (("themes", "weakness", "themes"), ("strengths", "strength", None)):
        for theme, label in vocabularies["themes"].labels.items():
            found = ADMISSIBLE.having(**{f"{polarity}_{theme}": True})
            made.append(Definition(f"{prefix}.{theme}", label, found, ADMISSIBLE, disclosure="B", family=family))
    for aspect, label in vocabularies["aspects"].labels.items():
        judged = ADMISSIBLE.having(**{f"aspect_{aspect}": scheme.vocabulary.ids})
        met = ADMISSIBLE.having(**{f"aspect_{aspect}": scheme.good_or_better})
        made.append(
            Definition(f"aspects.{aspect}", label, met, judged, disclosure="B", missing="not looked for in this round")
        )
    answered = ADMISSIBLE.having(oversight=vocabularies["oversight"].ids)
    for answer, label in vocabularies["oversight"].labels.items():
        seen = ADMISSIBLE.having(oversight=answer)
        made.append(
            Definition(f"oversight.{answer}", f"Management oversight {label.lower()}", seen, answered, disclosure="B")
        )
    for field, label in (
        ("drift", "Drift or delay for the child"),
        ("practitioner_took_part", "Practitioner took part in the audit"),
        ("family_feedback", "Family's feedback was sought"),
    ):
        made.append(_yes(field, label))
    return [*made, *_against_oversight(vocabularies, scheme), *_sources(vocabularies)]


def _yes(field: str, label: str) -> Definition:
    asked: Subset = ADMISSIBLE.having(**{field: (True, False)})
    return Definition(f"practice.{field}", label, ADMISSIBLE.having(**{field: True}), asked, disclosure="B")


def _against_oversight(vocabularies: Mapping[str, Vocabulary], scheme: GradingScheme) -> list[Definition]:
    """Drift where oversight is clear and where it is not: a claim of the original summary, counted."""
    rated = ADMISSIBLE.having(grade=scheme.vocabulary.ids)
    asked = rated.having(drift=(True, False))
    clear = asked.having(oversight="clear")
    other = asked.having(oversight=tuple(a for a in vocabularies["oversight"].ids if a != "clear"))
    return [
        Definition(
            "practice.drift_where_oversight_clear",
            "Drift or delay where oversight was clear",
            clear.having(drift=True),
            clear,
            disclosure="B",
        ),
        Definition(
            "practice.drift_where_oversight_not_clear",
            "Drift or delay where oversight was partial or absent",
            other.having(drift=True),
            other,
            disclosure="B",
        ),
    ]


def _sources(vocabularies: Mapping[str, Vocabulary]) -> list[Definition]:
    """Findings of other sources on each theme: what they found wanting, and what they found good."""
    made = []
    for theme, label in vocabularies["themes"].labels.items():
        named = Subset("outside_findings").having(theme=theme)
        wanting, good = named.having(kind=("development", "priority")), named.having(kind=("strength", "satisfactory"))
        for prefix, counts in (("sources", wanting), ("sources_good", good)):
            made.append(Definition(f"{prefix}.{theme}", label, counts, unit="findings", disclosure="A"))
    return made
