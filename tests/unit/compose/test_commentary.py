"""The human words: a small, safe Markdown with figures by reference."""

from __future__ import annotations

import pytest

from pipeline.check.commentary import literal_numbers
from pipeline.compose import Figures, read_commentary
from pipeline.errors import CompositionError
from pipeline.tables import as_table


@pytest.fixture
def figures(a_round):
    """Two measures of one round: 3 of 24 good, and a count."""
    common = {"label": "x", "subset": "audits", "class": "B", "unit": "audits", "definition": "1", "available": True}
    rows = [
        {**common, "id": "ratings.good", "n": 3, "of": 24, "percent": 12.5, "lower": 4.0, "upper": 31.0},
        {**common, "id": "auditing.total", "n": 24},
    ]
    return Figures("document", a_round, {a_round.id: as_table("measures", rows)})


@pytest.fixture
def written(tmp_path):
    """A function from text to the commentary in it."""

    def write(text):
        path = tmp_path / "commentary.md"
        path.write_text(text, encoding="utf-8")
        return read_commentary(path)

    return write


def test_a_reference_becomes_the_figure_and_is_noted_as_printed(written, figures):
    """{ratings.good.percent} is 13%, rounded half up, and stands in printed under its place."""
    figures.under("Summary")
    text = written("## Summary\n\n{ratings.good.n_of}, that is {ratings.good.percent}.\n").markdown("Summary", figures)
    assert text == r"3 of 24\, that is 13\%\."
    assert [(p["place"], p["measure"], p["text"]) for p in figures.printed] == [
        ("Summary", "ratings.good", "3 of 24"),
        ("Summary", "ratings.good", "13%"),
    ]


def test_paragraphs_lists_and_bold_stay_and_everything_else_is_text(written, figures):
    """Lines of a paragraph are joined, items keep their list; markup that is not ours is escaped."""
    text = written("## A\n\nOne\ntwo **three**.\n\n1. First\n   goes on\n2. Second\n\n- *x* <b>\n").markdown(
        "A", figures
    )
    paragraph, ordered, bullets = text.split("\n\n")
    assert paragraph == r"One two **three**\."
    assert ordered == "1. First goes on\n1. Second"
    assert bullets == r"- \*x\* &#60;b&#62;"


def test_in_a_committee_report_paragraphs_and_numbered_items_are_numbered_paragraphs(written, figures):
    """Each opens with the mark that the filter turns into a number; bullets under a paragraph stay a list of it."""
    text = written("## A\n\nIt helped:\n\n- one\n- two\n\n1. First\n2. Second\n").markdown("A", figures, numbered=True)
    assert text.split("\n\n") == [
        r"[]{.para} It helped\:",
        "- one\n- two",
        "[]{.para} First",
        "[]{.para} Second",
    ]


def test_a_part_that_is_nothing_but_a_list_is_numbered_throughout(written, figures):
    """Key points and consultees: 6.1, 6.2."""
    text = written("## A\n\n- one\n- two\n").markdown("A", figures, numbered=True)
    assert text == "[]{.para} one\n\n[]{.para} two"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("{ratings.godo.percent}", "no measure"),
        ("{ratings.good.percnt}", "forms are"),
        ("{auditing.total.percent}", "no base"),
    ],
)
def test_a_reference_that_cannot_be_filled_is_told_with_its_line(written, figures, reference, said):
    """File and line, and what is wrong: the measure, the form, or a share of a count."""
    with pytest.raises(CompositionError, match=rf"commentary.md, line 3: .*{said}"):
        written(f"## A\n\nSo {reference}.\n").markdown("A", figures)


def test_a_part_that_is_missing_empty_or_only_a_prompt_is_a_gap(written):
    """Comments are prompts, not words."""
    commentary = written("## Summary\n\n<!-- Two sentences.\nOr three. -->\n\n## Analysis\n\nYes.\n")
    assert commentary.gaps(["Summary", "Analysis", "Next steps"]) == ["Summary", "Next steps"]
    assert commentary.parts["Analysis"][0].number == 8


def test_a_file_in_another_encoding_is_told(tmp_path):
    """A sentence that names the file, not a UnicodeDecodeError."""
    path = tmp_path / "commentary.md"
    path.write_bytes("## Summary\n\ncafé\n".encode("latin-1"))
    with pytest.raises(CompositionError, match="UTF-8"):
        read_commentary(path)


@pytest.mark.parametrize(
    "typed", ["23%", "23 %", "12 per cent", "1,440 cases", "25 audits", "3 children", "9 core audits"]
)
def test_a_number_typed_before_its_noun_is_found_with_its_line(written, typed):
    """Whatever matches no reference is reported; the same with its source named is not."""
    assert literal_numbers(written(f"## A\n\nWe saw {typed} here.\n")) == [(3, typed)]
    assert literal_numbers(written(f"## A\n\nWe saw {typed} [Ofsted, 2016] here.\n")) == []


@pytest.mark.parametrize("harmless", ["in 2017", "by 14 December", "{ratings.good.n} audits", "section 47", "3 visits"])
def test_other_numbers_are_left_alone(written, harmless):
    """Years, dates, references and counts of other things are no figures of the round."""
    assert literal_numbers(written(f"## A\n\nSeen {harmless}.\n")) == []


def test_a_marked_paragraph_is_a_quotation_and_never_a_list_or_a_numbered_paragraph(written, figures):
    """Its lines are joined; an empty mark parts two; figures and bold work in it as everywhere."""
    commentary = written("## A\n\nBefore.\n\n> She said\n> **so**, {ratings.good.n_of}.\n>\n> - Again\n\nAfter.\n")
    assert commentary.markdown("A", figures, numbered=True).split("\n\n") == [
        r"[]{.para} Before\.",
        r"> She said **so**\, 3 of 24\.",
        r"> \- Again",
        r"[]{.para} After\.",
    ]
    assert [(line.number, line.told) for line in commentary.parts["A"]] == [
        (3, False),
        (5, True),
        (8, True),
        (10, False),
    ]


def test_a_quotation_right_under_a_paragraph_is_no_part_of_it(written):
    """Nor is a paragraph right under a quotation."""
    commentary = written("## A\n\nBefore:\n> quoted\nafter\n")
    assert [(line.text, line.told) for line in commentary.parts["A"]] == [
        ("Before:", False),
        ("quoted", True),
        ("after", False),
    ]
