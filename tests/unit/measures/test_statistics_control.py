"""Control charts, run charts, power and shapes, against published examples, other ways to count, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from pipeline.measures.statistics import (
    Signal,
    audits_to_show,
    fisher_p,
    p_limits,
    restlessness,
    run_chart,
    shape_of,
    signals,
    xmr_limits,
)
from pipeline.measures.statistics.power import fisher_power

# Montgomery, Introduction to Statistical Quality Control, 7th ed.: tables 6.6 (cost of a loan) and 7.1 (cans of juice).
LOANS = [310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304]
CANS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
VALUES = st.lists(st.floats(-100, 100), max_size=40)
COUNTS = st.lists(st.integers(1, 80).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), max_size=40)


def rules(values, limits=None):
    """The rule found at each point, with a minus where it lies below or falls; by XmR unless limits are given."""
    found = signals(values, xmr_limits(values) if limits is None else limits)
    return [None if s is None else s.rule if s.upwards else f"-{s.rule}" for s in found]


def around(values, reach=30.0):
    """Limits at ± ``reach`` around 0 for each value."""
    from pipeline.measures.statistics import Limits

    return [Limits(0, -reach, reach, -reach * 2 / 3, reach * 2 / 3)] * len(values)


def test_xmr_limits_have_the_published_values() -> None:
    """Mean 300.5, mean moving range 7.79, limits 279.78 and 321.22."""
    at = xmr_limits(LOANS)[0]
    assert (at.centre, round(at.lower, 2), round(at.upper, 2)) == (300.5, 279.78, 321.22)
    assert at.inner_upper - at.centre == pytest.approx((at.upper - at.centre) * 2 / 3)
    assert rules(LOANS) == [None] * 20


def test_p_limits_have_the_published_values() -> None:
    """Mean 0.2313, limits 0.0524 and 0.4102; samples 15 and 23 lie outside."""
    counts = [(n, 50) for n in CANS]
    limits = p_limits(counts)
    assert (round(limits[0].centre, 2), round(limits[0].lower, 2), round(limits[0].upper, 2)) == (23.13, 5.24, 41.02)
    found = rules([2.0 * n for n in CANS], limits)
    assert [i + 1 for i, rule in enumerate(found) if rule == "limit"] == [15, 23]


def test_outlying_ranges_are_screened_once_and_only_if_asked() -> None:
    """A single leap widens the limits; without its ranges of 3.267 times the mean they are narrow."""
    values = [10, 11, 10, 11, 10, 11, 10, 60, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10]
    wide, narrow = xmr_limits(values)[0], xmr_limits(values, screen=True)[0]
    assert narrow.centre == wide.centre
    assert narrow.upper - narrow.centre == pytest.approx(2.66 * 1)
    assert wide.upper - wide.centre == pytest.approx(2.66 * (17 + 50 + 49) / 19)


@pytest.mark.parametrize(("leap", "width"), [(4.23, 1.323), (4.43, 1.0)])
def test_a_range_is_outlying_from_3_267_times_the_mean_range(leap, width) -> None:
    """Nine ranges of 1 and a leap: 3.2 times the mean of all stays, 3.3 times goes."""
    values = [0, 1] * 5 + [1 + leap]
    at = xmr_limits(values, screen=True)[0]
    assert at.upper - at.centre == pytest.approx(2.66 * width)


@given(st.integers(1, 60), st.floats(0.001, 0.999))
@example(3, 43 / 60)  # where a tail that is a tenth wider or narrower has other limits
@example(3, 17 / 60)
@example(5, 8 / 60)
@example(3, 0.9)
def test_exact_limits_leave_less_than_three_errors_do_outside(of, share) -> None:
    """Where few are expected they are those of scipy's binomial distribution; elsewhere those of the formula."""
    n = round(share * of * 100)
    limits = p_limits([(n, of * 100), (0, of)] if n else [(0, of), (0, of)])[1]
    mean = n / (of * 101) if n else 0.0
    assert limits.centre == pytest.approx(100 * mean)
    if min(of * mean, of * (1 - mean)) >= 5:
        reach = 300 * (mean * (1 - mean) / of) ** 0.5
        assert limits.upper == pytest.approx(min(100 * mean + reach, 100))
        assert limits.lower == pytest.approx(max(100 * mean - reach, 0))
        assert limits.inner_upper == pytest.approx(min(100 * mean + reach * 2 / 3, 100))
        assert limits.inner_lower == pytest.approx(max(100 * mean - reach * 2 / 3, 0))
    else:
        assert limits.lower == pytest.approx(min(100 * max(binom.ppf(0.00135, of, mean), 0) / of, 100 * mean))
        assert limits.upper == pytest.approx(max(100 * binom.ppf(0.99865, of, mean) / of, 100 * mean))
        inner = [100 * max(binom.ppf(tail, of, mean), 0) / of for tail in (0.02275, 0.97725)]
        assert limits.inner_lower == pytest.approx(min(inner[0], 100 * mean))
        assert limits.inner_upper == pytest.approx(max(inner[1], 100 * mean))


@given(VALUES)
def test_xmr_limits_contain_the_centre(values) -> None:
    """And the inner ones lie between; fewer than two values have none."""
    for limits in (xmr_limits(values), xmr_limits(values, screen=True)):
        assert len(limits) == (len(values) if len(values) > 1 else 0)
        for at in limits:
            assert at.lower <= at.inner_lower <= at.centre <= at.inner_upper <= at.upper


@given(COUNTS)
def test_p_limits_contain_the_centre_and_stay_within_none_and_all(counts) -> None:
    """At every base, however small."""
    for at in p_limits(counts):
        assert 0 <= at.lower <= at.inner_lower <= at.centre <= at.inner_upper <= at.upper <= 100


@pytest.mark.parametrize("counts", [[(0, 0)], [(3, 2)], [(-1, 2)]])
def test_a_month_without_a_share_is_refused(counts) -> None:
    """It is no point of a chart."""
    with pytest.raises(ValueError, match="a base above 0"):
        p_limits(counts)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([0, 31, 0], [None, "limit", None]),
        ([0, 30, 0], [None, None, None]),  # on the limit is not outside
        ([0, -31, 0], [None, "-limit", None]),
        ([1] * 6 + [-1], [None] * 7),
        ([1] * 7 + [-1], ["shift"] * 7 + [None]),
        ([1, 1, 1, 0, 1, 1, 1], [None] * 7),  # a point on the centre ends the run
        ([-1] * 8, ["-shift"] * 8),
        ([-3, -2, -1, 0, 1, 2], [None] * 6),
        ([-3, -2, -1, 0, 1, 2, 3], ["trend"] * 7),
        ([3, 2, 1, 0, -1, -2, -3, 0], ["-trend"] * 7 + [None]),
        ([-3, -2, -1, -1, 0, 1, 2, 3], [None] * 8),  # a tie ends the trend
        ([0, 21, 0, 21, 0], [None, "two of three", None, "two of three", None]),
        ([0, 21, 21, 0, 0], [None, "two of three", "two of three", None, None]),
        ([0, 21, 0, 0, 21], [None] * 5),
        ([0, 21, -21, 0, 0], [None] * 5),  # one on either side
        ([0, 20, 20, 0, 0], [None] * 5),  # on the two-thirds limit is not beyond it
        ([0, 21, 31, 0, 0], [None, None, "limit", None, None]),  # outside is not between
        ([0, -21, -5, -25, 0], [None, "-two of three", None, "-two of three", None]),
    ],
)
def test_each_rule_ends_where_it_says(values, found) -> None:
    """On the boundary of every rule, both sides."""
    assert rules(values, around(values)) == found


def test_a_point_of_several_patterns_is_told_as_the_first_by_precedence() -> None:
    """Limit, trend, two of three, shift."""
    values = [1, 2, 3, 4, 22, 25, 31, 1, 22, 1, 22, 1]
    assert rules(values, around(values)) == [
        *["trend"] * 6, "limit", "shift", "two of three", "shift", "two of three", "shift",
    ]  # fmt: skip


@given(st.floats(-100, 100), st.integers(2, 40))
def test_a_series_without_variation_has_no_signal(value, length) -> None:
    """Whatever floating point makes of the mean of equal values."""
    assert rules([value] * length) == [None] * length


@given(VALUES)
def test_signals_turn_round_with_the_values(values) -> None:
    """What is above in one is below in its mirror image."""
    turned = signals([-v for v in values], xmr_limits([-v for v in values]))
    assert turned == [s and Signal(s.rule, not s.upwards) for s in signals(values, xmr_limits(values))]


def quiet(kind: str):
    """The share of 200 quiet series of 24 months with a signal anywhere, and at the last month."""
    chance = np.random.default_rng(2017)
    anywhere = last = 0
    for _ in range(200):
        if kind == "normal":
            values = chance.normal(size=24).tolist()
            limits = xmr_limits(values)
        else:
            counts = [(int(n), 25) for n in chance.binomial(25, 0.93, 24)]
            values = [100 * n / of for n, of in counts]
            limits = p_limits(counts) if kind == "p" else xmr_limits(values)
        found = signals(values, limits)
        anywhere, last = anywhere + any(found), last + bool(found[-1])
    return anywhere / 200, last / 200


@pytest.mark.parametrize(("kind", "most"), [("normal", 0.20), ("xmr", 0.33), ("p", 0.20)])
def test_quiet_series_seldom_give_false_signals(kind, most) -> None:
    """Of 24 months: normal values by XmR, and 25 audits a month at 93 % by XmR and by p-chart."""
    anywhere, last = quiet(kind)
    assert 0.02 < anywhere <= most
    assert last <= 0.04


@pytest.mark.parametrize(
    ("n", "longest", "crossings"),
    [(10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (22, 7, 7), (23, 8, 7), (24, 8, 8), (25, 8, 8)],
)
def test_the_run_tests_have_the_published_critical_values(n, longest, crossings) -> None:
    """The table of Anhøj and Olesen 2014."""
    on_the_median = [50, 50] if n % 2 else []  # the runs leave them out, so that n is what is left
    run = run_chart([*range(n // 2), *on_the_median, *range(99, 99 + n - n // 2)])
    assert (run.longest_allowed, run.crossings_needed) == (longest, crossings)


def test_runs_and_crossings_are_counted_around_the_median() -> None:
    """Points on it are left out: two runs of five, one crossing."""
    run = run_chart([1, 2, 1, 2, 1, 3, 3, 5, 6, 5, 6, 5])
    assert (run.median, run.longest, run.crossings) == (3, 5, 1)
    assert run.signal
    assert not run_chart([1, 5, 2, 6, 3, 7, 1, 6, 2, 7]).signal


@pytest.mark.parametrize("values", [[], [5], [5, 5, 5]])
def test_a_run_chart_of_nothing_has_no_signal(values) -> None:
    """No value, one, or none off the median."""
    assert not run_chart(values).signal
    assert (run_chart(values).longest, run_chart(values).crossings) == (0, 0)


def test_restlessness_is_one_by_chance_and_two_where_months_swing_twice_as_far() -> None:
    """In the mean of many months; a step in the middle hardly moves it."""
    chance = np.random.default_rng(1)
    assert restlessness([(int(n), 30) for n in chance.binomial(30, 0.5, 2000)]) == pytest.approx(1, abs=0.05)
    swung = [(2 * int(n), 60) for n in chance.binomial(30, 0.5, 2000)]
    assert restlessness(swung) == pytest.approx(2**0.5, abs=0.05)
    step = [(int(n), 30) for p in (0.8, 0.6) for n in chance.binomial(30, p, 1000)]
    assert restlessness(step) == pytest.approx(1, abs=0.1)
    assert restlessness([]) == restlessness([(0, 5), (0, 9)]) == 1


@pytest.mark.parametrize(("share", "other", "of"), [(0.5, 0.9, 7), (0.2, 0.2, 9), (0.0, 0.5, 6), (1.0, 0.3, 10)])
def test_power_is_that_of_counting_every_outcome(share, other, of) -> None:
    """Fisher's p-value of each table, weighed by how likely the table is."""
    counted = sum(
        binom.pmf(x, of, share) * binom.pmf(y, of, other)
        for x in range(of + 1)
        for y in range(of + 1)
        if fisher_p(x, of, y, of) < 0.05
    )
    assert fisher_power(share, other, of) == pytest.approx(counted)


@pytest.mark.parametrize("percent", [0, 8, 30, 50, 60, 92, 100])
def test_the_audits_needed_are_those_of_the_textbook_and_a_few_more(percent) -> None:
    """An exact test is careful, so it takes somewhat more than the normal approximation; one fewer is too few."""
    audits = audits_to_show(percent)
    other = percent - 10 if percent >= 50 else percent + 10
    effect = abs(proportion_effectsize(percent / 100, other / 100))
    rough = NormalIndPower().solve_power(effect, power=0.8, alpha=0.05)
    assert rough < audits
    assert percent in (0, 100) or audits < 1.2 * rough  # at the ends the approximation fails
    assert (
        fisher_power(percent / 100, other / 100, audits) >= 0.8 > fisher_power(percent / 100, other / 100, audits - 1)
    )


@pytest.mark.parametrize(
    ("values", "kind", "at", "size"),
    [
        ([50] * 9 + [80] + [50] * 9, "shock", 9, 30),
        ([50] * 9 + [80] * 8, "step", 9, 30),
        ([30 + 2 * i for i in range(20)], "drift", None, 2),
        ([50] * 20, "quiet", None, 0),
        ([50, 90, 50], "quiet", None, 0),  # too few to have a shape
    ],
)
def test_a_clean_shape_is_named_and_measured(values, kind, at, size) -> None:
    """Where it is and how large."""
    chance = np.random.default_rng(4)
    noisy = [v + d for v, d in zip(values, chance.normal(0, 0.5, len(values)), strict=True)]
    shape = shape_of(noisy, [25] * len(values))
    assert (shape.kind, shape.at) == (kind, at)
    assert shape.size == pytest.approx(size, abs=1)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 60)), min_size=1, max_size=40))
def test_a_shape_is_found_in_any_series(points) -> None:
    """Never nan; turned upside down it is the same with the other sign."""
    values, weights = zip(*points, strict=True)
    shape, turned = shape_of(values, weights), shape_of([-v for v in values], weights)
    assert shape.size == shape.size
    assert (turned.kind, turned.at, turned.size) == (shape.kind, shape.at, pytest.approx(-shape.size))


def test_time_grows_with_the_length_and_no_faster() -> None:
    """A series of 4,000 months is read in the time that ten of 400 take, give or take."""
    from time import process_time

    chance = np.random.default_rng(5)

    def spent(length: int) -> float:
        counts = [(int(n), 25) for n in chance.binomial(25, 0.9, length)]
        values = [4.0 * n for n, _ in counts]
        start = process_time()
        signals(values, p_limits(counts))
        shape_of(values, [25] * length)
        run_chart(values)
        return process_time() - start

    spent(400)
    assert min(spent(4000) for _ in range(3)) < 25 * min(spent(400) for _ in range(3)) + 0.05
