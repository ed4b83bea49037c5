"""Themes: how often each strength and weakness is found; the focus theme's aspects; oversight and drift."""

from __future__ import annotations

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules

__all__ = ["GOOD", "WANTING", "definitions"]

# What another source found of a theme, by the kind of its finding.
WANTING, GOOD = ("development", "priority"), ("strength", "satisfactory")

# The questions of the risk assessment of a current case (data.md), in its order.
_CHECKS = {
    "child_seen": "The child had been seen",
    "seen_alone": "The child had been seen alone",
    "current_plan": "A current plan was on file",
    "visits_on_time": "Visits were on time",
    "supervision_six_weeks": "There had been supervision in the last six weeks",
    "decisions_carried_out": "Management decisions had been carried out",
    "chronology_up_to_date": "The chronology was up to date",
}


def definitions(rules: Rules) -> list[Definition]:
    """``themes.*`` (weaknesses) and ``strengths.*`` of every round; then what its pro formas ask beside them."""
    made, practice = [], rules.practice
    for prefix, polarity, family in (("themes", "weakness", "themes"), ("strengths", "strength", None)):
        for theme, label in rules.vocabularies["themes"].labels.items():
            found = practice.having(**{f"{polarity}_{theme}": True})
            made.append(
                Definition(
                    f"{prefix}.{theme}",
                    label,
                    found,
                    practice,
                    disclosure="B",
                    by=("grade",),  # with the team as well, more could be told together than the audit can search
                    family=family,
                )
            )
    asked = [*_sections(rules), *_checks(rules)] if rules.all_case else _monthly(rules)
    return [*made, *asked, *_sources(rules)]


def _monthly(rules: Rules) -> list[Definition]:
    """``aspects.*`` of the focus theme, ``oversight.*``, ``practice.*``."""
    made = [_judged(rules, "aspects", aspect, label) for aspect, label in rules.vocabularies["aspects"].labels.items()]
    answered = rules.practice.having(oversight=rules.vocabularies["oversight"].ids)
    for answer, label in rules.vocabularies["oversight"].labels.items():
        seen = rules.practice.having(oversight=answer)
        made.append(
            Definition(f"oversight.{answer}", f"Management oversight {label.lower()}", seen, answered, disclosure="B")
        )
    for field, label in (
        ("drift", "Drift or delay for the child"),
        ("practitioner_took_part", "Practitioner took part in the audit"),
        ("family_feedback", "Family's feedback was sought"),
    ):
        made.append(_yes(rules, field, label, True, (True, False)))
    return [*made, *_against_oversight(rules)]


def _judged(rules: Rules, prefix: str, section: str, label: str) -> Definition:
    """A part of a case judged good or better, of the audits that judged it."""
    field = f"{prefix.removesuffix('s')}_{section}"
    judged = rules.practice.having(**{field: rules.scheme.vocabulary.ids})
    met = rules.practice.having(**{field: rules.scheme.good_or_better})
    return Definition(f"{prefix}.{section}", label, met, judged, disclosure="B", missing="not looked for in this round")


def _sections(rules: Rules) -> list[Definition]:
    """``sections.*``: the sections of a closed case."""
    return [_judged(rules, "sections", s, label) for s, label in rules.vocabularies["case_sections"].labels.items()]


def _checks(rules: Rules) -> list[Definition]:
    """``practice.*``: the checks of a current case, of those to which the question applies; right to close."""
    made = [_yes(rules, field, label, "yes", ("yes", "no")) for field, label in _CHECKS.items()]
    return [*made, _yes(rules, "right_to_close", "It had been right to close the case", True, (True, False))]


def _yes(rules: Rules, field: str, label: str, yes: object, answers: tuple[object, ...]) -> Definition:
    asked: Subset = rules.practice.having(**{field: answers})
    return Definition(f"practice.{field}", label, rules.practice.having(**{field: yes}), asked, disclosure="B")


def _against_oversight(rules: Rules) -> list[Definition]:
    """Drift where oversight is clear and where it is not: a claim of the original summary, counted."""
    asked = rules.rated.having(drift=(True, False))
    clear = asked.having(oversight="clear")
    other = asked.having(oversight=tuple(a for a in rules.vocabularies["oversight"].ids if a != "clear"))
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


def _sources(rules: Rules) -> list[Definition]:
    """Findings of other sources on each theme: what they found wanting, and what they found good."""
    made = []
    for theme, label in rules.vocabularies["themes"].labels.items():
        named = Subset("outside_findings").having(theme=theme)
        wanting, good = named.having(kind=WANTING), named.having(kind=GOOD)
        for prefix, counts in (("sources", wanting), ("sources_good", good)):
            made.append(Definition(f"{prefix}.{theme}", label, counts, unit="findings", disclosure="A"))
    return made
