"""How long things take, where some are open still; the tree of the follow-up; the grid of descriptors."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from pipeline.measures import (
    accounted_sentence,
    action_curve,
    concern_times,
    definitions,
    descriptor_matrix,
    drift_bands,
    escalations,
    evaluate,
    follow_up_tree,
)
from tests.unit.measures.conftest import ALL_CASES, RULES, viewed

ACTION = {"status": "open", "due_by_report": True, "overdue": False, "escalated": False, "owner_role": "team_manager"}
AUDIT = {"audit_date": date(2017, 12, 10)}  # 30 days before the report


def actions(*changes: dict[str, object]) -> list[dict[str, object]]:
    """Actions of the first audit."""
    return [ACTION | {"action_id": f"A-{n}", "return_id": "R-1"} | c for n, c in enumerate(changes)]


def test_what_is_open_is_censored_and_not_called_done() -> None:
    """Two of four done on days 2 and 10: 75 % and 50 % open, and no row for what was still open on the last day."""
    done = [{"status": "done", "completed": day} for day in (date(2017, 12, 12), date(2017, 12, 20))]
    curve = action_curve(viewed(AUDIT, actions=actions(*done, {}, {})), RULES)
    assert curve[["day", "open"]].to_numpy().tolist() == [[0, 100], [2, 75], [10, 50]]
    assert ((curve["lower"] <= curve["open"]) & (curve["open"] <= curve["upper"])).all()


def test_what_is_not_needed_or_has_no_date_is_in_no_curve() -> None:
    """Nor is what was done before the audit."""
    odd = [{"status": "not_needed"}, {"status": "done"}, {"status": "done", "completed": date(2017, 12, 1)}]
    curve = action_curve(viewed(AUDIT, actions=actions(*odd, {})), RULES)
    assert curve[["day", "open"]].to_numpy().tolist() == [[0, 100]]


@pytest.mark.parametrize("rows", [[], actions({"status": "not_reported", "drift_days": 9, "escalated": True})])
def test_where_no_tracker_came_back_nothing_is_said_of_drift(rows) -> None:
    """To know of nothing done is no drift."""
    views = viewed(AUDIT, actions=rows)
    assert action_curve(views, RULES).empty
    assert escalations(views, RULES).empty
    assert drift_bands(views)[["done", "waiting"]].to_numpy().sum() == 0


def test_bands_of_drift_hold_every_action_with_a_due_date_once() -> None:
    """At the edges too."""
    days = (0, 1, 5, 6, 10, 11, 20, 21, 400)
    rows = actions(*({"drift_days": d} for d in days), {"status": "done", "drift_days": 3}, {"drift_days": None})
    bands = drift_bands(viewed(AUDIT, actions=rows))
    assert bands["waiting"].tolist() == [1, 2, 2, 2, 2]
    assert bands["done"].tolist() == [0, 1, 0, 0, 0]


def test_escalations_are_longest_first_in_words() -> None:
    """With the team of the case and the owner's role as people call it."""
    late = [{"escalated": True, "drift_days": d} for d in (11, 30)]
    found = escalations(viewed(AUDIT, actions=actions({}, *late)), RULES)
    assert found[["action_id", "team", "owner_role", "drift_days"]].to_numpy().tolist() == [
        ["A-2", "East", "Team manager", 30],
        ["A-1", "East", "Team manager", 11],
    ]


def test_a_case_that_waits_is_told_with_how_long() -> None:
    """Median by half of the cases; the share in time by the limit; none where nobody waited so long."""
    found = date(2018, 1, 1)
    register = [
        {"case_id": "C-1", "found": found, "alerted": found, "reviewed": date(2018, 1, 3)},
        {"case_id": "C-2", "found": found, "alerted": date(2018, 1, 4)},
        {"case_id": "C-3", "found": date(2018, 1, 8)},
    ]
    times = concern_times(viewed({}, {}, {}, concerns=register)).set_index("step")
    alerted, reviewed = times.loc["managers alerted"], times.loc["reviewed"]
    assert (alerted["cases"], alerted["done"], alerted["waiting"], alerted["longest_wait"]) == (3, 2, 1, 1)
    assert alerted["in_time"] == pytest.approx(100 / 3)  # day 0: one of three; the third left on day 1
    assert (reviewed["done"], reviewed["waiting"], reviewed["longest_wait"], reviewed["median_days"]) == (1, 2, 6, 2)


def test_where_everything_is_done_early_all_is_in_time() -> None:
    """Nobody had to wait for the limit to know it."""
    register = [{"case_id": "C-1", "found": date(2018, 1, 1), "reviewed": date(2018, 1, 2)}]
    times = concern_times(viewed({}, concerns=register)).set_index("step")
    assert times.loc["reviewed", "in_time"] == 100


def test_no_case_of_concern_gives_times_of_no_case() -> None:
    """Blank, and never an exception."""
    times = concern_times(viewed({}))
    assert times["cases"].tolist() == [0, 0, 0]
    assert times[["median_days", "in_time", "longest_wait"]].isna().all(axis=None)


HIGH = {"grade": "inadequate", "nature": "child_not_seen", "immediacy": "immediate"}


def test_every_high_risk_case_is_in_the_tree_once_a_level() -> None:
    """Also one whose outcome, or whose reason, nobody entered."""
    told = [
        {"case_id": "C-1", "outcome": "no_further_action", "reason": "file_not_up_to_date"},
        {"case_id": "C-2", "outcome": "no_further_action"},
        {"case_id": "C-3", "outcome": "additional_action", "lead_action": "other"},
    ]
    views = viewed(*[HIGH] * 4, rules=ALL_CASES, follow_ups=told)
    tree = follow_up_tree(evaluate(definitions("ratings", ALL_CASES), views), ALL_CASES)
    assert tree[["level", "branch", "n", "of"]].to_numpy().tolist() == [
        [0, "High-risk cases", 4, 4],
        [1, "No further action", 2, 4],
        [2, "The file was not up to date", 1, 2],
        [2, "No reason given", 1, 2],
        [1, "Additional action", 1, 4],
        [2, "Other", 1, 1],
        [1, "Progress check", 0, 4],
        [1, "Not recorded", 1, 4],
    ]
    assert accounted_sentence(tree) == "Every one of the 4 high-risk cases is accounted for: 2 + 1 + 0 + 1 = 4."
    tree.loc[1, "n"] = 1
    assert accounted_sentence(tree) == "The outcomes do not account for every case: 1 + 1 + 0 + 1 is not 4."


@pytest.mark.parametrize("rules", [RULES, ALL_CASES], ids=["month", "all cases"])
def test_a_round_without_high_risk_cases_has_no_tree(rules) -> None:
    """And says so; the grid of descriptors is of noughts."""
    views = viewed({"grade": "good"}, rules=rules)
    tree = follow_up_tree(evaluate(definitions("ratings", rules), views), rules)
    assert tree.empty
    assert accounted_sentence(tree) == "No case was at high risk, so there is nothing to follow up."
    assert descriptor_matrix(views, rules).to_numpy().sum() == 0


def test_the_grid_of_descriptors_has_every_nature_and_immediacy() -> None:
    """Of cases with the lowest grade alone."""
    grid = descriptor_matrix(viewed(HIGH, HIGH, HIGH | {"grade": "adequate"}, rules=ALL_CASES), ALL_CASES)
    assert grid.shape == (7, 4)
    assert grid.loc["Child not seen", "Immediate"] == 2
    assert grid.to_numpy().sum() == 2
    assert isinstance(grid, pd.DataFrame)
