"""What the registers of a round say beside its returns, and the actions that audits required."""

from __future__ import annotations

from pipeline.tables.columns import CASE_ID, RETURN_ID, Table, day, flag, text, whole

__all__ = ["REGISTERS"]

REGISTERS = (
    Table(
        "actions",
        "an action that an auditor required",
        ("action_id",),
        (
            text("action_id", "the action", blank=False),
            RETURN_ID,
            CASE_ID,
            text("words", "redacted"),
            text("owner_role", "role of the owner"),
            day("due", "day it is due"),
            day("completed", "day it was completed"),
            text(
                "status",
                "done, open, not_needed, or not_reported",
                blank=False,
                allowed=("done", "open", "not_needed", "not_reported"),
            ),
            whole("drift_days", "days past the due date, to completion or to the day of the report"),
            flag("due_by_report", "its due date is before the day of the report", blank=False),
            flag("overdue", "not done, and past its due date on the day of the report", blank=False),
            flag("escalated", "overdue by more than the council's limit", blank=False),
        ),
    ),
    Table(
        "moderations",
        "a moderated return",
        ("return_id",),
        (
            RETURN_ID,
            text("moderator_id", "pseudonym of the moderator"),
            day("moderation_date", "day of the moderation"),
            text("moderated_grade", "the moderator's own grade"),
            text("admissibility", "outcome of the moderation", blank=False),
            text("reasons", "ids of reasons, separated by semicolons"),
        ),
    ),
    Table(
        "concerns",
        "a case of concern on the register",
        ("case_id",),
        (
            text("case_id", "pseudonym of the case", blank=False),
            day("found", "day it was found"),
            day("alerted", "day the Team Manager and Head of Service were alerted"),
            text("escalated_to", "role it was escalated to"),
            day("reviewed", "day it was reviewed"),
            day("acted", "day action was taken"),
            text("stage", "open or closed"),
        ),
    ),
    Table(
        "follow_ups",
        "a high-risk case that was reviewed",
        ("case_id",),
        (
            text("case_id", "pseudonym of the case", blank=False),
            day("review_date", "day of the review"),
            text("outcome", "no_further_action, additional_action, progress_check, not_recorded", blank=False),
            text("reason", "why no further action was needed"),
            text("lead_action", "the action that mattered most"),
            text("other_actions", "ids of further actions, separated by semicolons"),
            text("note", "redacted"),
        ),
    ),
    Table(
        "outside_findings",
        "a finding from another source",
        ("finding_id",),
        (
            text("finding_id", "the finding", blank=False),
            text("source", "where it comes from", blank=False),
            day("found_date", "day of the finding"),
            text("kind", "strength, satisfactory, development or priority"),
            text("theme", "id of a theme"),
            text("service", "service it is about"),
            text("words", "the finding, redacted"),
        ),
    ),
)
