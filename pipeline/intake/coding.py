"""``coding.xlsx``: passages that an analyst lets count under another theme, as well as or instead of the auditor's.

The notebook on themes proposes it; what lies in the round's own folder is used. The words stay those of the return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.config import Vocabulary, plain
from pipeline.forms.drawing import HEADING, INK, WRAP, font
from pipeline.intake.containers import Reader, Refusal
from pipeline.intake.problems import NOTHING_TO_DO, Place, Problems
from pipeline.intake.returns import Rows
from pipeline.intake.review import find_header
from pipeline.intake.review_book import type_in
from pipeline.intake.values import as_typed

__all__ = ["ALSO", "CODING", "code_findings", "coding_workbook", "read_coding"]

CODING, _SHEET = "coding.xlsx", "Coding"
ALSO, _INSTEAD, _NOT = "As well", "Instead", "No"
_COLUMNS = {
    "return_id": ("Return", 18),
    "polarity": ("Found as", 12),
    "named": ("Named under", 26),
    "words": ("What was written", 80),
    "theme": ("Counts under", 26),
    "decision": ("Count it", 14),
}
_POLARITIES = {"weakness": "To improve", "strength": "A strength"}
_WORDS = {plain(words): id_ for id_, words in _POLARITIES.items()}
_FAULTS = {
    "theme": "coding not used: it names a theme that is not in the list",
    "gone": "coding not used: the return has no such finding any more",
    "decision": "coding not used: what it decides is none of As well, Instead and No",
}
_ADVICE = {
    "theme": "Add the theme to the list in data/council/vocabularies.yml.",
    "gone": "Propose the coding anew from notebooks/explore_themes.ipynb.",
    "decision": "Choose one of them in coding.xlsx.",
}


def read_coding(path: Path) -> Rows | Refusal:
    """The rows of a coding, each field as typed, with its ``cell``; a refusal where it cannot be read.

    ``polarity`` is weakness or strength where it is either in words.
    """
    with Reader(()) as reader:
        (content,) = [content for _, content in reader.read([path])]
    if isinstance(content, Refusal):
        return content
    labels = {name: label for name, (label, _) in _COLUMNS.items()}
    for sheet in content:
        header = find_header(sheet, labels, tuple(labels))
        if header is not None:
            first, columns = header
            rows: Rows = []
            for r in range(first + 1, len(sheet.rows)):
                typed: dict[str, object] = {name: as_typed(sheet.value(r, c) or "") for name, c in columns.items()}
                polarity = _WORDS.get(plain(typed["polarity"]), typed["polarity"])
                if typed["return_id"]:
                    rows.append(typed | {"polarity": polarity, "cell": sheet.address(r, columns["decision"])})
            return rows
    return Refusal("none of its sheets has the columns of a coding", "Propose the coding anew.")


def code_findings(folder: Path, findings: Rows, themes: Vocabulary, problems: Problems) -> Rows:
    """The findings as the round's ``coding.xlsx`` has them count; as they are where there is none.

    A return that is coded to a theme that it has already, or twice to one, has one finding with the words of both. What
    cannot be used, and how much was, stands in ``problems``.
    """
    path, place = folder / CODING, Place(CODING)
    if not path.is_file() or path.is_symlink():
        return findings
    read = read_coding(path)
    if isinstance(read, Refusal):
        problems.add(place, f"no coding was read: {read.reason}", "set aside", read.suggestion, asks=False)
        return findings
    coded = {_grain(row): dict(row) for row in findings}
    moved: dict[tuple[object, ...], None] = {}
    used = 0
    for row in read:
        fault = _fault(row, coded, themes)
        if fault:
            problems.add(
                place,
                _FAULTS[fault],
                "value left out",
                _ADVICE[fault],
                cell=str(row["cell"]),
                found=row["theme"],
                asks=False,
            )
        elif plain(row["decision"]) in (plain(ALSO), plain(_INSTEAD)):
            finding = coded[_named(row, themes)]
            theme = themes.match(row["theme"])
            if theme != finding["theme"]:
                _join(coded, finding | {"theme": theme})
                used += 1
                if plain(row["decision"]) == plain(_INSTEAD):
                    moved[_grain(finding)] = None
    if used:
        done = f"{used} {'passage counts' if used == 1 else 'passages count'} under another theme, as decided"
        problems.add(place, done, "note", f"{NOTHING_TO_DO}: it was decided.", asks=False)
    return [row for grain, row in coded.items() if grain not in moved]


def _grain(row: Mapping[str, object]) -> tuple[object, ...]:
    return row["return_id"], row["theme"], row["polarity"]


def _named(row: Mapping[str, object], themes: Vocabulary) -> tuple[object, ...]:
    """The finding that a row of the coding is about."""
    return row["return_id"], themes.match(row["named"]), row["polarity"]


def _fault(row: Mapping[str, object], coded: Mapping[tuple[object, ...], object], themes: Vocabulary) -> str | None:
    decided = plain(row["decision"])
    if decided not in ("", *map(plain, (ALSO, _INSTEAD, _NOT))):
        return "decision"
    if decided in ("", plain(_NOT)):
        return None
    if themes.match(row["theme"]) is None:
        return "theme"
    return None if _named(row, themes) in coded else "gone"


def _join(coded: dict[tuple[object, ...], dict[str, object]], row: dict[str, object]) -> None:
    """A finding beside those that there are; its words after those of the same theme, if they are others."""
    there = coded.get(_grain(row))
    if there is None:
        coded[_grain(row)] = row
    elif row.get("words") and str(row["words"]) not in str(there.get("words") or ""):
        there["words"] = " ".join(filter(None, [str(there.get("words") or ""), str(row["words"])]))


def coding_workbook(round_id: str, rows: Sequence[Mapping[str, Any]]) -> Workbook:
    """A coding to read over, a row a passage: the fields of ``read_coding``, with ``named`` and ``theme`` as labels."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = _SHEET
    book.properties.title, book.properties.creator = f"Coding of round {round_id}", "caseaudit"
    page.append([f"Passages that should count under another theme: {round_id}"])
    page.append(["As well: under both themes. Instead: under the new one alone. No: as it is. Passages are redacted."])
    page.append([f"Read it over, save it as data/raw/{round_id}/{CODING}, and run the round again."])
    page.append([])
    page.append([label for label, _ in _COLUMNS.values()])
    for row in rows:
        _write(page, page.max_row + 1, {**row, "polarity": _POLARITIES.get(row["polarity"], row["polarity"])})
    page["A1"].font = font(size=16, bold=True, color=INK)
    for c, (_, width) in enumerate(_COLUMNS.values(), start=1):
        page.column_dimensions[get_column_letter(c)].width = width
        page.cell(5, c).font = font(bold=True, color="FFFFFF")
        page.cell(5, c).fill = HEADING
    choices = DataValidation(type="list", formula1=f'"{ALSO},{_INSTEAD},{_NOT}"', allow_blank=True)
    page.add_data_validation(choices)
    choices.add(f"{get_column_letter(len(_COLUMNS))}6:{get_column_letter(len(_COLUMNS))}{max(6, page.max_row)}")
    page.freeze_panes = "A6"
    return book


def _write(page: Any, r: int, row: Mapping[str, Any]) -> None:
    for c, name in enumerate(_COLUMNS, start=1):
        type_in(page.cell(r, c), str(row[name]))
        page.cell(r, c).alignment = WRAP
