"""What the filters of two subsets say of each other, without a look at any row."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures import Subset

VALUES = ("x", "y", "z")
AUDITS, ACTIONS = Subset("audits"), Subset("actions")
SUBSETS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sets(st.sampled_from(VALUES), min_size=1).map(lambda v: tuple(sorted(v)))),
    max_size=4,
).map(lambda where: Subset("audits", tuple(where)))


def rows(subset: Subset) -> set[tuple[str, ...]]:
    """Every row of two fields that a subset lets through; "-" is a value that no filter names."""
    every = product((*VALUES, "-"), repeat=2)
    return {row for row in every if all(row["ab".index(name)] in values for name, values in subset.where)}


@given(SUBSETS, SUBSETS)
def test_a_subset_lies_within_another_where_each_possible_row_does(one, other) -> None:
    """As filters say it: one that lets nothing through by one field says so of that field alone."""
    if all(one.fields.values()) and all(other.fields.values()):
        assert one.within(other) == (rows(one) <= rows(other))
        assert one.apart(other) == (not rows(one) & rows(other))


@pytest.mark.parametrize(
    ("one", "other", "within", "apart"),
    [
        (AUDITS.having(grade="good"), AUDITS, True, False),
        (AUDITS, AUDITS.having(grade="good"), False, False),
        (AUDITS.having(grade="good"), AUDITS.having(grade=("good", "outstanding")), True, False),
        (AUDITS.having(grade="good"), AUDITS.having(grade="outstanding"), False, True),
        (AUDITS.having(grade="good"), AUDITS.having(team="East"), False, False),
        (AUDITS.having(grade="good"), ACTIONS, False, False),
        (AUDITS.having(grade="good"), ACTIONS.having(grade="outstanding"), False, False),
    ],
)
def test_subsets_of_one_view_are_set_beside_each_other(one, other, within, apart) -> None:
    """Of two views nothing is said: an action is no audit, whatever its fields are called."""
    assert (one.within(other), one.apart(other)) == (within, apart)
