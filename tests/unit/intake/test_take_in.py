"""A round's folder becomes tables: every file and every return accounted for, no identifier kept, nothing changed."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import ConfigurationError, IntakeError
from pipeline.intake import Intake, Key, save_intake
from pipeline.store import fingerprint
from pipeline.tables import check_table
from tests.unit.intake.conftest import SmallRound, told

NAMED_AS_RECEIVED = {("returns", "source_file"), ("received", "file"), ("problems", "file")}


def outcomes(intake: Intake) -> dict[str, str]:
    """File → what became of the return in it."""
    returns = intake["returns"]
    return dict(zip(returns["source_file"].str.removeprefix("returns/"), returns["outcome"], strict=True))


def received(intake: Intake, file: str) -> dict[str, object]:
    """The row of one file."""
    return intake["received"].set_index("file").loc[file].to_dict()


def test_an_audit_becomes_a_row(small: SmallRound) -> None:
    """Words become ids, dates become dates, the case and the auditor become pseudonyms."""
    small.audit("a.xlsx", drift="y", impact_story="Much  changed.")
    (row,) = small.take_in()["returns"].to_dict("records")
    expected = {
        "case_id": Key(b"k" * 40).case("WY-100001"),
        "auditor_id": Key(b"k" * 40).person("Maria Keane"),
        "grade": "good",
        "plan_type": "child_in_need",
        "age_band": "5-10",
        "drift": True,
        "case_of_concern": False,
        "impact_story": "Much changed.",
        "source_file": "returns/a.xlsx",
        "source_sheet": "Audit",
        "outcome": "used",
    }
    assert {name: row[name] for name in expected} == expected
    assert row["audit_date"].date() == date(2017, 12, 4)


def test_tables_of_a_form_become_rows(small: SmallRound) -> None:
    """Judgements, strengths, weaknesses and actions, each with the return it stands in."""
    groups = {
        "judgements": [{"section": "The actions in the plan are SMART", "grade": "Good"}],
        "strengths": [{"theme": "Casework", "words": "Seen often."}],
        "weaknesses": [{"theme": "Drift", "words": "Months."}, {"theme": "delay", "words": "Years."}],
        "actions": [{"words": "Write the plan.", "owner_role": "TM", "due": "20/12/2017"}, {"owner_role": "TM"}],
    }
    small.audit("a.xlsx", groups)
    intake = small.take_in()
    assert list(intake["judgements"]["section"]) == ["smart"]
    findings = intake["findings"].set_index(["polarity", "theme"])["words"].to_dict()
    assert findings == {("strength", "casework"): "Seen often.", ("weakness", "drift_and_delay"): "Months. Years."}
    assert list(intake["actions"]["owner_role"]) == ["team_manager"]
    assert set(intake["judgements"]["return_id"]) == set(intake["returns"]["return_id"])


def test_the_account_adds_up(small: SmallRound) -> None:
    """Files seen, returns found, used, merged and set aside: the parts equal the whole."""
    small.audit("a.xlsx")
    shutil.copyfile(small.folder / "returns" / "a.xlsx", small.folder / "returns" / "a (1).xlsx")
    small.audit("b.xlsx", case_ref=None)
    small.audit("c.xlsx", case_ref="WY-100002")
    small.audit("empty.xlsx", **dict.fromkeys(["case_ref", "age_band", "team", "plan_type", "auditor", "audit_type"]))
    (small.folder / "returns" / "cut.xlsx").write_bytes(b"PK\x03\x04")
    (small.folder / "returns" / "~$a.xlsx").write_bytes(b"x")
    intake = small.take_in()
    assert dict(intake.account) == {
        "files in the returns folder": 6,
        "files set aside unread": 1,
        "returns found": 5,
        "returns used": 2,
        "returns merged as duplicates": 1,
        "returns set aside": 2,
    }
    account = intake.account
    parts = ("returns used", "returns merged as duplicates", "returns set aside")
    assert account["returns found"] == sum(account[p] for p in parts)
    files = intake["received"]
    assert (files["found"] == files["used"] + files["merged"] + files["set_aside"])[files["found"] > 0].all()
    assert set(files["file"]) == {
        f.relative_to(small.folder).as_posix() for f in small.folder.rglob("*") if f.is_file()
    }


def test_every_file_that_is_set_aside_has_its_reason(small: SmallRound) -> None:
    """A problem names each file that gave nothing, and what to do about it."""
    small.audit("a.xlsx")
    (small.folder / "returns" / "cut.xlsx").write_bytes(b"PK\x03\x04")
    (small.folder / "returns" / "notes.docx").write_bytes(b"")
    (small.folder / "moderation.xlsx").write_bytes(b"text")
    intake = small.take_in()
    files = intake["received"]
    aside = set(files.loc[(files["set_aside"] > 0), "file"])
    assert aside == {"returns/cut.xlsx", "returns/notes.docx", "moderation.xlsx"}
    problems = intake["problems"]
    assert set(problems.loc[problems["severity"] == "set aside", "file"]) == aside
    assert problems["suggestion"].str.len().min() > 0


def test_a_copy_is_merged_with_the_original(small: SmallRound) -> None:
    """The original is the one that is used, whatever the copy is called, and the copy's faults are not told twice."""
    small.audit("a.xlsx", age_band=None)
    for name in ("a (1).xlsx", "A - Copy.xlsx", "z.xlsx"):
        shutil.copyfile(small.folder / "returns" / "a.xlsx", small.folder / "returns" / name)
    intake = small.take_in()
    assert outcomes(intake) == {"a.xlsx": "used", "a (1).xlsx": "merged", "A - Copy.xlsx": "merged", "z.xlsx": "merged"}
    assert told(intake).count("left blank") == 1
    assert list(intake["problems"]["problem"]) == list(range(1, len(intake["problems"]) + 1))


def test_two_versions_of_one_audit_are_not_both_counted(small: SmallRound) -> None:
    """The same auditor on the same case with another grade: the second is set aside, for a person to decide."""
    small.audit("a.xlsx")
    small.audit("b.xlsx", grade="Outstanding", case_ref="wy 100001")
    intake = small.take_in()
    assert outcomes(intake) == {"a.xlsx": "used", "b.xlsx": "set aside"}
    assert any("returns/a.xlsx is by the same auditor on the same case, and differs" in t for t in told(intake))


def test_two_auditors_of_one_case_both_count(small: SmallRound) -> None:
    """They are two audits."""
    small.audit("a.xlsx")
    small.audit("b.xlsx", auditor="J. Okafor")
    assert set(outcomes(small.take_in()).values()) == {"used"}


@pytest.mark.parametrize("ref", [None, "-", "?", "  "])
def test_a_return_that_names_no_case_is_set_aside(small: SmallRound, ref: str | None) -> None:
    """A dash is no case: two such forms would otherwise be taken for one case."""
    small.audit("a.xlsx")
    small.audit("b.xlsx", case_ref=ref)
    small.audit("c.xlsx", case_ref=ref, auditor="-")
    intake = small.take_in()
    assert outcomes(intake) == {"a.xlsx": "used", "b.xlsx": "set aside", "c.xlsx": "set aside"}
    assert told(intake, "set aside") == ["return set aside: it names no case"] * 2


def test_several_forms_in_one_workbook_are_several_returns(small: SmallRound) -> None:
    """Auditors copy the sheet for their next case; a blank copy and a hidden draft are not counted."""
    book = small.book()
    for title, ref, state in (("second", "WY-100002", "visible"), ("draft", "WY-100003", "hidden")):
        page = book.copy_worksheet(book.worksheets[0])
        page.title, page.sheet_state = title, state
        page["C5"] = ref
    blank = book.copy_worksheet(book.worksheets[0])
    for row in blank.iter_rows(min_col=3, max_col=3):
        for cell in row:
            if type(cell).__name__ == "Cell":
                cell.value = None
    small.save(book, "returns/two.xlsx")
    intake = small.take_in()
    returns = intake["returns"].set_index("source_sheet")
    assert returns["outcome"].to_dict() == {"Audit": "used", "second": "used", "draft": "set aside"}
    assert told(intake, "set aside") == ["return set aside: it stands on a hidden sheet"]
    assert received(intake, "returns/two.xlsx") == {
        "kind": "return", "found": 3, "used": 2, "merged": 0, "set_aside": 1,
    }  # fmt: skip


def test_a_question_that_is_gone_from_the_form_is_told(small: SmallRound) -> None:
    """Without its label the answer cannot be found; that is a problem, not a blank."""
    book = small.book({"strengths": [{"theme": "Casework", "words": "Seen."}]}, oversight="Clear")
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value in ("Management oversight", "Theme of strength", "What worked well"):
                cell.value = "?"
    small.save(book, "returns/a.xlsx")
    problems = small.take_in()["problems"]
    gone = problems[problems["done"] == "not read: the sheet has no such label"]
    assert list(gone["field"]) == ["Management oversight", "Theme of strength", "What worked well"]


def test_a_problem_names_file_sheet_and_cell(small: SmallRound) -> None:
    """Enough to find it in Excel without searching."""
    small.audit("a.xlsx", grade="adequate")
    (row,) = small.take_in()["problems"].to_dict("records")
    assert (row["file"], row["sheet"], row["field"], row["found"]) == (
        *("returns/a.xlsx", "Audit", "Overall grade", "adequate"),
    )
    page = openpyxl.load_workbook(small.folder / "returns" / "a.xlsx").worksheets[0]
    assert page[row["cell"]].value == "adequate"


def write_identifiers(small: SmallRound) -> None:
    """A round in which everything that identifies someone stands in every text there is."""
    words = "Maria Keane of WY-100001 and wy 100001 (471100), DOB 03/04/2009, 07700 900123, mum@example.org, AB12 3CD"
    book = small.book(
        {
            "judgements": [{"section": "smart", "grade": words, "evidence": words, "impact": words}],
            "strengths": [{"theme": "Casework", "words": words}],
            "weaknesses": [{"theme": words, "words": words}, {"theme": "Drift", "words": words}],
            "actions": [{"words": words, "owner_role": words, "due": words}],
        },
        **dict.fromkeys(["comments", "impact_story", "team", "auditor_organisation", "audit_date"], words),
    )
    book.worksheets[0].title = "WY-100001 Keane"
    small.save(book, "returns/WY-100001.xlsx")
    small.audit("b.xlsx", case_ref=471100, auditor="J. Okafor", grade=words)
    small.audit("c.xlsx", case_ref="WY-100001", auditor="Maria Keane", grade="Good")
    wrong = openpyxl.Workbook()
    wrong.worksheets[0].title = "WY-100001"
    wrong.worksheets[0]["A1"] = "Case reference"
    small.save(wrong, "returns/wrong.xlsx")
    moderated = {"case_ref": "WY-100001", "auditor": "Maria Keane", "moderator": "Peter Strand"}
    rows = [moderated | {"admissibility": "inadmissible", "reasons": words}, moderated | {"auditor": words}]
    small.register("moderation.xlsx", "moderation", *rows)
    small.register("concerns.xlsx", "concerns", {"case_ref": 471100, "found": words, "escalated_to": words})
    tracked = {"case_ref": "WY-100001", "words": words, "status": words, "note": words}
    small.register("actions.xlsx", "action-tracker", tracked, tracked | {"words": "Other."})
    small.register("sources/s.xlsx", "outside-findings", {"source": words, "words": words, "kind": words})


def test_no_identifier_is_in_any_table_but_the_keys(small: SmallRound) -> None:
    """Not in text, not in the name of a sheet, not in what a problem shows; only where a file is named as received."""
    write_identifiers(small)
    intake = small.take_in()
    secrets = ("100001", "471100", "Keane", "Maria", "Okafor", "Strand", "03/04", "900123", "example", "3CD")
    for name, table in intake.tables.items():
        if name == "keys":
            continue
        for column in table.columns:
            if (name, column) not in NAMED_AS_RECEIVED:
                text = " ".join(map(str, table[column])).replace("returns/WY-100001.xlsx", "")
                assert [s for s in secrets if s in text] == [], f"{name}.{column}"
    keys = intake["keys"].set_index("stands_for")["kind"].to_dict()
    assert {"WY-100001", "471100", "Maria Keane", "Peter Strand"} <= keys.keys()
    assert (keys["471100"], keys["Peter Strand"]) == ("case", "person")


def test_a_number_and_a_text_are_one_case(small: SmallRound) -> None:
    """The auditor typed 471100 as a number, the moderator as text: the row fits the return."""
    small.audit("a.xlsx", case_ref=471100)
    row = {"case_ref": "471100", "auditor": "Maria Keane", "moderator": "P. Strand", "admissibility": "inadmissible"}
    small.register("moderation.xlsx", "moderation", row)
    assert len(small.take_in()["moderations"]) == 1


def test_the_folder_is_not_changed(small: SmallRound) -> None:
    """Every file has the content it had, and there is no other."""
    write_identifiers(small)
    before = fingerprint([small.folder], small.folder)
    save_intake(small.take_in(), small.workspace.round("2017-12").processed)
    assert fingerprint([small.folder], small.folder) == before


def test_every_table_keeps_its_contract(small: SmallRound) -> None:
    """Even of the worst round."""
    write_identifiers(small)
    for name, table in small.take_in().tables.items():
        check_table(name, table)


def test_intake_comes_out_the_same_twice(small: SmallRound) -> None:
    """Byte for byte, so that a change in a table is a change in what came in."""
    write_identifiers(small)
    folders = [small.workspace.root / "one", small.workspace.root / "two"]
    for folder in folders:
        save_intake(small.take_in(), folder)
    assert fingerprint(folders[:1], folders[0]) == fingerprint(folders[1:], folders[1])


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX systems")
def test_what_is_kept_is_its_owners_alone(small: SmallRound) -> None:
    """Every table, the keys above all."""
    small.audit("a.xlsx")
    folder = small.workspace.round("2017-12").processed
    save_intake(small.take_in(), folder)
    assert {stat.S_IMODE(f.stat().st_mode) for f in folder.iterdir()} == {0o600}
    assert (folder / "keys.parquet").is_file()


@pytest.mark.parametrize("typed", ["=1+1", "+44", "-1", "@x", '=HYPERLINK("http://x")'])
def test_no_cell_of_problems_csv_is_run_by_a_spreadsheet(small: SmallRound, typed: str) -> None:
    """What begins like a formula has an apostrophe before it."""
    import pandas as pd

    small.audit("a.xlsx", grade=typed)
    save_intake(small.take_in(), small.workspace.root / "out")
    text = pd.read_csv(small.workspace.root / "out" / "problems.csv", dtype=str, keep_default_na=False)
    assert list(text["found"]) == [f"'{typed}"]
    assert not text.map(lambda cell: cell.startswith(("=", "+", "-", "@", "\t", "\r"))).any(axis=None)


def kept(small: SmallRound) -> Path:
    """The folder of tables, of the round as it is."""
    folder = small.workspace.round("2017-12").processed
    save_intake(small.take_in(), folder)
    return folder


def test_an_empty_folder_is_refused(small: SmallRound) -> None:
    """With the place where returns belong."""
    with pytest.raises(IntakeError, match=r"no usable return in .*returns\. Put the completed pro formas"):
        kept(small)


def test_a_round_of_which_nothing_can_be_used_is_refused_and_says_why(small: SmallRound) -> None:
    """With how many there are, once the lists are written that say what is wrong with each and let it be decided."""
    small.audit("a.xlsx", case_ref=None)
    (small.folder / "returns" / "cut.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(
        IntakeError, match=r"No return in .* can be used: 1 found, all set aside.*1 file.*problems\.csv"
    ):
        kept(small)
    folder = small.workspace.round("2017-12").processed
    assert "it names no case" in (folder / "problems.csv").read_text(encoding="utf-8")
    assert (folder / "review.xlsx").is_file()


def test_a_folder_of_files_that_are_no_returns_is_refused_and_says_why(small: SmallRound) -> None:
    """It is not empty, and the reasons are written down."""
    (small.folder / "returns" / "cut.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(IntakeError, match=r"no usable return in .*returns: 1 file set aside unread.*problems\.csv"):
        kept(small)


def test_a_link_is_refused(small: SmallRound, tmp_path: Path) -> None:
    """A file that only points elsewhere is not followed, whether it leads to a file, a folder or nowhere."""
    small.audit("a.xlsx")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    small.audit("b.xlsx", case_ref="WY-100002").rename(elsewhere / "b.xlsx")
    for name, target in (("b.xlsx", elsewhere / "b.xlsx"), ("folder", elsewhere), ("gone.xlsx", tmp_path / "gone")):
        (small.folder / "returns" / name).symlink_to(target)
    intake = small.take_in()
    assert outcomes(intake) == {"a.xlsx": "used"}
    assert told(intake, "set aside") == ["set aside: it is a link to a file elsewhere"] * 3


def test_what_people_leave_lying_about_is_left_alone(small: SmallRound) -> None:
    """Blank forms, lock files, settings and words are no returns; a folder may be spelt with a capital."""
    small.audit("a.xlsx")
    small.save(small.book(case_ref="WY-100009"), "Blank/core-audit.xlsx")
    small.register("Sources/s.xlsx", "outside-findings", {"source": "Inspection", "words": "Good.", "kind": "strength"})
    for name in ("commentary.md", "published.yml", ".DS_Store", "Thumbs.db"):
        (small.folder / name).write_text("x", encoding="utf-8")
    intake = small.take_in()
    kinds = intake["received"].set_index("file")["kind"].to_dict()
    assert kinds == {
        ".DS_Store": "other",
        "Blank/core-audit.xlsx": "settings",
        "Sources/s.xlsx": "register",
        "Thumbs.db": "other",
        "commentary.md": "words",
        "published.yml": "settings",
        "returns/a.xlsx": "return",
        "round.yml": "settings",
    }
    assert len(intake["outside_findings"]) == 1


@pytest.mark.parametrize(
    ("pro_forma", "sentence"),
    [
        ('{name: core-audit, version: "2017.1"}', r"names version 2017\.1 of .* is version 2017\.2"),
        ('{name: moderation, version: "1"}', '"moderation" is a register'),
    ],
)
def test_a_round_names_a_pro_forma_that_is_here(small: SmallRound, pro_forma: str, sentence: str) -> None:
    """Another version would be read as this one, and a register is no form."""
    settings = small.folder / "round.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('{name: core-audit, version: "2017.2"}', pro_forma), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=sentence):
        small.take_in()


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("moderation", "{id: x, label: X}", "moderation lacks the field admissibility, auditor, case_ref, moderator"),
        ("concerns", "{id: x, label: X}", "concerns lacks the field case_ref"),
        ("concerns", "{id: case_ref, label: X, type: choice, vocabulary: cases}", 'the list "cases" in "X"'),
    ],
)
def test_a_councils_own_register_has_what_intake_needs(
    small: SmallRound, name: str, fields: str, sentence: str
) -> None:
    """A register without its case reference, or with a list that is nowhere, is refused before a file is read."""
    own = small.workspace.council / "proformas"
    own.mkdir()
    head = f"name: {name}\nversion: '1'\ntitle: t\nlayout: register\nsheet: s\n"
    (own / f"{name}.yml").write_text(f"{head}sections: [{{heading: H, fields: [{fields}]}}]\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=sentence):
        small.take_in()


def test_odd_cells_break_nothing(small: SmallRound) -> None:
    """Truth, fractions, dates and errors where words belong are problems, not crashes."""
    odd = [True, 2.5, date(2017, 1, 1), "#REF!", 10**14]
    for n, value in enumerate(odd):
        fields = [
            "age_band",
            "team",
            "plan_type",
            "auditor_role",
            "audit_date",
            "grade",
            "drift",
            "comments",
            "auditor",
        ]
        small.audit(f"{n}.xlsx", case_ref=f"WY-20000{n}", **dict.fromkeys(fields, value))
    intake = small.take_in()
    assert list(intake["returns"]["outcome"]) == ["used"] * len(odd)
    assert intake["returns"]["grade"].isna().all()
