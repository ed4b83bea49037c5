"""What is known of each field that a measure may filter on: its class, its values, and what can go together.

This is the one place to declare a field. One that is not declared is of class C, may hold any value, and may be blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.config import HIGH_RISK, GradingScheme, Vocabulary
from pipeline.measures import Definition, Subset

__all__ = [
    "BLANK",
    "Class",
    "Field",
    "Implication",
    "Knowledge",
    "class_of",
    "field",
    "filter_class",
    "implications",
]

Class = Literal["A", "B", "C"]
BLANK = ""  # no value; no vocabulary has a term of this id
FILLED = None  # any value that is not blank
_YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Field:
    """A field: its class; its vocabulary or its values, None for any; whether it can be blank."""

    disclosure: Class = "C"
    values: str | tuple[str, ...] | None = None
    blank: bool = True
    more: tuple[str, ...] = ()  # values beside those of the vocabulary


_ALWAYS = Field("A", _YES_NO, blank=False)
_ANSWER = Field("B", _YES_NO)
_CHECK = Field("B", "yes_no_na")
_FIELDS = {
    "audit_type": Field("A", "audit_type"),
    "admissibility": Field("A", "admissibility", blank=False, more=("not_moderated",)),
    "by_council": Field("A", _YES_NO),
    "graded": _ALWAYS,
    "pro_forma": Field("A", blank=False),
    "outcome": Field("A", ("used", "merged", "set aside"), blank=False),
    "kind": Field("A"),
    "found": Field("A"),
    "severity": Field("A", ("set aside", "value left out", "note"), blank=False),
    "theme": Field("A", "themes"),
    "status": Field("A", "action_status", blank=False, more=("not_reported",)),
    "due_by_report": _ALWAYS,
    "overdue": _ALWAYS,
    "escalated": _ALWAYS,
    "done_on_time": Field("A", _YES_NO),
    "in_period": Field("A", _YES_NO),
    "moderated_in_time": Field("A", _YES_NO),
    "reason_given": _ALWAYS,
    "reason_concern_not_captured": Field("C", _YES_NO, blank=False),
    "judged": _ALWAYS,
    "evidence_given": _ALWAYS,
    "impact_given": _ALWAYS,
    "moderated_to": Field("B", ("same", "better", "worse")),
    "grade": Field("B", "grade"),
    "some_good_features": _ANSWER,
    "oversight": Field("B", "oversight"),
    "drift": _ANSWER,
    "practitioner_took_part": _ANSWER,
    "family_feedback": _ANSWER,
    "right_to_close": _ANSWER,
    "child_seen": _CHECK,
    "seen_alone": _CHECK,
    "current_plan": _CHECK,
    "visits_on_time": _CHECK,
    "supervision_six_weeks": _CHECK,
    "decisions_carried_out": _CHECK,
    "chronology_up_to_date": _CHECK,
    "case_of_concern": Field("C", _YES_NO, blank=False),
    "stage": Field("C", "concern_stage"),
    "nature": Field("C", "nature"),
    "immediacy": Field("C", "immediacy"),
    "described": Field("C", _YES_NO, blank=False),
    "high_risk_case": Field("C", _YES_NO, blank=False),
    "immediate_alert": Field("C", _YES_NO),
    "follow_up": Field("C", "follow_up_outcome"),
    "follow_up_reason": Field("C", "follow_up_reason", more=("not_given",)),
    "lead_action": Field("C", "follow_up_action", more=("not_given",)),
    "alerted_in_time": Field("C", _YES_NO),
    "reviewed_in_time": Field("C", _YES_NO),
    "acted_in_time": Field("C", _YES_NO),
    "out_of_order": Field("C", _YES_NO, blank=False),
    "age_band": Field("C", "age_band"),
    "plan_type": Field("C", "plan_type"),
    "team": Field("C", "team"),
    "service": Field("C", "service"),
}
_PREFIXES = {
    "reason_": Field("A", _YES_NO, blank=False),
    "weakness_": Field("B", _YES_NO, blank=False),
    "strength_": Field("B", _YES_NO, blank=False),
    "aspect_": Field("B", "grade"),
    "section_": Field("B", "grade"),
}
# A view not named here counts children and families: class C, with or without a filter.
_ACTIVITY = (
    *("audits", "returns", "received", "problems", "actions", "auditors", "weeks", "outside_findings"),
    "practice_actions",
    "judgements",  # whether an auditor wrote what a judgement rests on
)


def field(name: str) -> Field:
    """What is known of a field."""
    by_prefix = (known for prefix, known in _PREFIXES.items() if name.startswith(prefix))
    return _FIELDS.get(name) or next(by_prefix, Field())


def highest(classes: Iterable[Class]) -> Class:
    """The class that asks for most protection."""
    return max(classes, default="A")


def class_of(definition: Definition, by: str | None = None) -> Class:
    """The class of a measure: the highest among the fields in its filters, C below the whole service (disclosure.md).

    A definition may declare a higher class than its fields give, never a lower one: ValueError.
    """
    subsets = [part for part in (definition.counts, definition.of) if isinstance(part, Subset)]
    derived = highest(filter_class(part.view, part.fields) for part in subsets)
    if definition.disclosure < derived:
        raise ValueError(f"{definition.id} is declared {definition.disclosure}; its fields are of class {derived}")
    return "C" if by else definition.disclosure


def filter_class(view: str, fields: Iterable[str]) -> Class:
    """The class of a filter: that of its view or of one of its fields, whichever is higher."""
    return highest(["A" if view in _ACTIVITY else "C", *(field(name).disclosure for name in fields)])


@dataclass(frozen=True)
class Implication:
    """In a view, where one field holds some value the other holds one of some others (``FILLED``: any but blank)."""

    view: str
    field: str
    values: tuple[str, ...] | None
    then: str
    allowed: tuple[str, ...] | None

    def asks(self, value: str) -> bool:
        """Whether the first field, with this value, asks something of the other."""
        return _holds(value, self.values)

    def grants(self, value: str) -> bool:
        """Whether the other field, with this value, gives what is asked."""
        return _holds(value, self.allowed)

    def allows(self, first: str, second: str) -> bool:
        """Whether the two fields can hold these values together."""
        return not self.asks(first) or self.grants(second)


def _holds(value: str, values: tuple[str, ...] | None) -> bool:
    return value != BLANK if values is FILLED else value in values


@dataclass(frozen=True)
class Knowledge:
    """What anybody may know of a round without its data: its grades and the words of its forms."""

    scheme: GradingScheme | None = None
    vocabularies: Mapping[str, Vocabulary] | None = None

    def values(self, name: str) -> tuple[str, ...] | None:
        """Every value that a field can hold, ``BLANK`` among them; None where they are not known."""
        known = field(name)
        if isinstance(known.values, tuple):
            found = known.values
        elif known.values == "grade" and self.scheme:
            found = self.scheme.vocabulary.ids
        elif known.values is not None and known.values in (self.vocabularies or {}):
            found = (self.vocabularies or {})[known.values].ids
        else:
            return None
        return (*found, *known.more, *((BLANK,) if known.blank else ()))


def implications(scheme: GradingScheme | None) -> list[Implication]:
    """The rules by which fields go together, from the pro formas, the views and the scheme (disclosure.md, Audit)."""

    def audits(name: str, values: tuple[str, ...] | None, then: str, allowed: tuple[str, ...] | None) -> Implication:
        return Implication("audits", name, values, then, allowed)

    made = [
        audits("graded", ("yes",), "grade", FILLED),
        audits("grade", FILLED, "graded", ("yes",)),
        audits("moderated_to", FILLED, "grade", FILLED),
        audits("described", ("yes",), "immediacy", FILLED),
        audits("immediacy", FILLED, "described", ("yes",)),
        audits("high_risk_case", ("yes",), "immediacy", HIGH_RISK),
        audits("high_risk_case", ("yes",), "follow_up", FILLED),
        audits("follow_up", FILLED, "high_risk_case", ("yes",)),
        audits("follow_up_reason", FILLED, "follow_up", ("no_further_action",)),
        audits("lead_action", FILLED, "follow_up", ("additional_action",)),
        Implication("actions", "escalated", ("yes",), "overdue", ("yes",)),
        Implication("actions", "overdue", ("yes",), "due_by_report", ("yes",)),
        Implication("actions", "overdue", ("yes",), "status", ("open", "not_reported")),
    ]
    if scheme is None:
        return made
    if scheme.flag:
        made.append(audits(scheme.flag.id, ("yes",), "grade", (scheme.flag.of,)))
    lowest = (scheme.grades[-1].id,)
    for descriptor, values in (("nature", FILLED), ("immediacy", FILLED), ("high_risk_case", ("yes",))):
        made.append(audits(descriptor, values, "grade", lowest))
    return made
