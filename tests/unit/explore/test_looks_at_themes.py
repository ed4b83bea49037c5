"""What the notebook shows of a choice: by group, over time, together, in words; and what it says where nothing is."""

from __future__ import annotations

import pytest

from pipeline.explore import (
    by_group_chart,
    change,
    in_their_words,
    open_rounds,
    other_sources,
    prevalence,
    telling_terms,
    themes_drawn,
    together,
    together_chart,
)
from pipeline.explore.topics import suggested_topics, topics_told
from pipeline.measures import co_occurrence
from pipeline.store import load_table
from tests.unit.compose.kept_rounds import taken_in


def test_every_group_is_drawn_in_the_order_and_words_of_its_list(all_cases):
    """Grades from best to worst, by label."""
    chart = by_group_chart(all_cases.choose(theme="supervision"), "grade").chart
    at = [chart.alt.index(f"{grade} (") for grade in ("Outstanding", "Good", "Adequate", "Inadequate")]
    assert at == sorted(at)


def test_the_heat_map_holds_the_counts_of_the_pairs(all_cases):
    """Each pair is the number of audits with both; on the diagonal stands the theme's own."""
    chosen = all_cases.choose()
    alt = together_chart(chosen).chart.alt
    pairs = co_occurrence(chosen.pooled, chosen.latest.rules)
    first = pairs[(pairs["first"] == "Recording practice") & (pairs["second"] == "Supervision")].iloc[0]
    assert f"Recording practice: Recording practice {first['first_n']}, " in alt
    assert f"Supervision {first['both']}," in alt


def test_only_rounds_on_one_definition_are_counted_together(months):
    """The auditors changed in November 2017, so the pairs of November and December stand together and no others."""
    assert "November 2017 to December 2017" in together_chart(months.choose()).chart.title
    assert set(together(months.choose(theme="supervision"), most=99).rows[0][4:5]) == {"46"}


def test_change_is_claimed_only_between_rounds_on_one_definition(months):
    """From September to November it may not be; from November to December nothing more than chance shows."""
    assert "not set beside it" in str(change(months.choose(rounds=("2017-09", "2017-11"))))
    assert "There is no evidence of a change in the themes" in str(change(months.choose(rounds=("2017-11", "2017-12"))))
    assert "nothing to compare it with" in str(change(months.choose(rounds=("2017-12",))))


def test_a_theme_has_its_terms_and_they_are_marked_in_its_words(months):
    """The passages are of the theme, the newest first, under pseudonyms, with team, grade and round."""
    chosen = months.choose(theme="supervision")
    terms = {row[1] for row in telling_terms(chosen).rows}
    said = in_their_words(chosen)
    assert "supervision" in terms
    assert "<mark>supervision</mark>" in said.html.lower()
    first = said.text.split("\n\n")[1]
    assert "(C-" in first
    assert "· Supervision ·" in first
    assert first.endswith("December 2017)")


def test_a_search_narrows_the_words_and_is_marked_whatever_it_is(months):
    """Letters that mean something to a pattern are letters."""
    said = in_their_words(months.choose(), "worker to")
    assert "<mark>worker to</mark>" in said.html
    assert str(in_their_words(months.choose(), "(.*")) == "Nothing that fits was written."


def test_no_name_and_no_reference_is_shown(months, counted_samples):
    """What the pseudonyms stand for is in none of the words."""
    keys = [str(k) for k in load_table(counted_samples.round("2017-12").processed, "keys")["stands_for"]]
    text = in_their_words(months.choose(), most=10_000).html + str(topics_told(suggested_topics(months.choose())))
    assert [key for key in keys if key in text] == []


def test_other_sources_stand_beside_the_theme(all_cases):
    """The inspection agrees on supervision."""
    assert ("Supervision", "Inspection of child protection arrangements", "whole service", "agrees") in {
        row[:4] for row in other_sources(all_cases.choose(theme="supervision")).rows
    }


@pytest.fixture
def wordless(small_rounds):
    """One round only, with three audits that name a theme without a word, under a theme with markup in its name."""
    (small_rounds.workspace.council / "vocabularies.yml").write_text(
        "themes: {hostile: {label: '<b>Bold</b> & <script>'}, nobody: {label: Nobody named it}}", encoding="utf-8"
    )
    small_rounds.write(groups={"weaknesses": [{"theme": "hostile"}]})
    taken_in(small_rounds.workspace)
    return open_rounds(small_rounds.workspace.root, "2017-12")


def test_markup_no_words_no_cases_and_one_round_are_shown_for_what_they_are(wordless):
    """Typed markup is text; a theme with no cases has its nought; without words it is said that there are none."""
    named, unnamed = (wordless.choose(theme=theme) for theme in ("hostile", "nobody"))
    said = prevalence(named)
    assert "<b>Bold" not in said.html
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &lt;script&gt;" in said.html
    counts = {"<b>Bold</b> & <script>": "3 of 3 (100%)", "Nobody named it": "0 of 3 (0%)"}
    assert dict(row[:2] for row in said.rows) == counts
    assert "<b>Bold" not in themes_drawn(named).html
    assert str(in_their_words(named)) == str(in_their_words(unnamed)) == "Nothing that fits was written."
    assert "Too little was written" in str(topics_told(suggested_topics(named)))
    assert "Too little was written" in str(telling_terms(named))
    assert "nothing to compare it with" in str(change(named))
    assert str(together(unnamed)) == "No two themes were found together."


def test_no_audit_left_is_said(wordless):
    """A grade that nobody gave in the round."""
    assert "No audit that counts is left" in str(prevalence(wordless.choose(source="outside")))
