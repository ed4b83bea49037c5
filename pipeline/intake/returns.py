"""Records of returns → the tables ``returns``, ``judgements``, ``findings`` and ``keys``; duplicates merged."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.config import Council, Round
from pipeline.forms import Record
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.contradictions import note_contradictions, note_version
from pipeline.intake.files import Found
from pipeline.intake.identity import Key, names_a_case, names_a_person
from pipeline.intake.outcomes import Outcomes
from pipeline.intake.problems import Place
from pipeline.intake.review import Question

__all__ = ["Rows", "clean_returns"]

Rows = list[dict[str, object]]
_NOT_IN_RETURNS = {"case_ref", "auditor"}


def clean_returns(
    read: Sequence[Found], round_: Round, council: Council, key: Key, cleaner: Cleaner
) -> dict[str, Rows]:
    """Every return found, cleaned, with its outcome; ``actions`` as required by the auditors, not yet followed up."""
    tables: dict[str, Rows] = {name: [] for name in ("returns", "judgements", "findings", "actions", "keys")}
    pseudonyms: dict[str, dict[str, object]] = {}
    outcomes = Outcomes(cleaner)
    cleaned: list[tuple[dict[str, object], dict[str, Rows]]] = []
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
                note_version(record, Place(found.name, cleaner.redact(record.sheet)), cleaner)
            if record.row > 1:  # what a register's sheet lacks is no fault of one row
                before = len(cleaner.problems.rows)
            row, parts = _clean(found, record, round_, council, key, cleaner, pseudonyms)
            outcomes.decide(row, record, Place(found.name, cleaner.redact(record.sheet)))
            if row["outcome"] == "merged":  # its faults are those of the return it repeats
                del cleaner.problems.rows[before:-1]
                cleaner.problems.rows[-1]["problem"] = len(cleaner.problems.rows)
            cleaned.append((row, parts))
    for row, parts in cleaned:  # a return may lose its place to a later one
        tables["returns"].append(row)
        for name, rows in parts.items() if row["used"] else ():
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
    groups = _groups(record, place, cleaner)
    note_contradictions(record.pro_forma, values, record.answers, place, cleaner, (groups, record.groups))
    return_id = key.row(round_.id, found.name, record.sheet, record.row)
    case_id = _pseudonym(_case(values, record, place, cleaner), "case", key, pseudonyms)
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


def _case(values: dict[str, object], record: Record, place: Place, cleaner: Cleaner) -> object:
    """The case reference of a return, or the one that the analyst has decided on where it has none."""
    named = record.answers.get("case_ref")
    if named is None or names_a_case(values.get("case_ref")):
        return values.get("case_ref")
    label = next(f.label for f in record.pro_forma.fields if f.id == "case_ref")
    decision = cleaner.review.ask(Question("Case", label, "", place, named.cell))
    if decision:
        cleaner.problems.add(
            place, "the case is the one that review.xlsx names", "note", "Nothing to do.", cell=named.cell, field=label
        )
    return decision


def _pseudonym(value: object, kind: str, key: Key, pseudonyms: dict[str, dict[str, object]]) -> str | None:
    if not (names_a_case(value) if kind == "case" else names_a_person(value)):
        return None  # a dash is no case and nobody
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
