"""The registers beside the returns: moderation, concerns, follow-up, the action tracker, findings from elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.config import HIGH_RISK, Council, Round, plain
from pipeline.forms import Answer, ProForma, Record
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.contradictions import note_contradictions, note_version
from pipeline.intake.files import Found
from pipeline.intake.identity import Key
from pipeline.intake.problems import Place
from pipeline.intake.questions import COUNT_IT, LEAVE_IT_OUT, Decision
from pipeline.intake.returns import Rows, sheet_places

__all__ = ["NEEDED", "read_registers"]

# register → the fields without which its rows cannot be used
NEEDED = {
    "moderation": {"case_ref", "auditor", "moderator", "admissibility"},
    "concerns": {"case_ref"},
    "action-tracker": {"case_ref", "words"},
    "follow-up": {"case_ref", "outcome"},
    "outside-findings": {"source", "words"},
}

Line = tuple[dict[str, Any], Place, Mapping[str, Answer], ProForma]


def read_registers(
    read: Sequence[Found], round_: Round, council: Council, key: Key, cleaner: Cleaner, tables: Mapping[str, Rows]
) -> dict[str, Rows]:
    """The tables ``moderations``, ``concerns``, ``follow_ups``, ``actions`` (followed up) and ``outside_findings``."""
    lines = {name: list(_lines(read, name, cleaner)) for name in NEEDED}
    used = [r for r in tables["returns"] if r["used"]]
    actions = _follow_up(tables["actions"], lines["action-tracker"], used, key, cleaner)
    return {
        "moderations": _moderations(lines["moderation"], used, tables["keys"], key, cleaner),
        "concerns": _concerns(lines["concerns"], used, tables["keys"], key, cleaner),
        "follow_ups": _follow_ups(lines["follow-up"], used, tables["keys"], key, cleaner),
        "actions": [_drift(a, round_.reported, council.escalate_after_days) for a in actions],
        "outside_findings": _outside_findings(lines["outside-findings"], key, cleaner),
    }


def _lines(read: Sequence[Found], register: str, cleaner: Cleaner) -> Iterator[Line]:
    for found in read:
        if found.register != register:
            continue
        places = sheet_places(found, cleaner.redact)
        sheets = set[str]()
        for record in found.records:
            place = places[record.sheet]
            if record.sheet not in sheets:
                sheets.add(record.sheet)
                cleaner.note_missing(record, place)
                note_version(record, place, cleaner)
            values = {f.id: cleaner.value(f, record.answers.get(f.id), place) for f in record.pro_forma.fields}
            line = (values, place, record.answers, record.pro_forma)
            if _counts(line, record, cleaner):
                note_contradictions(record.pro_forma, line[0], record.answers, place, cleaner)
                yield line


def _counts(line: Line, record: Record, cleaner: Cleaner) -> bool:
    """Whether a row names its case and is seen, or the analyst decided so; it then has the case that was decided."""
    values, place, answers, pro_forma = line
    if record.hidden:
        why, advice = f"it stands {record.hidden}", "Show what is hidden if its rows count."
        decided = _set_aside(line, why, advice, cleaner, about="hidden", choices=(COUNT_IT, LEAVE_IT_OUT))
        if decided is None or plain(decided.value) != plain(COUNT_IT):
            return False
    if "case_ref" in NEEDED[pro_forma.name] and values["case_ref"] is None:
        done, advice = "row set aside: it names no case", "Write the case reference into the row."
        values["case_ref"] = cleaner.case(answers.get("case_ref"), done, advice, place, _cell(answers))
        return values["case_ref"] is not None
    return True


def _cell(answers: Mapping[str, Answer]) -> str:
    """The first cell of a row."""
    return next((a.cell for a in answers.values()), "")


def _compare(line: Line, of_return: Mapping[str, Any], cleaner: Cleaner) -> None:
    """The row of a register beside the answers of the return that it is about."""
    note_contradictions(line[3], line[0], line[2], line[1], cleaner, of_return=of_return)


def _set_aside(line: Line, why: str, suggestion: str, cleaner: Cleaner, **asks: Any) -> Decision | None:
    return cleaner.problems.add(line[1], f"row set aside: {why}", "set aside", suggestion, cell=_cell(line[2]), **asks)


def _moderations(lines: list[Line], used: Rows, keys: Rows, key: Key, cleaner: Cleaner) -> Rows:
    made: dict[object, dict[str, object]] = {}
    by_case: dict[object, Rows] = defaultdict(list)
    for row in used:
        by_case[row["case_id"]].append(row)
    for line in lines:
        values = line[0]
        case = key.case(values["case_ref"])
        auditor = key.person(values["auditor"]) if values["auditor"] else None
        fits = [r for r in by_case[case] if auditor is None or r["auditor_id"] == auditor]
        if not fits:
            why = "no return of this case by this auditor is in the round"
            _set_aside(line, why, "Compare with the form.", cleaner)
        elif len(fits) > 1:
            _set_aside(line, "several returns fit it", "Write the auditor's name into the row.", cleaner)
        elif values["admissibility"] is None:
            _set_aside(line, "it gives no admissibility", "Ask the moderator.", cleaner)
        elif fits[0]["return_id"] in made:
            _set_aside(line, "this return was moderated in a row above", "Keep the row that counts.", cleaner)
        else:
            moderator = key.person(values["moderator"]) if values["moderator"] else None
            made[fits[0]["return_id"]] = values | {"return_id": fits[0]["return_id"], "moderator_id": moderator}
            named = line[0] | {"moderator": moderator}
            _compare((named, *line[1:]), fits[0] | {"auditor": fits[0]["auditor_id"]}, cleaner)
    _add_keys(keys, "person", ((m["moderator_id"], m["moderator"]) for m in made.values() if m["moderator_id"]))
    return list(made.values())


def _add_keys(keys: Rows, kind: str, named: Iterable[tuple[object, object]]) -> None:
    """Pseudonyms with what they stand for: those that are not among the keys yet are added to them."""
    known = {k["pseudonym"] for k in keys}
    for pseudonym, stands_for in named:
        if pseudonym not in known:
            known.add(pseudonym)
            keys.append({"pseudonym": pseudonym, "kind": kind, "stands_for": stands_for})


def _rows_by_case(lines: list[Line], keys: Rows, key: Key, cleaner: Cleaner) -> dict[str, Line]:
    """Pseudonym → the row of a register that has one row a case; what names one twice is set aside."""
    made: dict[str, Line] = {}
    for line in lines:
        case = key.case(line[0]["case_ref"])
        if case in made:
            _set_aside(line, "the case is on the register already", "Keep one row a case.", cleaner)
        else:
            made[case] = line
    _add_keys(keys, "case", ((case, line[0]["case_ref"]) for case, line in made.items()))
    return made


def _concerns(lines: list[Line], used: Rows, keys: Rows, key: Key, cleaner: Cleaner) -> Rows:
    flagged = {r["case_id"]: r for r in used if r.get("case_of_concern")}
    made: dict[str, dict[str, object]] = {}
    for case, line in _rows_by_case(lines, keys, key, cleaner).items():
        if case not in flagged:
            cleaner.problems.add(
                line[1],
                "on the register, but no audit in this round marks it as a case of concern",
                "note",
                "Check the form.",
                cell=_cell(line[2]),
            )
        made[case] = line[0] | {"case_id": case}
    for flagged_case, row in flagged.items():
        if flagged_case not in made:
            advice = "Enter it on concerns.xlsx today, and check that the Head of Service was alerted."
            _note_at_return(row, "marked as a case of concern, but not on the register", advice, cleaner)
    return list(made.values())


def _follow_ups(lines: list[Line], used: Rows, keys: Rows, key: Key, cleaner: Cleaner) -> Rows:
    """The later review of each high-risk case; a high-risk case without one is told, since no case may be lost."""
    high = {r["case_id"]: r for r in used if r.get("immediacy") in HIGH_RISK}
    made: dict[str, dict[str, object]] = {}
    for case, line in _rows_by_case(lines, keys, key, cleaner).items():
        if case in high:
            made[case] = line[0] | {"case_id": case, "outcome": line[0]["outcome"] or "not_recorded"}
        else:
            _set_aside(line, "no audit in this round says that the case is at high risk", "Check the form.", cleaner)
    for case_id, row in high.items():
        if case_id not in made:
            advice = "Find out what was done for the child, and enter it on follow_up.xlsx."
            _note_at_return(row, "a high-risk case without a follow-up: it counts as not recorded", advice, cleaner)
    return list(made.values())


def _note_at_return(row: Mapping[str, Any], done: str, advice: str, cleaner: Cleaner) -> None:
    """A note on a return that a register should name: at the first cell of its row, where it stands in one."""
    cell = f"A{row['source_row']}" if row["source_row"] > 1 else ""
    cleaner.problems.add(Place(str(row["source_file"]), str(row["source_sheet"])), done, "note", advice, cell=cell)


def _outside_findings(lines: list[Line], key: Key, cleaner: Cleaner) -> Rows:
    made: Rows = []
    for n, line in enumerate(lines):
        values, place = line[0], line[1]
        if values["source"] and values["words"]:
            made.append(values | {"finding_id": key.row("outside", place.file, n)})
        else:
            _set_aside(line, "it gives no source or no finding", "Fill in both.", cleaner)
    return made


def _follow_up(actions: Rows, lines: list[Line], used: Rows, key: Key, cleaner: Cleaner) -> Rows:
    """The actions with what managers sent back about them; matched by case and by the words of the action."""
    tracked: dict[tuple[object, str], dict[str, Any]] = {}
    audits = {r["return_id"]: r for r in used}
    known = {(a["case_id"], plain(a["words"])): audits[a["return_id"]] for a in actions}
    for line in lines:
        values = line[0]
        name = (key.case(values["case_ref"]), plain(values["words"] or ""))
        if name not in known:
            _set_aside(line, "no audit in this round required this action", "Compare with the form.", cleaner)
        elif name in tracked:
            _set_aside(line, "the action stands in a row above", "Keep the row that counts.", cleaner)
        else:
            tracked[name] = values
            _compare(line, known[name], cleaner)
    followed = []
    for action in actions:
        told = tracked.get((action["case_id"], plain(action["words"])), {})
        status = told.get("status") or ("done" if told.get("completed") else "not_reported")
        followed.append(
            action | {"status": status, "completed": told.get("completed"), "due": action.get("due") or told.get("due")}
        )
    return followed


def _drift(action: dict[str, Any], reported: date, limit: int) -> dict[str, object]:
    """Days past the due date, to completion or to the day of the report; nothing without a due date."""
    due, status = action.get("due"), action["status"]
    waiting = status in ("open", "not_reported")
    end = action.get("completed") or (reported if waiting else None)
    days = max((end - due).days, 0) if due and end else None
    overdue = bool(waiting and days)
    return action | {
        "drift_days": days,
        "due_by_report": bool(due and due < reported),
        "overdue": overdue,
        "escalated": bool(overdue and days and days > limit),
    }
