"""Reconciliation of the published months: the differences are found, and flip when a figure or a return changes."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.config import load_published, load_round
from pipeline.errors import ConfigurationError
from pipeline.measures import VIEW_TABLES, build_views, evaluate, reconcile
from pipeline.run.reconciling import reconcile_round, side_of
from pipeline.store import load_tables


@pytest.fixture(scope="module")
def december(counted_samples):
    """December and November, each with what was published and what the returns give."""
    return tuple(side_of(counted_samples, load_round(counted_samples, r)) for r in ("2017-12", "2017-11"))


def kinds(now, before):
    """(about, measure, kind) of every row of a reconciliation."""
    return {(r.about, r.measure, r.kind) for r in reconcile(now, before, {}, lambda day: {}).itertuples()}


def with_count(side, measure, count):
    """A side of which one published count is another."""
    changed = [f.model_copy(update={"count": count}) if f.measure == measure else f for f in side.published]
    return dataclasses.replace(side, published=tuple(changed))


@pytest.mark.parametrize("round_id", ["2017-11", "2017-12"])
def test_every_published_figure_is_equal_or_explained(counted_samples, round_id):
    """No row is left to a person, and the CSV has a line a row."""
    found = reconcile_round(counted_samples, round_id)
    assert found["explained"].all()
    kept = counted_samples.round(round_id).processed / "reconciliation.csv"
    assert len(kept.read_text(encoding="utf-8").splitlines()) == len(found) + 1


def test_november_counts_the_ten_with_good_features_within_the_twenty(december):
    """20 + 10 + 1 over 21 overlap; the percents of admissibility add to 101 by rounding."""
    found = kinds(december[1], None)
    assert ("parts", "auditing.admissible", "overlaps") in found
    assert ("parts", "auditing.admissible", "equal") in found  # 12 + 9 = 21
    assert ("percents", "auditing.total", "differs by rounding") in found
    assert {kind for about, _, kind in found if about == "figure"} == {"equal"}


def test_december_counts_them_beside_and_only_that_fall_is_evidence(december):
    """22 and 1 are 23 on one definition; one change of five is licensed, with the doubt about its coding."""
    found = kinds(*december)
    assert ("figure", "ratings.not_yet_good", "differs in definition") in found
    assert ("parts", "auditing.admissible", "differs in definition") in found
    changes = {measure: kind for about, measure, kind in found if about == "change"}
    assert {m for m, k in changes.items() if k == "evidence of change"} == {"ratings.some_good_features"}
    assert len(changes) == 5
    table = reconcile(*december, {}, lambda day: {}).query("about == 'change'").set_index("measure")["arithmetic"]
    assert "the way of coding may have changed" in table["ratings.some_good_features"]
    assert "compare two definitions (p = 0.61)" in table["ratings.not_yet_good"]


def test_one_changed_figure_flips_its_own_rows_and_no_other(december):
    """A published 20 for 19: it is not explained, and neither its percent nor the sums it is in hold any longer."""
    now, before = december
    was, is_now = kinds(now, before), kinds(with_count(now, "auditing.immediately_admissible", 20), before)
    assert is_now - was == {
        ("figure", "auditing.immediately_admissible", "not explained"),
        ("percents", "auditing.immediately_admissible", "contradicts itself"),
        ("parts", "auditing.total", "contradicts itself"),
        ("parts", "auditing.admissible", "contradicts itself"),
    }
    assert was - is_now == {
        ("figure", "auditing.immediately_admissible", "equal"),
        ("parts", "auditing.total", "equal"),
        ("percents", "auditing.total", "differs by rounding"),
        ("parts", "auditing.admissible", "equal"),
    }


def test_one_dropped_return_flips_the_figures_that_it_was_in(counted_samples, december):
    """A Good audit less: its own count, the wholes it was in, and the percents that their smaller base moves."""
    now, _ = december
    tables = load_tables(counted_samples.round("2017-12").processed, VIEW_TABLES)
    audits = now.views["audits"]
    good = audits[(audits["grade"] == "good") & (audits["admissibility"] == "immediately_admissible")]
    tables["returns"] = tables["returns"][tables["returns"]["return_id"] != good["return_id"].iloc[0]]
    views = build_views(tables)
    dropped = dataclasses.replace(now, views=views, measures=evaluate(now.definitions.values(), views))
    was, is_now = ({f for f in kinds(side, None) if f[0] == "figure"} for side in (now, dropped))
    assert is_now - was == {
        ("figure", name, "not explained")
        for name in (
            "ratings.good",
            "auditing.total",
            "auditing.admissible",
            "auditing.immediately_admissible",
            "auditing.admissible_development",  # 6 of 26 is 23%
            "auditing.inadmissible",  # 2 of 26 is 8%
        )
    }


def test_a_part_larger_than_its_whole_is_a_finding_with_its_line(december):
    """26 of 25: the published figures cannot all be true."""
    now, _ = december
    found = reconcile(with_count(now, "ratings.good", 26), None, {}, lambda day: {})
    (row,) = found[(found["measure"] == "ratings.good") & (found["kind"] == "contradicts itself")].itertuples()
    assert "“Admissible core audits”, which is 25" in row.arithmetic
    assert row.line == next(f.line for f in now.published if f.measure == "ratings.good")


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        ("{measure: ratings.good, count: 1, percent: 104, of: auditing.admissible, source: s}", "line 3 .*percent"),
        ("{measure: ratings.good, percent: 4, source: s}", "line 3 .*a percent needs its base"),
        ("{measure: ratings.good, source: s}", "line 3 .*neither a count nor a percent"),
    ],
)
def test_an_impossible_figure_is_refused_with_its_line(tmp_path, figure, says):
    """Before anything is compared."""
    path = tmp_path / "published.yml"
    path.write_text(f"figures:\n  # a comment\n  - {figure}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says):
        load_published(path)


def test_an_unknown_measure_is_refused_with_its_line_and_the_nearest(december):
    """So that a slip of the pen is mended in a minute."""
    now, _ = december
    wrong = now.published[0].model_copy(update={"measure": "auditing.totl"})
    with pytest.raises(
        ConfigurationError, match=r'line 3: there is no measure "auditing.totl"\. Did you mean auditing.t'
    ):
        kinds(dataclasses.replace(now, published=(wrong,)), None)
