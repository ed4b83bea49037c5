"""The review of each high-risk case, as managers entered it in the follow-up register."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pipeline.config import Vocabulary
from pipeline.samples.all_cases.audits import CaseAudit
from pipeline.samples.all_cases.plan import FollowUpPlan, Review
from pipeline.samples.chance import stream, working_day
from pipeline.samples.words import Words, slots_for

__all__ = ["follow_up_rows"]


def follow_up_rows(
    audits: Sequence[CaseAudit], plan: FollowUpPlan, lists: Mapping[str, Vocabulary], round_id: str
) -> list[dict[str, Any]]:
    """A row for each high-risk case, in order of audit; ValueError if the plan has not one review for each."""
    rng = stream(round_id, "follow-up")
    words = Words(rng, second=0.0)
    reviews = list(plan.reviews)
    rng.shuffle(reviews)
    beside = dict(plan.other_actions)
    rows = []
    for audit, review in zip((a for a in audits if a.outline.high_risk), reviews, strict=True):
        other = beside.pop(review.detail or "", None)
        row = {"case_ref": audit.case.ref} | _reviewed(audit, review, words, rng) | _led_to(review, other, lists)
        rows.append(row)
    return rows


def _reviewed(audit: CaseAudit, review: Review, words: Words, rng: random.Random) -> dict[str, Any]:
    """Day and note of a review, soon after the audit; nothing where there is no trace of one."""
    if review.outcome is None:
        return {}
    slots = slots_for(audit.case.age_band, audit.case.plan_type, rng)
    days = rng.randint(1, 4 if audit.practice.immediacy == "immediate" else 9)
    path = [part for part in ("reviewed", review.outcome, review.detail) if part]
    return {
        "review_date": working_day(audit.outline.audit_date + timedelta(days=days)),
        "note": words.say("all_cases", *path, slots=slots),
    }


def _led_to(review: Review, other: str | None, lists: Mapping[str, Vocabulary]) -> dict[str, Any]:
    """The outcome with its reason or actions; blank where nobody entered one."""
    if review.outcome is None or review.detail is None:
        return {}
    row: dict[str, Any] = {"outcome": lists["follow_up_outcome"].labels[review.outcome]}
    if review.outcome == "no_further_action":
        return row | {"reason": lists["follow_up_reason"].labels[review.detail]}
    actions = lists["follow_up_action"].labels
    return row | {"lead_action": actions[review.detail], "other_actions": actions[other] if other else None}
