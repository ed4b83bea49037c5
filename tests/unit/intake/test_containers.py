"""Any file gives its sheets, or one refusal with the true cause."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pipeline.intake import Refusal, read_workbook

TORTURE = Path(__file__).parents[4] / "shared" / "torture"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Audit"><table:table-row><table:table-cell office:value-type="string"><text:p>Grade'
    "</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
    "</office:document-content>"
)


MANIFEST = '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def workbook(**cells):
    """The bytes of a workbook with these cells filled."""
    book = openpyxl.Workbook()
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def archive(**parts):
    """The bytes of a zip with these parts; two underscores stand for a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name, content in parts.items():
            out.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def encrypted(content):
    """A workbook protected by a password."""
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("swordfish", made)
    return made.getvalue()


def renamed_parts(content):
    """The same workbook with backslashes in the names of its parts, as some programs write them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(made, "w") as out:
        for part in parts.infolist():
            entry = zipfile.ZipInfo()
            entry.filename = part.filename.replace("/", "\\")
            out.writestr(entry, parts.read(part))
    return made.getvalue()


REFUSED = {
    "nothing in it": ("a.xlsx", lambda: b"", r"empty \(0 bytes\)"),
    "text called .xlsx": ("a.xlsx", lambda: b"Grade: good\n", "no workbook, although its name ends in .xlsx"),
    "text": ("a.txt", lambda: b"Grade: good\n", "^it is no workbook$"),
    "cut short": ("a.xlsx", lambda: workbook(A1="x" * 999)[:2000], "cut short or damaged"),
    "a Word document": ("a.xlsx", lambda: archive(word__document="<w/>"), "Word document is damaged"),
    "a zip of returns": ("a.zip", lambda: archive(a=workbook(A1="x")), "zip or another kind of archive"),
    "a password": ("a.xlsx", lambda: encrypted(workbook(A1="x")), "^it is protected with a password$"),
    "an old file of junk": ("a.xls", lambda: OLE + b"junk" * 500, "damaged and cannot be read"),
    "an old file cut short": ("a.xls", lambda: OLE, "damaged and cannot be read"),
    "a blank workbook": ("a.xlsx", lambda: workbook(), "the workbook is empty"),
    "only spaces": ("a.xlsx", lambda: workbook(A1="  ", B7=" "), "the workbook is empty"),
    "a workbook of nothing": ("a.xlsx", lambda: archive(**{"[Content_Types].xml": "<x/>"}), "damaged and cannot be"),
    "the furthest cell": ("a.xlsx", lambda: workbook(A1="x", XFD1048576="x"), "too large to be a return"),
    "a cell far out": ("a.xlsx", lambda: workbook(A1="x", XFD4000="x"), "too large to be a return"),
}


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_gives_no_cells_is_refused_with_its_true_cause(tmp_path, name, content, reason):
    """One refusal that says what is wrong and what to do."""
    path = tmp_path / name
    path.write_bytes(content())
    refusal = read_workbook(path)
    assert isinstance(refusal, Refusal)
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(refusal.reason)
    assert refusal.suggestion.endswith(".") or "caseaudit" in refusal.suggestion


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    """What says that it is half a gigabyte when unpacked is no return."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out, io.BytesIO(workbook(A1="x")) as good:
        with zipfile.ZipFile(good) as parts:
            for part in parts.infolist():
                out.writestr(part.filename, parts.read(part))
        with out.open("xl/media/padding.bin", "w") as padding:
            for _ in range(420):
                padding.write(bytes(1_000_000))
    started = time.process_time()  # not by the clock: other tests share the cores
    refusal = read_workbook(path)
    assert isinstance(refusal, Refusal)
    assert "too large" in refusal.reason
    assert time.process_time() - started < 1


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    """A file that is gone by the time it is read."""
    refusal = read_workbook(tmp_path / "gone.xlsx")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "the file cannot be opened (No such file or directory)"


def test_every_cell_is_where_excel_shows_it(tmp_path):
    """A first filled cell at C4 is in the fourth row and third column: nothing is trimmed at the top and left."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(C4="x", D6=2.5))
    (sheet,) = read_workbook(path)
    assert (sheet.value(3, 2), sheet.value(5, 3)) == ("x", 2.5)


def test_a_cell_far_down_is_read(tmp_path):
    """A space typed into the last row of Excel is no reason to refuse the form above it."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(A1="x", A1048576="y"))
    (sheet,) = read_workbook(path)
    assert (sheet.value(0, 0), sheet.value(1_048_575, 0)) == ("x", "y")


def test_a_hidden_sheet_says_that_it_is(tmp_path):
    """Hidden and very hidden sheets are read, and marked."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    for state in ("hidden", "veryHidden"):
        book.create_sheet(state).sheet_state = state
    book.save(tmp_path / "a.xlsx")
    assert [(s.name, s.visible) for s in read_workbook(tmp_path / "a.xlsx")] == [
        ("Sheet", True),
        ("hidden", False),
        ("veryHidden", False),
    ]


def test_an_open_document_is_read(tmp_path):
    """A workbook from LibreOffice."""
    path = tmp_path / "a.ods"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    path.write_bytes(archive(**{"mimetype": kind, "META-INF__manifest.xml": MANIFEST, "content.xml": ODS}))
    (sheet,) = read_workbook(path)
    assert (sheet.name, sheet.value(0, 0)) == ("Audit", "Grade")


def test_backslashes_in_its_parts_do_not_make_it_an_archive(tmp_path):
    """Some programs write Windows paths into the workbook; it is a workbook all the same."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(renamed_parts(workbook(A1="x")))
    (sheet,) = read_workbook(path)
    assert sheet.value(0, 0) == "x"


def test_reading_leaves_the_file_as_it_was(tmp_path):
    """Its content and the day it was changed."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(A1="x"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    read_workbook(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.skipif(not TORTURE.is_dir(), reason="the folder shared/torture is not beside this repository")
def test_no_workbook_of_others_gets_past_us(tmp_path):
    """Odd, broken and protected workbooks from other projects: sheets with a value, or a refusal, and soon."""
    for path in sorted(TORTURE.iterdir()):
        started = time.monotonic()
        found = read_workbook(path)
        assert time.monotonic() - started < 20, path.name
        if isinstance(found, Refusal):
            assert found.reason, path.name
            assert found.suggestion, path.name
        else:
            cells = ((s, r, c) for s in found for r, row in enumerate(s.rows) for c in range(len(row)))
            assert any(s.value(r, c) is not None for s, r, c in cells), path.name


@pytest.mark.skipif(not TORTURE.is_dir(), reason="the folder shared/torture is not beside this repository")
@pytest.mark.parametrize(
    ("name", "sheets"),
    [
        ("calamine__tests_malformed_format.xls", 1),
        ("calamine__tests_issue_530.xlsx", 1),
        ("sheetjs__wtf_path.xlsx", 2),
        ("readxl__tests_testthat_sheets_los-angeles-arrests-xlsx.xlsx", 1),
    ],
)
def test_an_odd_container_with_rows_in_it_is_read(tmp_path, name, sheets):
    """Older, oddly laid out and slightly damaged workbooks that Excel opens are not refused."""
    copy = tmp_path / name
    shutil.copyfile(TORTURE / name, copy)
    assert len([s for s in read_workbook(copy) if s.rows]) == sheets


@pytest.mark.skipif(not TORTURE.is_dir(), reason="the folder shared/torture is not beside this repository")
@pytest.mark.parametrize(
    "name",
    [
        "calamine__tests_pass_protected.ods",
        "sheetjs__password_2002_40_xor.xls",
        "sheetjs__password_2002_128_enhrsa.xls",
    ],
)
def test_a_password_is_told_in_every_kind_of_workbook(name):
    """An open document, and two ways of old Excel, beside the new one above."""
    refusal = read_workbook(TORTURE / name)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "it is protected with a password"
