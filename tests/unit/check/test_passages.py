"""A document as composed is set beside a format, and each of its numbers is traced to where it came from."""

from __future__ import annotations

import re

import pandas as pd

from pipeline.check.passages import Passage, compare, passages, right_to_left
from pipeline.check.unprinted import Known, unprinted

DOCUMENT = """---
title: 'Audit\\: December'
---

# Grades {#sec-grades}

[]{.para} Of these\\, **2** were good\\; @tbl-grades has all.

![Two were good](figures/a/b){#fig-b fig-alt="Bars\\: Good 2\\." width=92%}

| Grade | Number |
|:---|---:|
| Good | 2 |

: The grades {#tbl-grades tbl-colwidths="[40,60]"}

1. Do more.
"""


def rows(*words: str) -> list[Passage]:
    """Passages of these words."""
    return [Passage("Grades", each) for each in words]


def test_a_document_is_read_as_its_reader_meets_it():
    """Without marks and escapes; words on both sides of a number that the filter writes are apart; a row is one."""
    assert [(p.place, p.words) for p in passages(DOCUMENT)] == [
        ("Title", "Audit: December"),
        ("Grades", "Grades"),
        ("Grades", "Of these, 2 were good;"),
        ("Grades", "has all."),
        ("Grades", "Bars: Good 2."),
        ("Grades", "Two were good"),
        ("Grades", "The grades"),
        ("Grades", "Grade Number"),
        ("Grades", "Good 2"),
        ("Grades", "Do more."),
    ]
    marked = {p.words: (p.alt, p.heading, p.table) for p in passages(DOCUMENT)}
    assert marked["Bars: Good 2."] == (True, False, "")
    assert marked["Good 2"] == (False, False, "tbl-grades")
    assert marked["Audit: December"] == (False, True, "")


def test_a_reference_in_a_table_is_left_to_the_format():
    """The filter writes the number of the paragraph there; what somebody typed like one is words."""
    lines = ["| [](#para-a-1) | Plans |", "| Plans | [](#para-a-2) here |", r"| \[\]\(x\) | It |"]
    table = "\n".join(["| Where | What |", "|:---|:---|", *lines])
    found = passages(f"# Grades\n\n{table}\n\n: What {{#tbl-x}}\n")
    assert [p.words for p in found if p.table] == ["Where What", "Plans", "Plans", "here", "[](x) It"]


def test_a_colon_without_a_table_begins_words_like_any_other():
    """It is a caption under a table alone; nothing that a reader sees is left out of the check."""
    said = passages("# Grades\n\n: 2 of 25 were good\n")
    assert [(p.place, p.words) for p in said] == [("Grades", "Grades"), ("Grades", ": 2 of 25 were good")]


def test_lines_dashes_and_quotation_marks_may_be_set_in_any_way():
    """A format breaks lines, hyphenates, and turns straight quotation marks into curled ones."""
    assert compare(rows("The council's high-risk cases"), "The council’s high\n\ufffe risk cases and more")[0] == []


def test_words_written_from_the_right_are_known():
    """Their order in a PDF is that of setting, so there they cannot be compared."""
    assert right_to_left("In 2 of 25 \u05e9\u05dc\u05d5\u05dd")
    assert not right_to_left("In 2 of 25, “naïve” – £3")


def test_a_row_is_not_taken_for_the_same_row_of_another_table():
    """Each has to stand between what stands round it."""
    said = rows("First table", "Good 2 8%", "Second table", "Good 2 8%", "The end")
    missing, _ = compare(said, "First table Good 3 8% Second table Good 2 8% The end")
    assert missing == [said[1]]
    missing, _ = compare(said, "First table Good 2 8% Second table Good 3 8% The end")
    assert missing == [said[3]]


def test_a_passage_that_was_moved_is_the_one_that_is_missing():
    """As many others as can keep their order are taken as being where they belong."""
    said = rows("moved", "one", "two", "three", "last")
    assert compare(said, "one two three moved last")[0] == [said[0]]
    said = rows("one", "two", "three", "moved", "last")
    assert compare(said, "moved one two three last")[0] == [said[3]]


def test_what_a_format_has_besides_is_told_apart():
    """Numbers of headings and pages, and what does not belong there; a heading stands in the contents as well."""
    said = [Passage("Title", "2 of 3 were good", heading=True), *rows("Other words")]
    missing, besides = compare(said, "Contents 1 2 of 3 were good 4 2 of 3 were good Other words Page 9")
    assert missing == []
    assert re.sub(r"\s+", " ", besides) == "Contents1 4 Page9"


def found(words: str, place: str = "Grades", known: Known | None = None) -> list[str]:
    """The numbers in words of which only "2 of 25 (8%)", under Grades, was printed by a measure."""
    printed = pd.DataFrame({"place": ["Grades"], "text": ["2 of 25 (8%)"]})
    nothing = Known.of([], [], r"WY-\d{6}")
    return [number for _, number in unprinted([Passage(place, words)], printed, known or nothing)]


def test_a_number_has_to_come_from_a_measure_of_its_part_of_the_document():
    """A share is not its count; and what was printed elsewhere is no licence."""
    assert found("8% of 25, 2 in all") == []
    assert found("8 of 25") == ["8"]
    assert found("2 of 25", place="Themes") == ["2", "25"]


def test_days_methods_names_and_references_are_no_figures():
    """So are the numbers that people typed or that a template has in its own words."""
    assert found("On 9 December 2017 and from 4 to 8 July; the 95% interval (p = 0.005); WY-123456") == []
    assert found("Team 7 was told within 10 days") == ["7", "10"]
    known = Known.of(["Team 7", "Front Door"], ["within 10 days"], r"WY-\d{6}")
    assert found("Team 7 was told within 10 days", known=known) == []
    assert found("In 7 of 10", known=known) == ["7"]


def test_a_name_within_a_longer_name_leaves_nothing_of_it():
    """The longest is taken out first."""
    names = ["Team 7", *(f"Team 7 and {n}" for n in range(30, 60))]
    assert found("; ".join(names), known=Known.of(names, [], "WY")) == []


def test_what_a_form_asks_is_no_figure():
    """The appendix shows each question with the answers that it takes."""
    printed = pd.DataFrame({"place": ["x"], "text": ["1"]})
    asked = Passage("Appendix", "Age 11–15; 16–17", table="tbl-form-closed-case")
    assert list(unprinted([asked], printed, Known.of([], [], "WY"))) == []
