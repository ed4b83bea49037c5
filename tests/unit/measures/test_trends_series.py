"""Shares through a series of rounds: what cuts it, what joins it, and the changes that its charts find and name."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Round, load_scheme
from pipeline.errors import ConfigurationError
from pipeline.measures import (
    Definition,
    Rules,
    Subset,
    all_definitions,
    build_views,
    comparable,
    compare,
    definition_breaks,
    evaluate,
    false_alarms,
    headlines,
    read_trends,
    refuse_unknown_decisions,
    run_charts,
    trends_table,
    what_else_differed,
)
from pipeline.measures.statistics import Limits, Signal
from pipeline.measures.trends.breaks import counterpart
from pipeline.measures.trends.marks import assurance, better, variation
from pipeline.tables import as_table, check_table
from pipeline.workspace import Workspace
from tests.unit.measures.conftest import ROUND, SCHEME, WORDS, tables

SCHEMES = {n: load_scheme(Workspace(Path("nowhere")), n) for n in ("practice-2017", "ofsted-2012", "ofsted-2013")}
AUDITS = Subset("audits")
NOT_GOOD = Definition(
    "ratings.not_yet_good", "Not yet good", AUDITS.having(grade="not_yet_good"), AUDITS, family="ratings"
)
Share = tuple[int, int] | None


def month(i: int, **changes: Any) -> Round:
    """The round of the i-th month from January 2016."""
    year, number = 2016 + i // 12, i % 12 + 1
    period = {"first": date(year, number, 1), "last": date(year, number, monthrange(year, number)[1])}
    base = ROUND.model_dump(exclude={"id", "period"}) | {"id": f"{year}-{number:02d}", "period": period}
    return Round.model_validate(base | changes)


def share_row(id_: str, share: Share, version: str = "1") -> dict[str, object]:
    """A row of measures with n of a base, or one that is not available."""
    n, of = share or (None, 0)
    made = {"id": id_, "label": id_, "subset": "s", "class": "B", "n": n, "of": of, "unit": "audits"}
    return made | {"available": share is not None, "definition": version}


def followed(
    shares: Sequence[Share],
    rounds: Sequence[Round] | None = None,
    definition: Definition = NOT_GOOD,
    ids: Callable[[int], str] = lambda i: NOT_GOOD.id,
    **options: Any,
):
    """The table ``trends`` of one measure in months with these shares."""
    series = list(rounds or [month(i) for i in range(len(shares))])
    counted = {
        r.id: as_table("measures", [share_row(ids(i), s)]) for i, (r, s) in enumerate(zip(series, shares, strict=True))
    }
    return check_table("trends", trends_table([definition], series, counted, SCHEMES, **options))


def drawn(percents: Sequence[float], seed: int, of: int = 25) -> list[tuple[int, int]]:
    """Months of audits drawn at random from these true shares."""
    chance = random.Random(seed)
    return [(sum(chance.random() < p / 100 for _ in range(of)), of) for p in percents]


PLANTED = {
    "step": [90.0] * 12 + [65.0] * 12,
    "drift": [95 - 2.0 * i for i in range(24)],
    "shock": [93.0] * 14 + [45.0] + [93.0] * 9,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_change_is_found_and_named(kind) -> None:
    """Of 20 series of 24 months with 25 audits each, at least 18 are found, by a signal, and called what they are."""
    named = []
    for seed in range(20):
        (reading,) = read_trends(followed(drawn(PLANTED[kind], seed)), "2017-12") or [None]
        named.append(reading is not None and reading.licensed and reading.kind == kind)
    assert sum(named) >= 18


def test_a_planted_step_is_measured_where_it_is() -> None:
    """25 points, in the thirteenth month; the shares on either side are added up from the months."""
    shares = drawn(PLANTED["step"], 3)
    (reading,) = read_trends(followed(shares), "2017-12")
    assert (reading.kind, reading.at, reading.rose, reading.points) == ("step", "2017-01", False, 24)
    assert reading.size == pytest.approx(-25, abs=5)
    assert reading.before == (sum(n for n, _ in shares[:12]), 300)
    assert reading.after == (sum(n for n, _ in shares[12:]), 300)
    assert "shift" in reading.rules
    assert reading.variation == "improvement"


def test_a_planted_drift_and_shock_are_measured() -> None:
    """Two points a month; one month against all others."""
    (drift,) = read_trends(followed(drawn(PLANTED["drift"], 1)), "2017-12")
    assert drift.size == pytest.approx(-2, abs=0.6)
    (slow,) = read_trends(followed([(380 - 2 * i, 400) for i in range(24)]), "2017-12")
    assert (slow.kind, slow.size, slow.rose) == ("drift", pytest.approx(-0.5), False)  # half a point a month is a fall
    shares = drawn(PLANTED["shock"], 1)
    (shock,) = read_trends(followed(shares), "2017-12")
    assert (shock.at, shock.after, shock.rules) == ("2017-03", shares[14], ("limit",))
    assert shock.before == (sum(n for n, _ in shares) - shares[14][0], 575)
    assert not shock.current


def test_a_signal_without_a_shape_goes_the_way_of_its_last_month() -> None:
    """Up in spring and down in autumn, with nothing else in the series: told as a fall."""
    table = followed([(23, 25), (22, 25)] * 6)
    for i, upwards in ((3, True), (9, False)):
        table.loc[i, ["signal", "upwards"]] = ["limit", upwards]
    (reading,) = read_trends(table, "2016-12")
    assert (reading.kind, reading.rose) == ("unclear", False)


def test_a_planted_change_of_definition_is_found_and_named_and_is_no_change() -> None:
    """The share leaps by 25 points as all managers give way to a core group: a cut, and no signal."""
    rounds = [month(i, auditor_pool="all managers" if i < 12 else "core group") for i in range(24)]
    shares = [(16, 25), (15, 25), (17, 25), (16, 25)] * 3 + [(23, 25), (22, 25), (24, 25), (23, 25)] * 3
    table = followed(shares, rounds)
    (reading,) = read_trends(table, "2017-12")
    assert (reading.kind, reading.at, reading.licensed) == ("cut", "2017-01", False)
    assert reading.why == "the audits were done by all managers then and by a core group of auditors now"
    assert table["segment"].tolist() == [1] * 12 + [2] * 12
    joined = followed(
        shares, rounds[:12] + [r.model_copy(update={"auditor_pool": "all managers"}) for r in rounds[12:]]
    )
    assert read_trends(joined, "2017-12")[0].kind == "step"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"pro_formas": [{"name": "core-audit", "version": "9"}]}, "the audit form changed"),
        ({"scheme": "ofsted-2012"}, "the grades changed"),
        ({"rebase": {"reason": "A new service.", "measures": [NOT_GOOD.id]}}, "limits begin anew by decision: A new"),
    ],
)
def test_a_series_is_cut_and_says_why(change, why) -> None:
    """In the month of the change, once: a form, a scheme without a crosswalk, a decision."""
    later = {k: v for k, v in change.items() if k != "rebase"}
    rounds = [*(month(i) for i in range(2)), month(2, **change), *(month(i, **later) for i in range(3, 6))]
    shares: list[Share] = [(5, 25)] * 6
    if "scheme" in change:  # as seen from later months on the old scheme again
        rounds = [month(i, **(change if i == 2 else {})) for i in range(6)]
        shares[2] = None
    table = followed(shares, rounds)
    begins = table.dropna(subset="begins")
    assert begins["round"].tolist() == ["2016-04" if "scheme" in change else "2016-03"]
    assert why in begins["begins"].item()


def test_a_measure_that_is_defined_anew_cuts_its_series() -> None:
    """By the version that stands in the tables."""
    rounds = [month(i) for i in range(4)]
    counted = {
        r.id: as_table("measures", [share_row(NOT_GOOD.id, (5, 25), "1" if i < 2 else "2")])
        for i, r in enumerate(rounds)
    }
    table = trends_table([NOT_GOOD], rounds, counted, SCHEMES)
    assert table["begins"].tolist()[2] == "the measure was defined anew"
    assert table["segment"].tolist() == [1, 1, 2, 2]


@pytest.mark.parametrize("measures", [[], [NOT_GOOD.id]])
def test_a_recorded_bridge_joins_forms_and_auditors(measures) -> None:
    """For every measure, or for those it names; what it joins is still told."""
    bridge = {"reason": "Both pools audited the same 30 files.", "measures": measures}
    before, now = month(0, auditor_pool="all managers"), month(1, bridge=bridge)
    assert followed([(5, 25), (6, 25)], [before, now])["segment"].tolist() == [1, 1]
    assert bool(definition_breaks(now, before)) is bool(measures)
    (told,) = what_else_differed(now, before)
    assert told.endswith("(bridged: Both pools audited the same 30 files)")
    assert comparable([NOT_GOOD], now, before, SCHEMES) == {NOT_GOOD.id: NOT_GOOD.id}


def test_a_bridge_joins_neither_other_measures_nor_series_nor_grades() -> None:
    """It is for what it names; two series stay two, and grades have the crosswalk."""
    bridge = {"reason": "r", "measures": ["auditing.inadmissible"]}
    before = month(0, auditor_pool="all managers")
    assert followed([(5, 25), (6, 25)], [before, month(1, bridge=bridge)])["segment"].tolist() == [1, 2]
    everything = month(1, bridge={"reason": "r"}, scheme="ofsted-2013")
    assert definition_breaks(everything, before) == ["the grades changed"]
    assert definition_breaks(everything, month(0, series="x", scheme="ofsted-2013")) == [
        "the rounds belong to different series"
    ]


ADEQUATE = Definition(
    "ratings.requires_improvement",
    "Requires improvement",
    AUDITS.having(grade="requires_improvement"),
    AUDITS,
    family="ratings",
)


def test_a_series_runs_across_grades_that_the_crosswalk_joins() -> None:
    """Adequate became Requires improvement: one segment, under the last round's name."""
    rounds = [month(i, scheme="ofsted-2012" if i < 3 else "ofsted-2013") for i in range(6)]
    table = followed(
        [(12, 25)] * 6, rounds, ADEQUATE, lambda i: "ratings.adequate" if i < 3 else "ratings.requires_improvement"
    )
    assert table["id"].unique().tolist() == ["ratings.requires_improvement"]
    assert table["segment"].tolist() == [1] * 6


def graded(*grades: str) -> Subset:
    """Audits with one of these grades."""
    return AUDITS.having(grade=grades)


@pytest.mark.parametrize(
    ("ours", "theirs", "id_", "other"),
    [
        ("ofsted-2013", "ofsted-2012", "ratings.requires_improvement", "ratings.adequate"),
        ("ofsted-2012", "ofsted-2013", "ratings.adequate", "ratings.requires_improvement"),
        ("ofsted-2013", "ofsted-2012", "ratings.requires_improvement_or_better", "ratings.adequate_or_better"),
        ("practice-2017", "ofsted-2012", "ratings.good_or_better", "ratings.good_or_better"),
        ("practice-2017", "ofsted-2012", "ratings.good", None),
        ("practice-2017", "ofsted-2012", "ratings.some_good_features", None),
        ("ofsted-2012", "practice-2017", "ratings.adequate_or_better", None),
        ("ofsted-2012", "practice-2017", "themes.by_grade", None),
        ("ofsted-2012", "ofsted-2012", "ratings.good", "ratings.good"),
    ],
)
def test_grades_of_two_schemes_meet_where_they_mean_the_same(ours, theirs, id_, other) -> None:
    """The council's own grades meet Ofsted's in what is good or better alone."""
    definition = Definition(id_, id_, graded("any"), AUDITS, family="ratings")
    assert counterpart(definition, SCHEMES[ours], SCHEMES[theirs]) == other


def test_what_filters_on_no_grade_is_the_same_under_every_scheme() -> None:
    """Admissibility is."""
    definition = Definition("auditing.inadmissible", "x", AUDITS.having(admissibility="inadmissible"), AUDITS)
    assert counterpart(definition, SCHEMES["practice-2017"], SCHEMES["ofsted-2012"]) == definition.id


def test_two_rounds_are_compared_across_a_crosswalk() -> None:
    """Requires improvement against Adequate; what has no counterpart is no claim."""
    now, before = month(1, scheme="ofsted-2013"), month(0, scheme="ofsted-2012")
    same = comparable([ADEQUATE, NOT_GOOD], now, before, SCHEMES)
    tables_ = [
        as_table("measures", [share_row(id_, s), share_row(NOT_GOOD.id, s)])
        for id_, s in (("ratings.requires_improvement", (20, 25)), ("ratings.adequate", (5, 25)))
    ]
    (change,) = compare([ADEQUATE, NOT_GOOD], *tables_, same)
    assert (change.measure, change.before_measure) == ("ratings.requires_improvement", "ratings.adequate")
    assert change.licensed
    assert compare([ADEQUATE], *tables_) == []


def test_months_without_a_figure_are_no_points_and_what_breaks_there_still_breaks() -> None:
    """Neither a month without a round nor one without a grade; the pool changed while none was given."""
    rounds = [
        month(0),
        month(1),
        month(4),
        month(5, auditor_pool="all managers"),
        month(6, auditor_pool="all managers"),
    ]
    table = followed([(5, 25), (6, 25), (4, 20), None, (3, 25)], rounds)
    assert table["round"].tolist() == ["2016-01", "2016-02", "2016-05", "2016-07"]
    assert table["segment"].tolist() == [1, 1, 1, 2]
    assert table["centre"].isna().tolist() == [False, False, False, True]


def test_limits_are_stepped_where_months_are_unequal() -> None:
    """Fewer audits, wider limits."""
    table = followed([(40, 80), (10, 20), (38, 80)])
    width = table["upper"] - table["lower"]
    assert width[1] > width[0] == width[2]
    assert table["chart"].unique().tolist() == ["p"]


def test_under_twelve_months_limits_are_on_trial_and_license_nothing() -> None:
    """A signal among eleven months is told as such; among twelve it is a change."""
    for months, trial in ((11, True), (12, False)):
        table = followed([(24, 25)] * (months - 1) + [(8, 25)])
        assert table["trial"].unique().tolist() == [trial]
        (reading,) = read_trends(table, table["round"].iloc[-1])
        assert (reading.trial, reading.licensed, reading.current) == (trial, not trial, True)


def test_a_signal_of_an_earlier_month_is_not_of_this_one() -> None:
    """Where this month has no figure, the last month that has one is not the present."""
    table = followed([*[(24, 25)] * 13, (8, 25), None])
    assert [r.current for r in read_trends(table, "2016-02")] == [False]
    assert [r.current for r in read_trends(table, "2017-02")] == [True]


def test_months_that_swing_further_than_chance_have_an_xmr_chart() -> None:
    """From 12 months on, and unless a chart is asked for."""
    shares: list[Share] = [(90, 100), (50, 100)] * 7
    assert followed(shares)["chart"].unique().tolist() == ["xmr"]
    assert not followed(shares)["signal"].notna().any()
    assert followed(shares, chart="p")["signal"].notna().any()
    assert followed(shares[:10])["chart"].unique().tolist() == ["p"]
    assert followed(drawn([90.0] * 24, 1))["chart"].unique().tolist() == ["p"]  # they swing as chance would
    screened = followed([(50, 100)] * 6 + [(95, 100)] + [(51, 100)] * 7, chart="xmr", screen=True)
    assert (screened["upper"] - screened["centre"]).iloc[0] < 5


@pytest.mark.parametrize(
    ("measure", "direction"),
    [
        ("ratings.not_yet_good", "lower"),
        ("ratings.good", "higher"),
        ("ratings.good_or_better", "higher"),
        ("ratings.some_good_features", None),
        ("auditing.inadmissible", "lower"),
        ("auditing.immediately_admissible", "higher"),
        ("actions.overdue", "lower"),
        ("themes.supervision", None),
    ],
)
def test_which_way_is_better_is_known_or_left_open(measure, direction) -> None:
    """More of a weakness may mean that it was looked for."""
    assert better(measure, SCHEMES["practice-2017"]) == direction


def test_adequate_has_no_direction_of_its_own() -> None:
    """Less of it may be more Good or more Inadequate."""
    assert better("ratings.adequate", SCHEMES["ofsted-2012"]) is None
    assert better("ratings.adequate_or_better", SCHEMES["ofsted-2012"]) == "higher"


@pytest.mark.parametrize(
    ("upwards", "direction", "mark"),
    [
        (True, "higher", "improvement"),
        (True, "lower", "concern"),
        (False, "lower", "improvement"),
        (False, "higher", "concern"),
        (True, None, "neither"),
    ],
)
def test_a_signal_is_an_improvement_a_concern_or_neither(upwards, direction, mark) -> None:
    """And without one it is common cause."""
    assert variation(Signal("shift", upwards), direction) == mark
    assert variation(None, direction) == "common cause"


@pytest.mark.parametrize(
    ("target", "direction", "mark"),
    [
        (39, "higher", "hits"),
        (40, "higher", "hit and miss"),
        (60, "higher", "hit and miss"),
        (61, "higher", "misses"),
        (61, "lower", "hits"),
        (39, "lower", "misses"),
        (None, "higher", None),
        (50, None, None),
    ],
)
def test_a_target_is_hit_missed_or_left_to_chance(target, direction, mark) -> None:
    """By limits of 40 to 60; on a limit chance decides."""
    assert assurance(target, Limits(50, 40, 60, 43, 57), direction) == mark
    assert assurance(target, None, direction) is None


def test_the_target_of_a_round_is_marked() -> None:
    """As its settings give it."""
    rounds = [month(0), month(1, targets={NOT_GOOD.id: 99})]
    table = followed([(12, 25), (13, 25)], rounds)
    assert table["assurance"].tolist()[1] == "hits"
    assert table["target"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("setting", "content"),
    [
        ("targets", {"ratings.not_yet_god": 10}),
        ("rebase", {"reason": "r", "measures": ["ratings.not_yet_god"]}),
        ("bridge", {"reason": "r", "measures": ["ratings.not_yet_god"]}),
    ],
)
def test_a_decision_about_no_measure_is_refused(setting, content) -> None:
    """It would decide nothing, in silence."""
    with pytest.raises(ConfigurationError) as caught:
        refuse_unknown_decisions([month(0), month(1, **{setting: content})], {"2016-01": [], "2016-02": [NOT_GOOD.id]})
    assert str(caught.value).startswith(
        f'round.yml of round 2016-02, {setting}: there is no measure "ratings.not_yet_god". '
        "Did you mean ratings.not_yet_good?"
    )
    refuse_unknown_decisions([month(0)], {"2016-01": []})


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.integers(0, 30).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))),
        min_size=1,
        max_size=30,
    )
)
def test_every_series_keeps_the_contract_of_its_table(shares) -> None:
    """Whatever the months hold: limits contain the centre, a value is never nan, and a reading can be made."""
    known = [s if s and s[1] else None for s in shares]
    table = followed(known)
    assert len(table) == sum(s is not None for s in known)
    limits = table.dropna(subset="centre")
    assert ((limits["lower"] <= limits["centre"]) & (limits["centre"] <= limits["upper"])).all()
    for reading in read_trends(table, "2016-01"):
        assert reading.before
        assert reading.after
    assert len(run_charts(table)) == (1 if len(table) else 0)


@pytest.mark.parametrize(
    "audits", [[], [{}], [{"grade": "good"}] * 3, [{"admissibility": None}] * 2, [{"grade": None}]]
)
def test_a_round_of_almost_nothing_has_trends_that_say_so(audits) -> None:
    """No audit, one, all of one grade, none moderated, none graded: alone, and after a month like itself."""
    rules = Rules(ROUND, SCHEME, WORDS)
    definitions = all_definitions(rules)
    measures = evaluate(definitions, build_views(tables(*audits)))
    before = month(22)
    for rounds in ([ROUND], [before, ROUND]):
        table = trends_table(definitions, rounds, {r.id: measures for r in rounds}, SCHEMES)
        check_table("trends", table)
        assert not table["value"].isna().any()
        assert table["centre"].isna().all() == (len(rounds) == 1 or not len(table))
        assert read_trends(table, ROUND.id) == []
        assert false_alarms(table) == pytest.approx(0.02 * (table["id"].nunique() if len(rounds) > 1 else 0))


def test_only_measures_of_a_family_are_followed() -> None:
    """One that nobody may claim a change of has no chart; the charts drawn are of measures that are followed."""
    rules = Rules(ROUND, SCHEME, WORDS)
    followed_ids = {d.id for d in all_definitions(rules) if d.family}
    measures = evaluate(all_definitions(rules), build_views(tables({}, {"grade": "not_yet_good"})))
    table = trends_table(all_definitions(rules), [ROUND], {ROUND.id: measures}, SCHEMES)
    assert set(table["id"]) <= followed_ids
    assert set(headlines(SCHEME)) <= followed_ids
