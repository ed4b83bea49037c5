"""The audit against exhaustive enumeration, and what it does with history, contradictions and impossible patterns."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import load_scheme
from pipeline.errors import GateError
from pipeline.protect import Knowledge, Statement
from pipeline.protect.audit import Auditor, audit, smallest_conflict
from pipeline.protect.cliques import cliques_of, graham_reduction
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.model import facts_of
from tests.attacks.months import PACKAGED, WORDS

FIELDS = ("strength_a", "strength_b", "weakness_c")  # yes or no, never blank
CELLS = list(product(("yes", "no"), repeat=3))
NOTHING = Knowledge()


def number(rounds: tuple[str, ...] = ("2017-12",), **where: str | tuple[str, ...]) -> Quantity:
    """Audits of December with these values."""
    allowed = {name: (v,) if isinstance(v, str) else v for name, v in where.items()}
    return Quantity(rounds, Filter.on("audits", allowed))


def told(about: Quantity, low: int, high: int | None = None, measure: str = "m") -> Statement:
    """A count from low to high."""
    return Statement("d", 1, "", measure, "1", "audits", about, None, (low, low if high is None else high))


def percent(about: Quantity, of: Quantity, whole: int) -> Statement:
    """A whole percent, rounded half up."""
    return Statement("d", 1, "", "p", "1", "audits", about, of, None, (whole - 0.5, whole + 0.5))


def count(world: tuple[int, ...], about: Quantity) -> int:
    """A number in a world: how many audits each cell holds."""
    asked = {FIELDS.index(name): values for name, values in about.filter.where}
    return sum(n for n, cell in zip(world, CELLS, strict=True) if all(cell[i] in v for i, v in asked.items()))


def holds(world: tuple[int, ...], s: Statement) -> bool:
    """Whether a statement is true in a world."""
    n = count(world, s.numerator)
    if s.count:
        return s.count[0] <= n <= s.count[1]
    low, high = s.percent or (0, 0)
    base = count(world, s.denominator) if s.denominator else 0
    return base > 0 and low <= 100 * n / base < high


def worlds(total: int, cells: int = len(CELLS)) -> list[tuple[int, ...]]:
    """Every way in which so many audits can lie in the cells."""
    if cells == 1:
        return [(total,)]
    return [(n, *rest) for n in range(total + 1) for rest in worlds(total - n, cells - 1)]


some_filter = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(("yes", "no")), max_size=2).map(
    lambda where: number(**where)
)


@settings(max_examples=120, deadline=None)
@given(
    total=st.integers(1, 4),
    world=st.data(),
    counted=st.lists(st.tuples(some_filter, st.integers(0, 2), st.integers(0, 2)), max_size=5),
    shares=st.lists(some_filter, max_size=2),
    targets=st.lists(some_filter, min_size=1, max_size=3),
)
def test_the_audit_agrees_with_exhaustive_enumeration(total, world, counted, shares, targets) -> None:
    """On small tables of three fields, of which filters use two at a time, in all shapes: trees and triangles."""
    every = worlds(total)
    truth = world.draw(st.sampled_from(every))
    said = [told(number(), total)]
    for about, below, above in counted:
        said.append(told(about, max(0, count(truth, about) - below), count(truth, about) + above))
    for about in shares:
        said.append(percent(about, number(), (200 * count(truth, about) + total) // (2 * total)))
    possible = [w for w in every if all(holds(w, s) for s in said)]
    found = audit(said, [], targets, lambda _: NOTHING)
    for target in targets:
        values = {count(w, target) for w in possible}
        assert found.values[target] <= values
        assert len(found.values[target]) >= min(3, len(values))
        assert (target in found.given_away) == (len(values) < 3)


def test_where_nothing_was_told_a_number_may_be_anything() -> None:
    """Nothing at all, or a percent alone."""
    hidden = number(drift="yes")
    assert audit([], [], [hidden], lambda _: NOTHING).given_away == []
    assert audit([percent(hidden, number(), 50)], [], [hidden], lambda _: NOTHING).given_away == []


@pytest.mark.parametrize("second", [23, 27])
def test_a_data_set_that_the_search_gets_wrong_makes_nothing_look_safe(monkeypatch, second) -> None:
    """Each is checked against every row: here one holds and the other does not, with 25 wherever it looks."""
    monkeypatch.setattr(
        "scipy.optimize.milp", lambda aim, **_: SimpleNamespace(x=np.full(len(aim), 25.0), status=0, message="done")
    )
    said = [told(number(drift="yes"), 25), told(number(drift="no"), second)]
    with pytest.raises(GateError, match=r"It could not be shown in time.*done"):
        audit(said, [], [], lambda _: NOTHING)


def test_what_does_not_keep_a_number_is_no_reason_for_it() -> None:
    """Only what may be left out can be one, and only where that leaves the number room."""
    hidden, free = number(drift="yes"), number(family_feedback="yes")
    said = [told(number(drift=("yes", "no")), 25), told(number(drift="no"), 23), told(free, 7)]
    total, rest, other = facts_of(said)
    found = Auditor(said, [], [hidden], lambda _: NOTHING)
    assert found.reasons(hidden, {2}, [total, rest, other], []) == {total, rest}
    assert found.reasons(hidden, {2}, [other, total], []) == {total}
    assert found.reasons(hidden, {2}, [other], []) == set()


def test_a_remainder_is_given_away() -> None:
    """25 audits, 23 of them not: two are."""
    hidden = number(drift="yes")
    said = [told(number(drift=("yes", "no")), 25), told(number(drift="no"), 23)]
    found = audit(said, [], [hidden], lambda _: NOTHING)
    assert (found.values[hidden], found.given_away) == ({2}, [hidden])


def test_what_history_gave_away_does_not_stand_against_a_new_document() -> None:
    """It is told apart; what the new document adds to it is not forgiven."""
    known, other = number(drift="yes"), number(family_feedback="yes")
    history = [told(number(drift=("yes", "no")), 25), told(number(drift="no"), 23)]
    new = [told(number(family_feedback=("yes", "no")), 25), told(number(family_feedback="no"), 24)]
    found = audit(new, history, [known, other], lambda _: NOTHING)
    assert (found.already, found.given_away) == ({known}, [other])


def test_statements_that_contradict_each_other_are_named() -> None:
    """Those that clash and no others."""
    said = [
        told(number(), 30, measure="total"),
        told(number(drift="yes"), 20, measure="drift"),
        told(number(drift="no"), 15, measure="no_drift"),
        told(number(family_feedback="yes"), 7, measure="feedback"),
    ]
    with pytest.raises(GateError, match="cannot all be true") as caught:
        audit(said, [], [], lambda _: NOTHING)
    text = str(caught.value)
    assert all(f"{name} of 2017-12" in text for name in ("total", "drift", "no_drift"))
    assert "feedback" not in text


def test_rounds_that_nothing_links_are_not_searched() -> None:
    """A contradiction in a round that the new document says nothing of is none of its business."""
    old = [told(number(("2017-01",)), 5), told(number(("2017-01",), drift="yes"), 9)]
    assert audit([told(number(), 25)], old, [], lambda _: NOTHING).given_away == []
    linked = [told(number(("2017-01", "2017-12")), 40)]
    with pytest.raises(GateError, match="2017-01"):
        audit(linked, old, [], lambda _: NOTHING)


def test_a_sum_over_rounds_gives_the_last_of_them_away() -> None:
    """Three months together 9, and two of them known."""
    third = number(("2017-12",), case_of_concern="yes")
    said = [told(number(("2017-10", "2017-11", "2017-12"), case_of_concern="yes"), 9)]
    assert audit(said, [], [third], lambda _: NOTHING).given_away == []
    known = [told(number((r,), case_of_concern="yes"), n) for r, n in (("2017-10", 3), ("2017-11", 5))]
    assert audit([*said, *known], [], [third], lambda _: NOTHING).values[third] == {1}


def test_what_cannot_go_together_is_known_to_a_reader() -> None:
    """Only an Inadequate case has a descriptor: if all of them are told, none is left for another grade."""
    scheme = load_scheme(PACKAGED, "ofsted-2012")
    known = Knowledge(scheme, WORDS)
    immediate = number(immediacy="immediate", grade="inadequate")
    said = [told(number(immediacy="immediate"), 2)]
    assert audit(said, [], [immediate], lambda _: known).values[immediate] == {2}
    assert audit(said, [], [immediate], lambda _: NOTHING).values[immediate] == {0, 1, 2}
    described = number(immediacy=("immediate", "within_days", "within_weeks", "historic"), described="yes")
    assert audit([told(number(described="yes"), 3)], [], [described], lambda _: known).values[described] == {3}
    flag = number(some_good_features="yes", grade="not_yet_good")
    practice = Knowledge(load_scheme(PACKAGED, "practice-2017"), WORDS)
    assert audit([told(number(some_good_features="yes"), 3)], [], [flag], lambda _: practice).values[flag] == {3}


def test_empty_patterns_are_not_taken_as_known() -> None:
    """A value of the vocabulary that no case has may have one for all that a reader knows."""
    absent = number(oversight="absent")
    known = Knowledge(None, WORDS)
    said = [told(number(oversight=("clear", "partial", "absent")), 25), told(number(oversight="clear"), 12)]
    assert audit(said, [], [absent], lambda _: known).given_away == []


@pytest.mark.parametrize(
    ("edges", "left"),
    [
        (["ab", "bc", "cd"], 0),
        (["ab", "bc", "ca"], 3),
        (["ab", "bc", "ca", "abc"], 0),
        (["abx", "aby"], 0),  # the same two fields are left of both: one lies within the other
        (["ab", "bc", "cd", "da"], 4),
        (["a", "b"], 0),
        ([], 0),
    ],
)
def test_grahams_reduction_finds_what_is_no_tree(edges, left) -> None:
    """And cliques are joined until nothing is left, each edge within one of them."""
    sets = [frozenset(edge) for edge in edges]
    assert len(graham_reduction(sets)) == left
    cliques = cliques_of(sets, lambda fields: 2 ** len(fields))
    assert graham_reduction(cliques) == []
    assert all(any(edge <= clique for clique in cliques) for edge in sets)


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20), min_size=1, max_size=4))
def test_a_smallest_conflict_is_the_conflict(others, clash) -> None:
    """Of any facts among which some cannot go together, exactly those."""
    facts = sorted(others | clash)
    found = smallest_conflict(facts, lambda kept: not clash <= set(kept))  # type: ignore[arg-type, type-var]
    assert set(found) == clash
