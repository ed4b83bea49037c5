"""A new version of a form: which figures count answers that no longer mean what they meant, and which go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.config import Round
from pipeline.measures.measure import Definition, Subset

if TYPE_CHECKING:
    from pipeline.forms import FieldChange, ProForma

__all__ = ["NO_FORMS", "Forms", "broken_measures", "form_breaks", "forms_differed"]

Forms = Mapping[tuple[str, str], "ProForma"]  # name and version → the form as it was then
NO_FORMS: Forms = MappingProxyType({})

# The columns of the views (measures/views.py) that an answer is counted by, where they are not called as its question.
# A prefix ends in an underscore: a column a theme, an aspect or a section.
_COUNTED_AS = {
    "actions.due": ("due_by_report", "overdue", "escalated", "done_on_time"),
    "audit_date": ("in_period", "moderated_in_time"),
    "auditor_organisation": ("by_council",),
    "grade": ("grade", "graded", "moderated_to"),
    "immediacy": ("immediacy", "described", "high_risk_case", "follow_up", "follow_up_reason", "lead_action"),
    "judgements.evidence": ("evidence_given",),
    "judgements.grade": ("aspect_", "section_", "judged"),
    "judgements.impact": ("impact_given",),
    "judgements.section": ("aspect_", "section_", "judged"),
    "strengths.theme": ("strength_",),
    "weaknesses.theme": ("weakness_",),
}


def broken_measures(changes: list[FieldChange], definitions: Iterable[Definition]) -> list[str]:
    """The measures that count an answer whose meaning changed: their figures before and after are of two things."""
    from pipeline.forms import broken_fields

    broken = broken_fields(changes)
    return [d.id for d in definitions if any(_counts(d, path) for path in broken)]


def form_breaks(definition: Definition | None, now: Round, before: Round, forms: Forms) -> list[str]:
    """Why the forms of two rounds forbid a comparison, in words, question by question; empty if they do not.

    A form goes on under a new version as far as its questions do, or its ``continues`` says that they may be compared
    (``forms.FieldChange``). Another form, or a version that is not kept, forbids every measure; without ``definition``
    only these are told.
    """
    if now.pro_formas == before.pro_formas:
        return []
    changes = _changes(now, before, forms)
    if changes is None:
        return ["the audit form changed"]
    if definition is None:
        return []
    broken = [c for c in changes if c.breaks and _counts(definition, c.field)]
    return [f"the audit form changed in “{c.label}”: {c.words}" for c in broken]


def forms_differed(now: Round, before: Round, forms: Forms) -> list[str]:
    """What differs between the forms of two rounds without forbidding a comparison, in words, with its reason."""
    changes = _changes(now, before, forms) if now.pro_formas != before.pro_formas else []
    if not changes:
        return []
    continued = {c.label: c.continued.rstrip(".") for c in changes if c.continued}
    told = [f"“{label}” was asked otherwise, and is compared all the same ({why})" for label, why in continued.items()]
    return told or ["the audit form has a new version, with the same questions about what is compared"]


def _changes(now: Round, before: Round, forms: Forms) -> list[FieldChange] | None:
    """Everything that changed in the forms; None where another form is used, or a version of one is not known."""
    from pipeline.forms import changed_fields  # here: it opens workbooks, which a run with nothing to do never needs

    ours, theirs = ({used.name: used.version for used in r.pro_formas} for r in (now, before))
    if ours.keys() != theirs.keys():
        return None
    changes: list[FieldChange] = []
    for name, version in ours.items():
        if version != theirs[name]:
            pair = forms.get((name, theirs[name])), forms.get((name, version))
            if pair[0] is None or pair[1] is None:
                return None
            changes += changed_fields(pair[0], pair[1])
    return changes


def _counts(definition: Definition, path: str) -> bool:
    """Whether a measure filters on what a question was answered; ``path``: ``drift``, or of a group ``actions.due``."""
    columns = _COUNTED_AS.get(path, (path.rpartition(".")[2],))
    return any(
        name.startswith(column) if column.endswith("_") else name == column
        for name in _fields(definition)
        for column in columns
    )


def _fields(definition: Definition) -> Iterator[str]:
    for side in (definition.counts, definition.of):
        if isinstance(side, Subset):
            yield from side.fields
