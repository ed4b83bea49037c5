"""What a person does not see in a workbook, and what a workbook does not hold although a person sees it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.intake import read_workbook
from tests.unit.intake.books import SHEET, parts_of, zipped
from tests.unit.intake.conftest import ANSWERS, SmallRound, told


def place(book: Workbook, label: str) -> tuple[int, int]:
    """Row and column of a label."""
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.removesuffix(" *") == label:
                return cell.row, cell.column
    raise AssertionError(label)


def test_a_hidden_row_of_a_register_is_set_aside(small: SmallRound) -> None:
    """As a hidden sheet is: nobody knows whether it was meant to count."""
    small.audit("a.xlsx")
    register = Workbook()
    labels = ["Case reference", "Child's age", "Team", "Plan", "Auditor", "Type of audit", "Date of audit"]
    labels += ["Overall grade", "Case of concern", "Management oversight", "Drift or delay for this child", "Service"]
    same = ["5–10", "East", "CIN", "M. Keane", "Core", date(2017, 12, 4), "Good", "No", "Clear", "No", "Care"]
    rows = [labels, *([f"WY-10000{n}", *same] for n in (2, 3, 4))]
    for row in rows:
        register.worksheets[0].append(row)
    register.worksheets[0].row_dimensions[3].hidden = True
    small.save(register, "returns/b.xlsx")
    intake = small.take_in()
    assert list(intake["returns"]["outcome"]) == ["used", "used", "set aside", "used"]
    assert told(intake, "set aside") == ["return set aside: it stands in a hidden row"]


def test_a_hidden_row_of_a_form_is_read_and_told(small: SmallRound) -> None:
    """People hide rows to print."""
    book = small.book(grade="Good")
    row, _ = place(book, "Overall grade")
    book.worksheets[0].row_dimensions[row].hidden = True
    small.save(book, "returns/a.xlsx")
    intake = small.take_in()
    assert list(intake["returns"]["grade"]) == ["good"]
    assert f"read although hidden: what stands in row {row}" in told(intake, "note")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [("=B1", "left out: a formula without its result"), ("#REF!", "left out: Excel shows the error #REF! there")],
)
def test_a_formula_without_a_result_and_an_error_are_no_answers(small: SmallRound, formula: str, expected: str) -> None:
    """The cell is named, and what to do; the question counts as left blank."""
    book = small.book()
    row, column = place(book, "Overall grade")
    cell = book.worksheets[0].cell(row, column + 1)
    cell.value, cell.data_type = formula, "e" if formula.startswith("#") else "f"
    small.save(book, "returns/a.xlsx")
    intake = small.take_in()
    assert intake["returns"]["grade"].isna().all()
    problems = intake["problems"].query("severity == 'value left out'")
    assert problems[["cell", "done"]].to_numpy().tolist() == [[cell.coordinate, expected]]


def test_a_formula_with_its_result_is_an_answer(small: SmallRound) -> None:
    """What Excel worked out is what a person sees."""
    made = io.BytesIO()
    small.book(grade="Good").save(made)
    parts = parts_of(made.getvalue())
    inline = b't="inlineStr"><is><t>Good</t></is>'
    assert inline in parts[SHEET]
    parts[SHEET] = parts[SHEET].replace(inline, b't="str"><f>"Go"&amp;"od"</f><v>Good</v>')
    (small.folder / "returns" / "a.xlsx").write_bytes(zipped(parts))
    intake = small.take_in()
    assert list(intake["returns"]["grade"]) == ["good"]
    assert told(intake, "value left out") == []


def test_a_label_across_several_columns_has_its_answer_beyond_them(small: SmallRound) -> None:
    """However many they are."""
    book = small.book()
    sheet = book.worksheets[0]
    row, column = place(book, "Overall grade")
    sheet.cell(row, column).value = None
    for merged in [m for m in sheet.merged_cells.ranges if m.min_row == row]:
        sheet.unmerge_cells(str(merged))
    sheet.cell(row, column + 1).value = None
    sheet.cell(row, column).value = "Overall grade"
    sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=column + 5)
    sheet.cell(row, column + 6).value = "Good"
    small.save(book, "returns/a.xlsx")
    assert list(small.take_in()["returns"]["grade"]) == ["good"]


def test_blank_rows_and_columns_before_a_form_move_its_addresses(small: SmallRound) -> None:
    """A fault is where Excel shows it."""
    book = small.book(grade="Godo")
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(1, 7)
    sheet.insert_cols(1, 2)
    row, column = place(book, "Overall grade")
    small.save(book, "returns/a.xlsx")
    problems = small.take_in()["problems"]
    (cell,) = problems.loc[problems["field"] == "Overall grade", "cell"]
    assert cell == sheet.cell(row, column + 1).coordinate


def test_dates_of_old_macs_are_the_same_days(small: SmallRound) -> None:
    """Their workbooks count days from 1904."""
    book = small.book()
    book.epoch = CALENDAR_MAC_1904
    small.save(book, "returns/a.xlsx")
    assert [d.date() for d in small.take_in()["returns"]["audit_date"]] == [ANSWERS["audit_date"]]


def test_times_and_durations_come_through(small: SmallRound) -> None:
    """A duration typed for a date is left out with its cell, and costs nothing else."""
    book = small.book()
    row, column = place(book, "Date of audit")
    cell = book.worksheets[0].cell(row, column + 1)
    cell.value, cell.number_format = 1.5, "[h]:mm:ss"
    path = small.save(book, "returns/a.xlsx")
    assert read_workbook(path)
    intake = small.take_in()
    assert intake["problems"].query("severity == 'value left out'")["cell"].tolist() == [cell.coordinate]
