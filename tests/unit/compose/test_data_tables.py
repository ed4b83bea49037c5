"""The workbook beside a document: every table and the data behind every chart, in real numbers, whatever is typed."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from pipeline.compose import Figures
from pipeline.compose.charts import Chart
from pipeline.compose.charts.chart import Shown
from pipeline.compose.report_tables import pipe_table
from pipeline.compose.workbooks import Cover, DataTable, chart_tables, data_workbook, document_tables
from pipeline.compose.workbooks.data_tables import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, _word
from pipeline.markdown import _PAIRS, drawable, escape, unescape
from pipeline.measures import all_definitions, build_views, evaluate
from tests.unit.compose.reports import ALL_CASES, AT_RISK, CLOSED, MONTH, report
from tests.unit.measures.conftest import ROUND, RULES, tables

COVER = Cover("Data tables: December", "Wyeshire", date(2018, 1, 9), ("Public edition",), "Head of Quality Assurance")
HOSTILE = (
    "=1+1", "+1", "@SUM(A1)", "a | b", "[Ring](http://x.example)", "[a](b) [c](d)", "$$note$$", "{=cmd}", "🦊",
    "\u05e9\u05dc\u05d5\u05dd",
    "x" * 10_000, "# not a heading", "http://x.example", "12", "=HYPERLINK(\"http://x.example\")", "-",
)  # fmt: skip


def table(*rows, header=("Grade", "Audits", "Share")):
    """A table of a document, read back."""
    (found,) = document_tables(f"# Here\n\n{pipe_table(header, rows, 'A caption', 'x')}\n")
    return found


def opened(content):
    """A workbook's sheets by name."""
    return openpyxl.load_workbook(io.BytesIO(content))


def values(sheet):
    """The cells under the title and the instructions."""
    return [tuple(row) for row in sheet.iter_rows(min_row=3, values_only=True)]


def test_a_printed_number_becomes_a_number_and_its_unit_stands_in_the_header():
    """1,349 is a whole number; a share is of the column before it, in per cent."""
    found = table(["Good", "1,349", r"22\%"], [r"**All**", "**2**", ""])
    assert found.header == ("Grade", "Audits", "Audits: share (%)")
    assert found.rows == (("Good", 1349, 22), ("All", 2, NOT_APPLICABLE))
    assert found.title == "A caption"
    assert found.place == "A table under “Here” in the document."


def test_a_paragraph_that_a_table_refers_to_is_called_by_the_number_in_its_name():
    """What number it has on the page is known only when the page is made."""
    found = table(["[](#para-for-improvement-12)", "3", ""], [r"\[\]\(#para-typed-4\)", "2", ""])
    assert [row[0] for row in found.rows] == ["12", "[](#para-typed-4)"]


def test_a_figure_of_two_numbers_becomes_two_columns():
    """Nobody can add "4 of 25"."""
    found = table(["SMART", "4 of 25", r"16\%"], header=("Aspect", "Good", "Share"))
    assert found.header == ("Aspect", "Good: number", "Good: of", "Good: share (%)")
    assert found.rows == (("SMART", 4, 25, 16),)


def test_a_column_of_shares_with_their_bases_under_them_is_split():
    """The last row of the themes by grade counts cases, the others are per cents."""
    found = table(["Casework", r"16\%"], ["Cases", "**321**"], header=("Theme", "Good"))
    assert found.header == ("Theme", "Good: number", "Good: share (%)")
    assert found.rows == (("Casework", NOT_APPLICABLE, 16), ("Cases", 321, NOT_APPLICABLE))


def test_what_is_protected_or_missing_stays_in_words_in_every_column_of_it():
    """A range is no number, "[c]" stays, and a dash becomes shorthand: no cell is blank."""
    found = table(["Good", escape("fewer than 5 of 21"), escape("[c]")], ["Other", "–", "–"], ["Not", "17", r"81\%"])
    assert found.rows == (
        ("Good", "fewer than 5 of 21", HIDDEN),
        ("Other", NOT_AVAILABLE, NOT_AVAILABLE),
        ("Not", 17, 81),
    )


def test_a_column_of_words_keeps_a_reference_that_is_a_number():
    """Case 004711 does not lose its zeros."""
    (found,) = document_tables(pipe_table(["Case"], [["004711"]], "Cases", "x", of_words=1))
    assert found.rows == (("004711",),)


@given(st.text())
def test_what_was_escaped_for_a_document_is_read_back_as_it_was_typed(text):
    """``unescape`` undoes ``escape``, in a cell of a table too; of the braces that Quarto reads it keeps the space."""
    typed = _PAIRS.sub(" ", drawable(text))
    assert unescape(escape(text)) == typed
    (found,) = document_tables(pipe_table(["What", "n"], [[escape(text), "1"]], "c", "x"))
    assert found.rows == ((_word(typed), 1),)


@pytest.mark.parametrize("text", [t for t in HOSTILE if len(t) < 100])
def test_hostile_text_stands_in_the_table_as_it_was_typed(text):
    """Through the document's Markdown and back."""
    (found,) = document_tables(pipe_table(["What"], [[escape(text)]], escape(text), "x"))
    assert found.rows == ((drawable(text),),)
    assert found.title == drawable(text)


def test_a_workbook_shows_hostile_text_as_typed_and_runs_none_of_it():
    """No formula, no link, no reference to a note; 10,000 characters are all there."""
    rows = tuple((text, n) for n, text in enumerate(HOSTILE))
    content = data_workbook(COVER, [DataTable("=1+1 [a](b)", "[a](b)", ("What", "n"), rows)])
    sheet = opened(content)["Table 1"]
    assert values(sheet)[1:] == list(rows)
    assert sheet["A1"].value == "=1+1 [a](b)"
    assert sheet["A2"].value == "[a](b)"
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink] == []


def test_a_workbook_has_a_cover_contents_notes_and_one_named_table_a_sheet():
    """Nothing is merged, nothing in a table is blank, numbers are numbers with a format, the title is a property."""
    found = table(["Good", "1,349", r"22\%"], ["All", "1,500", ""])
    book = opened(data_workbook(COVER, [found, found]))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Table 1", "Table 2"]
    assert book.properties.title == "Data tables: December"
    assert [sheet.merged_cells.ranges for sheet in book if sheet.merged_cells.ranges] == []
    assert [len(sheet.tables) for sheet in book] == [0, 1, 1, 1, 1]
    assert values(book["Table 1"]) == [found.header, *found.rows]
    assert book["Table 1"]["B4"].number_format == "#,##0"
    told = " ".join(str(cell) for row in book["Notes"].values for cell in row)
    assert all(mark in told for mark in (HIDDEN, NOT_AVAILABLE, NOT_APPLICABLE))
    cover = " ".join(str(cell) for row in book["Cover"].values for cell in row)
    assert all(
        words in cover for words in ("Wyeshire", "Public edition", "9 January 2018", "Head of Quality Assurance")
    )


def test_the_same_tables_give_the_same_bytes():
    """There is no hour of making in the file, but the day of the report."""
    found = table(["Good", "1", r"22\%"])
    assert opened(data_workbook(COVER, [found])).properties.created == datetime(2018, 1, 9, 9)
    assert data_workbook(COVER, [found]) == data_workbook(COVER, [found])


@pytest.mark.parametrize(
    ("round_", "audits"), [(ALL_CASES, (CLOSED, AT_RISK)), (MONTH, ({}, {"grade": "not_yet_good"}))]
)
def test_every_chart_of_a_report_says_what_it_is_drawn_from(round_, audits):
    """A chart without its data would have no table in the workbook."""
    named = [{"return_id": "R-1", "theme": "supervision", "polarity": "weakness"}]
    charts = [c for c in report(round_, *audits, findings=named).context["charts"].values() if c is not None]
    assert charts
    assert [chart.name for chart in charts if not chart.shows] == []


def test_the_data_behind_a_chart_have_their_base_share_and_interval_and_are_noted_as_printed():
    """2 of 3 is 67 %, with the interval of the chart; a count on its own has neither."""
    measures = evaluate(all_definitions(RULES), build_views(tables({}, {}, {"grade": "not_yet_good"})))
    figures = Figures("summary_data", ROUND, {ROUND.id: measures})
    shows = (Shown("ratings.good", "Good"), Shown("coverage.core", "Core audits"))
    chart = Chart("c", "2 of 3 were good", "Line chart of grades. Good: 67%.", Figure(), shows, intervals=True)
    (found,) = chart_tables([chart], figures, {ROUND.id: "December 2017"})
    assert found.header[2:] == ("Number of audits", "Of", "Share (%)", "95% interval from (%)", "95% interval to (%)")
    assert found.rows[0] == ("December 2017", "Good", 2, 3, 67, 21, 94)
    assert found.rows[1] == ("December 2017", "Core audits", 3, *[NOT_APPLICABLE] * 4)
    assert found.place == "The data behind a chart. Line chart of grades."
    assert [p["text"] for p in figures.printed] == ["2", "3", "67%", "21% to 94%", "3"]
