"""The all-case round against what was published of it: points 1 to 7 of the domain page come out of the returns."""

from __future__ import annotations

import pytest

from pipeline.run import reconcile_round
from pipeline.store import load_table

ROUND = "2012-11-all-cases"


@pytest.fixture(scope="module")
def rows(counted_samples):
    """(about, measure) → row of the reconciliation."""
    return {(row.about, row.measure): row for row in reconcile_round(counted_samples, ROUND).itertuples()}


def test_every_return_is_accounted_for(counted_samples):
    """1,442 found: 1,440 used, two merged with the same return, none set aside."""
    outcomes = load_table(counted_samples.round(ROUND).processed, "returns")["outcome"].value_counts().to_dict()
    assert outcomes == {"used": 1440, "merged": 2}


def test_every_published_figure_is_equal_or_explained(rows):
    """Twenty-one figures: three are explained, the others equal; no row is left to a person."""
    assert all(row.explained for row in rows.values())
    figures = {measure: row.kind for (about, measure), row in rows.items() if about == "figure"}
    assert len(figures) == 21
    assert {measure: kind for measure, kind in figures.items() if kind != "equal"} == {
        "ratings.good_or_better": "differs in definition",
        "ratings.adequate_or_better": "true as at another day",
        "coverage.council_share": "differs by rounding",
    }


@pytest.mark.parametrize(
    ("about", "measure", "kind", "says"),
    [
        ("parts", "risk.high_risk_cases", "leaves some out", "17 + 13 = 30 of 41: 11 are in none of them (9, if the 2"),
        ("parts", "risk.high_risk_cases", "leaves some out", "Progress check 0, Not recorded 11"),
        ("parts", "risk.additional_actions", "leaves some out", "9 + 1 + 2 = 12 of 13: 1 is in none of them"),
        ("figure", "ratings.good_or_better", "differs in definition", "312 of 1,349 = 23.1%"),
        ("figure", "ratings.adequate_or_better", "true as at another day", "As at 7 December 2012: 474 of 790 = 60.0%"),
        ("figure", "coverage.council_share", "differs by rounding", "91 of 1,440 = 6.3%"),
        ("base", "ratings.total", "equal", "of these 0 belong in it"),
    ],
)
def test_what_a_careful_reader_finds_is_found(rows, about, measure, kind, says):
    """The kind of difference, and the arithmetic that shows it."""
    row = rows[about, measure]
    assert row.kind == kind
    assert says in row.arithmetic


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("coverage.of_tender", "1,440 of 1,600 (90%)"),
        ("coverage.cost_a_tendered_case", "£57.50"),
        ("coverage.cost_an_external_audit", "£68.20"),
    ],
)
def test_what_was_not_published_follows(rows, measure, text):
    """Coverage of the contract, and the cost of a case by either count."""
    assert rows["follows", measure].ours == text
