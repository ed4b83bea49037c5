"""A Word form gives the same record as the workbook: tables, content controls, boxes, lists and lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from pipeline.forms import Sheet
from pipeline.intake import Refusal, read_workbook
from tests.unit.intake.conftest import SmallRound, told

ANSWERS = [
    ("Case reference", "WY-100001"),
    ("Child's age", "5–10"),
    ("Service", "Care"),
    ("Team", "East"),
    ("Plan", "CIN"),
    ("Auditor", "Maria Keane"),
    ("Type of audit", "Core"),
    ("Date of audit", "4/12/2017"),
    ("Overall grade", "Good"),
    ("Case of concern", "No"),
    ("Management oversight", "Clear"),
    ("Drift or delay for this child", "No"),
    ("Focus theme", "Planning"),
    ("Some good features", "Yes"),
    ("Comments", "Seen often."),
]


def control(inner: str, settings: str = "") -> str:
    """A content control."""
    spaces = nsdecls("w") + ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    return f"<w:sdt {spaces}><w:sdtPr>{settings}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def run(text: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def box(ticked: bool) -> str:
    """A box that can be ticked, as Word has had it since 2010."""
    return control(run("☒" if ticked else "☐"), f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox>')


def paragraph(*pieces: str) -> Any:
    """A paragraph of runs and controls."""
    return parse_xml(f"<w:p {nsdecls('w')}>{''.join(pieces)}</w:p>")


def table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    """A table with these texts."""
    made = document.add_table(len(rows), len(rows[0]))
    for cells, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    return made


def put(cell: Any, *pieces: str) -> None:
    """Pieces of XML in the place of what a cell holds."""
    cell._tc.remove(cell.paragraphs[0]._p)
    cell._tc.append(paragraph(*pieces))


def saved(document: Any, path: Path) -> Path:
    """A document on disk."""
    path.parent.mkdir(exist_ok=True)
    document.save(path)
    return path


def only_sheet(document: Any, folder: Path) -> Sheet:
    """The one form in a document."""
    found = read_workbook(saved(document, folder / "a.docx"))
    assert not isinstance(found, Refusal), found
    (sheet,) = found
    return sheet


def test_a_form_in_word_is_a_return_like_any_other(small: SmallRound) -> None:
    """Answers beside their labels, and a small table of strengths, become the record that a workbook would give."""
    document = Document()
    document.add_heading("Core audit")
    table(document, ANSWERS)
    document.add_paragraph("Strengths")
    table(document, [("Theme of strength", "What worked well"), ("Casework", "Visits.")])
    saved(document, small.folder / "returns" / "a.docx")
    small.audit("b.xlsx", case_ref="WY-100002")
    intake = small.take_in()
    word, workbook = intake["returns"].to_dict("records")
    same = ("grade", "team", "plan_type", "age_band", "audit_date", "auditor_id", "case_of_concern", "outcome")
    assert {k: word[k] for k in same} == {k: workbook[k] for k in same}
    assert list(intake["findings"]["words"]) == ["Visits."]


def test_a_fault_in_a_word_form_says_where_it_is(small: SmallRound) -> None:
    """By table, row and column, since no cell of Word has an address."""
    document = Document()
    table(document, [("Core audit", "")])
    table(document, [(label, "Godo" if label == "Overall grade" else value) for label, value in ANSWERS])
    saved(document, small.folder / "returns" / "a.docx")
    problems = small.take_in()["problems"]
    assert list(problems.loc[problems["field"] == "Overall grade", "cell"]) == ["table 2, row 9, column 2"]


def test_two_forms_in_one_document_are_two_returns(small: SmallRound) -> None:
    """Where the questions of the first table come again, the form of another case begins."""
    document = Document()
    table(document, ANSWERS)
    table(document, [("Case reference", "WY-100009"), *ANSWERS[1:]])
    saved(document, small.folder / "returns" / "a.docx")
    intake = small.take_in()
    assert list(intake["returns"]["source_sheet"]) == ["form 1", "form 2"]
    assert told(intake, "set aside") == []


@pytest.mark.parametrize(
    ("pieces", "answer"),
    [
        ([control(run("Good"), "<w:dropDownList/>")], "Good"),
        ([control(run("Choose an item."), "<w:showingPlcHdr/><w:dropDownList/>")], None),
        ([control(run("12/4/2017"), '<w:date w:fullDate="2017-12-04T00:00:00Z"/>')], "2017-12-04"),
        ([box(True), run(" Yes "), box(False), run(" No")], "Yes"),
        ([run("Yes "), box(False), run(" No "), box(True)], "No"),
        ([box(False), run(" Yes "), box(False), run(" No")], None),
        ([box(True), run(" A "), box(True), run(" B "), box(False), run(" C")], "A; B"),
        ([box(True)], "☑"),
        (["<w:del>" + run("Bad").replace("w:t", "w:delText") + "</w:del><w:ins>" + run("Good") + "</w:ins>"], "Good"),
    ],
    ids=["list", "prompt", "date", "box before", "box after", "no box", "two boxes", "a box alone", "tracked change"],
)
def test_a_control_gives_what_a_person_sees(tmp_path: Path, pieces: list[str], answer: str | None) -> None:
    """The choice of a list, the day of a date, the words beside a ticked box; a prompt is no answer."""
    document = Document()
    put(table(document, [("Overall grade", "")]).rows[0].cells[1], *pieces)
    assert only_sheet(document, tmp_path).value(0, 1) == answer


@pytest.mark.parametrize("level", ["w:tc", "w:tr", "w:tbl"])
def test_a_control_around_cells_rows_or_tables_hides_nothing(tmp_path: Path, level: str) -> None:
    """Word wraps a control around a whole cell, a row that repeats, or a table."""
    document = Document()
    made = table(document, [("Overall grade", "Good")])
    element = made._tbl if level == "w:tbl" else next(made._tbl.iter(qn(level)))
    wrapped = parse_xml(control(""))
    element.addprevious(wrapped)
    wrapped.find(qn("w:sdtContent")).append(element)
    sheet = only_sheet(document, tmp_path)
    assert [sheet.value(0, 0), sheet.value(0, 1)] == ["Overall grade", "Good"]


def test_a_box_and_a_list_of_old_word_are_read(tmp_path: Path) -> None:
    """Forms that were made before 2007 keep what is chosen beside the text, and none of it in the text."""
    document = Document()
    made = table(document, [("Case of concern", ""), ("Overall grade", "")])
    begin = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r>'
    ticked = begin.format('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    entries = '<w:result w:val="1"/><w:listEntry w:val="Good"/><w:listEntry w:val="Outstanding"/>'
    put(made.rows[0].cells[1], ticked, run(" Yes"))
    put(made.rows[1].cells[1], begin.format(f"<w:ddList>{entries}</w:ddList>"))
    sheet = only_sheet(document, tmp_path)
    assert [sheet.value(0, 1), sheet.value(1, 1)] == ["Yes", "Outstanding"]


def test_a_line_with_a_colon_is_a_label_and_its_answer(tmp_path: Path) -> None:
    """Outside tables; a line to write on is no answer."""
    document = Document()
    for line in ("Case reference: WY-100001", "Auditor:\tMaria Keane", "Team: ______", "The case"):
        document.add_paragraph(line)
    sheet = only_sheet(document, tmp_path)
    assert [list(row) for row in sheet.rows] == [
        ["Case reference", "WY-100001"],
        ["Auditor", "Maria Keane"],
        ["Team", ""],
        ["The case"],
    ]
    assert sheet.address(1, 1) == "paragraph 2"


def test_cells_that_were_joined_keep_their_columns(tmp_path: Path) -> None:
    """A label across two columns has its answer to the right of both; what reaches down is there once."""
    document = Document()
    made = table(document, [("Overall grade", "", "Good"), ("East", "a", "b"), ("", "c", "d")])
    made.cell(0, 0).merge(made.cell(0, 1))
    made.cell(1, 0).merge(made.cell(2, 0))
    sheet = only_sheet(document, tmp_path)
    assert [list(row) for row in sheet.rows] == [["Overall grade", "", "Good"], ["East", "a", "b"], ["", "c", "d"]]
    assert sheet.merged == {(0, 0): 1}


def test_a_table_in_a_cell_is_read_after_its_own(tmp_path: Path) -> None:
    """Nothing in it is lost."""
    document = Document()
    outer = table(document, [("Strengths", "")])
    inner = outer.rows[0].cells[1].add_table(1, 2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "Theme", "Casework"
    sheet = only_sheet(document, tmp_path)
    assert sheet.value(2, 1) == "Casework"
    assert sheet.address(2, 1) == "table 2, row 1, column 2"


def test_an_empty_document_is_refused_as_that(tmp_path: Path) -> None:
    """It is a Word document, and there is nothing in it."""
    refusal = read_workbook(saved(Document(), tmp_path / "a.docx"))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "the Word document is empty"
