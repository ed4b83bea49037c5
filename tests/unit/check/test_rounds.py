"""All formats of a round are checked: what was rendered last, and each against what was printed."""

from __future__ import annotations

import pytest

from pipeline.check import check_round
from pipeline.render.office import read_parts, write_parts
from pipeline.run import Options, run_round

EVERY = Options(editions=("public",), formats=("html", "pdf", "docx", "slides"), engine="embedded", quiet=True)


@pytest.fixture
def finished(small_rounds, without_kernels):
    """A month with a deck, in every format: its workspace, and the folder of its public edition."""
    folder = small_rounds.write()
    settings = folder / "round.yml"
    words = settings.read_text(encoding="utf-8")
    settings.write_text(words + "reports: [monthly_summary, briefing_deck]\n", encoding="utf-8")
    run_round(small_rounds.workspace, "2017-12", EVERY)
    return small_rounds.workspace, small_rounds.workspace.round("2017-12").build("public")


def change(path, part, old, new):
    """Put other words into a part of an office file."""
    parts = read_parts(path.read_bytes())
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    path.write_bytes(write_parts(parts))


def test_nothing_stands_against_a_round_in_any_format(finished):
    """Every figure is in the Word file and in the deck, and both can be read aloud."""
    workspace, folder = finished
    assert check_round(workspace, "2017-12") == []
    assert (folder / "monthly_summary.docx").is_file()
    assert (folder / "briefing_deck.pptx").is_file()


def test_a_figure_that_word_does_not_show_is_told(finished):
    """And so is a word of the machine, and a picture without alternative text."""
    workspace, folder = finished
    change(folder / "monthly_summary.docx", "word/document.xml", "1 of 3", "some_of nan")
    change(folder / "monthly_summary.docx", "word/document.xml", "<wp:docPr descr=", "<wp:docPr was=")
    found = [(f.document, f.place, f.message) for f in check_round(workspace, "2017-12")]
    assert any(place.startswith("docx, ") and '"1 of 3' in message for _, place, message in found)
    assert ("monthly_summary", "docx", '"some_of" is a word of the machine') in found
    assert ("monthly_summary", "docx", "picture 1 has no alternative text") in found
    assert {document for document, _, _ in found} == {"monthly_summary"}


def test_a_deck_that_is_missing_or_lacks_a_figure_is_told(finished):
    """With the format to ask for."""
    workspace, folder = finished
    change(folder / "briefing_deck.pptx", "ppt/slides/slide3.xml", "2 of 3", "all")
    found = check_round(workspace, "2017-12")
    assert any(f.document == "briefing_deck" and '"2 of 3' in f.message for f in found)
    (folder / "briefing_deck.pptx").unlink()
    (finding,) = check_round(workspace, "2017-12")
    assert finding.message == "PPTX has not been made; run the round with --formats slides"


def test_a_word_file_of_an_earlier_run_is_no_business_of_this_one(finished):
    """Only what was rendered last is checked, as only that is published."""
    workspace, folder = finished
    run_round(workspace, "2017-12", Options(editions=("public",), engine="embedded", quiet=True))
    change(folder / "monthly_summary.docx", "word/document.xml", "1 of 3", "none")
    assert check_round(workspace, "2017-12") == []
