"""Records of returns → the tables ``returns``, ``judgements``, ``findings`` and ``keys``; duplicates merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.config import HIGH_RISK, Council, Round, plain
from pipeline.forms import Record
from pipeline.intake.cleaning import Cleaner, Place
from pipeline.intake.files import Found
from pipeline.intake.identity import Key, reference

__all__ = ["Rows", "clean_returns"]

Rows = list[dict[str, object]]
_NOT_IN_RETURNS = {"case_ref", "auditor"}


def clean_returns(
    read: Sequence[Found], round_: Round, council: Council, key: Key, cleaner: Cleaner
) -> dict[str, Rows]:
    """Every return found, cleaned, with its outcome; ``actions`` as required by the auditors, not yet followed up."""
    tables: dict[str, Rows] = {name: [] for name in ("returns", "judgements", "findings", "actions", "keys")}
    pseudonyms: dict[str, dict[str, object]] = {}
    seen: dict[tuple[object, ...], list[tuple[dict[str, object], object]]] = defaultdict(list)
    for found in read:
        _note_refusal(found, cleaner)
        if found.kind != "return":
            continue
        sheets = set[str]()
        for record in found.records:
            before = len(cleaner.problems.rows)
            if record.sheet not in sheets:  # once a sheet, not once a row of a register
                sheets.add(record.sheet)
                cleaner.note_missing(record, Place(found.name, cleaner.redact(record.sheet)))
            if record.row > 1:  # what a register's sheet lacks is no fault of one row
                before = len(cleaner.problems.rows)
            row, parts = _clean(found, record, round_, council, key, cleaner, pseudonyms)
            _decide(row, record, found, seen, cleaner)
            if row["outcome"] == "merged":  # its faults are those of the return it repeats
                del cleaner.problems.rows[before:-1]
                cleaner.problems.rows[-1]["problem"] = len(cleaner.problems.rows)
            tables["returns"].append(row)
            if row["used"]:
                for name, rows in parts.items():
                    tables[name].extend(rows)
    tables["keys"] = list(pseudonyms.values())
    return tables


def _note_refusal(found: Found, cleaner: Cleaner) -> None:
    if found.kind == "other":
        cleaner.problems.add(
            Place(found.name), "left alone: it is not a return", "note", "Delete it if nobody needs it."
        )
    elif found.refusal is not None:
        cleaner.problems.add(
            Place(found.name),
            f"set aside: {cleaner.redact(found.refusal.reason)}",
            "set aside",
            found.refusal.suggestion,
        )


def _clean(
    found: Found,
    record: Record,
    round_: Round,
    council: Council,
    key: Key,
    cleaner: Cleaner,
    pseudonyms: dict[str, dict[str, object]],
) -> tuple[dict[str, object], dict[str, Rows]]:
    place = Place(found.name, cleaner.redact(record.sheet))
    organisation = record.answers.get("auditor_organisation")
    by_council = council.is_called(organisation.value) if organisation and organisation.value else None
    values = {
        f.id: cleaner.value(f, record.answers.get(f.id), place, by_council=bool(by_council))
        for f in record.pro_forma.fields
    }
    _note_descriptor(values, record, place, cleaner)
    return_id = key.row(round_.id, found.name, record.sheet, record.row)
    case_id = _pseudonym(values.get("case_ref"), "case", key, pseudonyms)
    row = {
        **{id_: value for id_, value in values.items() if id_ not in _NOT_IN_RETURNS},
        "return_id": return_id,
        "case_id": case_id,
        "auditor_id": _pseudonym(values.get("auditor"), "person", key, pseudonyms),
        "by_council": by_council,
        "round": round_.id,
        "pro_forma": record.pro_forma.name,
        "version": record.pro_forma.version,
        "source_file": found.name,
        "source_sheet": place.sheet,
        "source_row": record.row,
    }
    return row, _parts(record, place, return_id, case_id, key, cleaner)


def _note_descriptor(values: dict[str, object], record: Record, place: Place, cleaner: Cleaner) -> None:
    """A high risk without the grade that it belongs to is in no figure, and a child could be missed: it is told."""
    asked = record.answers.get("immediacy")
    lowest = cleaner.vocabularies["grade"].terms[-1]
    if asked is None or (values.get("immediacy") in HIGH_RISK) == (values.get("grade") == lowest.id):
        return
    if values.get("immediacy") in HIGH_RISK:
        cleaner.problems.add(
            place,
            f"a high risk, but not graded {lowest.label}: it is in no figure of high-risk cases",
            "note",
            "Read the file today, whatever the grade; then ask the auditor which of the two is right.",
            cell=asked.cell,
            field="Immediacy",
        )
    elif values.get("immediacy") is None:
        cleaner.problems.add(
            place,
            f"graded {lowest.label} without a descriptor: nobody can tell whether the risk is high",
            "note",
            "Ask the auditor today how immediate it is.",
            cell=asked.cell,
            field="Immediacy",
        )


def _pseudonym(value: object, kind: str, key: Key, pseudonyms: dict[str, dict[str, object]]) -> str | None:
    if value is None or not (reference(value) if kind == "case" else plain(value)):
        return None  # a dash is no case and nobody
    made = key.case(value) if kind == "case" else key.person(value)
    pseudonyms.setdefault(made, {"pseudonym": made, "kind": kind, "stands_for": str(value)})
    return made


def _parts(
    record: Record, place: Place, return_id: str, case_id: str | None, key: Key, cleaner: Cleaner
) -> dict[str, Rows]:
    """The repeated groups of a return as rows of their tables."""
    groups: dict[str, Rows] = {}
    for group in record.pro_forma.groups:
        groups[group.id] = [
            {f.id: cleaner.value(f, answers.get(f.id), place) for f in group.columns}
            for answers in record.groups.get(group.id, ())
        ]
    judgements = _once(groups.get("judgements", []), ("section",))
    themed = [
        r | {"polarity": p}
        for p, g in (("strength", "strengths"), ("weakness", "weaknesses"))
        for r in groups.get(g, [])
    ]
    actions = [
        r | {"action_id": key.row(return_id, "action", n), "case_id": case_id}
        for n, r in enumerate(groups.get("actions", []), start=1)
        if r.get("words")
    ]
    made = {"judgements": judgements, "findings": _once(themed, ("theme", "polarity")), "actions": actions}
    return {name: [r | {"return_id": return_id} for r in rows] for name, rows in made.items()}


def _once(rows: Rows, grain: tuple[str, ...]) -> Rows:
    """One row a theme or aspect: where an auditor names one twice, the words are joined; no theme, no row."""
    merged: dict[tuple[object, ...], dict[str, object]] = {}
    for row in rows:
        name = tuple(row.get(part) for part in grain)
        if name[0] is None:
            continue
        if name not in merged:
            merged[name] = dict(row)
        elif row.get("words"):
            merged[name]["words"] = " ".join(str(w) for w in (merged[name].get("words"), row["words"]) if w)
    return list(merged.values())


def _decide(
    row: dict[str, object],
    record: Record,
    found: Found,
    seen: dict[tuple[object, ...], list[tuple[dict[str, object], object]]],
    cleaner: Cleaner,
) -> None:
    """What becomes of a return: used; merged if the same was used already; set aside if it names no case or clashes."""
    place = Place(found.name, cleaner.redact(record.sheet))
    named = record.answers.get("case_ref")
    cell = named.cell if named else ""
    content = _content(record)
    same_audit = seen[row["pro_forma"], row["case_id"], row["auditor_id"]]
    row["outcome"] = "used"
    if row["case_id"] is None:
        row["outcome"] = "set aside"
        cleaner.problems.add(
            place,
            "return set aside: it names no case",
            "set aside",
            "Write the case reference into the form.",
            cell=cell,
        )
    elif record.hidden:
        row["outcome"] = "set aside"
        cleaner.problems.add(
            place,
            f"return set aside: it stands {record.hidden}",
            "set aside",
            "Show what is hidden if this return counts, or delete it.",
            cell=cell,
        )
    elif same_audit:
        earlier, earlier_content = same_audit[0]
        if content == earlier_content:
            row["outcome"] = "merged"
            cleaner.problems.add(
                place, f"merged: the same return as {earlier['source_file']}", "note", "Nothing to do.", cell=cell
            )
        else:
            row["outcome"] = "set aside"
            cleaner.problems.add(
                place,
                f"return set aside: {earlier['source_file']} is by the same auditor on the same case, and differs",
                "set aside",
                "Decide which one counts, and move the other out of the returns folder.",
                cell=cell,
            )
    row["used"] = row["outcome"] == "used"
    if row["used"]:
        same_audit.append((row, content))


def _content(record: Record) -> object:
    """What a return says, without where it says it."""
    answers = {id_: str(a.value).strip() for id_, a in record.answers.items() if a.value is not None}
    groups = {
        g: [{id_: str(a.value).strip() for id_, a in row.items() if a.value is not None} for row in rows]
        for g, rows in record.groups.items()
    }
    return answers, groups
