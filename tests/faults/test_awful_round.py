"""A round in which everything goes wrong that tired people do: every return is accounted for, and can be mended.

Each file is named for its fault. The second test is somebody who knows nothing but ``problems.csv`` and
``review.xlsx``: it does what they say, cell by cell, and ends with no problem left.
"""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from pipeline.intake import Intake, save_intake
from pipeline.intake.problems import still_open
from tests.unit.intake.conftest import SmallRound

Made = Callable[[SmallRound, Path], None]


def typed(**answers: Any) -> Made:
    """A form with a fault in an answer."""
    return lambda small, path: small.book(**answers).save(path)


def changed(change: Callable[[Workbook], None], **answers: Any) -> Made:
    """A form that somebody has changed."""

    def make(small: SmallRound, path: Path) -> None:
        book = small.book(**answers)
        change(book)
        book.save(path)

    return make


def _hide_a_second_sheet(book: Workbook) -> None:
    page = book.copy_worksheet(book["Audit"])
    page.title, page.sheet_state = "Old", "hidden"
    page["C5"] = "WY-100902"


def _formula(book: Workbook) -> None:
    cell = next(c for row in book["Audit"].iter_rows() for c in row if c.value == "Good")
    cell.value = '="Go"&"od"'


def _label_off(book: Workbook) -> None:
    cell = next(c for row in book["Audit"].iter_rows() for c in row if str(c.value).startswith("Overall grade"))
    cell.value = "Overal grade"


def _move(book: Workbook) -> None:
    book["Audit"].title = "Sheet1 (2)"
    book["Sheet1 (2)"].insert_rows(1, 3)


def _cut_short(small: SmallRound, path: Path) -> None:
    small.book(case_ref="WY-100930").save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _protected(small: SmallRound, path: Path) -> None:
    import msoffcrypto.format.ooxml

    plain = path.with_suffix(".plain")
    small.book(case_ref="WY-100931").save(plain)
    with plain.open("rb") as whole, path.open("wb") as locked:
        msoffcrypto.format.ooxml.OOXMLFile(whole).encrypt("secret", locked)
    plain.unlink()


def _zip(small: SmallRound, path: Path) -> None:
    inside = path.with_name("member.xlsx")
    small.book(case_ref="WY-100932", grade="Gud").save(inside)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inside, "a team/member.xlsx")
    inside.unlink()


def _csv(small: SmallRound, path: Path) -> None:
    head = ["Case reference", "Child's age", "Team", "Plan", "Auditor", "Type of audit", "Date of audit",
            "Overall grade", "Case of concern", "Auditor's role", "Service"]  # fmt: skip
    row = ["WY-100933", "5–10", "East", "CIN", "Maria Keane", "Core", "04/12/2017", "Goood", "no", "", ""]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, row])


AWFUL: Mapping[str, Made] = {
    "good.xlsx": typed(case_ref="WY-100900"),
    "grade not in the list.xlsx": typed(case_ref="WY-100901", grade="not good"),
    "the same unknown grade.xlsx": typed(case_ref="WY-100903", grade="Not good."),
    "team mistyped.xlsx": typed(case_ref="WY-100904", team="Eest"),
    "date in no calendar.xlsx": typed(case_ref="WY-100905", audit_date="31/02/2017"),
    "date of another year.xlsx": typed(case_ref="WY-100906", audit_date="04/12/2071"),
    "names no case.xlsx": typed(case_ref=None),
    "case is a dash.xlsx": typed(case_ref="–"),
    "same audit, another grade.xlsx": typed(case_ref="WY-100900", grade="Outstanding"),
    "good (1).xlsx": typed(case_ref="wy 100900", grade=" GOOD "),
    "hidden second sheet.xlsx": changed(_hide_a_second_sheet, case_ref="WY-100907"),
    "formula without its result.xlsx": changed(_formula, case_ref="WY-100908"),
    "label a letter off.xlsx": changed(_label_off, case_ref="WY-100909"),
    "sheet renamed and rows above.xlsx": changed(_move, case_ref="WY-100910"),
    "child named.xlsx": typed(case_ref="WY-100911", comments="We heard that Jayden said he was well."),
    "nothing filled in.xlsx": typed(
        **dict.fromkeys(
            (
                "case_ref",
                "age_band",
                "team",
                "plan_type",
                "auditor",
                "audit_type",
                "audit_date",
                "grade",
                "case_of_concern",
            )
        )
    ),
    "cut short.xlsx": _cut_short,
    "empty.xlsx": lambda small, path: path.write_bytes(b"") and None,
    "with a password.xlsx": _protected,
    "holiday.jpg": lambda small, path: path.write_bytes(b"\xff\xd8\xff\xe0" + b"0" * 200) and None,
    "a picture named.xlsx": lambda small, path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200) and None,
    "several in one.zip": _zip,
    "list of cases.csv": _csv,
}
# Files that only their sender can mend: he is asked, and sends a good one.
SENT_AGAIN = {"cut short.xlsx": "WY-100930", "empty.xlsx": "WY-100934", "nothing filled in.xlsx": "WY-100935"}


@pytest.fixture
def awful(small: SmallRound) -> SmallRound:
    """The round with all of them."""
    for name, make in AWFUL.items():
        make(small, small.folder / "returns" / name)
    return small


def test_every_file_and_return_of_an_awful_round_is_accounted_for(awful):
    """The parts equal the whole, and each that is not used has a reason with file, sheet and cell."""
    intake = awful.take_in()
    account = intake.account
    parts = account["returns used"] + account["returns merged as duplicates"] + account["returns set aside"]
    assert account["returns found"] == parts
    received = intake["received"].set_index("file")
    assert {f"returns/{name}" for name in AWFUL if not name.endswith(".zip")} <= set(received.index)
    assert "returns/several in one.zip/a team/member.xlsx" in received.index
    told = intake["problems"]
    for file, row in received[received["kind"] == "return"].iterrows():
        if row["set_aside"] or not row["found"]:
            reasons = told[(told["file"] == file) & (told["severity"] == "set aside")]
            assert len(reasons) and reasons["suggestion"].str.len().min() > 10, file
    lost = intake["returns"].query("outcome == 'set aside'")
    assert set(lost["source_file"]) <= set(told.query("severity == 'set aside' and cell != ''")["file"])
    assert not told["done"].str.contains("Traceback|Error|Exception").any()


def test_whoever_does_what_is_said_ends_with_no_problem_left(awful, tmp_path, monkeypatch):
    """Nothing is read but the two files: each row is done as it says, and the round is cleaned again."""
    left = []
    for _ in range(4):
        save_intake(intake := awful.take_in(), tmp_path / "processed")
        left.append(len(still_open(intake["problems"])))
        if not left[-1]:
            break
        _do_what_is_said(awful, tmp_path / "processed", monkeypatch)
    assert left[-1] == 0, still_open(intake["problems"])[["file", "cell", "done", "suggestion"]].to_string()
    assert left[0] > 10
    used = intake["returns"].query("used")
    assert not used["grade"].isna().any()
    assert not used["comments"].fillna("").str.contains("Jayden").any()


def _do_what_is_said(round_: SmallRound, processed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _decide(round_, processed / "review.xlsx")
    with (processed / "problems.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["severity"] != "note" and "review.xlsx" not in row["suggestion"]:
            _mend(round_, row, monkeypatch)


def _decide(round_: SmallRound, review: Path) -> None:
    """Take the closest decision where there is one, else the first that is offered; write what has to be written."""
    book = openpyxl.load_workbook(review)
    page = book["Review"]
    names = [cell.value for cell in page[4]]
    decision = names.index("Decision") + 1
    for n, cells in enumerate(page.iter_rows(min_row=5), start=5):
        row = dict(zip(names, (c.value for c in cells), strict=True))
        if row["Decision"] or row["About"] is None:
            continue
        if row["About"] == "Case":
            chosen = f"WY-10094{n}"
        elif row["About"] == "Date":
            chosen = "05/12/2017"
        else:
            chosen = row["Closest"] or str(row["What can be decided"]).split("; ")[0]
        page.cell(n, decision, chosen)
    book.save(round_.folder / "review.xlsx")


def _mend(round_: SmallRound, row: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person does whom the suggestion tells to."""
    path, said = round_.folder / row["file"], row["suggestion"]
    if "sent again" in said and path.name in SENT_AGAIN:
        round_.book(case_ref=SENT_AGAIN[path.name]).save(path)
    elif "password" in row["done"]:
        monkeypatch.setenv("CASEAUDIT_PASSWORD", "secret")
    elif found := re.search(r"the label (?:back )?as “?\"?([^”\"]+?)”?\"?$|write \"?([^\"]+)\"?", said):
        _type(path, row, found[1] or found[2])
    elif "Excel" in said and row["cell"]:
        _type(path, row, "Good")  # whoever opens and saves it in Excel gets the result of the formula
    elif path.is_file():
        elsewhere = round_.folder.parents[1] / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        shutil.move(path, elsewhere / path.name)


def _type(path: Path, row: Mapping[str, str], value: object) -> None:
    book = openpyxl.load_workbook(path)
    book[row["sheet"]][row["cell"]] = value
    book.save(path)


def test_the_order_of_the_files_and_the_way_of_typing_change_nothing(small):
    """The same answers with other spaces, capitals and forms of the date, in files of other names: the same tables."""
    ways = [
        {"grade": "Good", "audit_date": date(2017, 12, 4), "team": "East", "plan_type": "CIN"},
        {"grade": " GOOD ", "audit_date": "4 Dec 2017", "team": "east", "plan_type": "cin"},
        {"grade": "good.", "audit_date": "04.12.17", "team": "EAST ", "plan_type": "Child in need"},
    ]
    seen = []
    for n, way in enumerate(ways):
        folder = small.folder / "returns"
        shutil.rmtree(folder)
        folder.mkdir()
        for case in (1, 2, 3) if n % 2 else (3, 2, 1):
            small.audit(f"{n}{case * (-1) ** n}.xlsx", case_ref=f"WY-10000{case}", **way)
        intake: Intake = small.take_in()
        kept = intake["returns"].drop(columns=["return_id", "source_file"]).sort_values("case_id", ignore_index=True)
        seen.append(kept.to_dict("list"))
        assert still_open(intake["problems"]).empty
    assert str(seen[0]) == str(seen[1]) == str(seen[2])
