"""Finds the answers to a pro forma in the cells of a sheet, wherever people have moved them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.config import Vocabulary, plain
from pipeline.forms.definition import Field, Group, ProForma
from pipeline.forms.sheets import Sheet, address

__all__ = ["Answer", "Misfit", "Record", "find_sheet", "find_sheets", "read_records"]

_FIT = 0.6  # share of the labels that must be there for a sheet to be this pro forma
_REACH = 3  # how many cells to the right of its label an answer may stand


@dataclass(frozen=True)
class Answer:
    """What stands in one cell: its value as the container gave it, None if blank, and where."""

    value: Any
    cell: str


@dataclass(frozen=True)
class Record:
    """One filled-in pro forma, or one row of a register: raw answers, nothing interpreted yet.

    A question whose label, or a table whose header, is not on the sheet is in neither mapping. ``hidden``: it stands
    on a hidden sheet, beside a visible one that is this pro forma too.
    """

    sheet: str
    row: int
    answers: Mapping[str, Answer]
    groups: Mapping[str, Sequence[Mapping[str, Answer]]] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class Misfit:
    """Why no sheet of a workbook is this pro forma."""

    closest_sheet: str
    found: int
    expected: int
    missing: tuple[str, ...]


def find_sheet(pro_forma: ProForma, sheets: Iterable[Sheet]) -> Sheet | Misfit:
    """The first of the sheets that are this pro forma; a Misfit if none is."""
    found = find_sheets(pro_forma, sheets)
    return found if isinstance(found, Misfit) else found[0]


def find_sheets(pro_forma: ProForma, sheets: Iterable[Sheet]) -> list[Sheet] | Misfit:
    """The sheets that are this pro forma, visible ones first: by their labels, not by their names; a Misfit if none is.

    There may be several: auditors copy the sheet for their next case.
    """
    fields = list(pro_forma.fields)
    scored = [(_labels_found(pro_forma, sheet), sheet.visible, sheet) for sheet in sheets]
    if not scored:
        return Misfit("", 0, len(fields), tuple(f.label for f in fields))
    fitting = [sheet for found, _, sheet in scored if found >= _FIT * len(fields)]
    if fitting:
        return sorted(fitting, key=lambda sheet: not sheet.visible)
    found, _, closest = max(scored, key=lambda s: s[:2])
    present = _texts(closest).keys()
    return Misfit(closest.name, found, len(fields), tuple(f.label for f in fields if not f.spellings & present))


def read_records(pro_forma: ProForma, sheet: Sheet, vocabularies: Mapping[str, Vocabulary]) -> list[Record]:
    """The records of a sheet that ``find_sheets`` chose; registers give one a row, blank rows left out.

    The vocabularies tell a theme typed into a table ("Management oversight") from the label of a later question.
    """
    if pro_forma.layout == "register":
        return _read_register(pro_forma, sheet)
    return [_read_single_case(pro_forma, sheet, vocabularies)]


def _texts(sheet: Sheet) -> dict[str, list[tuple[int, int]]]:
    """Every text of a sheet as it is compared, and the cells that hold it, in order."""
    places: dict[str, list[tuple[int, int]]] = {}
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value:
                places.setdefault(plain(value), []).append((r, c))
    return places


def _labels_found(pro_forma: ProForma, sheet: Sheet) -> int:
    if pro_forma.layout == "register":
        return len(_header(list(pro_forma.fields), sheet)[1])
    texts = _texts(sheet)
    return sum(bool(f.spellings & texts.keys()) for f in pro_forma.fields)


def _header(columns: Sequence[Field], sheet: Sheet, start: int = 0) -> tuple[int, dict[str, int]]:
    """The row that holds most of the column labels, and where each stands in it."""
    best: tuple[int, dict[str, int]] = (-1, {})
    for r in range(start, len(sheet.rows)):
        texts = {plain(v): c for c, v in reversed(list(enumerate(sheet.rows[r]))) if isinstance(v, str) and v}
        places = {
            f.id: min(texts[s] for s in f.spellings & texts.keys()) for f in columns if f.spellings & texts.keys()
        }
        if len(places) > len(best[1]):
            best = (r, places)
    return best


def _read_register(pro_forma: ProForma, sheet: Sheet) -> list[Record]:
    header, places = _header(list(pro_forma.fields), sheet)
    records = []
    for r in range(header + 1, len(sheet.rows)):
        answers = {id_: Answer(sheet.value(r, c), address(r, c)) for id_, c in places.items()}
        if any(a.value is not None for a in answers.values()):
            records.append(Record(sheet.name, r + 1, answers))
    return records


def _read_single_case(pro_forma: ProForma, sheet: Sheet, vocabularies: Mapping[str, Vocabulary]) -> Record:
    fields = list(pro_forma.fields)
    labels = {s for f in fields for s in f.spellings}
    headings = {plain(s.heading) for s in pro_forma.sections}
    group_rows: set[int] = set()
    groups: dict[str, list[dict[str, Answer]]] = {}
    for group in pro_forma.groups:
        opening = vocabularies.get(group.columns[0].vocabulary or "")
        stops = (labels - opening.spellings if opening else labels) | headings
        others = {s for g in pro_forma.groups for s in g.columns[0].spellings}
        filled, rows = _read_group(group, sheet, stops | others)
        if rows:
            groups[group.id] = filled
        group_rows |= rows
    texts = _texts(sheet)
    answers = {}
    for f in fields:
        places = sorted(p for s in f.spellings & texts.keys() for p in texts[s] if p[0] not in group_rows)
        found = _answer(sheet, places, labels)
        if found is not None:
            answers[f.id] = found
    return Record(sheet.name, 1, answers, groups)


def _answer(sheet: Sheet, places: Sequence[tuple[int, int]], labels: set[str]) -> Answer | None:
    """The first filled cell to the right of a field's label; a blank Answer if there is none; None without label."""
    blank = None
    for r, c in places:
        for reach in range(1, _REACH + 1):
            answer = sheet.value(r, c + reach)
            if isinstance(answer, str) and plain(answer) in labels:
                break
            if answer is not None:
                return Answer(answer, address(r, c + reach))
        blank = blank or Answer(None, address(r, c + 1))  # a heading may carry the same words further up
    return blank


def _read_group(group: Group, sheet: Sheet, stops: set[str]) -> tuple[list[dict[str, Answer]], set[int]]:
    """The filled rows under a group's header row, down to the next heading, label or header; and its row numbers."""
    header, places = _header(group.columns, sheet)
    if len(places) < 2:
        return [], set()
    first = min(places.values())
    found, rows = [], {header}
    for r in range(header + 1, len(sheet.rows)):
        opening = (sheet.value(r, c) for c in range(first + 1))  # people number the rows in the margin
        if any(isinstance(v, str) and plain(v) in stops for v in opening):
            break
        rows.add(r)
        answers = {id_: Answer(sheet.value(r, c), address(r, c)) for id_, c in places.items()}
        if any(a.value is not None for a in answers.values()):
            found.append(answers)
    return found, rows
