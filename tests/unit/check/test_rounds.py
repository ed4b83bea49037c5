"""All formats of a round are checked: what was rendered last, each against what was composed and what was printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from pipeline.check import check_round
from pipeline.render import render
from pipeline.render.office import read_parts, write_parts
from pipeline.run import Options, run_round
from pipeline.run.crews import HereCrew
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY, SmallRounds
from tests.in_process import run_cells

pytestmark = pytest.mark.slow  # two documents in five formats

EVERY = Options(formats=("html", "pdf", "docx", "slides", "xlsx"), engine="embedded", quiet=True)
# a small sample of many cases, so that the public edition tells of it exactly
OPEN = "eligible_cases: 400\nsample_list_published: false\ndisclosure_profile: standard\n"
PUBLISHED = "figures:\n  - {measure: ratings.good, count: 1, percent: 33, of: ratings.total, source: minutes}\n"
SUMMARY, DECK = "monthly_summary", "briefing_deck"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A workspace with a month and its deck, both editions of it in every format."""
    root = tmp_path_factory.mktemp("workspace")
    shutil.copytree(REPOSITORY / "data" / "council", root / "data" / "council")
    rounds = SmallRounds(Workspace.at(root))
    settings = rounds.write() / "round.yml"
    words = settings.read_text(encoding="utf-8")
    settings.write_text(words + OPEN + "reports: [monthly_summary, briefing_deck]\n", encoding="utf-8")
    (settings.with_name("published.yml")).write_text(PUBLISHED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.run.work.run_notebook", run_cells)
        patch.setattr("pipeline.run.batch.open_crew", lambda options: HereCrew())
        run_round(rounds.workspace, "2017-12", EVERY)
    return rounds.workspace


@pytest.fixture
def finished(run, tmp_path):
    """A copy of that workspace to change, and the folder of its public edition."""
    shutil.copytree(run.root, tmp_path / "workspace")
    workspace = Workspace.at(tmp_path / "workspace")
    return workspace, workspace.round("2017-12").build("public")


def finished_files(workspace, edition):
    """The folder that people open the documents of an edition in."""
    paths = workspace.round("2017-12")
    return paths.internal if edition == "internal" else paths.build(edition)


def change(path, part, old, new):
    """Put other words into a part of an office file."""
    parts = read_parts(path.read_bytes())
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    path.write_bytes(write_parts(parts))


def rewrite(path, old, new):
    """Put other words into a text file, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def altered_html(folder):
    """A number of a sentence."""
    rewrite(folder / f"{SUMMARY}.html", "1 of 3", "2 of 3")


def altered_pdf(folder):
    """A number of a table, in a PDF that was set from other words."""
    elsewhere = Path(shutil.copytree(folder, folder.with_name("elsewhere")))
    rewrite(elsewhere / f"{SUMMARY}.qmd", "yet meet Good | 2 |", "yet meet Good | 7 |")
    shutil.copy(render(elsewhere / f"{SUMMARY}.qmd", ["pdf"], "embedded").files["pdf"], folder)


def altered_docx(folder):
    """A number of a sentence."""
    change(folder / f"{SUMMARY}.docx", "word/document.xml", "1 of 3 were good", "3 of 3 were good")


def altered_pptx(folder):
    """A number of a title."""
    change(folder / f"{DECK}.pptx", "ppt/slides/slide3.xml", "2 of 3", "3 of 3")


def altered_xlsx(folder):
    """A number in the first table."""
    book = openpyxl.load_workbook(folder / f"{SUMMARY}_data.xlsx")
    book["Table 1"]["B5"].value += 1
    book.save(folder / f"{SUMMARY}_data.xlsx")


def altered_chart_data(folder):
    """A number behind the last chart."""
    book = openpyxl.load_workbook(folder / f"{SUMMARY}_data.xlsx")
    sheet = book.worksheets[-1]
    sheet.cell(4, 3).value = 77
    book.save(folder / f"{SUMMARY}_data.xlsx")


def altered_svg(folder):
    """A number that a chart draws."""
    picture = folder / "figures" / SUMMARY / "ratings.svg"
    text = picture.read_text(encoding="utf-8")
    label = re.search(r"<text[^>]*>2</text>", text)
    picture.write_text(text.replace(label[0], label[0].replace(">2<", ">7<"), 1), encoding="utf-8")


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_nothing_stands_against_a_round_in_any_format(run, edition):
    """Every figure is in the page, the PDF, the Word file, the deck and the workbook, which can be read aloud."""
    folder = finished_files(run, edition)
    names = [f"{SUMMARY}.{form}" for form in ("html", "pdf", "docx")] + [f"{DECK}.pptx", f"{SUMMARY}_data.xlsx"]
    assert [name for name in names if not (folder / name).is_file()] == []
    assert check_round(run, "2017-12", edition) == []


ALTERED = [
    (altered_html, SUMMARY, "html, Summary|html, Title"),
    (altered_pdf, SUMMARY, "pdf, Quality of practice"),
    (altered_docx, SUMMARY, "docx, Summary|docx, Title"),
    (altered_pptx, DECK, "pptx, .*2 of 3.*"),
    (altered_xlsx, SUMMARY, "xlsx, Table 1, cell B5"),
    (altered_chart_data, SUMMARY, r"xlsx, Table \d+, cell C4"),
    (altered_svg, SUMMARY, "svg, ratings"),
]


@pytest.mark.parametrize("edition", ["public", "internal"])
@pytest.mark.parametrize(("alter", "document", "place"), ALTERED, ids=lambda given: getattr(given, "__name__", ""))
def test_a_number_altered_in_one_format_alone_is_found_there(finished, alter, document, place, edition):
    """With the document, the format, and the heading, the cell or the chart."""
    workspace, _ = finished
    alter(workspace.round("2017-12").build(edition))
    if edition == "internal":  # what is read is the copy among the internal documents
        for file in finished_files(workspace, edition).glob("*"):
            if file.name.startswith((SUMMARY, DECK)):
                shutil.copy(workspace.round("2017-12").build(edition) / file.name, file)
    found = check_round(workspace, "2017-12", edition)
    assert {f.document for f in found} == {document}
    assert [f for f in found if re.fullmatch(place, f.place)]
    # a page embeds its charts and a PDF draws them, so both differ from a chart that was altered beside them
    others = ("html", "pdf") if alter is altered_svg else ()
    assert {f.place.split(",")[0] for f in found} <= {place.split(",")[0], *others}


def test_the_page_on_published_figures_says_the_same_in_every_format(finished):
    """Its numbers come from published.yml and need no measure of ours."""
    workspace, _ = finished
    change(workspace.round("2017-12").internal / "reconciliation.docx", "word/document.xml", "1 of 3", "1 of 4")
    found = check_round(workspace, "2017-12", "internal")
    assert found[0].place == "docx, Figures that are the same"
    assert {(f.document, f.place.split(",")[0]) for f in found} == {("reconciliation", "docx")}


def test_a_number_that_no_measure_gave_is_found_where_it_was_composed(finished):
    """A document that was edited, or a template that counts by itself, says a number that is in no table."""
    workspace, folder = finished
    rewrite(
        folder / f"{SUMMARY}.qmd", "# How well are we doing", "In 88% of audits it rained.\n\n# How well are we doing"
    )
    found = check_round(workspace, "2017-12")
    assert found[0].place == "as composed, How much did we do?"
    assert found[0].message == 'the number "88%" comes from no measure: “In 88% of audits it rained.”'


@pytest.mark.parametrize(("words", "figure"), [("41 children waited", "41child"), ("2 of 41 waited", "2of41")])
def test_a_figure_that_was_put_into_one_format_is_found(finished, words, figure):
    """Though every figure that belongs there is there; of a share also where its base alone is foreign."""
    workspace, folder = finished
    rewrite(folder / f"{SUMMARY}.html", "</main>", f"<p>And {words}.</p></main>")
    (finding,) = check_round(workspace, "2017-12")
    assert finding.place == "html"
    assert finding.message == f'"{figure}" is a figure that the document as composed does not have'


def test_a_chart_of_another_document_is_found(finished):
    """In a Word file, where a chart is a picture whose numbers nobody can read back."""
    workspace, folder = finished
    parts = read_parts((folder / f"{SUMMARY}.docx").read_bytes())
    picture = next(name for name in parts if "/media/" in name)
    parts[picture] += b"\0"
    (folder / f"{SUMMARY}.docx").write_bytes(write_parts(parts))
    (finding,) = check_round(workspace, "2017-12")
    assert finding.message == "it is not one of the charts that were made for the document"


def test_a_word_of_the_machine_and_a_picture_without_words_are_told(finished):
    """In a Word file as elsewhere."""
    workspace, folder = finished
    change(folder / f"{SUMMARY}.docx", "word/document.xml", "1 of 3", "some_of nan %% {ratings.good} C-0123456789ab")
    change(folder / f"{SUMMARY}.docx", "word/document.xml", "<wp:docPr descr=", "<wp:docPr was=")
    found = [(f.document, f.place, f.message) for f in check_round(workspace, "2017-12")]
    for word in ("some_of", "nan", "%%", "{", "ratings.good", "C-0123456789ab"):
        assert (SUMMARY, "docx", f'"{word}" is a word of the machine') in found
    assert (SUMMARY, "docx", "picture 1 has no alternative text") in found
    assert {document for document, _, _ in found} == {SUMMARY}


def test_a_deck_that_is_missing_is_told(finished):
    """With the format to ask for."""
    workspace, folder = finished
    (folder / f"{DECK}.pptx").unlink()
    (finding,) = check_round(workspace, "2017-12")
    assert finding.message == "PPTX has not been made; run the round with --formats slides"


def test_a_word_file_of_an_earlier_run_is_no_business_of_this_one(finished, without_kernels):
    """Only what was rendered last is checked, as only that is published."""
    workspace, folder = finished
    run_round(workspace, "2017-12", Options(editions=("public",), engine="embedded", quiet=True))
    change(folder / f"{SUMMARY}.docx", "word/document.xml", "1 of 3", "none")
    assert check_round(workspace, "2017-12") == []
