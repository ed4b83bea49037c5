"""What can be held of how the sample documents look and read: labels apart, nothing cut or empty, plain English."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

import pypdfium2
import pytest

from pipeline.check.passages import Passage, close, passages
from pipeline.compose import DOCUMENT_KINDS, Figures, document_path, open_material, read_commentary
from pipeline.compose.charts.chart import Chart, style
from pipeline.compose.committee import committee_context
from pipeline.compose.deck import deck_context
from pipeline.compose.monthly import monthly_context
from pipeline.config import load_round
from pipeline.samples.plans import sample_rounds
from tests.backtests.reading_ease import generated, reading_ease, sentences, syllables

ROUNDS = sample_rounds()
CONTEXTS = {"monthly_summary": monthly_context, "committee_report": committee_context, "briefing_deck": deck_context}
EDGE = 20 / 25.4 * 72  # points: nothing of a page stands nearer to its edge
TOUCH = 2.0  # pixels at 100 to an inch that two boxes may share: they keep room below the line that numbers do not use


def documents(published, round_id, edition="public") -> Iterator[tuple[str, str]]:
    """(name, words of the .qmd) of each document of a round."""
    paths = published.workspace.round(round_id)
    for name in (*load_round(published.workspace, round_id).reports, "reconciliation"):
        source = document_path(paths, edition, name)
        if source.is_file():
            yield name, source.read_text(encoding="utf-8")


def charts(published, round_id) -> Mapping[str, Chart]:
    """Every chart of the documents of a round, as their contexts draw it."""
    round_ = load_round(published.workspace, round_id)
    material = open_material(published.workspace, round_, "internal", None)
    drawn = {}
    for name in round_.reports:
        made = CONTEXTS[name](material, Figures(name, round_, material.measures))["charts"]
        drawn |= {f"{name}/{key}": chart for key, chart in made.items() if chart is not None}
    return drawn


def labels(chart) -> Iterator[tuple[str, object]]:
    """(words, box) of every text that a chart draws; marks on an axis beyond its ends are not drawn."""
    from matplotlib.text import Text

    figure = chart.figure
    figure.draw_without_rendering()
    beyond = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for mark in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not low <= mark.get_loc() <= high:
                    beyond |= {mark.label1, mark.label2}
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text not in beyond:
            yield text.get_text(), text.get_window_extent()


@pytest.mark.parametrize("round_id", ROUNDS)
def test_no_label_of_a_chart_touches_another_or_leaves_the_picture(published, round_id):
    """Every pair of labels of every chart, as the chart is drawn in the reports' own letters."""
    brand = open_material(published.workspace, load_round(published.workspace, round_id), "internal", None).brand
    made = charts(published, round_id)
    assert made
    for name, chart in made.items():
        with style(brand):
            boxes = list(labels(chart))
        width, height = chart.figure.bbox.width, chart.figure.bbox.height
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert min(wide, high) <= TOUCH, f'{name}: "{one}" and "{other}"'
        for words, box in boxes:
            inside = box.x0 >= -TOUCH and box.y0 >= -TOUCH and box.x1 <= width + TOUCH and box.y1 <= height + TOUCH
            assert inside, f'{name}: "{words}" leaves the picture'


@pytest.mark.parametrize("round_id", ROUNDS)
def test_no_heading_stands_without_words_under_it(published, round_id):
    """Under each heading there is text, a table or a picture, or a heading of a lower level."""
    for edition in ("public", "internal"):
        for name, text in documents(published, round_id, edition):
            lines = [line for line in text.split("---\n", 2)[2].splitlines() if line and not line.startswith("{{<")]
            for line, after in itertools.pairwise([*lines, "# The end"]):
                level = len(line) - len(line.lstrip("#"))
                below = len(after) - len(after.lstrip("#"))
                assert not level or not 0 < below <= level, f"{name}: {line}"


def rows_of(text) -> Mapping[str, list[str]]:
    """Table → its rows, the heads of its columns among them."""
    tables: dict[str, list[str]] = {}
    for passage in passages(text):
        if passage.table:
            tables.setdefault(passage.table, []).append(passage.words)
    return tables


@pytest.mark.parametrize("round_id", ROUNDS)
def test_no_table_is_cut(published, round_id):
    """Each row, and each table of few short ones, stands whole on one page of a PDF; nothing comes near an edge."""
    paths = published.workspace.round(round_id)
    for edition in ("public", "internal"):
        for name, text in documents(published, round_id, edition):
            file = paths.build(edition) / f"{name}.pdf"
            if file.is_file():
                with pypdfium2.PdfDocument(file) as pdf:
                    pages = [page.get_textpage() for page in pdf]
                    for page, words in zip(pdf, pages, strict=True):
                        boxes = [words.get_rect(n) for n in range(words.count_rects())]
                        assert min(box[0] for box in boxes) >= EDGE
                        assert max(box[2] for box in boxes) <= page.get_width() - EDGE
                    shown = [close(words.get_text_bounded()) for words in pages]
                tables = rows_of(text)
                for rows in tables.values():
                    short = len(rows) <= 19 and max(map(len, rows)) <= 200  # the heads of columns are a row
                    together = [rows] if short else [[row] for row in rows]
                    assert [r for r in together if not any(all(close(x) in page for x in r) for page in shown)] == []


@pytest.mark.parametrize("round_id", ROUNDS)
def test_what_caseaudit_writes_is_plain_english(published, round_id):
    """The sentences of each document that no person wrote have a reading ease of 50 or more; none alone is hard."""
    commentary = read_commentary(published.workspace.round(round_id).raw / "commentary.md")
    for edition in ("public", "internal"):
        for name, text in documents(published, round_id, edition):
            said = list(generated(passages(text), commentary))
            assert len(said) >= 5, name
            assert reading_ease([sentence for _, sentence in said]) >= 50, name
            hard = [s for _, s in said if len(s.split()) >= 12 and len(re.findall(r"\d+", s)) < 5]
            assert [s for s in hard if reading_ease([s]) < 30] == [], name


def test_reading_ease_is_flesch_s():
    """206.835 - 1.015 words a sentence - 84.6 syllables a word, on sentences whose syllables anybody can count."""
    assert reading_ease(["The cat sat on the mat."]) == pytest.approx(116.145)
    assert reading_ease(["Nobody recorded it.", "The manager knew."]) == pytest.approx(206.835 - 3.045 - 84.6 * 2)
    counted = {"audited": 3, "cases": 2, "social": 2, "oversight": 3, "named": 1, "idea": 3, "people": 2, "25%": 1}
    assert {word: syllables(word) for word in counted} == counted
    assert sentences("Of 25 audits, 2 were good. What of the others? Good") == [
        "Of 25 audits, 2 were good.",
        "What of the others?",
    ]


def test_words_that_a_person_wrote_are_not_taken_for_ours(tmp_path):
    """Whatever figures stand in the place of their references."""
    path = tmp_path / "commentary.md"
    path.write_text("## Summary\n\n- Of these, {ratings.good.n_of} were **good** (or better).\n", encoding="utf-8")
    said = [
        Passage("Summary", "Of these, 2 of 25 were good (or better)."),
        Passage("Summary", "That is too few to say."),
    ]
    assert list(generated(said, read_commentary(path))) == [("Summary", "That is too few to say.")]


def test_every_kind_of_document_is_looked_at():
    """A kind that is added is added here."""
    assert set(CONTEXTS) | {"reconciliation"} == set(DOCUMENT_KINDS)
