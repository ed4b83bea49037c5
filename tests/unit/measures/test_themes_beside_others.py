"""Themes beside the grade, the team, each other, other sources; the words that set them apart; claims tested."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import fisher_exact

from pipeline.measures import (
    claim_sentences,
    claims_tested,
    co_occurrence,
    definitions,
    evaluate,
    evidence_sentence,
    groups_apart,
    theme_terms,
    themes_by_grade,
    themes_by_team,
    triangulate,
    triangulation_sentence,
)
from pipeline.measures.terms import words_of
from tests.unit.measures.conftest import ALL_CASES, RULES, viewed

GOOD, POOR = {"grade": "good"}, {"grade": "not_yet_good"}


def weak(*numbers: int, theme: str = "supervision", words: str | None = None) -> list[dict[str, object]]:
    """A weakness in the audits of these numbers."""
    return [{"return_id": f"R-{n}", "theme": theme, "polarity": "weakness", "words": words} for n in numbers]


def test_a_theme_that_goes_with_the_grade_is_found() -> None:
    """Ten poor cases with it and ten good ones without: counts of both sides, scipy's p-value, and evidence."""
    views = viewed(*[POOR] * 10, *[GOOD] * 10, findings=weak(*range(1, 11)))
    (row,) = themes_by_grade(views, RULES).to_dict("records")
    assert (row["theme"], row["n"], row["of"], row["elsewhere_n"], row["elsewhere_of"]) == (
        "Supervision",
        10,
        10,
        0,
        10,
    )
    assert row["p"] == pytest.approx(fisher_exact([[10, 0], [0, 10]]).pvalue)
    assert row["evidence"]
    assert row["lower"] > 1


def test_audits_without_a_grade_are_not_set_against_the_grade() -> None:
    """Nor are those that do not count."""
    views = viewed(POOR, GOOD, {"grade": None}, POOR | {"admissibility": "inadmissible"}, findings=weak(1, 2, 3, 4))
    (row,) = themes_by_grade(views, RULES).to_dict("records")
    assert (row["n"], row["of"], row["elsewhere_n"], row["elsewhere_of"]) == (1, 1, 1, 1)


def test_many_teams_and_themes_are_allowed_for() -> None:
    """A p-value that would do alone does not do among many; Benjamini and Hochberg never make it smaller."""
    teams = [{"team": name} for name in ("A", "B", "C", "D") for _ in range(4)]
    findings = weak(1, 2, 3) + weak(5, 9, theme="casework") + weak(6, 13, theme="planning")
    table = themes_by_team(viewed(*teams, findings=findings), RULES)
    assert table["p"].min() < 0.05
    assert not table["evidence"].any()
    assert (table["adjusted_p"] >= table["p"]).all()
    assert evidence_sentence(table) == "None of the 12 pairs looked at is more than chance explains."


def test_two_themes_together_are_set_against_what_chance_gives() -> None:
    """Expected: the product of their shares."""
    table = co_occurrence(viewed(*[{}] * 10, findings=weak(1, 2, 3, 4) + weak(1, 2, 5, theme="casework")), RULES)
    (row,) = table.to_dict("records")
    assert {row["first"], row["second"]} == {"Supervision", "Casework"}
    assert (row["both"], row["expected"], row["of"]) == (2, pytest.approx(1.2), 10)
    assert row["odds_ratio"] == pytest.approx(2.5 * 5.5 / (2.5 * 1.5))  # half is added to each
    assert row["p"] == pytest.approx(fisher_exact([[2, 2], [1, 5]]).pvalue)  # with both, one of them alone, neither


@pytest.mark.parametrize(
    "audits",
    [[], [GOOD], [GOOD, GOOD], [POOR, POOR | {"team": None}], [{"grade": None}]],
    ids=["no returns", "one", "all one grade", "no team", "no grade"],
)
def test_tables_of_themes_of_a_small_round_are_empty_and_say_why(audits) -> None:
    """Nothing to set against anything: no rows, no exception, and sentences that can stand."""
    views = viewed(*audits, findings=weak(*range(1, len(audits) + 1), words="Too few sessions."))
    for table in (themes_by_grade(views, RULES), themes_by_team(views, RULES), co_occurrence(views, RULES)):
        assert table.empty
        assert evidence_sentence(table) == ""
    assert theme_terms(views, RULES).empty
    assert triangulation_sentence(triangulate(views, RULES)).startswith("No other source names a theme")
    said = claim_sentences(claims_tested(views, RULES))
    assert said
    assert all("not available, no case on one side" in s for s in said)


def finding(theme: str | None, kind: str, service: str | None = None, source: str = "Inspection") -> dict[str, object]:
    """A finding of another source."""
    named = {"finding_id": f"{theme}{kind}{service}{source}", "source": source, "kind": kind, "theme": theme}
    return named | {"service": service}


@pytest.mark.parametrize(
    ("weakness", "strength", "kind", "verdict"),
    [
        (2, 1, "development", "agrees"),
        (2, 1, "priority", "agrees"),
        (2, 1, "strength", "contradicts"),
        (1, 2, "satisfactory", "agrees"),
        (3, 2, "development", "mixed"),  # neither clearly
        (0, 0, "development", "audits silent"),
        (2, 0, None, "silent"),
    ],
)
def test_a_source_agrees_contradicts_or_is_silent(weakness, strength, kind, verdict) -> None:
    """The audits call a theme weak or good where they name it so at least twice as often."""
    findings = weak(*range(1, weakness + 1))
    findings += [row | {"polarity": "strength"} for row in weak(*range(1, strength + 1))]
    outside = [finding("supervision", kind)] if kind else [finding(None, "development")]
    views = viewed(*[{}] * 5, findings=findings, outside_findings=outside)
    assert triangulate(views, RULES)["verdict"].tolist() == [verdict]


def test_a_finding_about_a_service_is_set_beside_its_audits() -> None:
    """Where says which; the audits of other services do not count."""
    audits = [{"service": "Care"}, {"service": "Care"}, {"service": "Assessment"}]
    outside = [finding("supervision", "strength", "Care")]
    (row,) = triangulate(viewed(*audits, findings=weak(1, 2, 3), outside_findings=outside), RULES).to_dict("records")
    assert (row["where"], row["verdict"], row["weakness"], row["of"]) == ("Care", "contradicts", 2, 2)
    said = triangulation_sentence(pd.DataFrame([row]))
    assert said.endswith("contradict them in 1: Supervision (Inspection, Care).")


def test_terms_set_the_words_of_a_theme_apart_and_trace_to_a_return() -> None:
    """A word of every finding is no term of one; redaction leaves no word behind."""
    findings = weak(*range(1, 21), words="Reflection was missing for [name].")
    findings += weak(*range(21, 41), theme="planning", words="Dates were missing.")
    terms = theme_terms(viewed(*[{}] * 40, findings=findings), RULES)
    assert terms[["theme", "term", "here", "elsewhere", "return_id"]].to_numpy().tolist() == [
        ["Supervision", "reflection", 20, 0, "R-1"],
        ["Planning (SMART)", "dates", 20, 0, "R-21"],
    ]
    mixed = viewed(*[{}] * 40, findings=findings[::-1])
    assert theme_terms(mixed, RULES)["return_id"].tolist() == ["R-1", "R-21"]  # the first by its id, not as it came
    assert words_of("[date of birth] The child's 3 plans, and [name]") == ["child's", "plans"]


def test_a_claim_holds_is_reversed_or_is_not_shown() -> None:
    """Each by Fisher's exact test, adjusted over the claims tested."""
    clear, absent = {"oversight": "clear", "drift": False}, {"oversight": "absent", "drift": True}
    for audits, verdict in (
        ([clear] * 8 + [absent] * 8, "holds"),
        ([clear | {"drift": True}] * 8 + [absent | {"drift": False}] * 8, "the reverse holds"),
        ([clear, absent], "not shown"),
    ):
        claims = claims_tested(viewed(*audits), RULES)
        drift = claims[claims["claim"].str.startswith("There is more drift")].iloc[0]
        assert drift["verdict"] == verdict
        tested = claims.dropna(subset=["p"])
        assert (tested["adjusted_p"] >= tested["p"]).all()


def test_a_claim_is_judged_by_shares_and_not_by_counts() -> None:
    """Nine of ten against ten of forty holds, although ten is more than nine."""
    clear, absent = {"oversight": "clear"}, {"oversight": "absent"}
    audits = [GOOD | clear] * 9 + [POOR | clear] + [GOOD | absent] * 10 + [POOR | absent] * 30
    claims = claims_tested(viewed(*audits), RULES).set_index("claim")
    row = claims.loc["Cases are graded better where oversight is clear"]
    assert (row["n"], row["of"], row["elsewhere_n"], row["elsewhere_of"], row["verdict"]) == (9, 10, 10, 40, "holds")


def test_the_claims_of_an_all_case_round_are_told_from_its_themes() -> None:
    """Its forms ask neither about oversight nor about drift."""
    poor, good = {"grade": "inadequate"}, {"grade": "good"}
    views = viewed(
        *[poor] * 9, *[good] * 9, rules=ALL_CASES, findings=weak(*range(1, 10), theme="management_oversight")
    )
    claims = claims_tested(views, ALL_CASES).set_index("claim")
    assert claims["verdict"].tolist() == ["holds", "not available"]
    assert "9 of 9 against 0 of 9" in claim_sentences(claims.reset_index())[0]


def test_a_group_stands_apart_only_beyond_chance() -> None:
    """One good case in three teams is chance; a team that is all good among poor ones is not."""
    few = [GOOD | {"team": "A"}, POOR | {"team": "B"}, POOR | {"team": "C"}]
    many = [GOOD | {"team": "A"}] * 9 + [POOR | {"team": name} for name in "BC" for _ in range(9)]
    found = [
        groups_apart(evaluate(definitions("ratings", RULES), viewed(*audits)), "ratings.good_or_better", "team")
        for audits in (few, many)
    ]
    assert found[0] == []
    assert "A" in found[1]
    alike = [grade | {"team": name} for name in "AB" for grade in (GOOD, POOR) for _ in range(30)]
    table = evaluate(definitions("ratings", RULES), viewed(*alike))
    assert groups_apart(table, "ratings.good_or_better", "team") == []  # each against the other, not against itself too
