"""The monthly summary of a month of almost nothing: it says what there is, and of the rest that it is not there."""

from __future__ import annotations

import re

import pytest

from tests.unit.compose.reports import MONTH, report

UNMODERATED = {"admissibility": None}
LEARNING = {"audit_type": "learning"}


def summary(*audits, **others):
    """The words of the public summary of December 2017 with these audits."""
    return report(MONTH, *audits, document="monthly_summary", **others).words


@pytest.mark.parametrize(
    ("audits", "says", "not_says"),
    [
        ([], "no case was audited as a core audit", "key-figures"),
        ([LEARNING, LEARNING], "no case was audited as a core audit", "competency framework"),
        ([LEARNING], "Besides these, one learning audit was done", "audits were done by managers who"),
        ([{}], "the service audited 1 case as a core audit.", "1 cases"),
        ([{}], "What follows is about those that met it: 1.", "Not yet moderated"),
        ([UNMODERATED] * 3, "None of them had been moderated by the day of the report", "met it"),
        ([UNMODERATED] * 3, "nothing can be said of the audits", "moderated core audits were admissible"),
        ([{}, {}, UNMODERATED], "Not yet moderated, and so not counted in practice: 1.", "None of them"),
        ([{}, {}, UNMODERATED], "| Not moderated yet, of all core audits | 1 |", "2 of 3"),
        ([{"grade": None}], "No admissible core audit of this month has a grade", "All admissible audits with a grade"),
        ([{}] * 4, "0 of 4 audits were graded “Doesn't yet meet Good”", "Month by month"),
        ([{}], "Auditors required no action of a team.", "All actions required"),
        ([{}], "Cases of concern that auditors marked, and cases on the register for this round: none.", "0 cases"),
    ],
)
def test_a_month_of_almost_nothing_is_told_in_sentences(audits, says, not_says) -> None:
    """No audit, no core audit, one, none moderated, some not, none graded, all of one grade, no action, no concern."""
    words = summary(*audits)
    assert says in words
    assert not_says not in words
    assert "the first round of its series" in words
    assert not re.search(r"\b(nan|NaN|None|<NA>)\b(?! of them)", words)


def test_one_case_of_concern_is_told_of_one() -> None:
    """In the singular, with the register beside it."""
    words = summary({"case_of_concern": True}, concerns=[{"case_id": "C-1"}])
    assert "Auditors marked 1 case as a case of concern." in words
    assert "1 case stands on the register for this round." in words


def test_it_says_what_so_few_audits_can_show() -> None:
    """In how many times as many, since no figure says how many audits that is."""
    few, many = summary(*[{}] * 3, {"grade": "not_yet_good"}), summary(*[{}] * 60, *[{"grade": "not_yet_good"}] * 40)
    assert "each would need about over ten times" not in few
    assert "each would need over ten times as many audits as this month had" in few
    assert "each would need about four times as many audits as this month had" in many
    assert "to be found four times out of five" not in summary(UNMODERATED)


def test_a_count_without_its_share_prints_no_share() -> None:
    """What stands in ``printed`` stands in the document: the table of other sources has counts alone."""
    sources = [{"finding_id": "F-1", "source": "Inspection", "kind": "priority", "theme": "supervision"}]
    audit = {"return_id": "R-1"}
    weak = [{"return_id": "R-1", "theme": "supervision", "polarity": "weakness", "words": "x"}]
    made = report(MONTH, audit, {}, document="monthly_summary", outside_findings=sources, findings=weak)
    place = "How does this correlate with other sources?"
    assert [row["text"] for row in made.printed if row["place"] == place] == ["1", "0", "1", "0"]
