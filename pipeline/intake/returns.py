"""Records of returns → the tables ``returns``, ``judgements``, ``findings``, ``keys``, and the actions required."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.config import Council, Round
from pipeline.forms import Record
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.contradictions import note_contradictions, note_version
from pipeline.intake.duplicates import Audit, decide_outcomes
from pipeline.intake.files import Found
from pipeline.intake.identity import Key
from pipeline.intake.problems import NOTHING_TO_DO, Place

__all__ = ["Rows", "clean_returns", "sheet_places"]

Rows = list[dict[str, object]]
_NOT_IN_RETURNS = {"case_ref", "auditor"}


def clean_returns(
    read: Sequence[Found], round_: Round, council: Council, key: Key, cleaner: Cleaner
) -> dict[str, Rows]:
    """Every return found, cleaned, with its outcome; ``actions`` as required by the auditors, not yet followed up."""
    tables: dict[str, Rows] = {name: [] for name in ("returns", "judgements", "findings", "actions", "keys")}
    pseudonyms: dict[str, dict[str, object]] = {}
    audits: list[Audit] = []
    for found in read:
        _note_refusal(found, cleaner)
        if found.kind == "return":
            audits += _audits(found, round_, council, key, cleaner, pseudonyms)
    decide_outcomes(audits, cleaner.around)
    for audit in audits:
        cleaner.problems.take(audit.problems)
        tables["returns"].append(audit.row | {"outcome": audit.outcome, "used": audit.outcome == "used"})
        if audit.outcome == "used":
            for name, rows in audit.parts.items():
                tables[name].extend(rows)
    tables["keys"] = list(pseudonyms.values())
    return tables


def _audits(
    found: Found,
    round_: Round,
    council: Council,
    key: Key,
    cleaner: Cleaner,
    pseudonyms: dict[str, dict[str, object]],
) -> Iterator[Audit]:
    """The returns in one file, each with faults of its own."""
    places = sheet_places(found, cleaner.redact)
    sheets = set[str]()
    for record in found.records:
        place = places[record.sheet]
        own = replace(cleaner, problems=cleaner.problems.another())
        if record.sheet not in sheets:  # once a sheet, not once a row of a register
            sheets.add(record.sheet)
            own.note_missing(record, place)
            note_version(record, place, own)
        # what a register's sheet lacks is no fault of one row
        of_sheet = list(own.problems.rows) if record.row > 1 else []
        row, parts = _clean(found, record, place, round_, council, key, own, pseudonyms)
        yield Audit(row, parts, record, place, own.problems, of_sheet=of_sheet)


def sheet_places(found: Found, redact: Callable[[str], str]) -> dict[str, Place]:
    """Name of each sheet of a file → its place: the name redacted, and numbered where two are then the same."""
    places: dict[str, Place] = {}
    for sheet in dict.fromkeys(record.sheet for record in found.records):
        shown = redact(sheet)
        same = sum(place.sheet.startswith(shown) for place in places.values()) if shown != sheet else 0
        places[sheet] = Place(found.name, f"{shown} ({same + 1})" if same else shown)
    return places


def _note_refusal(found: Found, cleaner: Cleaner) -> None:
    if found.kind == "other":
        cleaner.problems.add(
            Place(found.name),
            "left alone: it is not a return",
            "note",
            f"{NOTHING_TO_DO}: delete it if nobody needs it.",
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
    place: Place,
    round_: Round,
    council: Council,
    key: Key,
    cleaner: Cleaner,
    pseudonyms: dict[str, dict[str, object]],
) -> tuple[dict[str, object], dict[str, Rows]]:
    organisation = record.answers.get("auditor_organisation")
    by_council = council.is_called(organisation.value) if organisation and organisation.value else None
    values = {
        f.id: cleaner.value(f, record.answers.get(f.id), place, by_council=bool(by_council))
        for f in record.pro_forma.fields
    }
    if values.get("case_ref") is None:
        values["case_ref"] = _case_decided(record, place, cleaner)
    groups = _groups(record, place, cleaner)
    note_contradictions(record.pro_forma, values, record.answers, place, cleaner, (groups, record.groups))
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
        "version": record.version or record.pro_forma.version,
        "source_file": found.name,
        "source_sheet": place.sheet,
        "source_row": record.row,
    }
    return row, _parts(groups, return_id, case_id, key)


def _case_decided(record: Record, place: Place, cleaner: Cleaner) -> str | None:
    """The case of a return that names none, if the analyst wrote it."""
    done, advice = "return set aside: it names no case", "Write the case reference into the form."
    cell = f"A{record.row}" if record.row > 1 else ""
    return cleaner.case(record.answers.get("case_ref"), done, advice, place, cell)


def _pseudonym(value: object, kind: str, key: Key, pseudonyms: dict[str, dict[str, object]]) -> str | None:
    if value is None:
        return None
    made = key.case(value) if kind == "case" else key.person(value)
    pseudonyms.setdefault(made, {"pseudonym": made, "kind": kind, "stands_for": str(value)})
    return made


def _groups(record: Record, place: Place, cleaner: Cleaner) -> dict[str, Rows]:
    """The repeated groups of a return, cleaned."""
    return {
        group.id: [
            {f.id: cleaner.value(f, answers.get(f.id), place) for f in group.columns}
            for answers in record.groups.get(group.id, ())
        ]
        for group in record.pro_forma.groups
    }


def _parts(groups: dict[str, Rows], return_id: str, case_id: str | None, key: Key) -> dict[str, Rows]:
    """The repeated groups of a return as rows of their tables."""
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
