"""An invented audit as the answers on its form, and as what became of its actions."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pipeline.config import Vocabulary
from pipeline.samples.audits import Audit
from pipeline.samples.cases import Case
from pipeline.samples.chance import working_day
from pipeline.samples.words import Slots, Words, bank

__all__ = [
    "Action",
    "Form",
    "action_rows",
    "case_answers",
    "fill_in",
    "require_action",
    "require_actions",
    "theme_rows",
    "yes",
]

_STORIES = {"good": 0.9, "some": 0.6, "not_yet": 0.35, "concern": 0.15}  # how often the box for a story is filled
_COMMENTS = 0.6


@dataclass(frozen=True)
class Action:
    """An action that an auditor requires."""

    words: str
    owner_role: str
    due: date
    immediate: bool = False


@dataclass(frozen=True)
class Form:
    """What is typed into one form: field → answer, group → rows."""

    answers: Mapping[str, Any]
    groups: Mapping[str, Sequence[Mapping[str, Any]]]

    def answering(self, **answers: Any) -> Form:
        """The form with other answers."""
        return replace(self, answers={**self.answers, **answers})

    def with_rows(self, group: str, rows: Sequence[Mapping[str, Any]]) -> Form:
        """The form with other rows in one of its groups."""
        return replace(self, groups={**self.groups, group: rows})


def require_actions(audit: Audit, words: Words, slots: Slots, rng: random.Random) -> list[Action]:
    """One to four actions: those that the weaknesses call for, and an immediate one for a case of concern."""
    actions = []
    if audit.concern:
        actions.append(require_action("immediate", audit.case, audit.audit_date, words, slots, rng))
    themes = audit.weaknesses or ("impact_on_the_child",)
    wanted = rng.randint(1, min(len(themes), 4 - len(actions)))
    for theme in themes[:wanted]:
        actions.append(require_action(theme, audit.case, audit.audit_date, words, slots, rng))
    return actions


def require_action(theme: str, case: Case, audited: date, words: Words, slots: Slots, rng: random.Random) -> Action:
    """The action that a weakness calls for, due in some weeks; for the theme "immediate" one that cannot wait."""
    role, text = _action(theme, case, words, slots)
    if theme == "immediate":
        return Action(text, role, working_day(audited + timedelta(days=rng.choice((0, 1)))), immediate=True)
    return Action(text, role, _due(audited, rng))


def _due(audited: date, rng: random.Random) -> date:
    """Two to six weeks on, a working day."""
    weeks = rng.choices((2, 3, 4, 5, 6), (4, 4, 5, 2, 2))[0]
    return working_day(audited + timedelta(weeks=weeks), 1 if weeks < 4 else -1)


def _action(theme: str, case: Case, words: Words, slots: Slots) -> tuple[str, str]:
    """Owner and words of an action; a reviewing officer only where there is a review."""
    choices = {text: role for role, text in bank("actions")[theme]}
    if case.plan_type not in ("child_protection", "looked_after"):
        choices = {text: role for text, role in choices.items() if role != "reviewing_officer"}
    pattern = words.next_pattern(f"actions/{theme}/{len(choices)}", list(choices))
    return choices[pattern], words.say_one_of(
        f"actions/{pattern}", [pattern], () if theme == "immediate" else bank("actions")["then"], slots
    )


def fill_in(
    audit: Audit,
    actions: Sequence[Action],
    words: Words,
    slots: Slots,
    lists: Mapping[str, Vocabulary],
    focus: str,
    rng: random.Random,
) -> Form:
    """The form as its auditor fills it in, every choice by the label in the drop-down."""
    label = _labels(lists)
    themed = theme_rows(audit.strengths, audit.weaknesses, words, slots, lists)
    groups = {
        "judgements": _judgements(audit, words, slots, lists),
        **themed,
        "actions": action_rows(actions, lists),
    }
    judged = {
        "grade": label("grade", audit.batch.grade),
        "some_good_features": _some_good_features(audit),
        "case_of_concern": yes(audit.concern),
        "oversight": label("oversight", audit.oversight),
        "drift": yes(audit.drift),
    }
    return Form({**_about(audit, lists, focus, rng), **judged, **_remarks(audit, words, slots, rng)}, groups)


def theme_rows(
    strengths: Sequence[str], weaknesses: Sequence[str], words: Words, slots: Slots, lists: Mapping[str, Vocabulary]
) -> dict[str, list[dict[str, str]]]:
    """The rows of both tables of themes, each theme with its words."""
    label = _labels(lists)
    return {
        group: [{"theme": label("themes", t), "words": words.say(group, t, slots=slots)} for t in themes]
        for group, themes in (("strengths", strengths), ("weaknesses", weaknesses))
    }


def action_rows(actions: Sequence[Action], lists: Mapping[str, Vocabulary]) -> list[dict[str, Any]]:
    """The rows of the table of required actions."""
    label = _labels(lists)
    return [{"words": a.words, "owner_role": label("owner_role", a.owner_role), "due": a.due} for a in actions]


def case_answers(case: Case, lists: Mapping[str, Vocabulary]) -> dict[str, str]:
    """What every form asks about the case."""
    label = _labels(lists)
    return {
        "case_ref": case.ref,
        "age_band": label("age_band", case.age_band),
        "service": case.service,
        "team": case.team,
        "plan_type": label("plan_type", case.plan_type),
    }


def _about(audit: Audit, lists: Mapping[str, Vocabulary], focus: str, rng: random.Random) -> dict[str, Any]:
    label = _labels(lists)
    return {
        **case_answers(audit.case, lists),
        "auditor": audit.auditor.name,
        "auditor_role": label("auditor_role", audit.auditor.role),
        "auditor_organisation": "Wyeshire County Council",
        "audit_type": label("audit_type", audit.batch.audit_type),
        "audit_date": audit.audit_date,
        "practitioner_took_part": yes(rng.random() < 0.7),
        "family_feedback": yes(rng.random() < (0.6 if audit.kind == "good" else 0.3)),
        "focus_theme": label("focus_theme", focus),
    }


def _judgements(audit: Audit, words: Words, slots: Slots, lists: Mapping[str, Vocabulary]) -> list[dict[str, str]]:
    """The aspects with evidence and impact; an auditor who did not record the impact left it blank."""
    label, rows = _labels(lists), []
    for aspect, grade in audit.aspects:
        tone = "not_yet_good" if grade == "not_yet_good" else "good"
        row = {"section": label("aspects", aspect), "grade": label("grade", grade)}
        row["evidence"] = words.say("aspects", aspect, tone, "evidence", slots=slots)
        stated = bank("aspects")
        row["impact"] = words.say_one_of(
            f"impact/{aspect}/{tone}", stated[aspect][tone]["impact"]["first"], stated["impact_then"][tone], slots
        )
        rows.append(row)
    if "impact_not_recorded" in audit.reasons:
        blank = rows[1:] if audit.batch.admissibility == "inadmissible" else rows[-1:]
        for row in blank:
            del row["impact"]
    return rows


def _remarks(audit: Audit, words: Words, slots: Slots, rng: random.Random) -> dict[str, str]:
    remarks = {}
    if rng.random() < _STORIES[audit.kind]:
        told = "story_good" if audit.kind in ("good", "some") else "story_not_yet"
        remarks["impact_story"] = words.say("remarks", told, slots=slots)
    if audit.concern:
        remarks["comments"] = words.say("remarks", "comment_concern", slots=slots)
    elif rng.random() < _COMMENTS:
        remarks["comments"] = words.say("remarks", "comment", slots=slots)
    return remarks


def _some_good_features(audit: Audit) -> str | None:
    """Asked of audits not yet good only."""
    return yes(audit.batch.some_good_features) if audit.batch.grade == "not_yet_good" else None


def yes(answer: bool) -> str:
    """A yes-or-no answer as it is chosen from the list."""
    return "Yes" if answer else "No"


def _labels(lists: Mapping[str, Vocabulary]) -> Any:
    return lambda name, id_: lists[name].labels[id_]
