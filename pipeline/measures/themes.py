"""Themes: how often each strength and weakness is found; the focus theme's aspects; oversight and drift."""

from __future__ import annotations

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules

__all__ = ["CHECKS", "definitions"]

Where = dict[str, object]

# The questions of the risk assessment of a current case (data.md), in its order.
CHECKS = {
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
                    by=("grade", "team"),
                    family=family,
                )
            )
    asked = [*_sections(rules), *_checks(rules)] if rules.all_case else _monthly(rules)
    return [*made, *asked, *_claims(rules), *_sources(rules)]


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
    return made


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
    made = [_yes(rules, field, label, "yes", ("yes", "no")) for field, label in CHECKS.items()]
    return [*made, _yes(rules, "right_to_close", "It had been right to close the case", True, (True, False))]


def _yes(rules: Rules, field: str, label: str, yes: object, answers: tuple[object, ...]) -> Definition:
    asked: Subset = rules.practice.having(**{field: answers})
    return Definition(f"practice.{field}", label, rules.practice.having(**{field: yes}), asked, disclosure="B")


def _claims(rules: Rules) -> list[Definition]:
    """``practice.*_where_*``: both sides of what the original summary claims, which ``associations.py`` tests."""
    asked = rules.rated.having(drift=(True, False))
    good: Where = {"grade": rules.scheme.good_or_better}
    sides: list[tuple[str, str, Subset, Where]] = []
    where = _themes_where(rules) if rules.all_case else _answers_where(rules)
    if not rules.all_case:
        for name, label, oversight in where[:2]:
            of = asked.having(**oversight)
            sides.append((f"drift_where_{name}", f"Drift or delay {label}", of, {"drift": True}))
    sides += [(f"good_where_{n}", f"Good or better {label}", rules.rated.having(**w), good) for n, label, w in where]
    return [Definition(f"practice.{n}", label, of.having(**c), of, disclosure="B") for n, label, of, c in sides]


def _answers_where(rules: Rules) -> list[tuple[str, str, Where]]:
    """A month's form asks about oversight and drift."""
    others = tuple(a for a in rules.vocabularies["oversight"].ids if a != "clear")
    return [
        ("oversight_clear", "where oversight was clear", {"oversight": "clear"}),
        ("oversight_not_clear", "where oversight was partial or absent", {"oversight": others}),
        ("drift", "where there was drift or delay", {"drift": True}),
        ("no_drift", "where there was none", {"drift": False}),
    ]


def _themes_where(rules: Rules) -> list[tuple[str, str, Where]]:
    """Of an all-case round only the themes tell; a council's own list may lack them."""
    where: list[tuple[str, str, Where]] = []
    labels = rules.vocabularies["themes"].labels
    for name, theme in (("oversight", "management_oversight"), ("drift", "drift_and_delay")):
        if theme in labels:
            label = labels[theme].lower()
            where.append((f"{name}_weak", f"where {label} was a weakness", {f"weakness_{theme}": True}))
            where.append((f"{name}_no_weakness", f"where {label} was no weakness", {f"weakness_{theme}": False}))
    return where


def _sources(rules: Rules) -> list[Definition]:
    """Findings of other sources on each theme: what they found wanting, and what they found good."""
    made = []
    for theme, label in rules.vocabularies["themes"].labels.items():
        named = Subset("outside_findings").having(theme=theme)
        wanting, good = named.having(kind=("development", "priority")), named.having(kind=("strength", "satisfactory"))
        for prefix, counts in (("sources", wanting), ("sources_good", good)):
            made.append(Definition(f"{prefix}.{theme}", label, counts, unit="findings", disclosure="A"))
    return made
