"""Odds, false discoveries, words, curves of what is still open and shrunk rates, against libraries and theory."""

from __future__ import annotations

from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests

from pipeline.measures.statistics import (
    benjamini_hochberg,
    fisher_p,
    kaplan_meier,
    log_odds,
    median_day,
    odds_ratio,
    shrunk_rates,
    wilson_interval,
)

COUNT = st.integers(0, 60)
SPELLS = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40)
AUDITORS = st.lists(st.integers(0, 30).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), min_size=1)


@settings(max_examples=50, deadline=None)  # theirs is slow
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_adjustment_of_many_themes_is_that_of_statsmodels(p_values) -> None:
    """Benjamini and Hochberg's, in the order given."""
    assert benjamini_hochberg(p_values) == pytest.approx(multipletests(p_values, method="fdr_bh")[1].tolist())


def test_the_adjustment_of_nothing_is_nothing() -> None:
    """No theme, no claim."""
    assert benjamini_hochberg([]) == []


@settings(max_examples=50, deadline=None)
@given(COUNT, COUNT, COUNT, COUNT)
def test_an_odds_ratio_is_that_of_statsmodels_with_half_added(a, b, c, d) -> None:
    """To each cell; the interval holds the ratio, and the other way round it is the inverse."""
    if not (a + b and c + d):
        with pytest.raises(ValueError, match="something on both sides"):
            odds_ratio(a, b, c, d)
        return
    table = Table2x2(np.array([[a, b], [c, d]]) + 0.5)
    ratio, lower, upper = odds_ratio(a, b, c, d)
    assert (ratio, lower, upper) == pytest.approx((table.oddsratio, *table.oddsratio_confint()))
    assert lower <= ratio <= upper
    assert odds_ratio(c, d, a, b) == pytest.approx((1 / ratio, 1 / upper, 1 / lower))


@pytest.mark.parametrize("cells", [(0, 0, 1, 1), (1, 1, 0, 0), (-1, 2, 1, 1), (1, 1, 2, -1)])
def test_an_odds_ratio_of_nothing_is_refused(cells) -> None:
    """Nobody on one side, or a count that is none."""
    with pytest.raises(ValueError, match="something on both sides"):
        odds_ratio(*cells)


def test_a_clear_difference_is_clear_by_ratio_and_by_test() -> None:
    """Some good features, 1 of 25 against 10 of 21."""
    ratio, _, upper = odds_ratio(1, 24, 10, 11)
    assert ratio < 0.1
    assert upper < 1
    assert fisher_p(1, 25, 10, 21) < 0.05


@given(SPELLS)
def test_the_share_still_open_is_that_of_statsmodels(spells) -> None:
    """Day by day, with its interval around it, never rising."""
    days, done = zip(*spells, strict=True)
    start, *curve = kaplan_meier(days, done)
    assert start[:2] == (0, 100)
    if not any(done):
        assert curve == []
        return
    theirs = SurvfuncRight(days, done)
    assert [day for day, *_ in curve] == theirs.surv_times.tolist()
    assert [share for _, share, *_ in curve] == pytest.approx((100 * theirs.surv_prob).tolist(), abs=1e-9)
    assert all(0 <= lower <= share <= upper <= 100 for _, share, lower, upper in [start, *curve])


@given(st.lists(st.integers(1, 20), min_size=1, max_size=40))
def test_where_everything_is_done_the_interval_is_that_of_the_plain_share(days) -> None:
    """Wilson's, at every day before the last."""
    for day, share, lower, upper in kaplan_meier(days, [True] * len(days)):
        still = sum(d > day for d in days)
        assert share == pytest.approx(100 * still / len(days))
        if still:
            assert (lower, upper) == pytest.approx(wilson_interval(still, len(days)))


def test_the_interval_widens_by_what_is_unknown() -> None:
    """Greenwood's variance: 20 at risk, 5 done, 10 open so far, 1 more done; by hand."""
    curve = kaplan_meier([1] * 5 + [2] * 10 + [3] + [4] * 4, [True] * 5 + [False] * 10 + [True] + [False] * 4)
    day, share, lower, upper = curve[-1]
    assert (day, share) == (3, pytest.approx(100 * 0.75 * 0.8))
    size = (1 - 0.6) / (0.6 * (5 / (20 * 15) + 1 / (5 * 4)))
    from statsmodels.stats.proportion import proportion_confint

    assert (lower, upper) == pytest.approx([100 * e for e in proportion_confint(0.6 * size, size, method="wilson")])


def test_the_median_is_the_first_day_with_half_done() -> None:
    """None where more than half are open; nothing at all has no curve."""
    assert median_day(kaplan_meier([3, 5, 9, 12], [True] * 4)) == 5
    assert median_day(kaplan_meier([3, 5, 9, 12], [True, False, False, False])) is None
    assert kaplan_meier([], []) == []
    assert median_day([]) is None


@pytest.mark.parametrize(("days", "done", "why"), [([1], [], "its days"), ([-1], [True], "before it began")])
def test_a_curve_of_what_cannot_be_is_refused(days, done, why) -> None:
    """Days without an end, or before the beginning."""
    with pytest.raises(ValueError, match=why):
        kaplan_meier(days, done)


@settings(max_examples=60, deadline=None)
@given(AUDITORS)
def test_a_shrunk_rate_lies_within_its_interval_and_follows_its_auditor(counts) -> None:
    """In the order given, from 0 to 100; of two with as many audits, the higher count is no lower."""
    rates = shrunk_rates(counts)
    assert len(rates) == len(counts)
    assert all(0 <= lower <= estimate <= upper <= 100 for estimate, lower, upper in rates)
    backwards = shrunk_rates(counts[::-1])[::-1]
    assert rates == [pytest.approx(rate, abs=1e-6) for rate in backwards]
    ordered = sorted((of, n, estimate) for (n, of), (estimate, _, _) in zip(counts, rates, strict=True))
    for (of, _, a), (same, _, b) in pairwise(ordered):
        assert of != same or a <= b + 1e-9


def test_few_audits_are_drawn_further_than_many() -> None:
    """Five of five says less than fifty of fifty, in a group of a half."""
    (few, lower, upper), (many, narrow, wide), *_ = shrunk_rates([(5, 5), (50, 50), *[(10, 20)] * 8])
    assert 50 < few < many < 100
    assert upper - lower > wide - narrow


def test_a_shrunk_rate_is_that_of_a_simulation_of_the_model() -> None:
    """Means and spreads drawn at random, auditors from them, and only the draws that give just these counts kept."""
    chance = np.random.default_rng(3)
    mean, spread = chance.random((2, 400_000))
    size = 1 / spread - 1
    rates = chance.beta(np.maximum(mean * size, 1e-9), np.maximum((1 - mean) * size, 1e-9), (3, len(mean)))
    counts = [(1, 4), (3, 4), (2, 5)]
    like = np.all([chance.binomial(of, rate) == n for (n, of), rate in zip(counts, rates, strict=True)], axis=0)
    for (estimate, lower, upper), kept in zip(shrunk_rates(counts), 100 * rates[:, like], strict=True):
        assert estimate == pytest.approx(kept.mean(), abs=1)
        assert (lower, upper) == pytest.approx(np.percentile(kept, [2.5, 97.5]).tolist(), abs=3)


def test_rates_of_nobody_are_none_and_a_count_above_its_base_is_refused() -> None:
    """Before any moderation there is no auditor to speak of."""
    assert shrunk_rates([]) == []
    with pytest.raises(ValueError, match="within its base"):
        shrunk_rates([(1, 2), (3, 2)])


def test_log_odds_are_those_of_the_formula() -> None:
    """Monroe et al. 2008, equations 16, 19 and 22, written out for one word."""
    here, elsewhere, prior = {"late": 6, "plan": 2}, {"late": 1, "plan": 9}, {"late": 7, "plan": 11}
    a, b = 6 + 7, 1 + 7
    delta = log(a / (8 + 18 - a)) - log(b / (10 + 18 - b))
    scores = log_odds(here, elsewhere, prior)
    assert scores["late"] == pytest.approx(delta / (1 / a + 1 / b) ** 0.5)
    assert scores["plan"] < 0 < scores["late"]


WORDS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50))


@given(WORDS, WORDS, WORDS)
def test_what_sets_here_apart_is_what_elsewhere_lacks(here, elsewhere, prior) -> None:
    """Every word of either pile has a score, which turns round with the piles."""
    scores, turned = log_odds(here, elsewhere, prior), log_odds(elsewhere, here, prior)
    assert set(scores) == set(here) | set(elsewhere)
    assert all(abs(score) < 1e6 for score in scores.values())
    assert scores == {word: pytest.approx(-score) for word, score in turned.items()}


def test_a_rare_word_is_less_telling_than_a_common_one() -> None:
    """Once against never, beside forty times against ten; and a word alone tells nothing."""
    scores = log_odds({"rare": 1, "often": 40, "other": 60}, {"often": 10, "other": 90}, {"often": 50, "other": 150})
    assert scores["often"] > 1.96
    assert abs(scores["rare"]) < 1
    assert log_odds({"only": 3}, {"only": 5}, {}) == {"only": 0.0}
