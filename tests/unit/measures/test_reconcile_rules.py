"""Each rule of a reconciliation on a round of a dozen audits: which kind of difference is found, and its arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.config import PublishedFigure
from pipeline.measures import all_definitions, evaluate, reconcile
from pipeline.measures.reconcile.sides import Side, itemised
from tests.unit.measures.conftest import ROUND, RULES, viewed

DEFINITIONS = {d.id: d for d in all_definitions(RULES) if d.id.startswith(("auditing.", "ratings."))}
TOTAL, ADMISSIBLE, INADMISSIBLE = "auditing.total", "auditing.admissible", "auditing.inadmissible"
GOOD, POOR, OUTSTANDING = "ratings.good", "ratings.not_yet_good", "ratings.outstanding"
FEATURES = "ratings.some_good_features"
Figure = dict[str, Any]


def audits(good: int = 4, poor: int = 8, inadmissible: int = 0, features: int = 0) -> list[dict[str, object]]:
    """Audits with these grades; some of the poor ones have good features, and some audits do not count."""
    graded = [{"grade": "good"}] * good
    graded += [{"grade": "not_yet_good", "some_good_features": n < features} for n in range(poor)]
    return [*graded, *[{"grade": "good", "admissibility": "inadmissible"}] * inadmissible]


def figure(measure: str, count: int | None = None, percent: int | None = None, **more: Any) -> Figure:
    """A published figure."""
    return {"measure": measure, "count": count, "percent": percent, "source": "slides", **more}


def side(counted: list[dict[str, object]], *figures: Figure, **settings: Any) -> Side:
    """A round of these audits with what was published of it, a line each."""
    views = viewed(*counted)
    published = tuple(PublishedFigure(line=n, **f) for n, f in enumerate(figures, start=1))
    round_ = ROUND.model_copy(update=settings)
    return Side(round_, published, DEFINITIONS, evaluate(DEFINITIONS.values(), views), views, {})


def found(now: Side, before: Side | None = None, then: Mapping[str, int] | None = None) -> dict[tuple[str, str], Any]:
    """(about, measure) → the row; what follows aside."""
    table = reconcile(now, before, {}, lambda day: then or {})
    rows = [row for row in table.itertuples() if row.about != "follows"]
    assert len({(row.about, row.measure) for row in rows}) == len(rows)
    return {(row.about, row.measure): row for row in rows}


def kinds(*figures: Figure, of: list[dict[str, object]] | None = None, **also: Any) -> dict[tuple[str, str], str]:
    """(about, measure) → kind."""
    return {key: row.kind for key, row in found(side(of or audits(), *figures), **also).items()}


@pytest.mark.parametrize(
    ("percent", "said", "kind"),
    [
        (33, None, "equal"),
        (34, None, "differs by rounding"),  # rounded up
        (35, None, "not explained"),
        (35, "around a third", "differs by rounding"),  # to the nearest 5
        (30, "around a third", "not explained"),
        (36, "about", "not explained"),
        (35, "it was a third", "not explained"),
    ],
)
def test_a_percent_differs_by_rounding_only_where_another_rounding_gives_it(percent, said, kind) -> None:
    """4 of 12 is 33.3 %; "around" means the nearest 5."""
    assert kinds(figure(GOOD, percent=percent, of=ADMISSIBLE, said=said))["figure", GOOD] == kind


def test_a_count_that_differs_is_no_matter_of_rounding() -> None:
    """Nor is a share of a base that was published as another."""
    assert kinds(figure(GOOD, 5, 34, of=ADMISSIBLE))["figure", GOOD] == "not explained"
    rows = kinds(figure(GOOD, 4, 34, of=ADMISSIBLE), figure(ADMISSIBLE, 13))
    assert rows["figure", GOOD] == "not explained"


def test_a_figure_is_true_as_at_its_own_day() -> None:
    """Then it says nothing of the counts that were published in the end."""
    early = figure(GOOD, 2, 25, of=ADMISSIBLE, as_at=date(2017, 12, 7))
    rows = kinds(early, figure(ADMISSIBLE, 12), then={GOOD: 2, ADMISSIBLE: 8})
    assert rows == {("figure", GOOD): "true as at another day", ("figure", ADMISSIBLE): "equal"}
    assert kinds(early, then={GOOD: 3, ADMISSIBLE: 8})["figure", GOOD] == "not explained"


def test_a_share_of_another_published_base_differs_in_base() -> None:
    """5 of 15 is not 42 %, and 5 of the 12 that count is."""
    rows = found(side(audits(5, 7, 3), figure(GOOD, percent=33, of=ADMISSIBLE), figure(POOR, 7, 47, of=TOTAL)))
    assert rows["figure", GOOD].kind == "differs in base"
    assert rows["figure", GOOD].arithmetic == "It is a share of “Core audits”: 5 of 15 = 33.3%."


@pytest.mark.parametrize(
    ("percents", "kind", "note"),
    [
        ((33, 66, 1), "equal", "33% + 66% + 1% = 100%."),
        ((34, 66, 1), "differs by rounding", "= 101%: to be footnoted."),
        ((34, 67, 1), "contradicts itself", "= 102%, which rounding does not explain."),
        ((33, 66, 0), "differs by rounding", "= 99%: to be footnoted."),
    ],
)
def test_percents_of_parts_add_to_100_within_half_a_point_each(percents, kind, note) -> None:
    """Three can be out by one together, and not by two."""
    parts = [
        figure(m, n, p, of=ADMISSIBLE) for m, n, p in zip((GOOD, POOR, OUTSTANDING), (4, 8, 0), percents, strict=True)
    ]
    row = found(side(audits(), figure(ADMISSIBLE, 12), *parts))["percents", ADMISSIBLE]
    assert row.kind == kind
    assert row.arithmetic.endswith(note)


def test_parts_that_were_named_are_added_up_once() -> None:
    """Though each was given on the whole as well; one share alone is no split of it."""
    parts = [figure(GOOD, 4, of=ADMISSIBLE), figure(POOR, 8, of=ADMISSIBLE)]
    rows = found(side(audits(), figure(ADMISSIBLE, 12, parts=(GOOD, POOR)), *parts))
    assert rows["parts", ADMISSIBLE].arithmetic == "4 + 8 = 12."
    alone = kinds(figure(ADMISSIBLE, 12), figure(POOR, 12, of=ADMISSIBLE), of=audits(0, 12))
    assert ("parts", ADMISSIBLE) not in alone


def test_items_of_one_list_that_do_not_fill_their_whole_leave_some_out() -> None:
    """With what the returns have for the items that were not published; more than the whole cannot be."""
    items = [figure(GOOD, 4, within=ADMISSIBLE), figure(OUTSTANDING, 0, within=ADMISSIBLE)]
    row = found(side(audits(), figure(ADMISSIBLE, 12), *items))["parts", ADMISSIBLE]
    assert row.kind == "leaves some out"
    assert row.arithmetic.startswith("4 + 0 = 4 of 12: 8 are in none of them. In the returns: ")
    assert "Doesn't yet meet Good 8" in row.arithmetic
    shares = [figure(GOOD, 9, of=ADMISSIBLE), figure(OUTSTANDING, 4, of=ADMISSIBLE)]
    row = found(side(audits(), figure(ADMISSIBLE, 12), *shares))["parts", ADMISSIBLE]
    assert (row.kind, row.arithmetic) == ("contradicts itself", "9 + 4 = 13, which is more than 12.")


def test_measures_are_items_of_one_list_only_where_each_names_a_value_of_one_field() -> None:
    """A whole is no item beside its part, and two lists are not one."""
    one = side(audits())
    assert itemised(one, [GOOD, POOR]) == "grade"
    assert itemised(one, [ADMISSIBLE, GOOD]) is None
    assert itemised(one, [GOOD, INADMISSIBLE]) is None
    assert itemised(one, [GOOD]) is None


def test_percents_on_a_part_of_the_whole_are_told_with_what_stays_outside() -> None:
    """Twelve of fifteen audits count; no inadmissible one belongs among them by the returns."""
    whole = figure(TOTAL, 15, parts=(ADMISSIBLE, INADMISSIBLE))
    others = [figure(ADMISSIBLE, 12), figure(INADMISSIBLE, 3), figure(GOOD, 4, 33, of=ADMISSIBLE)]
    row = found(side(audits(4, 8, 3), whole, *others))["base", ADMISSIBLE]
    assert row.kind == "equal"
    assert row.arithmetic.startswith(
        "The percents are of 12, not of 15 (“Good” would be 27%, not 33%). Outside the base: "
    )
    assert row.arithmetic.endswith(" 3; of these 0 belong in it by the returns.")


BEFORE = audits(1, 24, features=20)
NOW = audits(2, 23, features=1)
WHOLE = (figure(ADMISSIBLE, 25),)


def shares(good: int, poor: int, features: int) -> list[Figure]:
    """Three shares of the admissible audits, as published."""
    return [figure(m, n, of=ADMISSIBLE) for m, n in ((GOOD, good), (POOR, poor), (FEATURES, features))]


def changed(then: list[Figure], now: list[Figure]) -> str:
    """What is said of the change in good features from November to December."""
    november = side(BEFORE, *WHOLE, *then, id="2017-11")
    row = found(side(NOW, *WHOLE, *now), november)["change", FEATURES]
    assert row.kind == "evidence of change"
    return str(row.arithmetic)


def test_a_share_that_was_beside_another_and_lies_within_it_now_may_be_coded_otherwise() -> None:
    """Only where the figures of both rounds add up in one way each."""
    within_then, beside_then, neither = shares(1, 24, 20), shares(1, 4, 20), shares(1, 11, 20)
    within_now, beside_now = shares(2, 23, 1), shares(2, 22, 1)
    said = "so the way of coding may have changed"
    assert f"published beside “{DEFINITIONS[POOR].label}” then and within it now, {said}" in changed(
        beside_then, within_now
    )
    assert f"published within “{DEFINITIONS[POOR].label}” then and beside it now, {said}" in changed(
        within_then, beside_now
    )
    for then, now in (
        (within_then, within_now),
        (beside_then, beside_now),
        (neither, within_now),
        (neither, beside_now),
    ):
        assert said not in changed(then, now)


def test_a_share_that_one_round_alone_published_has_no_change() -> None:
    """Nor has one without a base, or larger than it."""
    november = side(
        BEFORE, *WHOLE, figure(GOOD, 1, of=ADMISSIBLE), figure(FEATURES, 20), figure(POOR, 26, of=ADMISSIBLE)
    )
    rows = found(side(NOW, *WHOLE, *shares(2, 23, 1), figure(OUTSTANDING, 0, of=ADMISSIBLE)), november)
    assert {measure for about, measure in rows if about == "change"} == {GOOD}
    assert rows["change", GOOD].kind == "no evidence of change"
    without = replace(november, published=())
    assert not any(about == "change" for about, _ in found(side(NOW, *WHOLE, *shares(2, 23, 1)), without))
