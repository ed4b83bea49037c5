"""The full subset as a Word file: what stands in it, what assistive technology needs, the same bytes again."""

from __future__ import annotations

import html
import re
import zipfile
from xml.etree import ElementTree as XML

import pytest

from pipeline.check.structure import docx_faults
from pipeline.check.texts import read_text
from pipeline.errors import RenderError
from pipeline.render import render
from pipeline.render.word import _ORDER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = "Synthetic data – no real child or worker"


def part(file, name="word/document.xml"):
    """A part of a Word file, as a tree."""
    with zipfile.ZipFile(file) as opened:
        return XML.fromstring(opened.read(name))


def paragraphs(file, style):
    """The words of each paragraph in a style, a tab where there is one."""
    found = []
    for paragraph in part(file).iter(f"{W}p"):
        if style_of(paragraph) == style:
            runs = [t for run in paragraph.iter(f"{W}r") for t in run if t.tag in (f"{W}t", f"{W}tab")]
            found.append("".join(t.text or "" if t.tag == f"{W}t" else "\t" for t in runs))
    return found


def style_of(paragraph):
    """The id of a paragraph's style; empty if it has none."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


def one(build, body, **changes):
    """The Word file of a body."""
    return render(build(body, **changes), ["docx"], "embedded").files["docx"]


@pytest.mark.parametrize(
    "words",
    [
        "- a hyphen at the start of a plain paragraph",
        "1. a number at the start of a plain paragraph",
        "-- two hyphens, ... three dots, -1 a negative number, // two slashes, https://example.org as text",
        "2.1.3 - a hyphen opens this paragraph, and it costs $5 – no, --5 – or -1 ... or 3.5.",
        "1,440 files were read, and Audit of case files says what was found.",
        "The findings are in Section 2 ; Table 1 gives the grades and Figure 1 shows them.",
        "set out in paragraph 2.2.1",
        "Important: Decision needed",
        "Note: How to read the shares",
        "Table 1: Grades given to case files",
        "Figure 3: Themes named most often",
        "This paragraph was included from a file of its own.",
        "20 of 21 case files were graded",
        "14 March 2013",
        "Bar chart of four grades. Outstanding 1 per cent",
        "Grades are given for 1,349 files.",
    ],
)
def test_what_the_filter_makes_is_words_in_word(word, words):
    """Numbers, references, captions, callouts, footnotes and alternative texts are text in the file."""
    squeezed = [re.sub(r"\s", "", text) for text in (words, read_text(word))]
    assert squeezed[0] in squeezed[1]


def test_headings_and_paragraphs_have_the_numbers_of_the_page(word, finished):
    """Every heading and paragraph number of the HTML is in the Word file, in the same order."""
    page = finished["html"].read_text(encoding="utf-8").split("<main", 1)[1]
    on_the_page = re.findall(r'class="(?:header-section-number|para)"[^>]*>([^<]+)<', page)
    in_word = []
    for paragraph in part(word).iter(f"{W}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        if style_of(paragraph).startswith("Heading") and text[:1].isdigit():
            in_word.append(text.split()[0])
        if style_of(paragraph) == "NumberedParagraph":
            in_word.append(next(t.text for t in paragraph.iter(f"{W}t")))
    assert in_word == on_the_page


def test_a_numbered_paragraph_is_its_number_a_tab_and_its_words(word):
    """In a style of its own, which hangs by two centimetres."""
    assert paragraphs(word, "NumberedParagraph")[0].startswith("1.1\tEvery open case file was read")
    style = next(s for s in part(word, "word/styles.xml") if s.get(f"{W}styleId") == "NumberedParagraph")
    indent = style.find(f"{W}pPr/{W}ind")
    assert (indent.get(f"{W}left"), indent.get(f"{W}hanging")) == ("1134", "1134")


def test_every_page_bears_both_marks_the_running_title_and_its_number(word):
    """The marks stand under the title too, so that they are in what is read aloud."""
    head, foot = (
        "".join(t.text or "" for t in part(word, f"word/{name}1.xml").iter(f"{W}t")) for name in ("header", "footer")
    )
    assert head == "Audit of case filesDraft – not for publication"
    assert MARK in foot
    assert "Page 1 of 1" in foot
    assert paragraphs(word, "PageMark") == [MARK]
    assert paragraphs(word, "DraftMark") == ["Draft – not for publication"]
    for name in ("headerReference", "footerReference"):
        assert [r.get(f"{W}type") for r in part(word).iter(W + name)] == ["default"]


def test_the_contents_are_filled_and_lead_to_their_headings(word):
    """Each heading down to level 2 has an entry, and its link leads to a place that is there; no number for a page."""
    assert paragraphs(word, "Toc1") == [
        "1\tPurpose",
        "2\tKey considerations",
        "3\tBackground papers",
        "Appendix A: the questions asked",
    ]
    assert paragraphs(word, "Toc2") == ["2.1\tWhat the files show", "2.2\tThe response"]
    body = part(word)
    places = {b.get(f"{W}name") for b in body.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")} - {None} <= places
    (code,) = [i.text for i in body.iter(f"{W}instrText")]
    assert code.split()[:2] == ["TOC", "\\o"]


def test_word_has_what_assistive_technology_needs(word):
    """Title, language, alternative texts, header rows, headings in order; every header row stands on every page."""
    assert docx_faults(word) == []
    for drawing in part(word).iter(f"{W}drawing"):
        described = [node.get("descr") for node in drawing.iter() if node.get("descr") is not None]
        assert len(described) == 2  # of the frame and of the picture in it
        assert len(set(described)) == 1
    for table in part(word).iter(f"{W}tbl"):
        first, *others = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *others))


def test_properties_say_title_author_and_date_and_nothing_of_the_front_matter(word):
    """Not even the names of our own keys are in the file."""
    with zipfile.ZipFile(word) as file:
        core = file.read("docProps/core.xml").decode()
        everything = "".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())
        assert "docProps/custom.xml" not in file.namelist()
    assert "<dc:title>Audit of case files: findings and response</dc:title>" in core
    assert "<dc:creator>Head of Quality Assurance</dc:creator>" in core
    assert "<dc:language>en-GB</dc:language>" in core
    assert core.count("2013-03-14T00:00:00Z") == 2
    assert "running-title" not in everything
    assert "contents-depth" not in everything


def test_no_part_of_the_file_says_when_it_was_made(word):
    """What a zip can say of its members is the same for all of them."""
    with zipfile.ZipFile(word) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_epoch_of_a_reproducible_build_is_kept_in_word(build, monkeypatch):
    """SOURCE_DATE_EPOCH goes before the document's own date."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    with zipfile.ZipFile(one(build, "# One\n\nText.\n")) as file:
        assert "1970-01-02T00:00:00Z" in file.read("docProps/core.xml").decode()


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"])
def test_properties_stand_in_the_order_that_word_demands(word, name):
    """Word refuses a file in which they do not."""
    for paragraph in part(word, name).iter(f"{W}pPr"):
        places = [_ORDER.index("w:" + child.tag.removeprefix(W)) for child in paragraph]
        assert places == sorted(places), [child.tag for child in paragraph]


def test_no_paragraph_is_empty_and_a_page_break_belongs_to_what_follows(word):
    """An empty paragraph is read out as one; the appendix begins a page by a property of its heading."""
    empty = [
        p for p in part(word).iter(f"{W}p") if not "".join(p.itertext()).strip() and not list(p.iter(f"{W}drawing"))
    ]
    assert empty == []
    (broken,) = [p for p in part(word).iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert "".join(broken.itertext()) == "Appendix A: the questions asked"


def test_a_list_stands_where_its_words_do(build):
    """Under the words of a numbered paragraph that opens it; at the margin otherwise; in a callout behind its bar."""
    body = (
        "# One\n\n[]{.para} It helped:\n\n- under the number\n    - deeper\n\nPlain:\n\n- at the margin\n\n"
        "::: {.callout-note}\nWords\n\n- in the callout\n:::\n"
    )
    lefts = {}
    for paragraph in part(one(build, body)).iter(f"{W}p"):
        indent = paragraph.find(f"{W}pPr/{W}ind")
        if indent is not None:
            lefts["".join(paragraph.itertext())] = (int(indent.get(f"{W}left")), style_of(paragraph))
    assert lefts == {
        "under the number": (1134 + 340, "Compact"),
        "deeper": (1134 + 680, "Compact"),
        "at the margin": (340, "Compact"),
        "in the callout": (227 + 340, "CalloutNote"),
    }


def test_a_table_is_as_wide_as_its_words_and_never_wider_than_the_page(build):
    """A short table keeps its columns narrow; one that lacks room gives it to the column that lacks most."""
    long = "word " * 60
    body = f"# One\n\n| Team | Files |\n|---|---|\n| North | 1,200 |\n\n# Two\n\n| A | B |\n|-|-|\n| x | {long} |\n"
    narrow, wide = (
        [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        for table in part(one(build, body)).iter(f"{W}tbl")
    )
    tables = list(part(one(build, body)).iter(f"{W}tbl"))
    assert [int(t.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) for t in tables] == [sum(narrow), sum(wide)]
    assert sum(narrow) < 3000
    assert sum(wide) <= 11906 - 2 * 1304
    assert wide[1] > 10 * wide[0]


def test_a_header_block_stands_under_the_title_in_the_place_of_author_and_date(build):
    """Meeting and report by, each a line with a tab; the author stays in the properties."""
    made = one(build, "# One\n\nText.\n", details=[{"term": "Meeting", "words": r"Scrutiny \- 1\. first"}])
    assert paragraphs(made, "Detail") == ["Meeting\tScrutiny - 1. first"]
    assert paragraphs(made, "Byline") == ["Public edition"]
    assert paragraphs(made, "Author") == []
    with zipfile.ZipFile(made) as file:
        assert "Head of Quality Assurance" in file.read("docProps/core.xml").decode()


def test_a_bare_document_needs_no_marks_contents_or_author(build):
    """Every optional key may be left out, and head and foot do without."""
    absent = dict.fromkeys(("page-mark", "draft-mark", "subtitle", "author", "edition", "keywords", "running-title"))
    document = build("# One\n\nText.\n", **absent, format={"docx": {"toc": False}})
    made = render(document, ["docx"], "embedded").files["docx"]
    assert (
        html.unescape(read_text(made))
        == "Audit of case files: findings and response 14 March 2013 1 One Text. Page 1 of 1"
    )
    assert docx_faults(made) == []


def test_a_callout_longer_than_a_page_loses_nothing_in_word(build):
    """Every paragraph of it is there, in the style of its kind."""
    lines = [f"Sentence {n} of a long callout." for n in range(120)]
    made = one(build, "# One\n\n::: {.callout-warning}\n## Long\n\n" + "\n\n".join(lines) + "\n:::\n")
    assert paragraphs(made, "CalloutWarningTitle") == ["Warning: Long"]
    assert paragraphs(made, "CalloutWarning") == lines


def test_a_missing_picture_for_word_is_named(build):
    """Word takes no SVG, so the PNG beside it is asked for by name."""
    document = build('# One\n\n![x](figures/left){fig-alt="x"}\n')
    (document.parent / "figures" / "left.png").unlink()
    with pytest.raises(RenderError, match=r'the image "figures/left\.png" is missing'):
        render(document, ["docx"], "embedded")


def test_a_missing_reference_document_is_named(build):
    """The theme belongs beside the document."""
    document = build("# One\n")
    (document.parent / "theme" / "reference.docx").unlink()
    with pytest.raises(RenderError, match=r'"theme/reference\.docx" is missing'):
        render(document, ["docx"], "embedded")


def test_a_column_that_the_document_makes_too_narrow_still_holds_its_longest_word(build):
    """Widths are as the document says, but no word is broken in two."""
    body = (
        "# One\n\n| A | Extraordinarily |\n|---|---|\n| "
        + "words " * 30
        + '| 1 |\n\n: Cap {#tbl-x tbl-colwidths="[95,5]"}\n\n'
        + '# Two\n\n| A | B |\n|---|---|\n| x | 1 |\n\n: Cap {#tbl-y tbl-colwidths="[30,20]"}\n'
    )
    tables = list(part(one(build, body)).iter(f"{W}tbl"))
    squeezed, half = ([int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")] for table in tables)
    assert sum(squeezed) <= 11906 - 2 * 1304
    assert squeezed[1] >= len("Extraordinarily") * 125
    assert half == pytest.approx([0.3 * 9298, 0.2 * 9298], abs=30)


def test_a_short_table_stays_on_one_page_and_a_long_one_begins_with_some_rows(build):
    """A header row with one row under it at the foot of a page looks like a mistake."""

    def table(rows):
        return "| A | B |\n|---|---|\n" + "| x | 1 |\n" * rows

    kept = []
    for one_table in part(one(build, f"# One\n\n{table(5)}\nWords.\n\n{table(30)}")).iter(f"{W}tbl"):
        rows = one_table.findall(f"{W}tr")
        kept.append([all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p")) for row in rows])
    assert kept[0] == [True] * 5 + [False]
    assert kept[1] == [True] * 3 + [False] * 28
