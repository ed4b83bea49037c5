"""Agreement between raters against published values, an independent library, and what must hold whatever is given."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import truncnorm
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from pipeline.measures.statistics import (
    agreement_coefficient,
    agreement_error,
    benchmark,
    bootstrap_interval,
    weighted_kappa,
)

# Twelve units, four raters, five grades: the worked example of the agreement literature (Krippendorff 2011, Gwet 2014).
A, B, C, D, E = range(5)
PUBLISHED = [
    (A, A, None, A), (B, B, C, B), (C, C, C, C), (C, C, C, C), (B, B, B, B), (A, B, C, D),
    (D, D, D, D), (A, A, B, A), (B, B, B, B), (None, E, E, E), (None, None, A, A), (None, None, C, None),
]  # fmt: skip
GRADES = st.integers(0, 3)
PAIRS = st.lists(st.tuples(GRADES, GRADES), min_size=1, max_size=30)
UNITS = st.lists(st.tuples(*(st.one_of(st.none(), GRADES) for _ in range(3))), min_size=1, max_size=30).filter(
    lambda units: any(sum(g is not None for g in unit) >= 2 for unit in units)
)


@pytest.mark.parametrize(("weights", "published"), [("identity", 0.77544), ("linear", 0.85874), ("quadratic", 0.91400)])
def test_gwets_coefficient_has_the_published_values(weights, published) -> None:
    """AC1 and AC2 with gaps, as irrCAC gives them for its example."""
    assert round(agreement_coefficient(PUBLISHED, 5, weights), 5) == published


def test_gwets_standard_error_has_the_published_value() -> None:
    """That of AC1, as irrCAC gives it."""
    assert round(agreement_error(PUBLISHED, 5, "identity"), 5) == 0.14295


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # theirs divides 0 by 0
@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_kappa_is_that_of_statsmodels(pairs) -> None:
    """With quadratic weights; None where theirs is nan."""
    theirs = cohens_kappa(to_table(pairs, bins=4)[0], wt="quadratic", return_results=False)
    ours = weighted_kappa(*zip(*pairs, strict=True), 4)
    assert ours == (pytest.approx(theirs) if theirs == theirs else None)


@given(UNITS, st.sampled_from(["identity", "linear", "quadratic"]), st.randoms())
def test_the_order_of_units_and_raters_never_matters(units, weights, chance) -> None:
    """Nor does a unit that nobody graded."""
    shuffled = [*chance.sample(units, len(units)), (None, None, None)]
    columns = chance.sample(range(3), 3)
    shuffled = [tuple(unit[c] for c in columns) for unit in shuffled]
    assert agreement_coefficient(shuffled, 4, weights) == pytest.approx(agreement_coefficient(units, 4, weights))


@given(st.lists(GRADES, min_size=1, max_size=20), st.sampled_from(["identity", "linear", "quadratic"]))
def test_raters_who_agree_in_everything_have_a_coefficient_of_one(grades, weights) -> None:
    """All of one grade as well, where kappa says nothing."""
    pairs = [(g, g) for g in grades]
    several = len(set(grades)) > 1
    assert agreement_coefficient(pairs, 4, weights) == pytest.approx(1)
    assert weighted_kappa(grades, grades, 4) == (pytest.approx(1) if several else None)


def test_grades_that_nobody_gave_count_in_the_scheme() -> None:
    """Chance agreement is that of the scheme's grades, not of those seen."""
    pairs = [(0, 0), (0, 1), (1, 1)]
    assert agreement_coefficient(pairs, 4, "identity") > agreement_coefficient(pairs, 2, "identity")


def test_a_near_miss_counts_for_more_with_weights() -> None:
    """Good against outstanding is less of a disagreement than outstanding against inadequate."""
    near, far = [(0, 1), (2, 3), (1, 1)], [(0, 3), (3, 0), (1, 1)]
    assert agreement_coefficient(near, 4, "linear") > agreement_coefficient(far, 4, "linear")
    assert agreement_coefficient(near, 4, "quadratic") > agreement_coefficient(near, 4, "linear")


@pytest.mark.parametrize("units", [[], [(1, None)], [(None, None)]])
def test_agreement_without_a_pair_is_refused(units) -> None:
    """There is nothing to agree on."""
    with pytest.raises(ValueError, match="a unit with two grades"):
        agreement_coefficient(units, 3, "linear")


@pytest.mark.parametrize("grade", [-1, 3, 1.5])
def test_a_grade_outside_the_scheme_is_refused(grade) -> None:
    """Grades are numbered from 0."""
    for refused in (
        lambda: agreement_coefficient([(grade, 1)], 3, "linear"),
        lambda: weighted_kappa([grade], [1], 3),
    ):
        with pytest.raises(ValueError, match="whole numbers from 0 to 2"):
            refused()


def test_a_scheme_needs_two_grades_and_an_error_two_units() -> None:
    """And kappa as many grades from one as from the other."""
    with pytest.raises(ValueError, match="at least two grades"):
        agreement_coefficient([(0, 0)], 1, "linear")
    with pytest.raises(ValueError, match="two units"):
        agreement_error([(0, 0)], 2, "linear")
    with pytest.raises(ValueError, match="the same units"):
        weighted_kappa([0], [0, 1], 2)


@pytest.mark.parametrize(
    ("coefficient", "error", "band"),
    [
        (0.9, 0.01, "very good"),
        (0.82, 0.1, "good"),
        (0.82, 0.15, "moderate"),
        (0.1, 0.3, "poor"),
        (0.8, 0, "very good"),
        (0.801, 0.0001, "very good"),
        (0.799, 0.0001, "good"),
        (0.599, 0.0001, "moderate"),
        (0.401, 0.0001, "moderate"),
        (0.399, 0.0001, "fair"),
        (0.201, 0.0001, "fair"),
        (0.199, 0.0001, "poor"),
        (0.525, 0.2, "poor"),  # 94.7 % lie above 0.2, of all that lie between -1 and 1
    ],
)
def test_a_band_is_reached_only_with_near_certainty(coefficient, error, band) -> None:
    """The estimate alone would call 0.82 very good."""
    assert benchmark(coefficient, error) == band


@given(st.floats(-1, 1), st.floats(0.01, 1.5))
def test_a_band_is_reached_by_the_probability_of_a_coefficient_between_its_ends(coefficient, error) -> None:
    """Gwet's cumulative membership, from the normal distribution cut off at -1 and 1 as scipy has it."""
    ends = {"very good": 0.8, "good": 0.6, "moderate": 0.4, "fair": 0.2}
    cut = truncnorm((-1 - coefficient) / error, (1 - coefficient) / error, coefficient, error)
    assume(all(abs(cut.sf(end) - 0.95) > 1e-6 for end in ends.values()))
    assert benchmark(coefficient, error) == next((band for band, end in ends.items() if cut.sf(end) >= 0.95), "poor")


def test_the_bootstrap_gives_the_interval_that_theory_gives() -> None:
    """Of a mean of many: two standard errors either way, the same for the same seed."""
    chance = random.Random(1)
    rows = [chance.gauss(10, 2) for _ in range(400)]
    interval = bootstrap_interval(lambda r: sum(r) / len(r), rows, seed=7)
    middle = sum(rows) / len(rows)
    assert interval == pytest.approx((middle - 0.196, middle + 0.196), abs=0.03)
    assert interval == bootstrap_interval(lambda r: sum(r) / len(r), rows, seed=7)
    assert interval != bootstrap_interval(lambda r: sum(r) / len(r), rows, seed=8)


def test_a_resample_has_as_many_rows_and_takes_each_as_often_as_any_other() -> None:
    """The first and the last among them."""
    taken: Counter[int] = Counter()

    def size(rows) -> float:
        taken.update(rows)
        return float(len(rows))

    assert bootstrap_interval(size, range(10), seed=1, draws=2000) == (10, 10)
    assert set(taken) == set(range(10))
    assert all(1800 < times < 2200 for times in taken.values())


@settings(max_examples=30, deadline=None)
@given(PAIRS)
def test_the_bootstrap_interval_holds_its_estimate(pairs) -> None:
    """However skewed the resamples are."""
    lower, upper = bootstrap_interval(lambda r: agreement_coefficient(r, 4, "linear"), pairs, seed=1, draws=50)
    assert lower <= agreement_coefficient(pairs, 4, "linear") <= upper


def test_the_bootstrap_interval_holds_an_estimate_that_no_resample_reaches() -> None:
    """How many different rows there are is less in every resample."""
    rows = list(range(30))
    lower, upper = bootstrap_interval(lambda r: float(len(set(r))), rows, seed=1, draws=200)
    assert lower < 25
    assert upper == 30


def test_draws_without_the_statistic_do_not_count() -> None:
    """Resamples of one grade only have no kappa; nor has a bootstrap of nothing an interval."""
    pairs = [(0, 0), (1, 1), (1, 0)]
    lower, upper = bootstrap_interval(lambda r: weighted_kappa(*zip(*r, strict=True), 2), pairs, seed=1, draws=100)
    assert lower <= weighted_kappa(*zip(*pairs, strict=True), 2) <= upper
    with pytest.raises(ValueError, match="no resample"):
        bootstrap_interval(lambda r: None, pairs, seed=1, draws=5)
