"""A round beside the one before: on one definition or not at all, and a change only where chance is unlikely."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import Round
from pipeline.measures import Change, Definition, Subset, changes_table, compare, definition_breaks, what_else_differed
from pipeline.measures.statistics import holm
from pipeline.tables import as_table, check_table

ROUND = {
    "id": "2017-12",
    "title": "t",
    "kind": "monthly",
    "series": "monthly",
    "period": {"first": "2017-12-01", "last": "2017-12-31"},
    "reported": "2018-01-09",
    "scheme": "practice-2017",
    "pro_formas": [{"name": "core-audit", "version": "2"}],
    "auditor_pool": "core group",
    "focus_theme": "planning",
}


def round_(**changes: object) -> Round:
    """A round that differs from December in these settings."""
    return Round.model_validate(ROUND | changes)


def share(id_: str, family: str | None = "ratings") -> Definition:
    """A definition of a claim in a family."""
    return Definition(id_, id_, Subset("audits"), Subset("audits"), family=family)


def row(id_: str, n: int | None, of: int | None, **changes: object) -> dict[str, object]:
    """A row of measures."""
    made = {"id": id_, "label": id_, "subset": "s", "class": "B", "n": n, "of": of, "unit": "audits"}
    return made | {"available": n is not None, "definition": "1"} | changes


def measures(*rows: dict[str, object]):
    """A table of measures."""
    return as_table("measures", list(rows))


def changes(now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]], family: str = "ratings"):
    """The claims of one family between two rounds."""
    tables = [measures(*(row(id_, *figures) for id_, figures in r.items())) for r in (now, before)]
    return compare([share(id_, family) for id_ in now], *tables)


def test_a_clear_change_is_licensed() -> None:
    """Some good features, 10 of 21 and then 1 of 25: it fell."""
    (change,) = changes({"some": (1, 25)}, {"some": (10, 21)})
    assert change.licensed
    assert not change.rose
    assert round(change.p, 3) == 0.001


@pytest.mark.parametrize(
    ("now", "before"), [((22, 25), (20, 21)), ((23, 25), (20, 21)), ((19, 27), (12, 24)), ((5, 5), (5, 5))]
)
def test_a_difference_that_chance_makes_is_not_licensed(now, before) -> None:
    """95 to 88 %, 95 to 92 %, 50 to 70 %: no evidence of change."""
    (change,) = changes({"a": now}, {"a": before})
    assert not change.licensed


@pytest.mark.parametrize(("adjusted", "licensed"), [(0.0499, True), (0.05, False)])
def test_the_licence_ends_at_five_percent(adjusted, licensed) -> None:
    """Under it, not at it, and by the adjusted value."""
    assert Change("a", "A", "ratings", 1, 2, 1, 2, 0.001, adjusted).licensed is licensed


@pytest.mark.parametrize(("now", "before", "rose"), [((2, 3), (1, 2), True), ((1, 2), (2, 4), False)])
def test_rose_means_a_higher_share(now, before, rose) -> None:
    """Not a higher count: 2 of 4 is no more than 1 of 2."""
    (change,) = changes({"a": now}, {"a": before})
    assert change.rose is rose


def test_claims_of_a_family_are_adjusted_together() -> None:
    """By Holm; a claim that would pass alone may not pass among twelve."""
    now = {"a": (4, 20), "b": (10, 20), "c": (11, 20)}
    before = {"a": (12, 20), "b": (11, 20), "c": (9, 20)}
    made = changes(now, before)
    assert [c.adjusted_p for c in made] == holm([c.p for c in made])
    (alone,) = changes({"a": (4, 20)}, {"a": (12, 20)})
    assert alone.licensed
    assert not made[0].licensed
    assert made[0].adjusted_p == pytest.approx(3 * alone.p)


def test_families_are_adjusted_apart() -> None:
    """In the order of the report; a claim of no family is none."""
    table = (measures(row("a", 4, 20), row("b", 4, 20), row("c", 4, 20)), measures(row("a", 12, 20), row("b", 12, 20)))
    made = compare([share("b", "themes"), share("a"), share("c"), share("a", None)], *table)
    assert [(c.measure, c.family) for c in made] == [("a", "ratings"), ("b", "themes")]
    assert all(c.adjusted_p == c.p for c in made)


@pytest.mark.parametrize(
    "before",
    [
        row("other", 12, 20),
        row("a", None, 0),
        row("a", 12, None),
        row("a", 12, 20, definition="2"),
        row("a", 12, 20, by="team", group="East"),
    ],
)
def test_a_claim_needs_a_base_in_both_rounds_on_one_definition(before) -> None:
    """Neither a missing measure, nor one without a base, nor another version, nor a group."""
    assert compare([share("a")], measures(row("a", 4, 20)), measures(before)) == []


def test_changes_are_a_table() -> None:
    """With the earlier round and the licence; without an earlier round it has no rows."""
    made = changes({"a": (1, 25)}, {"a": (10, 21)})
    table = check_table("changes", changes_table(made, round_(id="2017-11")))
    (line,) = table.to_dict("records")
    assert (line["before_round"], line["n"], line["before_of"], line["licensed"]) == ("2017-11", 1, 21, True)
    assert len(check_table("changes", changes_table(made, None))) == 0


def test_comparable_rounds_have_no_breaks() -> None:
    """Another month, title, focus theme and number of cases do not change what is counted."""
    assert (
        definition_breaks(round_(), round_(id="2017-11", title="x", focus_theme="assessment", eligible_cases=9)) == []
    )


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (
            {"auditor_pool": "all managers"},
            "done by all managers then and by a core group of auditors now",
        ),
        ({"scheme": "ofsted-2013"}, "the grades changed"),
        ({"pro_formas": [{"name": "core-audit", "version": "1"}]}, "the audit form changed"),
        ({"series": "all-case"}, "the rounds belong to different series"),
    ],
)
def test_a_change_of_definition_is_named(before, told) -> None:
    """Who audited, the grades, the form, the series: a comparison is refused, in words."""
    (break_,) = definition_breaks(round_(), round_(**before))
    assert break_.endswith(told)


def test_every_break_is_named() -> None:
    """Not only the first."""
    assert len(definition_breaks(round_(), round_(scheme="x", series="y", auditor_pool="external team"))) == 3


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ("planning", "assessment", ["the focus theme was assessment then and is planning now"]),
        ("planning", "planning", []),
        ("planning", None, []),
    ],
)
def test_what_may_explain_a_change_is_named(now, before, told) -> None:
    """The focus theme of November was assessment, that of December planning."""
    assert what_else_differed(round_(focus_theme=now), round_(focus_theme=before)) == told


def test_november_and_december_of_the_sample_are_comparable_and_differ_in_theme() -> None:
    """As the sample rounds' own settings say."""
    from pipeline.config import load_round
    from pipeline.workspace import Workspace

    workspace = Workspace.at(Path(__file__).parents[3])
    if not {"2017-09", "2017-11", "2017-12"} <= set(workspace.round_ids()):
        pytest.skip("the sample rounds are not in data/raw")
    september, november, december = (load_round(workspace, id_) for id_ in ("2017-09", "2017-11", "2017-12"))
    assert definition_breaks(december, november) == []
    assert what_else_differed(december, november) == ["the focus theme was assessment then and is planning now"]
    assert any("all managers" in told for told in definition_breaks(november, september))
