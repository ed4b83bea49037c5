"""One document, two engines: a page and a PDF tell what a real Quarto 1.9 made of them, and what the other tells.

Compared are title, headings, paragraphs and their numbers, items of lists, tables, captions, alternative texts and the
words of references; of the PDF by its tags, and by the words on its pages. What differs is named, with its reason.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pypdfium2
import pytest

from pipeline.check.texts import read_text
from pipeline.render import render
from pipeline.render.quarto import QuartoEngine, find_quarto
from tests.unit.render.beside import GOLDEN, copy_example, needs_golden
from tests.unit.render.told import Told, golden_page, read_page, read_pdf

NUMBERED_TWICE = {"4.2.1 Help": "4.2.3 Help", "4.2.1.1 A guide": "4.2.3.1 A guide", "4.2.1.2 Fur": "4.2.3.2 Fur"}
"""The example's filter gives a paragraph and a heading both the number 4.2.1; ours gives no number twice."""

OURS = ("report.lua", "report.html", "report.css", "typst-template.typ", "typst-show.typ")
ON_QUARTO_S_PAPER = Counter([*["Dr", "aft"] * 4, "1%", "2", "4.2.1", "4.2.1.1", "4.2.1.2"])
"""The example's template has Draft across each page; a space that was lost; a page number; numbers that stood twice."""
ON_OUR_PAPER = Counter([*"·1%3", "Draft", "–", "not", "for", "publication", "4.2.3", "4.2.3.1", "4.2.3.2"])
"""Author and date stand in one line, and the draft mark stands under them; the others are the same in our theme."""


def golden(*, ours: bool = False) -> Told:
    """What Quarto's page told; as by our filter, but for the numbers that stood twice."""

    def numbered(words: str) -> str:
        return next((words.replace(old, new) for old, new in NUMBERED_TWICE.items() if words.startswith(old)), words)

    told = golden_page(GOLDEN / "committee_report.html.json")
    if ours:
        told.headings = [(level, numbered(words)) for level, words in told.headings]
        told.paragraphs = [numbered(words) for words in told.paragraphs]
    return told


def differences(one: Told, other: Told, *without: str) -> dict[str, list[list[object]]]:
    """What two files tell differently: what only the one tells and what only the other, or both in order."""
    found = {}
    for name in (f.name for f in fields(Told) if f.name not in without):
        a, b = ([told] if isinstance(told := getattr(file, name), str) else told for file in (one, other))
        if a != b:
            alone = [[x for x in a if x not in b], [x for x in b if x not in a]]
            found[name] = alone if any(alone) else [a, b]
    return found


def told_of(file: Path) -> Told:
    """What a file of the example tells, without what was not kept of Quarto's: lists, and one link."""
    told = read_page(file) if file.suffix == ".html" else read_pdf(file)
    told.items.clear()
    told.links.remove("the published policy")
    return told


def words(text: str) -> Counter[str]:
    """The words on paper, without the dots that lead the eye in a contents."""
    return Counter(word for word in re.sub("[\u2060\ufffe]", "", text).split() if word != ".")


@needs_golden
def test_a_page_by_the_embedded_engine_tells_what_quarto_s_does(tmp_path):
    """With the example's own filter and template: the same, word for word and in the same order."""
    document = copy_example(tmp_path / "x") / "committee_report.qmd"
    told = told_of(render(document, ["html"], "embedded").files["html"])
    assert differences(golden(), told) == {}
    assert (len(told.numbers), len(told.tables), len(told.figures), len(told.links)) == (13, 2, 3, 8)


@needs_golden
def test_a_pdf_by_the_embedded_engine_tells_by_its_tags_what_quarto_s_page_does(tmp_path):
    """With the example's own filter and template, whose terms of a list of definitions are paragraphs of their own."""
    document = copy_example(tmp_path / "x") / "committee_report.qmd"
    told = told_of(render(document, ["pdf"], "embedded").files["pdf"])
    told.paragraphs = [words for words in told.paragraphs if words not in ("Moderation", "High risk")]
    assert differences(golden(), told, "title") == {}
    assert told.title.startswith(golden().title)  # its subtitle follows in the same paragraph


@needs_golden
@pytest.mark.parametrize("format", ["html", "pdf"])
def test_our_theme_tells_what_the_example_s_does_but_for_numbers_that_stood_twice(tmp_path, format):
    """With our filter and templates: the same words, levels, tables, captions, references and alternative texts."""
    document = copy_example(tmp_path / "x", *OURS) / "committee_report.qmd"
    assert differences(golden(ours=True), told_of(render(document, [format], "embedded").files[format])) == {}


@needs_golden
def test_every_word_on_quarto_s_pages_is_on_ours(tmp_path):
    """The text drawn on the pages of the PDF, head and foot and contents and all; what differs is named above."""
    made = render(copy_example(tmp_path / "x", *OURS) / "committee_report.qmd", ["pdf"], "embedded").files["pdf"]
    with pypdfium2.PdfDocument(made) as document:
        ours = words(" ".join(page.get_textpage().get_text_bounded() for page in document))
    theirs = words((GOLDEN / "committee_report.pdf.txt").read_text(encoding="utf-8"))
    assert (theirs - ours, ours - theirs) == (ON_QUARTO_S_PAPER, ON_OUR_PAPER)


def test_a_page_and_a_pdf_of_one_document_tell_the_same(finished):
    """The whole subset; the tiles of key figures alone are a list on a page and two paragraphs each in print."""
    page, pdf = read_page(finished["html"]), read_pdf(finished["pdf"])
    tiles = (
        ("20 of 21", "case files were graded"),
        ("1 in 10", "had a plan with no date"),
        ("-3", "fewer than last month"),
    )
    for item in (" ".join(tile) for tile in tiles):
        page.items.remove(item)
    for words in (part for tile in tiles for part in tile):
        pdf.paragraphs.remove(words)
    assert differences(page, pdf) == {}
    assert len(page.numbers) > 10
    assert len(page.figures) == 3


@pytest.fixture(scope="module")
def quarto() -> QuartoEngine:
    """The real Quarto, where one is found; skipped with what was found instead."""
    found = find_quarto()
    if not isinstance(found, QuartoEngine):
        pytest.skip(f"not compared with a real Quarto: {found}")
    return found


@pytest.fixture(scope="module")
def by_quarto(quarto, full_document, tmp_path_factory):
    """A function that renders the document of the whole subset by Quarto, each time in a folder of another name."""

    def make(*formats: str) -> dict[str, Path]:
        folder = shutil.copytree(full_document.parent, tmp_path_factory.mktemp("by quarto") / "build")
        return quarto.render(folder / full_document.name, formats)

    return make


def test_quarto_and_the_embedded_engine_tell_the_same(by_quarto, finished, word):
    """Where a real Quarto is found: the same page, the same PDF, and the same words in Word."""
    made = by_quarto("html", "pdf", "docx")
    assert differences(read_page(made["html"]), read_page(finished["html"])) == {}
    assert differences(read_pdf(made["pdf"]), read_pdf(finished["pdf"])) == {}
    assert read_text(made["docx"]) == read_text(word)


def test_quarto_tells_the_same_again(by_quarto):
    """Where a real Quarto is found: two runs in different folders give the same content."""
    one, other = by_quarto("html", "pdf"), by_quarto("html", "pdf")
    assert differences(read_page(one["html"]), read_page(other["html"])) == {}
    assert differences(read_pdf(one["pdf"]), read_pdf(other["pdf"])) == {}


def test_a_deck_by_quarto_says_what_ours_does(quarto, deck_document, deck, tmp_path):
    """Where a real Quarto is found: the same words on the same slides."""
    folder = shutil.copytree(deck_document.parent, tmp_path / "build")
    made = quarto.render(folder / deck_document.name, ["slides"])["slides"]
    assert read_text(made) == read_text(deck)
