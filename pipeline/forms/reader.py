"""Finds the answers to a pro forma in the cells of a sheet, wherever people have moved them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pipeline.config import Vocabulary
from pipeline.forms.columns import register_columns
from pipeline.forms.definition import Field, Group, ProForma
from pipeline.forms.labels import labels_nearly_there, printed_version
from pipeline.forms.places import below, in_fixed_cell
from pipeline.forms.sheets import Sheet

__all__ = ["Answer", "Misfit", "Record", "find_sheets", "read_records"]

_FIT = 0.6  # share of the labels that must be there for a sheet to be this pro forma
_REACH = 3  # how many cells to the right of its label an answer may stand


class Answer(NamedTuple):
    """What stands in one cell: its value as the container gave it, None if blank, and where."""

    value: Any
    cell: str


@dataclass(frozen=True)
class Record:
    """One filled-in pro forma, or one row of a register: raw answers, nothing interpreted yet.

    A question whose label, or a table whose header, is not on the sheet is in neither mapping. ``hidden``: where
    it stands if nobody sees it ("in a hidden row"), beside others that are seen. ``version``: the one printed on it,
    None where none is. ``near``: label that is missing → the text on the sheet that is one letter from it, for a person
    to mend.
    """

    pro_forma: ProForma
    sheet: str
    row: int
    answers: Mapping[str, Answer]
    groups: Mapping[str, Sequence[Mapping[str, Answer]]] = field(default_factory=dict)
    hidden: str = ""
    version: str | None = None
    near: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Misfit:
    """Why no sheet of a workbook is one of the pro formas: the closest sheet, and what it lacks of which of them."""

    pro_forma: str
    closest_sheet: str
    found: int
    expected: int
    missing: tuple[str, ...]


def find_sheets(pro_formas: Sequence[ProForma], sheets: Iterable[Sheet]) -> list[tuple[Sheet, ProForma]] | Misfit:
    """The sheets that are one of the pro formas, visible ones first: by their labels, not by their names; or a Misfit.

    There may be several: auditors copy the sheet for their next case, and a register has a sheet for each pro forma.
    A sheet that several pro formas fit, because they ask much the same, is the one of which it has most.
    """
    scored = [(*_closest(pro_formas, sheet), sheet) for sheet in sheets]
    fitting = [(sheet, pro_forma) for share, _, pro_forma, sheet in scored if share >= _FIT]
    if fitting:
        return sorted(fitting, key=lambda found: not found[0].visible)
    if not scored:
        fields = list(pro_formas[0].fields)
        return Misfit(pro_formas[0].name, "", 0, len(fields), tuple(f.label for f in fields))
    _, found, pro_forma, sheet = max(scored, key=lambda s: (s[0], s[3].visible))
    present, fields = sheet.places.keys(), list(pro_forma.fields)
    missing = tuple(f.label for f in fields if not f.spellings & present)
    return Misfit(pro_forma.name, sheet.name, found, len(fields), missing)


def _closest(pro_formas: Sequence[ProForma], sheet: Sheet) -> tuple[float, int, ProForma]:
    """The pro forma of whose labels the sheet has the largest share; the share, and their number."""
    found = [(_labels_found(p, sheet), p) for p in pro_formas]
    shares = [(n / len(list(p.fields)), n, p) for n, p in found]
    return max(shares, key=lambda share: share[0])


def read_records(
    pro_forma: ProForma, sheet: Sheet, vocabularies: Mapping[str, Vocabulary], others: Sequence[Sheet] = ()
) -> list[Record]:
    """The records of a sheet that ``find_sheets`` chose; registers give one a row, blank rows left out.

    The vocabularies tell a theme typed into a table ("Management oversight") from the label of a later question;
    ``others``, the sheets of the same workbook, hold fixed cells that are not on this one.
    """
    fields = list(pro_forma.fields)
    header, places = _header(fields, sheet)
    share = 1 if pro_forma.stands.startswith("below") else _FIT  # such a form has many labels in one row anyway
    if pro_forma.layout == "register" or len(places) >= share * len(fields):
        records = _read_register(pro_forma, sheet, header, vocabularies)
    else:
        records = [_read_single_case(pro_forma, sheet, vocabularies, others)]
    version, near = printed_version(sheet), labels_nearly_there(pro_forma, records, sheet)
    return [replace(record, version=version, near=near) for record in records]


def _labels_found(pro_forma: ProForma, sheet: Sheet) -> int:
    if pro_forma.layout == "register":
        return len(_header(list(pro_forma.fields), sheet)[1])
    texts = sheet.places
    return sum(bool(f.spellings & texts.keys()) for f in pro_forma.fields)


def _header(columns: Sequence[Field], sheet: Sheet, start: int = 0) -> tuple[int, dict[str, int]]:
    """The row that holds most of the column labels, and where each stands in it; the first of several such rows."""
    rows: dict[int, dict[str, int]] = {}
    for f in columns:
        for spelling in f.spellings & sheet.places.keys():
            for r, c in sheet.places[spelling]:
                if r >= start:
                    places = rows.setdefault(r, {})
                    places[f.id] = min(c, places.get(f.id, c))
    return max(rows.items(), key=lambda row: (len(row[1]), -row[0]), default=(-1, {}))


def _row_texts(sheet: Sheet, row: int) -> dict[str, int]:
    """The texts of a row as they are compared, each with the first column that holds it."""
    return {text: c for c, text in reversed(sheet.texts[row].items())}


def _place(spellings: frozenset[str], texts: Mapping[str, int]) -> int:
    return min(texts[s] for s in spellings & texts.keys())


def _read_register(
    pro_forma: ProForma, sheet: Sheet, header: int, vocabularies: Mapping[str, Vocabulary]
) -> list[Record]:
    """A record a row below the header; the columns of repeated groups go back into their rows."""
    texts = _row_texts(sheet, header) if header >= 0 else {}
    columns = [c for c in register_columns(pro_forma, vocabularies) if c.spellings & texts.keys()]
    places = [(column, _place(column.spellings, texts)) for column in columns]
    records = []
    for r in range(header + 1, len(sheet.rows)):
        answers: dict[str, Answer] = {}
        rows: dict[tuple[str, int], dict[str, Answer]] = {}
        for column, c in places:
            answer = Answer(sheet.value(r, c), sheet.address(r, c))
            if column.group is None:
                answers[column.field.id] = answer
                continue
            row = rows.setdefault((column.group.id, column.row), {})
            row[column.field.id] = answer
            if column.term is not None:
                row[column.group.columns[0].id] = Answer(column.term, answer.cell)
        groups = _filled_groups(pro_forma, rows)
        if any(a.value is not None for a in answers.values()) or any(groups.values()):
            hidden = "in a hidden row" if r in sheet.hidden_rows else ""
            records.append(Record(pro_forma, sheet.name, r + 1, answers, groups, hidden))
    return records


def _filled_groups(
    pro_forma: ProForma, rows: Mapping[tuple[str, int], dict[str, Answer]]
) -> dict[str, list[dict[str, Answer]]]:
    """The rows of each group of which a column is there, without the rows in which nothing is filled."""
    groups: dict[str, list[dict[str, Answer]]] = {}
    for group in pro_forma.groups:
        there = [row for (id_, _), row in rows.items() if id_ == group.id]
        if there:
            groups[group.id] = [row for row in there if _is_filled(group, row)]
    return groups


def _is_filled(group: Group, row: Mapping[str, Answer]) -> bool:
    return any(f.id in row and row[f.id].value is not None for f in group.answered)


def _read_single_case(
    pro_forma: ProForma, sheet: Sheet, vocabularies: Mapping[str, Vocabulary], others: Sequence[Sheet]
) -> Record:
    fields = list(pro_forma.fields)
    labels, headings = pro_forma.labels, pro_forma.headings
    openings = {s for g in pro_forma.groups for s in g.columns[0].spellings}
    group_rows: set[int] = set()
    groups: dict[str, list[dict[str, Answer]]] = {}
    for group in pro_forma.groups:
        opening = vocabularies.get(group.columns[0].vocabulary or "")
        stops = (labels - opening.spellings if opening else labels) | headings
        filled, rows = _read_group(group, sheet, stops | openings)
        if rows:
            groups[group.id] = filled
        group_rows |= rows
    texts = sheet.places
    answers, found = {}, None
    for f in fields:
        places = sorted(p for s in f.spellings & texts.keys() for p in texts[s] if p[0] not in group_rows)
        down, right = pro_forma.offset(f)
        if f.cell:
            found = Answer(*fixed) if (fixed := in_fixed_cell(f, sheet, others, labels)) else None
        elif down:
            found = Answer(*under) if (under := below(sheet, places, down, labels | headings)) else None
        else:
            found = _answer(sheet, [(r, c + right - 1) for r, c in places], labels)
        if found is not None:
            answers[f.id] = found
    return Record(pro_forma, sheet.name, 1, answers, groups)


def _answer(sheet: Sheet, places: Sequence[tuple[int, int]], labels: frozenset[str]) -> Answer | None:
    """The first filled cell to the right of a field's label; a blank Answer if there is none; None without label."""
    blank = None
    for r, c in places:
        end = sheet.merged.get((r, c), c)
        for reach in range(1, _REACH + 1):
            answer = sheet.value(r, end + reach)
            if sheet.texts[r].get(end + reach) in labels:
                break
            if answer is not None:
                return Answer(answer, sheet.address(r, end + reach))
        blank = blank or Answer(None, sheet.address(r, end + 1))  # a heading may carry the same words further up
    return blank


def _read_group(group: Group, sheet: Sheet, stops: frozenset[str]) -> tuple[list[dict[str, Answer]], set[int]]:
    """The filled rows under a group's header row, down to the next heading, label or header; and its row numbers."""
    header, places = _header(group.columns, sheet)
    if len(places) < 2:
        return [], set()
    first = min(places.values())
    found, rows = [], {header}
    for r in range(header + 1, len(sheet.rows)):
        opening = sheet.texts[r]
        if any(c in opening and opening[c] in stops for c in range(first + 1)):  # people number rows in the margin
            break
        rows.add(r)
        if not any(value != "" for value in sheet.rows[r]):
            continue
        values = {id_: sheet.value(r, c) for id_, c in places.items()}
        if any(values.get(f.id) is not None for f in group.answered):
            answers = {id_: Answer(value, sheet.address(r, places[id_])) for id_, value in values.items()}
            found.append(answers)
    return found, rows
