"""The ladder and the open sample, at their boundaries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Profile, load_profile
from pipeline.protect.ladder import rung
from pipeline.protect.opening import open_sample
from tests.attacks.months import PACKAGED, STANDARD, monthly_rules


def text(n: int, base: int | None, profile: Profile = STANDARD, base_told: bool = True) -> str:
    """How n of a base is said."""
    told = rung(n, base, base_told, profile)
    return told.text or f"{n} of {base}"


@pytest.mark.parametrize(
    ("n", "base", "said"),
    [
        (5, 10, "5 of 10"),
        (4, 10, "fewer than 5 of 10"),
        (6, 10, "6 or more of 10"),
        (0, 9, "fewer than 5 of 9"),
        (4, 9, "fewer than 5 of 9"),
        (5, 9, "5 or more of 9"),
        (4, 8, "[c]"),
        (0, 0, "[c]"),
        (25, 25, "21 or more of 25"),
        (4, None, "fewer than 5"),
        (5, None, "5 of None"),
    ],
)
def test_the_standard_ladder(n, base, said) -> None:
    """Exact from 5 up and 5 left; in words on a base of 9 or more; then a sign."""
    assert text(n, base) == said


def test_fewer_than_five_means_none_as_well() -> None:
    """With a base and without one; "or more" reaches to all of it."""
    assert [(t.least, t.most) for t in (rung(3, base, True, STANDARD) for base in (None, 21))] == [(0, 4), (0, 4)]
    most = rung(20, 21, True, STANDARD)
    assert (most.least, most.most, most.base) == (17, 21, 21)


def test_a_profile_that_rounds_says_no_words_and_needs_no_base() -> None:
    """The base is never beside a rounded number; "fewer than" would be a second way of saying it."""
    rounds = load_profile(PACKAGED, "nhs-hes")
    assert text(52, 100, rounds, base_told=False) == "about 50"
    assert text(3, 100, rounds.model_copy(update={"words": True})) == "*"


def test_nothing_is_said_of_a_base_that_is_not() -> None:
    """Not even a count that is large: with the percent beside it the base would follow."""
    assert text(12, 20, base_told=False) == "[c]"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ranges", ["fewer than 5 of 100", "fewer than 5 of 100", "7 of 100", "52 of 100"]),
        ("dfe-local", ["0 of 100", "c", "7 of 100", "52 of 100"]),
        ("nhs-hes", ["0 of 100", "*", "*", "about 50"]),
        ("opensafely", ["[REDACTED]", "[REDACTED]", "[REDACTED]", "about 50"]),
    ],
)
def test_the_other_profiles(name, said) -> None:
    """0, 3, 7 and 52 of 100 in each."""
    assert [text(n, 100, load_profile(PACKAGED, name)) for n in (0, 3, 7, 52)] == said


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["standard", "dfe-local", "nhs-hes", "opensafely"]))
def test_what_is_said_is_true_and_wide(n, rest, name) -> None:
    """The true count is among the values left open, and if it is not exact there are at least three of them."""
    told = rung(n, n + rest, True, load_profile(PACKAGED, name))
    if told.least is not None and told.most is not None:
        assert told.least <= n <= told.most
        assert told.exact or told.most - told.least >= 2


@pytest.mark.parametrize(
    ("settings", "audited", "story", "is_open", "reason"),
    [
        ({}, 40, False, True, "40 of 407 cases"),
        ({}, 41, False, False, "41 of 407 cases were audited, more than one in 10"),
        ({"eligible_cases": 200}, 20, False, True, "20 of 200"),
        ({"eligible_cases": 199}, 19, False, False, "only 199 cases"),
        ({"eligible_cases": None}, 20, False, False, "does not say how many"),
        ({}, None, False, False, "not known how many cases were audited"),
        ({"sample_list_published": True}, 20, False, False, "the list of the sampled cases"),
        ({}, 20, True, False, "the story of a child"),
    ],
)
def test_when_a_sample_is_open(settings, audited, story, is_open, reason) -> None:
    """Each condition on its boundary; a missing fact means not open."""
    found = open_sample(monthly_rules("2017-12", **settings).round, audited, STANDARD, story)
    assert found.is_open is is_open
    assert reason in found.reason


def test_a_profile_without_open_samples_has_none() -> None:
    """However small the part that was audited."""
    found = open_sample(monthly_rules("2017-12").round, 1, load_profile(PACKAGED, "ranges"), False)
    assert (found.is_open, "takes no sample as open" in found.reason) == (False, True)
