"""The briefing deck: about ten slides, a finding each, true of a round however few its audits are."""

from __future__ import annotations

import re

import pytest

from pipeline.compose.deck import _counted, _portions
from tests.unit.compose.reports import ALL_CASES, AT_RISK, CLOSED, CURRENT, MONTH, report

ODD = r"\b1 (?:cases|audits|core audits|actions)\b|all 0 |\b(?:nan|None)\b|in not available|\b0 \(0%\) were"
COMMENTARY = """## Recommendations

{items}

## Next steps

A first sentence.

## Recommendations for improvement

- One
"""


def deck(round_, *audits, **more):
    """The public deck of a round."""
    return report(round_, *audits, document="briefing_deck", **more)


@pytest.mark.parametrize("round_", [ALL_CASES, MONTH], ids=["all cases", "a month"])
@pytest.mark.parametrize("grades", [[], ["inadequate"], [None], ["inadequate", "inadequate"]])
def test_a_deck_of_very_few_audits_is_written_and_reads_well(round_, grades):
    """No audit, one without a grade, one, two: no number that was not thought of, and no slide without words."""
    worst = {"inadequate": AT_RISK["grade"] if round_ is ALL_CASES else "not_yet_good"}
    base = CLOSED if round_ is ALL_CASES else {}
    words = deck(round_, *(base | {"grade": worst.get(g)} for g in grades)).words
    assert not re.search(ODD, words), re.search(ODD, words)
    assert "## What was audited" in words
    assert "Still to be written: the part" in words


def test_high_risk_cases_have_a_slide_whatever_is_known_of_them():
    """Without areas and without a register of follow-ups the slide says so; with both there is one for each."""
    bare = deck(ALL_CASES, AT_RISK, CURRENT).words
    assert "## Cases at high risk" in bare
    finding = {"return_id": "R-1", "theme": "drift_and_delay", "polarity": "weakness", "number": 1}
    known = {"findings": [finding], "follow_ups": [{"case_id": "C-1", "outcome": "not_recorded"}]}
    words = deck(ALL_CASES, AT_RISK, CURRENT, **known).words
    assert "## Drift and delay was named in 1 of 1 high-risk case" in words
    assert "## For 1 of 1 high-risk case no result of the review is on record" in words
    assert "## Cases at high risk" not in words


def test_every_figure_that_a_deck_notes_stands_on_it():
    """What is noted as printed is what ``check`` looks for."""
    made = deck(ALL_CASES, AT_RISK, CURRENT)
    assert made.printed
    assert all(str(row["text"]) in made.words for row in made.printed)


def test_of_a_long_list_the_first_items_are_shown_and_the_notes_have_the_others(tmp_path):
    """Eleven recommendations: five on one slide, with where to find the others; these go on counting in the notes."""
    items = "\n".join(f"{n}. Do thing {n}" for n in range(1, 12))
    words = deck(MONTH, {}, commentary=COMMENTARY.format(items=items), folder=tmp_path).words
    assert words.count("## What we recommend") == 1
    slide, _, notes = words.partition("## What we recommend")[2].partition("::: {.notes}")
    assert slide.endswith("5. Do thing 5 The others stand in the report, under “Recommendations”. ")
    assert notes.partition(":::")[0].endswith(
        "6. Do thing 6 7. Do thing 7 8. Do thing 8 9. Do thing 9 10. Do thing 10 11. Do thing 11 "
    )


def test_paragraphs_too_long_for_a_slide_go_over_several(tmp_path):
    """Nothing is cut out of what was written as prose."""
    items = "\n\n".join(["So much is to be said of it. " * 10] * 3)
    words = deck(MONTH, {}, commentary=COMMENTARY.format(items=items), folder=tmp_path).words
    assert words.count("## What we recommend, continued") == 2


def test_portions_are_few_even_and_lose_nothing():
    """Six items of few words are two of three, not five and one; a long paragraph stands alone."""
    assert [len(p) for p in _portions(["- a"] * 6)] == [3, 3]
    assert [len(p) for p in _portions(["- a"] * 5)] == [5]
    long = ["word " * 90, "word " * 90, "- a"]
    assert [block for part in _portions(long) for block in part] == long
    assert _counted(["1. a", "1. b"]) == ["1. a", "2. b"]
