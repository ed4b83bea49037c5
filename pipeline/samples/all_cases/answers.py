"""An invented audit of an all-case round as what is typed for it, on a form or in a row of a register."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from pipeline.config import Vocabulary
from pipeline.samples.all_cases.audits import CaseAudit
from pipeline.samples.all_cases.practice import habits
from pipeline.samples.answers import Action, Form, action_rows, case_answers, require_action, theme_rows, yes
from pipeline.samples.chance import one_of
from pipeline.samples.words import Slots, Words, slots_for

__all__ = ["type_audit"]

_EVIDENCED = (2, 3)  # how many of the seven sections have their evidence written down
_COMMENTS = 0.08

Lists = Mapping[str, Vocabulary]


def type_audit(audit: CaseAudit, organisation: str, words: Words, lists: Lists, rng: random.Random) -> Form:
    """Everything that the auditor types, every choice by the label in the drop-down."""
    found = audit.practice
    slots = slots_for(audit.case.age_band, audit.case.plan_type, rng)
    groups: dict[str, Any] = {
        **theme_rows(found.strengths, found.weaknesses, words, slots, lists),
        "actions": action_rows(_actions(audit, words, slots, rng), lists),
    }
    answers = _about(audit, organisation, lists) | _judged(audit, lists) | _comments(audit, words, slots, rng)
    if audit.outline.closed:
        groups["judgements"] = _sections(audit, words, slots, lists, rng)
        closing = {"opened": audit.opened, "closed": audit.closed, "right_to_close": yes(found.right_to_close)}
        return Form(answers | closing, groups)
    checks = {check: lists["yes_no_na"].labels[answer] for check, answer in found.checks.items()}
    alert = {"immediate_alert": yes(found.immediacy == "immediate")}
    return Form(answers | checks | alert, groups)


def _about(audit: CaseAudit, organisation: str, lists: Lists) -> dict[str, Any]:
    role = audit.outline.auditor.role
    return {
        **case_answers(audit.case, lists),
        "auditor": audit.outline.auditor.name,
        "auditor_role": lists["auditor_role"].labels[role] if role else None,
        "auditor_organisation": organisation,
        "audit_date": audit.outline.audit_date,
    }


def _judged(audit: CaseAudit, lists: Lists) -> dict[str, str | None]:
    """The grade, which the council's own staff leave blank, and what an Inadequate one rests on."""
    nature, immediacy = audit.practice.nature, audit.practice.immediacy
    return {
        "grade": lists["grade"].labels[audit.outline.practice] if audit.outline.outside else None,
        "nature": lists["nature"].labels[nature] if nature else None,
        "immediacy": lists["immediacy"].labels[immediacy] if immediacy else None,
    }


def _sections(audit: CaseAudit, words: Words, slots: Slots, lists: Lists, rng: random.Random) -> list[dict[str, str]]:
    """A row for each of the seven sections, some with the evidence."""
    evidenced = rng.sample(list(audit.practice.sections), rng.choice(_EVIDENCED))
    rows = []
    for section, grade in audit.practice.sections.items():
        row = {"section": lists["case_sections"].labels[section], "grade": lists["grade"].labels[grade]}
        if section in evidenced:
            tone = "good" if grade == "outstanding" else grade
            row["evidence"] = words.say("sections", section, tone, slots=slots)
        rows.append(row)
    return rows


def _actions(audit: CaseAudit, words: Words, slots: Slots, rng: random.Random) -> list[Action]:
    """What the weaknesses call for; in a case at high risk first of all what cannot wait."""
    wanted = one_of(habits()["actions_required"][audit.outline.practice], rng)
    themes = list(audit.practice.weaknesses[:wanted])
    if audit.outline.high_risk and not audit.outline.closed:
        themes = ["immediate", *themes[:1]]
    return [require_action(t, audit.case, audit.outline.audit_date, words, slots, rng) for t in themes]


def _comments(audit: CaseAudit, words: Words, slots: Slots, rng: random.Random) -> dict[str, str]:
    if audit.practice.immediacy == "immediate":
        return {"comments": words.say("all_cases", "alert", slots=slots)}
    if rng.random() < _COMMENTS:
        return {"comments": words.say("remarks", "comment", slots=slots)}
    return {}
