"""A round in which everything goes wrong that tired people do: every return is accounted for, and can be mended.

Each file is named for its fault. Then comes somebody who knows nothing but ``problems.csv`` and ``review.xlsx``: does
what they say, in the cell that they name or by a choice that they offer, and ends with no problem left.
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

from pipeline.forms import fill_register, load_pro_forma
from pipeline.intake import Intake, save_intake, still_open
from tests.unit.intake.conftest import ANSWERS, SmallRound, small_round

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


def _name_the_case(book: Workbook) -> None:
    book["Audit"].title = "WY-100923"


def _copy_the_sheet(book: Workbook) -> None:
    for title, case in (("second", "WY-100925"), ("third", None)):
        book.copy_worksheet(book["Audit"]).title = title
        book[title]["C5"] = case


def _make_a_rota(book: Workbook) -> None:
    for row in book["Audit"].iter_rows():
        for cell in row:
            if type(cell).__name__ == "Cell":
                cell.value = None
    book["Audit"]["A1"] = "Who audits when"


def _register(small: SmallRound, path: Path) -> None:
    form = load_pro_forma(small.workspace, "core-audit")
    cases = [(ANSWERS | {"case_ref": f"WY-10094{n}"}, {}) for n in range(4)]
    book = fill_register([(form, [*cases, (ANSWERS | {"case_ref": "?"}, {})])], small.words)
    book.worksheets[0].row_dimensions[5].hidden = True
    book.save(path)


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
    "good - copy.xlsx": typed(case_ref="WY100900", comments=""),
    "good FINAL.xlsx": typed(case_ref="WY-100900", grade="DYMG"),
    "read by another auditor.xlsx": typed(case_ref="WY-100900", auditor="Peter Strand"),
    "case is the word none.xlsx": typed(case_ref="none", comments="Nonetheless the plan was good."),
    "grade in two words.xlsx": typed(case_ref="WY-100912", grade="good/RI"),
    "grade of another scheme.xlsx": typed(case_ref="WY-100913", grade="adequate"),
    "age that Excel took for a date.xlsx": typed(case_ref="WY-100914", age_band=date(2017, 10, 5)),
    "no type of audit.xlsx": typed(case_ref="WY-100915", audit_type=None),
    "auditor is a dash.xlsx": typed(case_ref="WY-100916", auditor="-"),
    "date as text in ISO.xlsx": typed(case_ref="WY-100917", audit_date="2017-12-04"),
    "date with its weekday.xlsx": typed(case_ref="WY-100918", audit_date="Monday 4th December 2017"),
    "date as a number.xlsx": typed(case_ref="WY-100919", audit_date=43073),
    "blanks and capitals.xlsx": typed(case_ref=" wy-100920 ", grade="  GOOD ", team="EAST "),
    "number of ten digits.xlsx": typed(case_ref="WY-100921", comments="Filed under 943 476 5918."),
    "starts like a formula.xlsx": typed(case_ref="WY-100922", team="=1+1", comments="+44 is no number"),
    "name of a case in the name of the sheet.xlsx": changed(_name_the_case, case_ref="WY-100923", grade="?"),
    "several cases and a blank one.xlsx": changed(_copy_the_sheet, case_ref="WY-100924"),
    "due before the audit.xlsx": lambda small, path: small.book(
        {"actions": [{"words": "See him.", "due": date(2017, 11, 1)}]}, case_ref="WY-100926"
    ).save(path),
    "theme not in the list.xlsx": lambda small, path: small.book(
        {"weaknesses": [{"theme": "Style", "words": "Abrupt."}]}, case_ref="WY-100927"
    ).save(path),
    "no pro forma at all.xlsx": lambda small, path: Workbook().save(path),
    "rota.xlsx": changed(_make_a_rota),
    "register with a hidden row.xlsx": _register,
    "~$good.xlsx": lambda small, path: path.write_bytes(b"lock") and None,
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
# What stands in the registers beside the returns, and no less wrong.
MODERATED = {
    "case_ref": "WY-100901",
    "auditor": "Maria Keane",
    "moderator": "Peter Strand",
    "admissibility": "admissible",
}
REGISTERS: Mapping[str, tuple[str, list[dict[str, Any]]]] = {
    "moderation.xlsx": (
        "moderation",
        [
            MODERATED,
            MODERATED | {"case_ref": "–"},
            MODERATED | {"case_ref": "WY-999999"},
            MODERATED | {"case_ref": "WY-100904", "admissibility": "fine"},
            MODERATED | {"case_ref": "WY-100905", "moderator": "maria keane"},
            MODERATED,
        ],
    ),
    "concerns.xlsx": ("concerns", [{"case_ref": "WY-100906", "found": "32/12/2017"}, {"case_ref": "none"}]),
    "actions.xlsx": ("action-tracker", [{"case_ref": "WY-100926", "words": "Something else.", "status": "perhaps"}]),
    "sources/inspection.xlsx": ("outside-findings", [{"source": "Inspection", "kind": "bad", "words": "Late."}]),
}


@pytest.fixture
def awful(tmp_path: Path) -> SmallRound:
    """The round with all of them."""
    round_ = small_round(tmp_path)
    for name, make in AWFUL.items():
        make(round_, round_.folder / "returns" / name)
    for name, (pro_forma, rows) in REGISTERS.items():
        round_.register(name, pro_forma, *rows)
    return round_


@pytest.mark.slow
def test_every_file_and_return_of_an_awful_round_is_accounted_for(awful: SmallRound) -> None:
    """The parts equal the whole, and each that is not used has a reason, what to do, and a question in the review."""
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
            assert len(reasons) == max(row["set_aside"], 1), file
            assert reasons["suggestion"].str.len().min() > 10, file
    assert not told["done"].str.contains("Traceback|Error|Exception").any()
    assert len(intake.to_decide) == len(intake.questions)
    assert sum(q.times for q in intake.questions) == len(still_open(told))


@pytest.mark.slow
def test_nothing_of_an_awful_round_is_guessed(awful: SmallRound) -> None:
    """Only what is a grade is one, and only what names a case has a case."""
    returns = awful.take_in()["returns"].set_index("source_file")
    for name in ("grade not in the list", "grade in two words", "grade of another scheme", "the same unknown grade"):
        assert returns.loc[f"returns/{name}.xlsx", "outcome"] == "used"
        assert str(returns.loc[f"returns/{name}.xlsx", "grade"]) == "nan"
    days = [f"returns/date {how}.xlsx" for how in ("as text in ISO", "with its weekday", "as a number")]
    assert set(returns.loc[days, "audit_date"].dt.date) == {date(2017, 12, 4)}
    assert returns.loc[["returns/case is a dash.xlsx", "returns/case is the word none.xlsx"], "case_id"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("mends", [True, False], ids=["mends first, then decides", "decides only"])
def test_whoever_does_what_is_said_ends_with_no_problem_left(awful: SmallRound, mends: bool) -> None:
    """Nothing is read but the two files: each row is done as it says, and the round is cleaned again."""
    processed = awful.workspace.round("2017-12").processed
    left = []
    for _ in range(4):
        intake = awful.take_in()
        save_intake(intake, processed)
        left.append(len(still_open(intake["problems"])))
        if not left[-1]:
            break
        if mends and len(left) == 1:
            assert _mend(processed / "problems.csv", awful.folder) >= 4
        else:
            _decide(processed / "review.xlsx", awful.folder / "review.xlsx")
    assert left[0] > 40
    assert left[-1] == 0, still_open(intake["problems"])[["file", "cell", "done", "suggestion"]].to_string()
    assert len(left) == 2 + mends
    account = intake.account
    assert account["returns found"] == sum(
        account[f"returns {part}"] for part in ("used", "merged as duplicates", "set aside")
    )
    assert not intake["returns"]["comments"].fillna("").str.contains("Jayden").any()


def _mend(problems: Path, folder: Path) -> int:
    """Type into the named cell what a suggestion says is to stand there; how many cells that were."""
    with problems.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    mended = 0
    for row in rows:
        path, said = folder / row["file"], row["suggestion"]
        right = re.match(r"Did you mean ([^?]+)\?|Write the day it was, such as (\S+)\.", said)
        if right and row["cell"] and path.suffix == ".xlsx" and path.is_file():
            book = openpyxl.load_workbook(path)
            book[row["sheet"]][row["cell"]] = right[1] or right[2]
            book.save(path)
            mended += 1
    return mended


def _decide(review: Path, filled: Path) -> None:
    """Choose the first of what the drop-down of each open row offers."""
    book = openpyxl.load_workbook(review)
    page = book["Review"]
    header = next(r for r in range(1, 40) if page.cell(r, 1).value == "About")
    decision = [cell.value for cell in page[header]].index("Your decision") + 1
    for rule in page.data_validations.dataValidation:
        sheet, cells = rule.formula1.split("!")
        choices = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]] if ":" in cells else []
        for area in rule.sqref.ranges:
            for row in range(area.min_row, area.max_row + 1):
                if page.cell(row, decision).value is None:
                    page.cell(row, decision).value = choices[0]
    book.save(filled)


def test_the_order_of_the_files_and_the_way_of_typing_change_nothing(tmp_path: Path) -> None:
    """The same answers with other spaces, capitals and forms of the date, in files of other names: the same tables."""
    small = small_round(tmp_path)
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


@pytest.mark.slow
def test_clean_says_what_is_left_and_strict_ends_with_3_until_it_is_decided(small_rounds, caseaudit) -> None:
    """A clean round passes; an unknown grade does not, until review.xlsx decides it."""
    folder = small_rounds.write(grades=("Good", "v. good"))
    words = ("clean", "2017-12", "--strict", "--workspace", small_rounds.workspace.root)
    told = caseaudit(*words)
    assert told.returncode == 3, told.stderr
    assert "1 left to do" in told.stdout
    assert "review.xlsx" in told.stdout
    assert "returns/audit 1.xlsx Audit!" in told.stdout
    _decide(small_rounds.workspace.round("2017-12").processed / "review.xlsx", folder / "review.xlsx")
    told = caseaudit(*words)
    assert told.returncode == 0, told.stderr
    assert "0 left to do" in told.stdout
