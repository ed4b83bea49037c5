"""Text is read back out of Word, PowerPoint, Excel and SVG as a reader would see it."""

from __future__ import annotations

import datetime as dt
import re
import zipfile

import openpyxl
import pytest

from pipeline.check.structure import docx_faults, pptx_faults
from pipeline.check.texts import read_text
from pipeline.render.office import read_parts, write_parts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def word(tmp_path, body):
    """A Word file with this body and nothing that assistive technology needs."""
    path = tmp_path / "a.docx"
    core = '<p xmlns:dc="http://purl.org/dc/elements/1.1/"/>'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", f"<w:document {W} {WP}>{body}</w:document>")
        file.writestr("word/styles.xml", f"<w:styles {W}/>")
        file.writestr("docProps/core.xml", core)
    return path


def test_runs_of_a_paragraph_are_one_text_and_tabs_are_spaces(tmp_path):
    """A figure can stand in two runs; paragraphs and cells are apart; a picture is its alternative text."""
    runs = "<w:r><w:t>23</w:t></w:r><w:r><w:t>%</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>of 25</w:t></w:r>"
    runs += "<w:r><w:t>, aged 16</w:t><w:noBreakHyphen/><w:t>17</w:t></w:r>"
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{n}</w:t></w:r></w:p></w:tc>" for n in (1, 2))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    picture = '<w:p><w:r><w:drawing><wp:docPr id="1" descr="A bar chart"/></w:drawing></w:r></w:p>'
    found = read_text(word(tmp_path, f"<w:p>{runs}</w:p>{table}{picture}"))
    assert found == "23% of 25, aged 16\u201117 1 2 A bar chart"


def test_a_word_file_is_read_from_its_head_to_its_foot(tmp_path):
    """In whatever order its parts were written; heads and feet by their numbers."""
    path = word(tmp_path, "<w:p><w:r><w:t>body</w:t></w:r></w:p>")
    with zipfile.ZipFile(path, "a") as file:
        for part in ("footer1", "header2", "header1", "footnotes"):
            file.writestr(f"word/{part}.xml", f"<w:p {W}><w:r><w:t>{part}</w:t></w:r></w:p>")
    assert read_text(path) == "header1 header2 body footnotes footer1"


def test_what_assistive_technology_lacks_in_word_is_told(tmp_path):
    """Title, language, alternative text, header row, joined cells, skipped level: a sentence each."""
    picture = '<w:p><w:r><w:drawing><wp:docPr id="1"/></w:drawing></w:r></w:p>'
    joined = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr></w:tc></w:tr></w:tbl>'
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Deep</w:t></w:r></w:p>'
    assert docx_faults(word(tmp_path, picture + joined + heading)) == [
        "the file has no title in its properties",
        "the text does not say what language it is in",
        "picture 1 has no alternative text",
        "table 1 has no header row",
        "table 1 has joined cells",
        'the heading "Deep" is level 2, under a heading of level 0',
    ]


def test_what_a_word_file_has_too_much_of_or_says_nothing_with_is_told(tmp_path):
    """Properties that the writing program left in it, and a heading without words."""
    empty = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>'
    path = word(tmp_path, empty)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("docProps/custom.xml", "<Properties/>")
    assert docx_faults(path)[2:] == [
        "the file has properties of its own, which anyone can read who opens it",
        "a heading of level 1 is empty",
    ]


@pytest.fixture
def deck(tmp_path):
    """A function from changes (words → other words in the second slide) to a deck that was changed so."""
    from pathlib import Path
    from runpy import run_path

    from pipeline.render import render

    fixtures = Path(__file__).parents[2] / "fixtures" / "render"
    body = '## One\n\n![](figures/left){fig-alt="Bars of one"}\n\n::: {.notes}\nSpoken.\n:::\n'
    document = run_path(str(fixtures / "build_folder.py"))["write_build"](tmp_path / "build", body)
    made = render(document, ["slides"], "embedded").files["slides"]

    def change(**words):
        parts = read_parts(made.read_bytes())
        for old, new in words.items():
            slide = parts["ppt/slides/slide2.xml"].decode()
            assert old in slide
            parts["ppt/slides/slide2.xml"] = slide.replace(old, new).encode()
        made.write_bytes(write_parts(parts))
        return made

    return change


def test_slides_are_read_in_order_with_alternative_texts_and_notes(deck):
    """The first slide, then each other with what is spoken behind it."""
    text = read_text(deck())
    assert text.index("Audit of case files") < text.index("One") < text.index("Bars of one") < text.index("Spoken.")


def test_what_assistive_technology_lacks_in_a_deck_is_told(deck):
    """A title without words, a picture without alternative text, runs without a language, each with its slide."""
    assert pptx_faults(deck()) == []
    assert pptx_faults(deck(**{"<a:t>One</a:t>": "<a:t/>", 'descr="Bars of one"': 'descr=""'})) == [
        "slide 2: it has no title",
        "slide 2: a picture has no alternative text",
    ]
    assert pptx_faults(deck(**{' lang="en-GB"': ""}))[0] == "the text does not say what language it is in"


def test_a_slide_that_is_read_in_another_order_than_it_is_seen_is_told(deck):
    """Its shapes the other way round, two of them with one number, and a table without a header row."""
    slide = read_parts(deck().read_bytes())["ppt/slides/slide2.xml"].decode()
    shapes = re.findall(r"<p:(sp|pic)>(.*?)</p:\1>", slide, flags=re.DOTALL)
    assert len(shapes) == 4  # title, picture, the mark of synthetic data, the number
    asunder = "".join(f"<p:{kind}>{inner}</p:{kind}>" for kind, inner in shapes)
    again = "".join(f"<p:{kind}>{inner}</p:{kind}>" for kind, inner in reversed(shapes))
    again = re.sub(r'(<p:cNvPr id=)"\d+"', r'\1"7"', again).replace("<p:pic>", "<p:pic><a:tblPr/>", 1)
    assert asunder in slide
    assert pptx_faults(deck(**{asunder: again})) == [
        "slide 2: its title is not what is read first",
        "slide 2: its foot is read before its words",
        "slide 2: two of its shapes have the same number",
        "slide 2: a table has no header row",
    ]


def test_cells_are_read_as_they_are_shown(tmp_path):
    """Numbers in their formats, half up; dates in words; what looks like a formula as it was typed."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Grades"
    shown = [
        (0.125, "0%", "13%"), (0.955, "0.0%", "95.5%"), (1440, "#,##0", "1,440"), (2.5, "0", "3"),
        (2.345, "0.00", "2.35"),
        (21, "General", "21"), (dt.date(2017, 12, 9), "d mmmm yyyy", "9 December 2017"), ("=1+1", "@", "=1+1"),
    ]  # fmt: skip
    for row, (value, form, _) in enumerate(shown, 1):
        cell = sheet.cell(2 * row, 1, value)  # every other cell is empty
        cell.number_format = form
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(tmp_path / "a.xlsx")
    assert read_text(tmp_path / "a.xlsx") == " ".join(["Grades", *(text for _, _, text in shown)])


def test_a_picture_has_its_title_its_description_and_its_labels(tmp_path):
    """What a chart says is in it as text."""
    drawn = "<title>T</title><desc>D</desc><g><text>Good <tspan>21</tspan></text></g>"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    (tmp_path / "a.svg").write_text(svg, encoding="utf-8")
    assert read_text(tmp_path / "a.svg") == "T D Good 21"


def test_a_kind_of_file_that_cannot_be_read_is_named(tmp_path):
    """With the kinds that can."""
    with pytest.raises(ValueError, match=r"a\.odt: text can be read out of html, pdf, docx, pptx, xlsx, svg"):
        read_text(tmp_path / "a.odt")
