"""Recommendations that name the themes they answer, and the table of what each rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.compose import read_commentary
from pipeline.compose.prompts import _wanting
from pipeline.compose.recommendations import Linked, linked, unanswered
from pipeline.errors import CompositionError
from tests.unit.compose.reports import ALL_CASES, CLOSED, MONTH, report
from tests.unit.measures.conftest import WORDS

ACTION = {"return_id": "R-1", "action_id": "A-1", "status": "done", "due_by_report": True, "overdue": False}
LATE = ACTION | {"action_id": "A-2", "status": "open", "overdue": True}
WEAK = {"return_id": "R-1", "polarity": "weakness", "words": "x"}
FOUND = [WEAK | {"theme": "supervision"}, WEAK | {"theme": "planning"}]
WORDS_OF_A_MONTH = """## Recommendations

Three things:

1. Hold supervision. {themes: supervision, planning}
2. Make it fun.
3. Draw plans with
   the family. {Themes: Planning (SMART)}
"""


def month(folder, commentary=WORDS_OF_A_MONTH, **more):
    """The public summary of two audits; the first names two weaknesses and has two actions."""
    given = {"actions": [ACTION, LATE], "findings": FOUND} | more
    return report(MONTH, {}, {}, commentary=commentary, folder=folder, document="monthly_summary", **given)


def test_the_words_stand_without_the_mark_and_the_table_has_a_row_a_theme(tmp_path):
    """A recommendation without a mark has none; a theme may be named by its label."""
    words = month(tmp_path).words
    assert "1. Hold supervision. 1. Make it fun. 1. Draw plans with the family. |" in words
    assert "{themes" not in words.lower()
    assert "| 1 | Supervision | 1 of 2 | 2 | 1 of 2 | | 1 | Planning (SMART) | 1 of 2 | 2 | 1 of 2 | | 3 |" in words
    assert "it counts under each weakness of its audit" in words
    assert "weak most often" not in words


def test_each_number_of_the_table_is_noted_as_printed(tmp_path):
    """Under its heading, so that the check knows where each comes from."""
    noted = [p for p in month(tmp_path).printed if p["place"] == "Recommendations"]
    assert [(p["measure"], p["text"]) for p in noted[:3]] == [
        ("themes.supervision", "1 of 2"),
        ("weakness_actions.supervision", "2"),
        ("weakness_actions_done.supervision", "1 of 2"),
    ]


def test_where_nothing_is_linked_there_is_no_table(tmp_path):
    """Nor a word on it."""
    words = month(tmp_path, "## Recommendations\n\n1. Hold supervision.\n").words
    assert "rests on" not in words
    assert "under each weakness" not in words


def test_no_action_that_was_due_is_told_in_words(tmp_path):
    """And where no action at all is told its column is left out."""
    not_due = ACTION | {"status": "open", "due_by_report": False}
    due_elsewhere = [WEAK | {"theme": "planning", "return_id": "R-2"}, LATE | {"return_id": "R-2"}]
    words = month(tmp_path, actions=[not_due, due_elsewhere[1]], findings=[FOUND[0], due_elsewhere[0]]).words
    assert "| 1 | Supervision | 1 of 2 | 1 | none due |" in words
    assert "| 3 | Planning (SMART) | 1 of 2 | 1 | 0 of 1 |" in words
    assert "Done, of those due" not in month(tmp_path, actions=[not_due]).words


def test_a_committee_report_refers_to_its_paragraphs(tmp_path):
    """Of an audit of all cases nothing is said of what was done."""
    text = "## Recommendations for improvement\n\n1. Do more.\n2. Hold supervision. {themes: supervision}\n"
    words = report(ALL_CASES, CLOSED, actions=[ACTION], findings=FOUND, commentary=text, folder=tmp_path).words
    assert "[]{.para} Do more. []{.para #para-recommendations-for-improvement-2} Hold supervision." in words
    assert "| [](#para-recommendations-for-improvement-2) | Supervision | 1 of 1 | 1 |" in words
    assert "[]{.para} @tbl-recommendations gives what each recommendation rests on." in words


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("1. Hold it. {themes: supervison}", 'there is no theme "supervison". Did you mean Supervision?'),
        ("1. Hold it. {themes: zzz}", "The themes are Recording practice,"),
        ("1. Hold it. {themes: }", "the mark names no theme: write {themes:"),
        ("1. Hold {themes: supervision} it.", '"{themes: supervision}" stands within the words'),
        ("1. Hold it. {themes supervision}", '"{themes supervision}" stands within the words or is not complete'),
        ("1. Hold it. {themes: supervision", '"{themes: supervision" stands within the words or is not complete'),
        ("Hold it. {themes: supervision}", "themes are named where no recommendation of the report stands"),
        ("- Hold it. {themes: supervision}", "themes are named where no recommendation of the report stands"),
        ("> She said. {themes: supervision}", "stands within the words"),
        ("1. First.\n\nThen:\n\n1. It. {themes: supervision}", "themes are named where no recommendation"),
    ],
)
def test_a_mark_that_says_nothing_is_told_with_its_line(tmp_path, item, said):
    """Whatever stands in it is compared with the list, and nothing more."""
    line = 3 + item.count("\n")
    with pytest.raises(CompositionError, match=rf"commentary\.md, line {line}: ") as told:
        month(tmp_path, f"## Recommendations\n\n{item}\n")
    assert said in str(told.value)


def test_a_mark_under_another_heading_is_told(tmp_path):
    """In the report to a committee the part on what members decide has no such table."""
    with pytest.raises(CompositionError, match="line 3: themes are named where no recommendation"):
        month(tmp_path, "## Next steps\n\n1. Go on. {themes: supervision}\n")
    with pytest.raises(CompositionError, match="line 3: themes are named where no recommendation"):
        report(ALL_CASES, CLOSED, commentary="## Recommendations\n\n1. Note it. {themes: planning}\n", folder=tmp_path)


def test_a_reference_to_a_figure_on_a_theme_is_no_mark(tmp_path):
    """{themes.supervision.n_of} is filled in, before a mark too."""
    text = "## Recommendations\n\n1. As in {themes.supervision.n_of}. {themes: supervision}\n"
    assert "1. As in 1 of 2. |" in month(tmp_path, text).words


def test_the_commonest_weaknesses_that_none_answers_are_the_first_three_and_their_equals(tmp_path):
    """The fourth is as common as the third; the fifth is not."""
    (tmp_path / "commentary.md").write_text("## R\n\n1. It. {themes: planning}\n", encoding="utf-8")
    answers = linked(read_commentary(tmp_path / "commentary.md"), "R", WORDS["themes"])
    ranked = [("planning", 9), ("supervision", 5), ("casework", 4), ("childs_voice", 4), ("drift_and_delay", 3)]
    assert unanswered(ranked, answers) == ["supervision", "casework", "childs_voice"]
    assert unanswered([], answers) == []


def test_a_common_weakness_without_an_answer_is_told_in_the_internal_edition_alone(tmp_path):
    """With its figure, which is noted as printed; nothing where each has an answer, or nothing is linked."""
    only_planning = "## Recommendations\n\n1. Draw plans. {themes: planning}\n"
    rests = month(tmp_path, only_planning).context["recommended"]
    assert rests.not_answered() == ""
    inside = replace(rests, material=replace(rests.material, edition="internal"))
    assert "no recommendation answers: Supervision (1 of 2)." in inside.not_answered()
    assert inside.figures.printed[-1]["measure"] == "themes.supervision"
    assert replace(inside, linked=()).not_answered() == ""
    both = linked(read_commentary(tmp_path / "commentary.md"), "Recommendations", WORDS["themes"])
    assert replace(inside, linked=(*both, Linked(2, ("supervision",)))).not_answered() == ""


def test_the_page_for_those_who_write_says_what_is_not_answered(tmp_path):
    """And that no recommendation names a theme, where none does."""
    (tmp_path / "commentary.md").write_text("## Recommendations\n\n1. Plan. {themes: planning}\n", encoding="utf-8")
    (tmp_path / "bare.md").write_text("## Recommendations\n\n1. Plan.\n", encoding="utf-8")
    counted = {"n": 6, "of": 20, "unit": "audits", "available": True}
    rows = [{"id": f"themes.{t}", "label": WORDS["themes"].labels[t], **counted} for t in ("planning", "supervision")]

    def said(name):
        return _wanting(read_commentary(tmp_path / name), "Recommendations", rows, WORDS["themes"])

    assert said("commentary.md").endswith("no recommendation answers: Supervision (6 of 20).")
    assert said("bare.md").startswith("No recommendation names the themes that it answers")
