"""Which of the returns found count: copies are merged, versions that differ are put to the analyst, none is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pipeline.config import plain
from pipeline.forms import Answer, Record
from pipeline.intake.problems import NOTHING_TO_DO, Place, Problems
from pipeline.intake.questions import (
    BOTH_COUNT,
    COUNT_IT,
    LEAVE_IT_OUT,
    NEITHER_COUNTS,
    OTHER_COUNTS,
    THIS_COUNTS,
    Decision,
)
from pipeline.intake.values import as_typed, parse_date

__all__ = ["Audit", "Outcome", "decide_outcomes"]

Outcome = Literal["used", "merged", "set aside"]
Rows = list[dict[str, Any]]


@dataclass
class Audit:
    """A return that was found and cleaned: its row, the rows of its parts, its faults, and what becomes of it."""

    row: dict[str, Any]
    parts: dict[str, Rows]
    record: Record
    place: Place
    problems: Problems
    outcome: Outcome = "used"
    of_sheet: Rows = field(default_factory=list)  # faults of the sheet that it is the first return of

    @property
    def cell(self) -> str:
        """Where its case reference stands: what is said of the return as a whole is said there."""
        named = self.record.answers.get("case_ref")
        return named.cell if named else ""

    def tell(self, done: str, suggestion: str, severity: Any = "note", **more: Any) -> Decision | None:
        """A problem of the return as a whole; what was decided about it."""
        return self.problems.add(self.place, done, severity, suggestion, cell=self.cell, **more)


def decide_outcomes(audits: Sequence[Audit], around: date) -> None:
    """Set the outcome of every return: used; merged with the same one; set aside, for a reason that a person can mend.

    The same audit is that of one case by one auditor on one pro forma.
    """
    same_audit: dict[tuple[Any, ...], list[Audit]] = defaultdict(list)
    for audit in audits:
        if _can_count(audit):
            same_audit[audit.row["pro_forma"], audit.row["case_id"], audit.row["auditor_id"]].append(audit)
    for versions in same_audit.values():
        if len(versions) > 1:
            _settle(versions, around)
    _note_second_readers(same_audit)


def _can_count(audit: Audit) -> bool:
    """Whether a return names a case and is seen, or a person said that it counts."""
    if audit.row["case_id"] is None:
        audit.outcome = "set aside"
    elif audit.record.hidden:
        decision = audit.tell(
            f"return set aside: it stands {audit.record.hidden}",
            "Show what is hidden if this return counts, or delete it.",
            "set aside",
            about="hidden",
            choices=(COUNT_IT, LEAVE_IT_OUT),
        )
        if not _is(decision, COUNT_IT):
            audit.outcome = "set aside"
    return audit.outcome == "used"


def _settle(versions: list[Audit], around: date) -> None:
    """The first of the versions of an audit counts, and each that differs only as the analyst decides."""
    different: list[tuple[Audit, object]] = []
    counting: list[Audit] = []
    decisive: list[Audit] = []
    for audit in versions:
        content = _content(audit.record, around)
        same = next((other for other, told in different if told == content), None)
        if same is not None:
            _merge(audit, same)
        elif not different:
            counting = [audit]
            different.append((audit, content))
        else:
            decision = _ask(audit, different[0][0])
            different.append((audit, content))
            if _is(decision, THIS_COUNTS):
                decisive.append(audit)
            counting = _counting(decision, audit, counting)
    if len(decisive) > 1:
        counting = _contradicted(versions[0], decisive)
    for audit, _ in different:
        audit.outcome = "used" if audit in counting else "set aside"


def _counting(decision: Decision | None, audit: Audit, counting: list[Audit]) -> list[Audit]:
    """Which versions count after a decision on one more of them."""
    if _is(decision, THIS_COUNTS):
        return [audit]
    if _is(decision, BOTH_COUNT):
        return [*counting, audit]
    return [] if _is(decision, NEITHER_COUNTS) else counting


def _ask(audit: Audit, first: Audit) -> Decision | None:
    named = f"{first.row['source_file']} ({first.place.sheet}, {first.cell})"
    return audit.tell(
        f"return set aside: {first.row['source_file']} is by the same auditor on the same case, and differs",
        f"Decide whether this one counts or {named}, and move the other out of the returns "
        "folder; or decide in review.xlsx.",
        "set aside",
        about="two versions",
        choices=(OTHER_COUNTS, THIS_COUNTS, BOTH_COUNT, NEITHER_COUNTS),
    )


def _contradicted(first: Audit, decisive: list[Audit]) -> list[Audit]:
    """Several versions cannot each be the one that counts: the first stays until that is mended."""
    for audit in decisive:
        audit.problems.reopen("two versions", "another version of the same audit is to be the one that counts too")
    return [first]


def _merge(audit: Audit, same: Audit) -> None:
    """The copy of a return; its faults are those of the return that it repeats, save those of its sheet."""
    audit.outcome = "merged"
    audit.problems.rows[:] = audit.of_sheet
    audit.tell(f"merged: the same return as {same.row['source_file']}", f"{NOTHING_TO_DO}.")


def _note_second_readers(same_audit: dict[tuple[Any, ...], list[Audit]]) -> None:
    """A note where two people audited one case: they are two audits, unless somebody's name was typed in two ways."""
    by_case: dict[tuple[Any, ...], list[Audit]] = defaultdict(list)
    for (pro_forma, case, _), versions in same_audit.items():
        by_case[pro_forma, case] += [a for a in versions if a.outcome == "used"][:1]
    for first, *others in (audits for audits in by_case.values() if audits):
        for audit in others:
            audit.tell(
                f"two auditors audited this case: this return and {first.row['source_file']} both count",
                f"{NOTHING_TO_DO} if they are two audits. Otherwise write the auditor's name the same way into both.",
            )


def _is(decision: Decision | None, choice: str) -> bool:
    return decision is not None and plain(decision.value) == plain(choice)


def _content(record: Record, around: date) -> object:
    """What a return says of its case, however that is spaced and cased and its dates are written.

    The case and the auditor are known to be the same, however they are written.
    """
    same = ("case_ref", "auditor")
    days = {f.id for f in record.pro_forma.fields if f.type == "date"}
    days |= {f.id for g in record.pro_forma.groups for f in g.columns if f.type == "date"}

    def told(row: dict[str, Answer] | Any) -> dict[str, str]:
        return {id_: _said(a.value, id_ in days, around) for id_, a in row.items() if a.value is not None}

    answers = {id_: answer for id_, answer in record.answers.items() if id_ not in same}
    return told(answers), {g: [told(row) for row in rows] for g, rows in record.groups.items() if rows}


def _said(value: Any, is_day: bool, around: date) -> str:
    day = parse_date(value, around, 100) if is_day else None
    return day.isoformat() if day else " ".join(as_typed(value).split()).casefold()
