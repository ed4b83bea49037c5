"""The statistics against published values and an independent library."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from pipeline.measures import fisher_p, round_half_up, wilson_interval
from pipeline.measures.statistics import holm

SHARES = st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("n", "of", "lower", "upper"),
    [(20, 21, 77.3, 99.2), (22, 25, 70.0, 95.8), (409, 1349, 27.9, 32.8), (0, 10, 0.0, 27.8), (10, 10, 72.2, 100.0)],
)
def test_wilsons_interval_has_the_published_values(n, of, lower, upper) -> None:
    """To one decimal; at none and at all as well."""
    assert tuple(round(end, 1) for end in wilson_interval(n, of)) == (lower, upper)


@given(SHARES)
def test_wilsons_interval_is_that_of_statsmodels(share) -> None:
    """And it holds the share itself, within 0 and 100."""
    n, of = share
    ours = wilson_interval(n, of)
    assert ours == pytest.approx([100 * end for end in proportion_confint(n, of, method="wilson")], abs=1e-9)
    assert 0 <= ours[0] <= 100 * (n / of) <= ours[1] <= 100


@given(st.integers(1, 5000))
def test_an_interval_ends_exactly_at_none_and_at_all(of) -> None:
    """Where nothing or everything was found: not a hair beside it, whatever the base."""
    assert wilson_interval(0, of)[0] == 0
    assert wilson_interval(of, of)[1] == 100


@given(SHARES)
def test_wilsons_interval_is_that_of_scipy(share) -> None:
    """The closed form gives what scipy's exact test object gives."""
    n, of = share
    theirs = binomtest(n, of).proportion_ci(0.95, method="wilson")
    assert wilson_interval(n, of) == pytest.approx((100 * theirs.low, 100 * theirs.high), abs=1e-9)


@pytest.mark.parametrize(("n", "of"), [(0, 0), (-1, 3), (4, 3)])
def test_an_interval_of_what_is_no_share_is_refused(n, of) -> None:
    """No base, or a part that is none."""
    with pytest.raises(ValueError, match=r"base above 0|no part of"):
        wilson_interval(n, of)


@pytest.mark.parametrize(
    ("n", "of", "before_n", "before_of", "p", "places"),
    [
        (22, 25, 20, 21, 0.61, 2),
        (19, 27, 12, 24, 0.16, 2),
        (23, 25, 20, 21, 1.0, 2),
        (1, 25, 10, 21, 0.001, 3),
        (3, 6, 3, 6, 1.0, 6),
    ],
)
def test_fishers_test_has_the_published_values(n, of, before_n, before_of, p, places) -> None:
    """The same in either direction of time."""
    assert round(fisher_p(n, of, before_n, before_of), places) == p
    assert fisher_p(before_n, before_of, n, of) == pytest.approx(fisher_p(n, of, before_n, before_of))


@pytest.mark.slow
@settings(max_examples=30, deadline=None)  # theirs is slow
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holms_adjustment_is_that_of_statsmodels(p_values) -> None:
    """In the order given, whatever that is."""
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1].tolist())


def test_holm_of_nothing_is_nothing() -> None:
    """A family without claims; a single claim is not adjusted."""
    assert holm([]) == []
    assert holm([0.04]) == [0.04]


@pytest.mark.parametrize(
    ("n", "of", "percent"),
    [(3, 24, 13), (1, 8, 13), (1, 200, 1), (1, 201, 0), (0, 7, 0), (7, 7, 100), (199, 200, 100), (22, 25, 88)],
)
def test_half_a_percent_is_rounded_up(n, of, percent) -> None:
    """3 of 24 is 12.5 %, which is published as 13 %."""
    assert round_half_up(n, of) == percent


@given(SHARES)
def test_rounding_is_that_of_decimal_arithmetic(share) -> None:
    """Never that of fractions in binary."""
    n, of = share
    exact = (Decimal(100 * n) / Decimal(of)).quantize(Decimal(1), ROUND_HALF_UP)
    assert round_half_up(n, of) == int(exact)


@pytest.mark.parametrize("of", [0, -1])
def test_a_share_of_nothing_is_refused(of) -> None:
    """There is no percent of none."""
    with pytest.raises(ValueError, match="a share needs a base above 0"):
        round_half_up(0, of)
