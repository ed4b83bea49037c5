"""Filling in ``review.xlsx`` as an analyst does: by its columns, and with what its rows offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from pipeline.intake import Intake
from pipeline.intake.review import COLUMNS, SHEET
from pipeline.intake.review_book import review_workbook
from pipeline.store import save_workbook
from tests.unit.intake.conftest import SmallRound

__all__ = ["decide", "fill_in", "rows_of", "written"]

Row = dict[str, Any]


def written(small: SmallRound) -> Path:
    """The review that cleaning writes, without the tables that it writes beside it."""
    intake, path = small.take_in(), small.workspace.round("2017-12").processed / "review.xlsx"
    save_workbook(review_workbook(intake.round, intake.questions, intake.decisions), path, date(2017, 12, 1))
    return path


def _header(page: Any) -> int:
    return next(r for r in range(1, 40) if page.cell(r, 1).value == COLUMNS["about"])


def rows_of(path: Path) -> list[Row]:
    """The rows of a review by the names of its columns, each with its ``row`` in the sheet."""
    page = openpyxl.load_workbook(path)[SHEET]
    first = _header(page) + 1
    cells = page.iter_rows(min_row=first, max_col=len(COLUMNS), values_only=True)
    return [dict(zip(COLUMNS, row, strict=True)) | {"row": r} for r, row in enumerate(cells, start=first) if row[0]]


def fill_in(blank: Path, filled: Path, answer: Callable[[Row], object]) -> None:
    """The review with ``answer`` in the column of decisions of each row that has none yet; None leaves it blank."""
    book = openpyxl.load_workbook(blank)
    for row in rows_of(blank):
        if row["decision"] is None:
            book[SHEET].cell(row["row"], list(COLUMNS).index("decision") + 1, answer(row))
    book.save(filled)


def decide(small: SmallRound, answers: Mapping[str, object] | Callable[[Row], object]) -> Intake:
    """Clean, decide, and clean again: ``answers`` by what the questions are about."""
    answer = answers if callable(answers) else lambda row: answers.get(row["about"])
    fill_in(written(small), small.folder / "review.xlsx", answer)
    return small.take_in()
