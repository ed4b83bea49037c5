"""A deck as a PowerPoint file, and what of a deck is refused before it is made."""

from __future__ import annotations

import re
import zipfile
from xml.etree import ElementTree as XML

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.structure import pptx_faults
from pipeline.check.texts import read_text
from pipeline.errors import RenderError
from pipeline.render import render
from pipeline.render.room import fit_table, fit_words, share

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
MARK = "Synthetic data – no real child or worker"


def slides(file):
    """The slides of a deck in order, as trees."""
    with zipfile.ZipFile(file) as opened:
        names = [n for n in opened.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]
        return [XML.fromstring(opened.read(n)) for n in sorted(names, key=lambda n: int(re.search(r"\d+", n)[0]))]


def words(tree):
    """The text in a part of a slide."""
    return "".join(t.text or "" for t in tree.iter(f"{A}t"))


def holder(slide, kind):
    """The shapes of a slide that hold a kind of placeholder."""
    return [s for s in slide.iter(f"{P}sp") if any(h.get("type") == kind for h in s.iter(f"{P}ph"))]


def one(build, body, **changes):
    """The deck of a body."""
    return render(build(body, **changes), ["slides"], "embedded").files["slides"]


def test_each_heading_of_level_2_is_a_slide_behind_the_first(deck):
    """Ten slides and the one with the title of the deck; each has its heading as its title."""
    titles = [words(s) for slide in slides(deck) for s in (holder(slide, "ctrTitle") or holder(slide, "title"))]
    assert len(slides(deck)) == 11
    assert titles[:3] == [
        "Audit of case files: findings and response",
        "What was audited",
        "409 of 1,349 cases with a grade were “Inadequate”",
    ]


def test_a_deck_has_what_assistive_technology_needs(deck):
    """Titles first, alternative texts, header rows, languages, a number for each shape."""
    assert pptx_faults(deck) == []
    described = [
        n.get("descr") for s in slides(deck) for picture in s.iter(f"{P}pic") for n in picture.iter(f"{P}cNvPr")
    ]
    assert described[0].endswith("adequate 47 per cent, inadequate 30 per cent.")
    assert not any("png" in text for text in described)


def test_every_slide_bears_the_marks_and_its_number(deck):
    """The first among its words, the others at the foot."""
    first, *others = slides(deck)
    assert MARK in words(first)
    assert "Draft – not for publication" in words(first)
    assert "Head of Quality Assurance · 14 March 2013 · Public edition" in words(first)
    for number, slide in enumerate(others, 2):
        assert [words(s) for s in holder(slide, "ftr")] == [f"Draft – not for publication: {MARK}"]
        assert [words(s) for s in holder(slide, "sldNum")] == [str(number)]


def test_a_deck_without_marks_has_no_empty_foot(build):
    """A placeholder without words would be read out as one."""
    made = one(build, "## One\n\n- Text\n", **{"page-mark": None, "draft-mark": None})
    assert holder(slides(made)[1], "ftr") == []


def test_notes_columns_lists_and_captions_are_there(deck):
    """What stands in the document stands in the deck, notes behind their slide."""
    text = read_text(deck)
    assert "carry no grade." in text
    assert text.index("carry no grade.") < text.index("409 of 1,349 cases")
    assert "Child-protection procedures: 18" in text
    assert "Note: How to read the shares" in text
    assert "What the reviews of the high-risk cases led to: every case once" in text


def test_no_table_and_no_caption_runs_off_its_slide(deck):
    """Rows have heights, and everything ends above the foot."""
    for slide in slides(deck):
        for frame in slide.iter(f"{P}graphicFrame"):
            assert all(int(row.get("h")) > 0 for row in frame.iter(f"{A}tr"))
            assert sum(int(row.get("h")) for row in frame.iter(f"{A}tr")) == int(next(frame.iter(f"{A}ext")).get("cy"))
        for at, size in zip(slide.iter(f"{A}off"), slide.iter(f"{A}ext"), strict=True):
            assert int(at.get("x")) + int(size.get("cx")) <= 9144000
            assert int(at.get("y")) + int(size.get("cy")) <= 5143500


def test_many_words_are_set_smaller_and_few_are_not(build):
    """The size is written into the file, since PowerPoint shrinks text only when someone edits it."""
    item = "- " + "a finding that has some words " * 4 + "\n"
    few, many = slides(one(build, f"## Few\n\n{item}\n## Many\n\n{item * 5}"))[1:]
    scales = [[fit.get("fontScale", "100000") for fit in s.iter(f"{A}normAutofit")] for s in (few, many)]
    assert set(scales[0]) == {"100000"}
    assert int(scales[1][0]) < 100_000


def test_properties_of_a_deck_say_title_author_and_date_and_no_more(deck):
    """Nothing of the front matter is in the file's own properties."""
    with zipfile.ZipFile(deck) as file:
        core = file.read("docProps/core.xml").decode()
        assert "docProps/custom.xml" not in file.namelist()
    assert "<dc:creator>Head of Quality Assurance</dc:creator>" in core
    assert core.count("2013-03-14T00:00:00Z") == 2


def test_all_parts_of_a_deck_are_of_the_house(deck):
    """No layout of pandoc's own is left in the file, which PowerPoint would have to repair."""
    with zipfile.ZipFile(deck) as file:
        layouts = [n for n in file.namelist() if n.startswith("ppt/slideLayouts/slideLayout")]
        assert len(layouts) == 11
        assert not any(b'lang="en-US"' in file.read(n) for n in layouts)


ROWS = "\n".join("| a | b |" for _ in range(20))
COLUMN = "::: {{.column}}\n{}\n:::\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("# One\n\nText.\n", 'the heading "One" is level 1; each slide begins with a heading of level 2'),
        ("## One\n\n### Two\n", 'the heading "Two" is level 3'),
        ("Words.\n\n## One\n", "words stand before the first slide"),
        ("## \n\nText.\n", "is empty, and each slide needs a title"),
        ("## One\n\nText.[^a]\n\n[^a]: Note.\n", "a footnote cannot stand on a slide"),
        (
            "## One\n\n" + "- many words that go on and on and on\n" * 30,
            'the slide "One" has more words than can be read',
        ),
        (
            f"## One\n\n| A | B |\n|---|---|\n{ROWS}\n",
            r'the table on the slide "One" is too large .*21 rows and 2 columns',
        ),
        ("## One\n\n| A | B |\n|---|---|\n| a | b |\n\n: C {#tbl-x}\n", "has no number, so no name either"),
        ("## One\n\n| A | B |\n|---|---|\n| a | b |\n\nWords.\n", "words follow a table or picture"),
        ('## One\n\n![](figures/left){fig-alt="x"}\n\n![](figures/right){fig-alt="x"}\n', "has 2 tables or pictures"),
        ("## One\n\n::: {.columns}\n" + COLUMN.format("a") * 3 + ":::\n", "has 3 columns: there is room for two"),
        ("## One\n\nWords.\n\n::: {.columns}\n" + COLUMN.format("a") * 2 + ":::\n", "other words beside them"),
        ("## One\n\n![](figures/left)\n", "has no alternative text"),
        ("## One\n\nSee @tbl-x.\n", "no such cross-reference: @tbl-x"),
        ("## One\n\n$x$\n", "a formula"),
    ],
)
def test_a_deck_that_would_spoil_is_refused_in_words(build, body, message):
    """What pandoc would put on a slide without a title, or let run off its edge, is named."""
    with pytest.raises(RenderError, match=message) as caught:
        render(build(body), ["slides"], "embedded")
    assert "Traceback" not in str(caught.value)


def test_columns_and_notes_are_for_decks_alone(build):
    """A report has layout-ncol."""
    with pytest.raises(RenderError, match=r'a block "\.notes" cannot be used in a report'):
        render(build("# One\n\n::: {.notes}\nWords\n:::\n"), ["docx"], "embedded")


@given(st.lists(st.lists(st.text("ab ", max_size=200), min_size=3, max_size=3), min_size=1, max_size=8))
def test_columns_never_need_more_room_than_there_is(rows):
    """Whatever stands in a table, its columns fit, and none is without width."""
    widths = share(rows, 9000, 108, 240)
    assert sum(widths) <= 9000
    assert all(width > 0 for width in widths)


def test_what_fits_is_set_as_large_as_it_can_be():
    """Few words in full size, more words smaller, too many not at all; the same of tables."""
    assert fit_words([("word", 0)] * 3, 600, 270) == 100
    assert 70 <= fit_words([("word " * 20, 0)] * 6, 600, 270) < 100
    assert fit_words([("word " * 20, 0)] * 20, 600, 270) is None
    assert fit_table([["a", "b"]] * 5, 600, 270).size == 18
    assert fit_table([["a", "b"]] * 11, 600, 270).size < 18
    assert fit_table([["a", "b"]] * 30, 600, 270) is None
    assert fit_table([["unbreakable" * 10] * 4], 600, 270) is None


def test_the_longest_cell_of_a_column_takes_one_line_where_there_is_room():
    """All rows of a table with room are equally high."""
    rows = [["Grade", "Cases", "Share"], *([f"{'All cases with a grade'[:n]}", "1,349", "47%"] for n in range(1, 23))]
    for row in rows[1:]:
        assert len(set(fit_table([rows[0], row], 648, 237).heights)) == 1
