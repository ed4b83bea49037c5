"""Text tables, pages that call themselves workbooks, spoiled workbooks, and files of another kind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline.forms import Sheet
from pipeline.intake import Refusal, read_workbook
from tests.unit.intake.books import SHEET, greedy, parts_of, with_shared_strings, workbook, zipped

ROWS = [["Case", "Grade"], ["WY-000001", "Good"], ["WY-000002", "it, or; so"]]
PAGE = "<html><body><p>Report</p><table><tr><th>Case<th>Grade</tr><tr><td>WY&#45;000001</td><td>Good</td></tr></table>"
OLD_XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Audit"><Table><Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">Grade</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">Good</Data></Cell><Cell><Data>x</Data></Cell></Row></Table></Worksheet>
</Workbook>"""


def text(delimiter: str, encoding: str, start: str = "") -> bytes:
    """The rows as text."""
    lines = [delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in ROWS]
    return (start + "\r\n".join(lines)).encode(encoding)


def read(folder: Path, name: str, content: bytes) -> list[Sheet] | Refusal:
    """What a file of this name and content gives."""
    (folder / name).write_bytes(content)
    return read_workbook(folder / name)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt", "a.xls", "a.xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_text_table_is_read_whatever_it_is_called(tmp_path: Path, name: str, encoding: str, delimiter: str) -> None:
    """By its delimiter and its encoding; a case reference keeps its zeros, since text stays text."""
    found = read(tmp_path, name, text(delimiter, encoding))
    assert isinstance(found, list)
    assert found[0].rows == ROWS


def test_a_pound_sign_and_a_dash_of_windows_are_read(tmp_path: Path) -> None:
    """Excel's CSV is in the encoding of old Windows."""
    found = read(tmp_path, "a.csv", "Case,Age\n1,5–10 £".encode("cp1252"))
    assert isinstance(found, list)
    assert found[0].value(1, 1) == "5–10 £"


def test_a_text_table_that_names_its_delimiter_is_believed(tmp_path: Path) -> None:
    """Excel writes sep=; and counts it as a row."""
    found = read(tmp_path, "a.csv", text(";", "utf-8", start="sep=;\r\n"))
    assert isinstance(found, list)
    assert (found[0].value(1, 1), found[0].address(1, 1)) == ("Grade", "B2")


def test_line_breaks_in_quotes_are_part_of_a_cell(tmp_path: Path) -> None:
    """And the commas in that cell do not outvote the delimiter."""
    found = read(tmp_path, "a.csv", b'Case;Words\n1;"a, b,\nc, d, e"\n2;"f, g"\n')
    assert isinstance(found, list)
    assert found[0].rows == [["Case", "Words"], ["1", "a, b,\nc, d, e"], ["2", "f, g"]]


@pytest.mark.parametrize("start", ["", "<!DOCTYPE html>", '<?xml version="1.0"?>'])
def test_a_page_that_is_called_a_workbook_gives_its_tables(tmp_path: Path, start: str) -> None:
    """Case systems export web pages under the name of an Excel file."""
    found = read(tmp_path, "a.xls", (start + PAGE).encode())
    assert isinstance(found, list)
    assert found[0].rows == [["Case", "Grade"], ["WY-000001", "Good"]]


def test_a_workbook_in_the_xml_of_2003_is_read(tmp_path: Path) -> None:
    """With its gaps: B3 is B3."""
    found = read(tmp_path, "a.xls", OLD_XML.encode())
    assert isinstance(found, list)
    assert (found[0].name, found[0].value(2, 1), found[0].value(2, 2), found[0].value(2, 4)) == (
        "Audit",
        "Grade",
        "Good",
        "x",
    )


def utf_16(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The sheet in another encoding."""
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + parts[SHEET].decode()
    return parts | {SHEET: declared.encode("utf-16")}


GOOD = parts_of(workbook(A1="x", B1="y"))
READ = {
    "junk before it": lambda: b"junk" * 99 + zipped(GOOD),
    "zeros after it": lambda: zipped(GOOD) + bytes(400),
    "not packed": lambda: zipped(GOOD, zipfile.ZIP_STORED),
    "packed otherwise": lambda: zipped(GOOD, zipfile.ZIP_BZIP2),
    "capitals in its parts": lambda: zipped({k.replace("xl/worksheets", "xl/WorkSheets"): v for k, v in GOOD.items()}),
    "UTF-16": lambda: zipped(utf_16(GOOD)),
    "a prefix": lambda: zipped(
        GOOD | {SHEET: GOOD[SHEET].replace(b"xmlns=", b"xmlns:q=").replace(b"<", b"<q:").replace(b"<q:/", b"</q:")}
    ),
    "shared strings": lambda: zipped(
        with_shared_strings('<sst xmlns="{main}"><si><t>x</t></si><si><t>y</t></si></sst>')
    ),
    "another name": lambda: zipped(GOOD),
}  # fmt: skip


@pytest.mark.parametrize("content", READ.values(), ids=READ.keys())
def test_an_oddly_made_workbook_is_read(tmp_path: Path, content: object) -> None:
    """Excel opens these as well."""
    found = read(tmp_path, "a.csv" if content is READ["another name"] else "a.xlsx", content())  # type: ignore[operator]
    assert isinstance(found, list), found
    assert [found[0].value(0, c) for c in (0, 1)] == ["x", "y"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
REFUSED = {
    "entities": (
        lambda: zipped(with_shared_strings(BOMB + '<sst xmlns="{main}"><si><t>&b;</t></si><si><t>y</t></si></sst>')),
        "it declares a document type",
    ),
    "no strings": (
        lambda: zipped({k: v for k, v in with_shared_strings("").items() if "sharedStrings" not in k}),
        "damaged and cannot be read",
    ),
    "a wrong checksum": (lambda: spoiled(zipped(GOOD, zipfile.ZIP_STORED)), "checksum|CRC"),
    "a wrong checksum, packed": (lambda: another_checksum(zipped(GOOD)), "checksum of xl/worksheets/sheet1.xml"),
    "zeros": (lambda: bytes(4000), "nothing in the file but zeros"),
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3", "^it is a PDF document"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "^it is a picture"),
    "an e-mail": (lambda: b"From: a@b.example\nTo: c\nSubject: audit\n\nhere it is", "^it is an e-mail"),
    "rich text": (lambda: rb"{\rtf1 Grade: good}", "rich text"),
    "an archive": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), "an archive that is not a zip"),
    "very old": (lambda: b"\x09\x02\x06\x00\x00\x00\x10\x00" + bytes(99), "very old Excel"),
    "junk": (lambda: bytes(range(1, 256)) * 9, "it is no workbook, although its name ends in .xlsx"),
    "a page without a table": (lambda: b"<html><body>Not found</body></html>", "a web page without a table"),
    "a presentation": (lambda: zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "PowerPoint"),
    "Numbers": (lambda: zipped({"Index/Document.iwa": "x"}), "Apple's Numbers"),
}


def spoiled(content: bytes) -> bytes:
    """One letter of a cell is another one, and nothing else is changed."""
    return content.replace(b"<t>x</t>", b"<t>z</t>")


def another_checksum(content: bytes) -> bytes:
    """The sheet is not what it was when it was packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        checksum = opened.getinfo(SHEET).CRC.to_bytes(4, "little")
    return content.replace(checksum, bytes(b ^ 1 for b in checksum))


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_without_cells_is_called_what_it_is(tmp_path: Path, content: object, reason: str) -> None:
    """One sentence with the true cause, and what to do."""
    found = read(tmp_path, "a.xlsx", content())  # type: ignore[operator]
    assert isinstance(found, Refusal)
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(found.reason)
    assert found.suggestion


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        ("WordDocument", "old Word document"),
        ("PowerPoint Document", "PowerPoint"),
        ("__properties_version1.0", "Outlook"),
    ],
)
def test_an_old_file_of_another_program_is_called_what_it_is(tmp_path: Path, stream: str, reason: str) -> None:
    """By the first name in the directory of its container."""
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le").ljust(128, b"\0")
    found = read(tmp_path, "a.xls", content)
    assert isinstance(found, Refusal)
    assert reason in found.reason


def test_the_greedy_workbook_of_these_tests_is_greedy() -> None:
    """It asks for four thousand million texts (the tests of isolation rest on it)."""
    assert b'uniqueCount="4294967295"' in parts_of(greedy())["xl/sharedStrings.xml"]
