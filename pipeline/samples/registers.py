"""The rows of the registers that come beside the returns: moderation, cases of concern, the tracker, other sources."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipeline.config import Vocabulary
from pipeline.samples.answers import Action
from pipeline.samples.audits import Audit
from pipeline.samples.chance import one_of, working_day, working_days
from pipeline.samples.plans import OutsideFinding
from pipeline.samples.words import Words

__all__ = ["concern_rows", "moderation_rows", "outside_rows", "tracker_rows"]

Lists = Mapping[str, Vocabulary]
Rows = list[dict[str, Any]]
# Weights of what became of an action by the day of the report, where there is no drift and where there is
_PAST_DUE = {
    False: {"done": 52, "done_late": 14, "open": 20, "not_needed": 4, "no_row": 10},
    True: {"done": 26, "done_late": 18, "open": 42, "not_needed": 3, "no_row": 11},
}
_NOT_YET_DUE = {"done": 20, "open": 62, "not_needed": 3, "no_row": 15}
_STATUS = {
    "done": ("Done", "Done", "Done", "Completed"),
    "open": ("Open", "Open", "In progress", "ongoing"),
    "not_needed": ("No longer needed",),
}


def moderation_rows(audits: Sequence[Audit], lists: Lists) -> Rows:
    """A row an audit, in order of moderation."""
    grades, outcomes, reasons = (lists[n].labels for n in ("grade", "admissibility", "admissibility_reason"))
    return [
        {
            "case_ref": a.case.ref,
            "auditor": a.auditor.name,
            "moderator": a.moderator.name,
            "moderation_date": a.moderation_date,
            "moderated_grade": grades[a.moderated_grade],
            "admissibility": outcomes[a.batch.admissibility],
            "reasons": "; ".join(reasons[r] for r in a.reasons) or None,
        }
        for a in sorted(audits, key=lambda a: (a.moderation_date, a.case.ref))
    ]


def concern_rows(audits: Sequence[Audit], reported: date, rng: random.Random) -> Rows:
    """A row a case of concern: alerted the same day or the next, acted on in days, reviewed within a week."""
    rows = []
    for audit in audits:
        if not audit.concern:
            continue
        alerted = rng.choice(working_days(audit.audit_date, audit.audit_date + timedelta(days=1)))
        reviewed = rng.choice(working_days(alerted + timedelta(days=1), audit.audit_date + timedelta(days=7)))
        rows.append(
            {
                "case_ref": audit.case.ref,
                "found": audit.audit_date,
                "alerted": alerted,
                "escalated_to": "Head of Service",
                "reviewed": reviewed,
                "acted": rng.choice(working_days(alerted, reviewed)),
                "stage": "Closed" if (reported - reviewed).days > 21 and rng.random() < 0.6 else "Open",
            }
        )
    return rows


def tracker_rows(
    required: Sequence[tuple[Audit, Sequence[Action]]],
    concerns: Rows,
    reported: date,
    words: Words,
    lists: Lists,
    rng: random.Random,
) -> Rows:
    """What managers sent back: a row an action, save for those that nobody entered."""
    acted = {row["case_ref"]: row["acted"] for row in concerns}
    rows = []
    for audit, actions in required:
        for action in actions:
            told = _outcome(audit, action, acted.get(audit.case.ref), reported, rng)
            if told is not None:
                rows.append(_tracked(audit, action, *told, words, lists, rng))
    return rows


def _tracked(
    audit: Audit, action: Action, outcome: str, completed: date | None, words: Words, lists: Lists, rng: random.Random
) -> dict[str, Any]:
    late = outcome == "done_late"
    status = "done" if late else outcome
    noted = late or rng.random() < 0.55
    return {
        "case_ref": audit.case.ref,
        "words": action.words,
        "owner_role": lists["owner_role"].labels[action.owner_role],
        "due": action.due,
        "status": rng.choice(_STATUS[status]),
        "completed": completed,
        "note": words.say("remarks", "tracker_late" if late else f"tracker_{status}", slots={}) if noted else None,
    }


def _outcome(
    audit: Audit, action: Action, acted: date | None, reported: date, rng: random.Random
) -> tuple[str, date | None] | None:
    """What became of an action and when it was completed; None where the tracker has no row for it."""
    if action.immediate and acted:
        return "done", acted
    outcome = one_of(_PAST_DUE[audit.drift] if action.due < reported else _NOT_YET_DUE, rng)
    if outcome == "no_row":
        return None
    if outcome == "done_late":
        late = working_days(action.due + timedelta(days=1), min(action.due + timedelta(days=12), reported))
        return ("done_late", rng.choice(late)) if late else ("open", None)
    if outcome == "done":
        return "done", _done_on(audit.audit_date, min(action.due, reported), rng)
    return outcome, None


def _done_on(audited: date, last: date, rng: random.Random) -> date:
    return working_day(last - timedelta(days=rng.randint(0, max((last - audited).days - 5, 0))), -1)


def outside_rows(findings: Sequence[OutsideFinding], lists: Lists) -> Rows:
    """The rows of one file of findings from elsewhere."""
    kinds, themes = lists["outside_kind"].labels, lists["themes"].labels
    return [
        {
            "source": f.source,
            "found_date": f.found_date,
            "kind": kinds[f.kind],
            "theme": themes[f.theme] if f.theme else None,
            "service": f.service,
            "words": f.words,
        }
        for f in findings
    ]
