"""The full subset, rendered by the embedded engine: what stands in the HTML and the PDF."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pipeline.errors import ConfigurationError, RenderError
from pipeline.render import choose_engine, render
from pipeline.render.source import parse_date, write_whole

NO_OUTLOUD = "outloud is not installed; it brings code under the AGPL, so it is no dependency: pip install outloud"
MARK = "Synthetic data – no real child or worker"
HOSTILE = [
    "- a hyphen at the start of a plain paragraph",
    "+ a plus at the start of a plain paragraph",
    "1. a number at the start of a plain paragraph",
    "-- two hyphens, ... three dots, -1 a negative number, // two slashes, https://example.org as text",
    "2.1.3 - a hyphen opens this paragraph, and it costs $5 – no, --5 – or -1 ... or 3.5.",
]


def html_text(path):
    """The words of a page, tags and embedded files away, entities read."""
    page = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_a_document_becomes_one_file_a_format_beside_it(full_document, finished):
    """Each format's file lies beside the document, and nothing half-made is left."""
    assert finished == {"html": full_document.with_suffix(".html"), "pdf": full_document.with_suffix(".pdf")}
    assert not list(full_document.parent.glob(".*.part"))


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("format", ["html", "pdf"])
def test_words_that_look_like_markup_are_printed_as_written(finished, pdf_text, format, words):
    """A paragraph that begins like a list, or holds dashes and dots, reads the same in both formats."""
    text = pdf_text(finished["pdf"]) if format == "pdf" else html_text(finished["html"])
    assert words in text


@pytest.mark.parametrize(
    "words",
    [
        "1,440 files were read, and Audit of case files says what was found.",
        "The findings are in Section 2; Table 1 gives the grades and Figure 1 shows them.",
        "The questions are in Appendix A.",
        "set out in paragraph 2.2.1.",
        "Important: Decision needed",
        "Note: How to read the shares",
        "Table 1: Grades given to case files",
        "Figure 3: Themes named most often",
        "This paragraph was included from a file of its own.",
        "20 of 21 case files were graded",
        "14 March 2013",
    ],
)
def test_references_variables_and_captions_are_words_in_both_formats(finished, pdf_text, words):
    """What the filter and the shortcodes make is text in the HTML and in the PDF."""
    assert words in html_text(finished["html"]).replace("\xa0", " ")
    assert words in pdf_text(finished["pdf"]).replace("\xa0", " ")


def test_no_number_stands_twice(finished):
    """Paragraphs and sub-headings under one heading share one count."""
    page = finished["html"].read_text(encoding="utf-8").split("<main", 1)[1]
    numbers = re.findall(r'class="(?:header-section-number|para)"[^>]*>([^<]+)<', page)
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert {"1", "1.1", "2.1.3", "2.2.2", "2.2.3", "2.2.3.1", "2.2.4", "2.2.4.1", "3.1", "A.1"} <= set(numbers)


def test_the_pdf_is_tagged_and_says_that_it_is_pdf_ua(finished):
    """MarkInfo, a structure tree, a language, a title that is shown, bookmarks and the PDF/UA flag are there."""
    with pikepdf.open(finished["pdf"]) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        with pdf.open_metadata() as xmp:
            assert str(xmp["pdfuaid:part"]) == "1"
            assert xmp["dc:title"] == "Audit of case files: findings and response"
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][:2] == ["1 Purpose", "2 Key considerations"]


def test_every_font_is_in_the_pdf(finished):
    """And all of them are the house's: nothing is left to the machine that opens it."""
    with pikepdf.open(finished["pdf"]) as pdf:
        fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/FontDescriptor" in thing]
        assert len(fonts) >= 3
        for font in fonts:
            assert "SourceSans3" in str(font.BaseFont)
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("outloud") is None, reason=NO_OUTLOUD)
def test_outloud_finds_no_error_in_the_pdf(finished):
    """PDF/UA-1 and what a screen reader makes of it, judged by a program that is not ours."""
    done = subprocess.run(["outloud", "--fail-on", "error", str(finished["pdf"])], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_page_carries_the_marks_the_running_title_and_its_number(finished):
    """Each page of the PDF bears both marks, the running title and page x of y."""
    with pypdfium2.PdfDocument(finished["pdf"]) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    for number, text in enumerate(pages, 1):
        for words in (MARK, "Draft – not for publication", "Audit of case files", f"Page {number} of {len(pages)}"):
            assert words in text


def test_the_page_is_one_file_without_script_under_a_strict_policy(finished):
    """No script, nothing fetched, and a policy that forbids both."""
    page = finished["html"].read_text(encoding="utf-8")
    assert "default-src 'none'" in html.unescape(page.split("<style>")[0])
    assert "<script" not in page
    assert set(re.findall(r'(?:src|href)="(?!#|data:|https://example\.org)([^"]*)', page)) == set()
    assert "data:font/woff2" in page


def test_the_page_has_landmarks_headers_and_one_title(finished):
    """A reader by ear finds the language, the skip link, the main part, one h1, and table headers with a scope."""
    page = finished["html"].read_text(encoding="utf-8")
    assert '<html lang="en-GB">' in page
    assert '<a class="skip-link" href="#content">' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert '<p class="page-mark">' in page
    assert 'scope="col"' in page
    assert 'scope="row"' in page
    assert 'role="region" aria-label="Table 1: Grades' in page.replace("\xa0", " ")
    assert 'alt="Bar chart of four grades.' in page


def test_a_column_of_numbers_stands_right_without_being_told(finished):
    """The table without alignment marks has its numbers on the right."""
    page = finished["html"].read_text(encoding="utf-8")
    assert re.search(r'<td style="text-align: right;">\s*1,200\s*</td>', page)


def test_bytes_repeat_from_run_to_run(full_document, finished):
    """Rendering again gives the same bytes."""
    before = {format: path.read_bytes() for format, path in finished.items()}
    again = render(full_document, ["html", "pdf"], "embedded").files
    assert {format: path.read_bytes() for format, path in again.items()} == before


def test_the_engine_tells_its_version(build):
    """What a round records names the engine and both programs."""
    rendered = render(build("# One\n\nText.\n"), ["html"], "embedded")
    assert re.fullmatch(r"embedded \(pandoc \d[\d.]*, typst \d[\d.]*\)", rendered.engine)
    assert list(rendered.files) == ["html"]


def test_a_bare_document_needs_no_marks_contents_or_author(build, pdf_text):
    """Every optional key of the front matter may be left out."""
    absent = dict.fromkeys(("page-mark", "draft-mark", "subtitle", "author", "edition", "keywords", "running-title"))
    files = render(build("# One\n\nText.\n", toc=False, **absent), ["html", "pdf"], "embedded").files
    assert "page-mark" not in files["html"].read_text(encoding="utf-8").split("</style>")[1]
    assert "One Text." in pdf_text(files["pdf"])


def test_a_format_that_is_not_made_is_refused_by_name(build):
    """Asking for another format says which there are; slides in a browser are made by Quarto alone."""
    with pytest.raises(RenderError, match="the formats are html, pdf, docx, slides, revealjs"):
        render(build("# One\n"), ["nope"], "embedded")
    with pytest.raises(RenderError, match="the embedded engine makes html, pdf, docx, slides, and not this format"):
        render(build("# One\n"), ["revealjs"], "embedded")
    with pytest.raises(RenderError, match="both would be the same file"):
        render(build("# One\n"), ["html", "revealjs"], "embedded")


def test_an_unknown_engine_is_refused():
    """A misspelt engine names the ones there are."""
    with pytest.raises(ConfigurationError, match="auto, quarto, embedded"):
        choose_engine("quatro")


def test_a_refused_document_leaves_the_finished_files_alone(build):
    """If one format fails, the files of an earlier run stay as they were."""
    document = build("# One\n\nText.\n")
    files = render(document, ["html", "pdf"], "embedded").files
    before = {path: path.read_bytes() for path in files.values()}
    document.write_text(document.read_text(encoding="utf-8") + "\nSee @fig-none.\n", encoding="utf-8")
    with pytest.raises(RenderError, match="no such cross-reference: @fig-none"):
        render(document, ["html", "pdf"], "embedded")
    assert {path: path.read_bytes() for path in files.values()} == before


def test_files_appear_all_or_none(tmp_path):
    """If the second file cannot be written, the first does not appear either."""
    with pytest.raises(OSError, match="nowhere"):
        write_whole({tmp_path / "a.html": b"a", tmp_path / "nowhere" / "a.pdf": b"b"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2017-12-31", dt.date(2017, 12, 31)),
        ("31 December 2017", dt.date(2017, 12, 31)),
        (dt.date(2017, 12, 31), dt.date(2017, 12, 31)),
        ("December 2017", None),
    ],
)
def test_a_date_is_read_in_either_way_of_writing(written, day):
    """A date in figures, in words or as YAML gives it is the same day; a month alone is none."""
    assert parse_date(written) == day


def test_the_epoch_of_a_reproducible_build_is_kept(build, monkeypatch):
    """SOURCE_DATE_EPOCH decides the PDF's date; without it the document's own date does."""
    document = build("# One\n\nText.\n")

    def made() -> str:
        with pikepdf.open(render(document, ["pdf"], "embedded").files["pdf"]) as pdf:
            return str(pdf.docinfo["/CreationDate"])

    assert made().startswith("D:20130314")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert made().startswith("D:19700102")


def test_windows_line_ends_make_the_same_page(build):
    """A document saved on Windows becomes the same bytes."""
    document = build("# One\n\nText.\n")
    first = Path(render(document, ["html"], "embedded").files["html"]).read_bytes()
    document.write_bytes(document.read_bytes().replace(b"\n", b"\r\n"))
    assert render(document, ["html"], "embedded").files["html"].read_bytes() == first


def test_a_callout_longer_than_a_page_loses_nothing(build, pdf_text):
    """Every paragraph of a callout over three pages is printed."""
    lines = [f"Sentence {n} of a long callout, which is printed on whichever page it falls." for n in range(120)]
    body = "# One\n\n::: {.callout-note}\n" + "\n\n".join(lines) + "\n:::\n"
    text = pdf_text(render(build(body), ["pdf"], "embedded").files["pdf"])
    assert [line for line in lines if line not in text] == []


def test_key_figures_are_a_plain_list_to_a_reader_by_ear(finished):
    """The tiles are one list whose items begin with the number in bold."""
    page = finished["html"].read_text(encoding="utf-8")
    tiles = re.search(r'<div class="key-figures">\s*<ul>(.*?)</ul>', page, re.DOTALL)
    assert tiles is not None
    assert re.findall(r"<li><strong>([^<]+)</strong>([^<]+)</li>", tiles[1])[0] == (
        "20 of 21",
        " case files were graded",
    )


@pytest.mark.parametrize("cell", ["£4,000", "-3.5", "12 %", "+1", "1,200"])
def test_money_shares_and_negative_numbers_are_numbers(build, cell):
    """A column of such cells stands right; a column with a word among them does not."""
    body = f"# One\n\n| A | B | C |\n|---|---|---|\n| x | {cell} | {cell} |\n| y | {cell} | none |\n"
    page = render(build(body), ["html"], "embedded").files["html"].read_text(encoding="utf-8")
    assert page.count('<td style="text-align: right;">') == 2


def test_a_header_block_stands_under_the_title_in_the_place_of_author_and_date(build, pdf_text):
    """Meeting and report by, in both formats and escaped; the author stays in the properties of the file."""
    document = build(
        "# One\n\n[]{.para} Words.\n",
        details=[
            {"term": "Meeting", "words": r"Scrutiny \- 1\. first"},
            {"term": "Report by", "words": "Head of Audit"},
        ],
    )
    made = render(document, ["html", "pdf"], "embedded").files
    assert "Meeting Scrutiny - 1. first Report by Head of Audit" in pdf_text(made["pdf"])
    page = made["html"].read_text(encoding="utf-8")
    assert "<dt>Meeting</dt><dd>Scrutiny - 1. first</dd>" in page
    assert '<span class="author">' not in page
    with pikepdf.open(made["pdf"]) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:creator"]


def test_a_table_of_three_columns_with_widths_keeps_its_room(build):
    """It is laid out as a table of its own, with space before the paragraph that follows."""
    body = (
        '# One\n\n| A | B | C |\n|:--|--:|--:|\n| x | 1 | 2 |\n\n: Cap {#tbl-x tbl-colwidths="[40,30,30]"}\n\nMore.\n'
    )
    page = render(build(body), ["html"], "embedded").files["html"].read_text(encoding="utf-8")
    assert re.search(r'<div id="table-x" class="table">', page)


def test_a_list_that_a_numbered_paragraph_opens_stands_under_its_words(build):
    """In print its items begin to the right of the paragraph's number; another list begins at the margin."""
    body = "# One\n\n[]{.para} It helped:\n\n- under the number\n\nPlain:\n\n- at the margin\n"
    made = render(build(body), ["pdf"], "embedded").files["pdf"]
    with pypdfium2.PdfDocument(made) as document:
        text = document[len(document) - 1].get_textpage()
        lefts = {}
        for words in ("under the number", "at the margin"):
            at, _ = text.search(words).get_next()
            lefts[words] = text.get_charbox(at)[0]
    assert lefts["under the number"] > lefts["at the margin"] + 20
