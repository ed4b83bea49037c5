"""The embedded engine's Word and PowerPoint files beside what a real Quarto 1.9 made of the same documents.

Pages and PDFs are compared in ``test_parity.py``.
"""

from __future__ import annotations

import re
import zipfile
from xml.etree import ElementTree as XML

from pipeline.render import render
from tests.unit.render.beside import GOLDEN, copy_example, needs_golden

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

pytestmark = needs_golden


def word_lines(file):
    """The words of each paragraph, and behind them the alternative text of each picture, as in the golden file."""
    with zipfile.ZipFile(file) as opened:
        body = XML.fromstring(opened.read("word/document.xml"))
    lines = []
    for paragraph in body.iter(f"{W}p"):
        runs = [t for run in paragraph.iter(f"{W}r") for t in run if t.tag in (f"{W}t", f"{W}tab")]
        lines.append("".join(t.text or "" if t.tag == f"{W}t" else "\t" for t in runs))
    return [line for line in lines if line.strip()] + [f"alt: {d.get('descr')}" for d in body.iter(f"{WP}docPr")]


def golden(name):
    """The lines of a golden file, without the alternative texts that only name a file."""
    lines = (GOLDEN / name).read_text(encoding="utf-8").splitlines()
    lines = [re.sub(r" {2}figures/[\w-]+\.png$", "", line) for line in lines]
    return [line for line in lines if not line.startswith("alt: figures/")]


def test_word_by_the_embedded_engine_reads_as_by_quarto(tmp_path):
    """With the example's own filter: the same headings, paragraphs, numbers, captions, cells and alternative texts."""
    made = render(copy_example(tmp_path / "x") / "committee_report.qmd", ["docx"], "embedded").files["docx"]
    assert [line.replace("\xa0", " ") for line in word_lines(made)] == [
        line.replace("\xa0", " ") for line in golden("committee_report.docx.txt")
    ]


def test_word_by_our_filter_says_the_same_but_for_numbers_that_stood_twice(tmp_path):
    """With our filter the words are the same; the numbers differ where a paragraph and a heading had one number."""

    def words(lines):
        return [re.sub(r"^[\dA.]+[\t ]|(?<=paragraph )[\d.]+", "", line.replace("\xa0", " ")) for line in lines]

    lines = word_lines(
        render(copy_example(tmp_path / "x", "report.lua") / "committee_report.qmd", ["docx"], "embedded").files["docx"]
    )
    ours, theirs = words(lines), words(golden("committee_report.docx.txt"))
    assert [line for line in ours if line not in theirs] == ["Head of Quality Assurance · 14 March 2013"]
    assert [line for line in theirs if line not in ours] == []


def test_a_deck_by_the_embedded_engine_reads_as_by_quarto(tmp_path):
    """The same titles, words, cells and alternative texts on the same slides."""
    made = render(copy_example(tmp_path / "x") / "briefing.qmd", ["slides"], "embedded").files["slides"]
    theirs = "\n".join(golden("briefing.pptx.txt")).split("--- ppt/slides/")[1:]
    with zipfile.ZipFile(made) as file:
        for text in theirs:
            name, *lines = text.strip().split("\n")
            slide = XML.fromstring(file.read(f"ppt/slides/{name}"))
            shown = [line.replace("alt: ", "") for line in lines]
            ours = ["".join(t.text or "" for t in p.iter(f"{A}t")) for p in slide.iter(f"{A}p")]
            ours = [line for line in ours if (line and not line.isdigit()) or line in shown]
            described = [n.get("descr") for n in slide.iter() if n.get("descr")]
            assert sorted([*ours, *described]) == sorted(shown)
