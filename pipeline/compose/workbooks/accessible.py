"""A workbook that everybody can read: cover, contents, notes, then one table a sheet with a value in every cell.

It follows the Government Statistical Service's advice on spreadsheets, and is written by the library of that service.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from pipeline.compose.workbooks.data_tables import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, DataTable

if TYPE_CHECKING:
    from gptables import GPTable

__all__ = ["Cover", "data_workbook"]

_LONGEST = 32_000  # characters in a cell; Excel holds 32,767
_CUT = " … (the rest is longer than a cell can hold)"
# What the library takes for a link or a reference to a note, wherever it stands; and a text that it refuses, since it
# holds no plain letter or digit.
_NOT_AS_TYPED = re.compile(r"\[.+\]\(.+\)|\$\$|\A[^a-zA-Z0-9]*\Z", re.DOTALL)
_AS_TYPED = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_NOTES = (
    ("Bases", "A share is of the number beside it under “of”, or of the number in the table's last row."),
    ("Rounding", "Shares are whole per cents, rounded half up, so that those of one base need not add to 100."),
    (
        "Intervals",
        "Where a chart shows a 95% interval (Wilson), its two ends stand beside the share: with so few audits a "
        "difference inside it may be chance.",
    ),
    (HIDDEN, "A number that is not shown, because it is so small that it could point to a child or a worker."),
    (
        "Numbers in words",
        "“Fewer than 5 of 21” stands for any number from 0 to 4: the exact one is protected, and so is its share.",
    ),
    (NOT_AVAILABLE, "The figure is not available for this period."),
    (NOT_APPLICABLE, "The column does not apply to this row, such as a share where a number has no base."),
)
_NARROWEST, _WIDEST = 13, 46  # of a column, in characters
_COVER, _CONTENTS, _NOTED = (90,), (16, 100), (26, 100)  # the columns of the other sheets
_LETTER = 1.15  # the width of a letter of the library's Arial 12 in Excel's unit of width
_BOLD = 1.25  # the same of a letter in a heading
_SET = 1.0  # of a letter in running text, narrow and wide ones together
_TALLEST = 400.0  # points of a row; Excel allows 409
_LINE = 16.0  # points; a row that says no height is drawn with one line by some programs


@dataclass(frozen=True)
class Cover:
    """What a reader has to know before the first table.

    ``marks`` are lines such as the edition and that the data are synthetic; ``contact`` names a role, never a person.
    """

    title: str
    council: str
    reported: date
    marks: tuple[str, ...]
    contact: str


def data_workbook(cover: Cover, tables: Sequence[DataTable]) -> bytes:
    """The workbook as a file: the same bytes for the same tables. A text that looks like a formula stays text."""
    import gptables

    sheets = {"Notes": _notes()} | {
        f"Table {n}": _sheet(table, f"table_{n}") for n, table in enumerate(tables, start=1)
    }
    made = io.BytesIO()
    about = _about(cover, len(tables))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the notes are a table of ours; and what pandas 4 will not take is not ours
        book = gptables.produce_workbook(
            made,
            sheets,
            cover=gptables.Cover(
                title=_typed(cover.title),
                intro=[_typed(cover.council), *map(_typed, cover.marks)],
                about=[_typed(line) for line in about],
                contact=[_typed(cover.contact)],
                width=90,
            ),
            contentsheet_options={"instructions": "This sheet has one table: every other sheet of the workbook."},
            auto_width=False,
            workbook_options=_AS_TYPED,
        )
    _dress(book, cover, tables, about)
    book.close()
    return made.getvalue()


def _about(cover: Cover, n: int) -> list[str]:
    return [
        f"The tables of the document and the data behind its charts, each on a sheet of its own: {n} in all.",
        "Every number is as the document prints it. The sheet Notes says how it was counted and rounded, and what "
        f"{HIDDEN}, {NOT_AVAILABLE} and {NOT_APPLICABLE} stand for.",
        "Source: the case-file audits of the round, and what came with them.",
        f"Reported on {cover.reported.day} {cover.reported:%B %Y}.",
    ]


def _notes() -> GPTable:
    table = DataTable("Notes", "This sheet has one table.", ("About", "What it means"), _NOTES)
    return _sheet(table, "notes")


def _sheet(table: DataTable, name: str) -> GPTable:
    import gptables
    import pandas as pd

    cells = [[_cell(value) for value in row] for row in table.rows]
    frame = pd.DataFrame(cells, columns=list(table.header), dtype=object)
    whole = [c for c, values in enumerate(zip(*table.rows, strict=True)) if any(isinstance(v, int) for v in values)]
    layout: list[dict[str, Any]] = [
        {"column": {"columns": list(table.header), "format": {"text_wrap": True, "valign": "top"}}}
    ]
    if words := [c for c in range(1, len(table.header)) if c not in whole]:  # apart from the numbers before them
        layout.append({"column": {"columns": words, "format": {"indent": 1}, "include_names": True}})
    if whole:
        layout.append({"column": {"columns": whole, "format": {"num_format": "#,##0", "align": "right"}}})
        layout.append({"column": {"columns": whole, "format": {"align": "right"}, "include_names": True}})
    return gptables.GPTable(
        table=frame,
        table_name=name,
        title=_typed(table.title),
        instructions=_typed(table.place),
        index_columns={},
        additional_formatting=layout,
    )


def _cell(value: object) -> object:
    """A value as the library writes it as it stands; what it would misread goes in as formatted text."""
    from gptables.core.gptable import FormatList

    if not isinstance(value, str):
        return value
    whole = value if len(value) <= _LONGEST else value[:_LONGEST] + _CUT
    return FormatList([{}, whole]) if _NOT_AS_TYPED.search(whole) else whole


def _typed(words: str) -> Any:
    """A title or sentence outside a table; two dollar signs, which would be taken for a note there too, are parted."""
    apart = words.replace("$$", "$ $")
    return [{}, apart] if _NOT_AS_TYPED.search(apart) else apart


def _dress(book: Any, cover: Cover, tables: Sequence[DataTable], about: Sequence[str]) -> None:
    """Widths and heights of every sheet, and properties without the hour at which the workbook was made."""
    lines = [cover.title, "", cover.council, *cover.marks, "", *about]
    listed = (("Notes", "Notes"), *((f"Table {n}", table.title) for n, table in enumerate(tables, start=1)))
    laid: list[tuple[DataTable, Sequence[float]]] = [
        (DataTable("", "", (), tuple((line,) for line in lines)), _COVER),
        (DataTable("", "", ("", ""), listed), _CONTENTS),
        (DataTable("", "", ("", ""), _NOTES), _NOTED),
        *((table, _widths(table)) for table in tables),
    ]
    for page, (table, widths) in zip(book.worksheets(), laid, strict=True):
        _fit(page, table, widths, above=3 if table.header else 0)
    moment = datetime.combine(cover.reported, time(9))
    book.set_properties({"title": cover.title, "author": cover.council, "company": cover.council, "created": moment})


def _widths(table: DataTable) -> list[float]:
    """Each column as wide as its longest text, within reason, and its heading on two lines at most."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
    longest = [max((len(str(value)) for value in values), default=0) for values in columns]
    needed = [max(_LETTER * most, _BOLD * _heading(head)) + 2 for most, head in zip(longest, table.header, strict=True)]
    return [min(max(width, _NARROWEST), _WIDEST) for width in needed]


def _heading(words: str) -> int:
    """Letters in a line of a heading that is broken once, between words, as evenly as can be."""
    parts = words.split()
    breaks = [(" ".join(parts[:n]), " ".join(parts[n:])) for n in range(1, len(parts) + 1)]
    return min((max(map(len, lines)) for lines in breaks), default=0)


def _fit(page: Any, table: DataTable, widths: Sequence[float], above: int) -> None:
    """Widths, heights and paper of a sheet that has ``above`` rows over the first row of its table, the header last."""
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for c, width in enumerate(widths):
        page.set_column(c, c, width)
    rows = [*([table.header] if above else []), *table.rows]
    for r, row in enumerate(rows, start=max(above - 1, 0)):
        lines = max(math.ceil(_SET * len(str(value)) / width) for value, width in zip(row, widths, strict=True))
        if lines > 1:
            page.set_row(r, min(lines * _LINE, _TALLEST))
