"""What notebooks show: bases beside figures, reasons instead of blanks, never "nan"."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.compose import look, look_groups, look_measures, picture, say
from pipeline.measures import definitions, evaluate
from tests.unit.compose.test_analyst_charts import chart
from tests.unit.measures.conftest import RULES, viewed

ROW = {"n": 3, "of": 24, "elsewhere_n": 0, "elsewhere_of": 0, "lower": 4.3, "upper": 31.0, "odds_ratio": 0.034}
ROW |= {
    "p": 0.0004,
    "value": 0.6543,
    "evidence": True,
    "alike": 87.4,
    "due": pd.Timestamp("2017-12-05"),
    "theme": "A<b",
}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("share", "3 of 24 (13%)"),
        ("rest", "0 of 0"),
        ("interval", "4% to 31%"),
        ("ratio", "0.03 (4.3 to 31)"),
        ("p", "under 0.001"),
        ("value", "0.65"),
        ("evidence", "yes"),
        ("alike", "87%"),
        ("due", "5 December 2017"),
        ("theme", "A<b"),
    ],
)
def test_a_cell_is_written_as_people_read_it(column, text) -> None:
    """Percents half up; small p-values as under 0.001; days in words."""
    assert str(look(pd.DataFrame([ROW]), column, "none")).splitlines()[1] == text


def test_what_returns_wrote_is_text_and_no_markup() -> None:
    """A browser must not run what somebody typed into a form."""
    shown = look(pd.DataFrame([ROW]), "theme", "none")._repr_html_()
    assert shown is not None
    assert "A&lt;b" in shown
    assert '<th scope="col"' in shown


def test_a_blank_is_a_dash_and_never_nan() -> None:
    """Missing numbers, days, texts and intervals alike."""
    blank = pd.DataFrame([dict.fromkeys(ROW)])
    shown = str(look(blank, "share rest interval range p value evidence due theme", "none"))
    assert shown.splitlines()[1] == " | ".join(["–"] * 9)


def test_no_rows_are_told_in_words_and_many_are_counted() -> None:
    """A table that is cut says how long it is."""
    assert str(look(pd.DataFrame(columns=["n"]), "n", "Nobody was asked.")) == "Nobody was asked."
    assert str(look(pd.DataFrame({"n": range(5)}), "n", "", most=2)).endswith("The first 2 of 5 rows.")


def test_measures_are_shown_with_base_interval_or_reason() -> None:
    """Headings of ours, and a heading that a notebook gives."""
    made = evaluate(definitions("ratings", RULES), viewed({"grade": None}))
    shown = str(look_measures(made, "ratings."))
    assert "Good | not available: no admissible core audit has a grade | –" in shown
    assert "nan" not in shown.lower()
    assert str(look_measures(made, "nothing.")) == "The forms of this round do not ask for it."
    assert str(look(pd.DataFrame([ROW]), "share", "", share="Cases")).startswith("Cases")


def test_groups_stand_in_the_order_and_words_of_their_list() -> None:
    """Ages by age, with the label of each."""
    made = evaluate(definitions("ratings", RULES), viewed(*({"age_band": age} for age in ("11-15", "5-10", "0-4"))))
    shown = str(look_groups(made, "ratings.good", "age_band", RULES)).splitlines()
    assert [line.split(" | ")[0] for line in shown] == ["Age", "0–4", "5–10", "11–15"]
    assert str(look_groups(made, "ratings.good", "plan_type", RULES)) == "No audit that counts says its plan."


def test_a_picture_has_its_finding_and_its_words() -> None:
    """The alt text is there for those who cannot see it; without a chart there is a sentence."""
    shown = picture(chart("moderation"), "none")
    assert shown._repr_html_() is not None
    assert 'alt="Grid of counts.' in str(shown._repr_html_())
    assert str(picture(None, "No audit was moderated.")) == "No audit was moderated."
    assert say("One.", "", "Two.")._repr_markdown_() == "One.\n\nTwo."
