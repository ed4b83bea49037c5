"""What is counted, of what: filters, bases, breakdowns, and what stays out."""

from __future__ import annotations

import json
import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measures import Definition, Subset, all_definitions, build_views, evaluate, measure_rows
from pipeline.tables import check_table
from tests.unit.measures.conftest import ALL_CASES, RULES, SCHEME, WORDS, measured, tables

FRAME = pd.DataFrame(
    {
        "grade": pd.Series(["good", "outstanding", None], dtype="str"),
        "drift": pd.Series([True, False, None], dtype="boolean"),
    }
)
AUDITS = st.lists(
    st.fixed_dictionaries(
        {
            "grade": st.sampled_from(["outstanding", "good", "not_yet_good", None]),
            "some_good_features": st.sampled_from([True, False, None]),
            "audit_type": st.sampled_from(["core", "learning", "peer", None]),
            "admissibility": st.sampled_from(
                ["immediately_admissible", "admissible_development", "inadmissible", None]
            ),
            "outcome": st.sampled_from(["used", "used", "merged", "set aside"]),
            "case_of_concern": st.booleans(),
            "drift": st.sampled_from([True, False, None]),
            "oversight": st.sampled_from(["clear", "partial", "absent", None]),
            "team": st.sampled_from(["East", "West"]),
            "case_id": st.sampled_from(["C-1", "C-2", "C-3"]),
            "moderated_grade": st.sampled_from(["outstanding", "good", "not_yet_good", None]),
            "reasons": st.sampled_from(["too_brief", "too_brief;other", None]),
        }
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ({}, [True, True, True]),
        ({"grade": "good"}, [True, False, False]),
        ({"grade": ("good", "outstanding")}, [True, True, False]),
        ({"grade": ("good", "outstanding"), "drift": False}, [False, True, False]),
        ({"drift": (True, False)}, [True, True, False]),
        ({"weakness_supervision": True}, [False, False, False]),
        ({"grade": ()}, [False, False, False]),
    ],
)
def test_a_subset_is_the_rows_whose_fields_hold_the_values(where, rows) -> None:
    """A blank never fits; a field that no return has fits none."""
    assert Subset("audits").having(**where).mask({"audits": FRAME}).tolist() == rows


def test_a_subset_tells_what_it_is() -> None:
    """In words that a person can check, the same for the same filter."""
    subset = Subset("audits").having(grade=("good", "outstanding")).having(drift=True)
    assert str(subset) == "audits and grade = good or outstanding and drift = yes"
    assert Subset("audits").having(grade="good", drift=False).where == (("grade", ("good",)), ("drift", (False,)))


def test_a_share_of_nothing_is_not_available() -> None:
    """With its reason, and never "nan"; a count of nothing is none."""
    counted = Subset("audits")
    share = Definition("a", "A", counted.having(grade="good"), counted.having(grade="bad"), missing="nobody was asked")
    made = evaluate([share, Definition("b", "B", counted.having(grade="bad"))], {"audits": FRAME})
    first, second = made.astype(object).where(made.notna(), None).to_dict("records")
    assert (first["available"], first["reason"], first["of"]) == (False, "nobody was asked", 0)
    assert [first[name] for name in ("n", "percent", "lower", "upper")] == [None] * 4
    assert (second["available"], second["n"], second["of"], second["reason"]) == (True, 0, None, None)


def test_a_round_without_a_usable_audit_has_every_measure(figures) -> None:
    """Counts are none; shares are not available; nothing fails."""
    made = measured(tables())
    check_table("measures", made)
    shares = made[made["base"].notna()]
    assert not shares["available"].any()
    assert shares["reason"].notna().all()
    assert (made.loc[made["base"].isna(), "n"] == 0).all()


SMALL = {
    "no returns": [],
    "one": [{}],
    "all one grade": [{}] * 3,
    "one auditor": [{"auditor_id": "P-1"}] * 3,
    "no moderation": [{"admissibility": None}] * 3,
    "no grade": [{"grade": None}] * 3,
    "nothing answered": [dict.fromkeys(("grade", "audit_type", "team", "age_band", "service", "audit_date"))],
}


@pytest.mark.parametrize("rules", [RULES, ALL_CASES], ids=["month", "all cases"])
@pytest.mark.parametrize("audits", SMALL.values(), ids=SMALL)
def test_a_small_or_odd_round_has_every_measure_with_its_figure_or_its_reason(audits, rules) -> None:
    """Never nan, and never an exception: what cannot be said is not available, and says why."""
    made = evaluate(all_definitions(rules), build_views(tables(*audits), None, rules))
    check_table("measures", made)
    assert (made["n"].notna() == made["available"]).all()
    assert (made["reason"].notna() == ~made["available"]).all()
    assert made["reason"].dropna().str.len().gt(3).all()
    shown = json.dumps(measure_rows(made), allow_nan=False).lower()
    assert not {"nan", "<na>", "nat"} & set(re.findall(r"[<>\w]+", shown))


def test_a_breakdown_has_a_row_a_group(figures) -> None:
    """In order of name, each of its own base; the parts add up to the whole; a breakdown is of class C."""
    made = measured(tables({"team": "West"}, {"team": "East", "grade": "not_yet_good"}, {"team": "East"}))
    good = made[(made["id"] == "ratings.good") & (made["by"] == "team")]
    assert good[["group", "n", "of"]].to_numpy().tolist() == [["East", 1, 2], ["West", 1, 1]]
    assert set(good["class"]) == {"C"}
    whole = made[(made["id"] == "ratings.good") & made["by"].isna()]
    assert (good["n"].sum(), good["of"].sum()) == (whole["n"].item(), whole["of"].item())


def test_only_admissible_core_audits_are_rated(figures) -> None:
    """Neither an inadmissible audit, nor one not moderated yet, nor a learning audit, nor one without a grade."""
    found = figures(
        {},
        {"admissibility": "admissible_development"},
        {"admissibility": "inadmissible"},
        {"admissibility": None},
        {"audit_type": "learning"},
        {"grade": None},
        {"outcome": "merged"},
        {"outcome": "set aside"},
    )
    assert found["ratings.total"] == (2, None)
    assert found["ratings.good"] == (2, 2)
    assert found["auditing.total"] == (5, None)
    assert found["auditing.moderated"] == (4, None)
    assert found["auditing.admissible"] == (3, 4)
    assert found["auditing.inadmissible"] == (1, 4)
    assert found["auditing.not_moderated"] == (1, 5)
    assert found["coverage.found"] == (8, None)
    assert found["coverage.used"] == (6, None)
    assert found["coverage.learning"] == (1, None)


def test_what_nobody_moderated_is_neither_admissible_nor_not(figures) -> None:
    """Otherwise admissibility would seem to rise as soon as moderators had time."""
    found = figures({"admissibility": None}, {"admissibility": None})
    assert found["auditing.immediately_admissible"] == (None, 0)
    assert found["auditing.inadmissible"] == (None, 0)
    assert found["auditing.not_moderated"] == (2, 2)


def test_the_flag_is_counted_inside_its_grade(figures) -> None:
    """Some good features on a good audit is none of it, and the flagged one is still not yet good."""
    found = figures(
        {"grade": "not_yet_good", "some_good_features": True},
        {"grade": "not_yet_good", "some_good_features": False},
        {"grade": "good", "some_good_features": True},
    )
    assert found["ratings.not_yet_good"] == (2, 3)
    assert found["ratings.some_good_features"] == (1, 3)
    assert found["ratings.good_or_better"] == (1, 3)


def test_a_case_of_concern_counts_whoever_audited_it(figures) -> None:
    """An inadmissible audit does not make a child safe, nor does a learning audit."""
    concern = {"case_of_concern": True}
    found = figures(concern | {"admissibility": "inadmissible"}, concern | {"audit_type": "learning"}, {})
    assert found["risk.cases_of_concern"] == (2, None)


def test_a_case_that_two_people_audited_is_one_case(figures) -> None:
    """Cases of concern are cases, not audits; one mark is enough."""
    twice = {"case_id": "C-9", "case_of_concern": True}
    found = figures(twice, twice | {"audit_type": "learning"}, {"case_id": "C-9"}, {"case_of_concern": None})
    assert found["risk.cases_of_concern"] == (1, None)


def test_the_register_counts_the_cases_of_the_round(figures) -> None:
    """A row of a case that nobody audited is no case of this round."""
    register = [{"case_id": "C-1", "stage": "closed"}, {"case_id": "C-2", "stage": "open"}, {"case_id": "C-99"}]
    found = figures({}, {}, concerns=register)
    assert found["risk.on_register"] == (2, None)
    assert found["risk.closed"] == (1, 2)


def test_themes_are_counted_once_an_audit(figures) -> None:
    """Of admissible core audits; strength and weakness apart."""
    findings = [
        {"return_id": "R-1", "theme": "supervision", "polarity": "weakness"},
        {"return_id": "R-1", "theme": "supervision", "polarity": "strength"},
        {"return_id": "R-2", "theme": "supervision", "polarity": "weakness"},
        {"return_id": "R-3", "theme": "supervision", "polarity": "weakness"},
    ]
    found = figures({}, {}, {"admissibility": "inadmissible"}, findings=findings)
    assert found["themes.supervision"] == (2, 2)
    assert found["strengths.supervision"] == (1, 2)
    assert found["themes.casework"] == (0, 2)


def test_an_aspect_is_met_of_the_audits_that_judged_it(figures) -> None:
    """One that no audit of the round judged is not available."""
    judged = [{"return_id": f"R-{n}", "section": "smart", "grade": g} for n, g in enumerate(["good", None], start=1)]
    found = figures({}, {}, judgements=judged)
    assert found["aspects.smart"] == (1, 1)
    assert found["aspects.analysis"] == (None, 0)


def test_drift_is_counted_of_those_who_answered(figures) -> None:
    """A question left blank is no "no": neither beside clear oversight nor in all."""
    clear = {"oversight": "clear"}
    found = figures(
        clear | {"drift": True},
        clear | {"drift": False},
        clear | {"drift": None},
        {"oversight": "absent", "drift": True},
    )
    assert found["practice.drift"] == (2, 3)
    assert found["practice.drift_where_oversight_clear"] == (1, 2)
    assert found["practice.drift_where_oversight_not_clear"] == (1, 1)
    assert found["oversight.clear"] == (3, 4)


def test_actions_of_every_used_audit_count(figures) -> None:
    """Of an inadmissible one as well; overdue is of those that were due."""
    action = {"status": "open", "due_by_report": True, "overdue": True, "escalated": False}
    actions = [action | {"action_id": f"A-{n}", "return_id": f"R-{n}"} for n in (1, 2, 3)]
    actions[1] |= {"due_by_report": False, "overdue": False, "status": "done"}
    found = figures({"admissibility": "inadmissible"}, {}, {"outcome": "set aside"}, actions=actions)
    assert found["actions.total"] == (2, None)
    assert found["actions.done"] == (1, 2)
    assert found["actions.overdue"] == (1, 1)


def test_as_at_counts_audits_up_to_that_day() -> None:
    """The day itself counts, a day later does not, nor does an audit without a date; actions follow their audits."""
    action = {"action_id": "A", "return_id": "R-2", "status": "open"}
    action |= {"due_by_report": True, "overdue": True, "escalated": False}
    audits = ({"audit_date": date(2017, 12, 15)}, {"audit_date": date(2017, 12, 16)}, {"audit_date": None})
    made = measured(tables(*audits, actions=[action]), date(2017, 12, 15))
    n = made[made["by"].isna()].set_index("id")["n"]
    assert (n["coverage.core"], n["ratings.total"], n["actions.total"]) == (1, 1, 0)
    assert (made["as_at"] == "2017-12-15").all()


def test_views_leave_the_tables_as_they_were() -> None:
    """A notebook can look at them afterwards."""
    given_ = tables({}, {"outcome": "merged"})
    before = {name: table.copy() for name, table in given_.items()}
    build_views(given_)
    for name, table in given_.items():
        pd.testing.assert_frame_equal(table, before[name])


@settings(max_examples=8, deadline=None)
@given(AUDITS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(audits, random) -> None:
    """Any round, shuffled, has the same measures."""
    in_order = tables(*audits)
    shuffled = {
        name: table.sample(frac=1, random_state=random.randrange(1000)).reset_index(drop=True)
        for name, table in in_order.items()
    }
    pd.testing.assert_frame_equal(measured(in_order), measured(shuffled))


@settings(max_examples=8, deadline=None)
@given(AUDITS)
def test_parts_sum_to_wholes(audits) -> None:
    """In any round: grades, moderation, returns, and groups; n never exceeds its base; nothing is "nan"."""
    made = measured(tables(*audits))
    check_table("measures", made)
    whole = made[made["by"].isna()].set_index("id")
    n = whole["n"].fillna(0)
    assert sum(n[f"ratings.{g}"] for g in SCHEME.vocabulary.ids) == n["ratings.total"]
    assert sum(n[f"auditing.{a}"] for a in (*WORDS["admissibility"].ids, "not_moderated")) == n["auditing.total"]
    assert n["coverage.found"] == n["coverage.used"] + n["coverage.merged"] + n["coverage.set_aside"]
    assert n["ratings.good_or_better"] == n["ratings.outstanding"] + n["ratings.good"]
    assert n["ratings.some_good_features"] <= n["ratings.not_yet_good"]
    assert n["auditing.pairs"] == sum(n[f"auditing.{way}"] for way in ("agreed", "moderated_better", "moderated_worse"))
    assert n["auditing.disagreed"] == n["auditing.pairs"] - n["auditing.agreed"]
    by_team = made[(made["by"] == "team") & (made["id"] == "coverage.core")]
    assert by_team["n"].sum() == n["coverage.core"]
    shares = made[made["of"].notna() & made["available"]]
    assert (shares["n"] <= shares["of"]).all()
    assert (made["n"].notna() == made["available"]).all()
    assert (made["percent"].notna() == (made["of"].fillna(0) > 0)).all()


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(AUDITS)
def test_an_unrelated_return_changes_no_other_measure(audits) -> None:
    """One that was set aside changes what was found and set aside, and nothing else."""
    made = [measured(tables(*audits, *more)) for more in ([], [{"outcome": "set aside", "case_id": "C-99"}])]
    before, after = (m[~m["id"].isin(["coverage.found", "coverage.set_aside"])] for m in made)
    pd.testing.assert_frame_equal(before, after)


@settings(max_examples=8, deadline=None)
@given(AUDITS)
def test_the_parts_of_every_breakdown_sum_to_the_whole(audits) -> None:
    """Where every row has a group: team, service and age are always answered here."""
    made = measured(tables(*audits))
    groups = made[made["by"].isin(["team", "service", "age_band"])].groupby(["id", "by"])[["n", "of"]].sum()
    whole = made[made["by"].isna()].set_index("id")
    for (id_, _), row in groups.iterrows():
        assert row["n"] == whole.loc[id_, "n"]
        assert row["of"] == (0 if pd.isna(whole.loc[id_, "of"]) else whole.loc[id_, "of"])


def test_the_risk_of_a_month_is_counted_with_its_days(figures) -> None:
    """In time, late, and too early to say, which is in no base."""
    found = date(2018, 1, 1)
    register = [
        {"case_id": "C-1", "found": found, "alerted": found, "reviewed": date(2018, 1, 9)},
        {"case_id": "C-2", "found": date(2018, 1, 9)},
    ]
    made = figures({}, {}, concerns=register)
    assert made["risk.alerted_in_time"] == (1, 1)
    assert made["risk.reviewed_in_time"] == (0, 1)
    assert made["risk.acted_in_time"] == (0, 1)


def test_a_grade_can_be_counted_from_below() -> None:
    """Adequate or worse is the other side of good or better; it makes no claim of its own."""
    grades = ("outstanding", "good", "adequate", "inadequate", "inadequate")
    views = build_views(tables(*({"grade": g} for g in grades)), None, ALL_CASES)
    n = evaluate(all_definitions(ALL_CASES), views).drop_duplicates("id").set_index("id")["n"]
    assert (n["ratings.adequate_or_worse"], n["ratings.good_or_better"]) == (3, 2)
    assert not [d.id for d in all_definitions(ALL_CASES) if d.family and d.id.endswith("_or_worse")]


def test_figures_that_are_no_measures_of_practice_are_never_public_by_class() -> None:
    """Grades of audits that do not count are of class C; nothing is broken down by auditor."""
    for rules in (RULES, ALL_CASES):
        made = {d.id: d for d in all_definitions(rules)}
        assert not [d.id for d in made.values() if {"auditor_id", "moderator_id"} & set(d.by)]
    assert {d.disclosure for d in all_definitions(RULES) if d.id == "ratings.any_good_or_better"} == {"C"}


def test_every_measure_has_its_own_id() -> None:
    """And each says what it counts, in which unit."""
    made = measured(tables({}))
    assert not made.duplicated(["id", "by", "group"]).any()
    assert made[["label", "subset", "unit", "definition"]].notna().all(axis=None)
