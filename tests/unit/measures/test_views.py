"""What the views add to the tables: directions, days, and what stands at which step."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.views import working_days
from tests.unit.measures.conftest import ALL_CASES, viewed

DAYS = st.dates(date(2017, 1, 1), date(2018, 12, 31))


def column(days: list[date | None]) -> pd.Series:
    """Days as a column of a table."""
    return pd.Series(pd.to_datetime(pd.Series(days, dtype=object)), dtype="datetime64[s]")


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2017, 12, 4), date(2017, 12, 4), 0),
        (date(2017, 12, 1), date(2017, 12, 4), 1),  # Friday to Monday
        (date(2017, 12, 4), date(2017, 12, 11), 5),
        (date(2017, 12, 9), date(2017, 12, 11), 0),  # found on a Saturday, done on the Monday
        (date(2017, 12, 5), date(2017, 12, 4), -1),
        (None, date(2017, 12, 4), None),
        (date(2017, 12, 4), None, None),
    ],
)
def test_working_days_leave_out_weekends(first, last, days) -> None:
    """A missing day gives a blank, days out of order a number below 0."""
    found = working_days(column([first]), column([last]))[0]
    assert (None if pd.isna(found) else found) == days


@given(DAYS, DAYS, DAYS)
def test_working_days_add_up(a, b, c) -> None:
    """From one day to a second and on to a third is as long as from the first to the third."""
    first, second, third = sorted((a, b, c))
    parts = working_days(column([first, second]), column([second, third])).sum()
    assert parts == working_days(column([first]), column([third]))[0]


@pytest.mark.parametrize(
    ("grade", "moderated", "direction"),
    [
        ("good", "good", "same"),
        ("not_yet_good", "good", "better"),
        ("good", "not_yet_good", "worse"),
        ("outstanding", "not_yet_good", "worse"),
        ("good", None, None),
        (None, "good", None),
    ],
)
def test_a_moderation_has_a_direction_in_the_order_of_the_scheme(grade, moderated, direction) -> None:
    """Seen from the auditor's grade; none where either grade is missing."""
    found = viewed({"grade": grade, "moderated_grade": moderated})["audits"]["moderated_to"][0]
    assert (None if pd.isna(found) else found) == direction


CONCERN = {"case_id": "C-1", "found": date(2018, 1, 1)}  # a Monday; the report is of Tuesday the 9th


@pytest.mark.parametrize(
    ("dates", "in_time"),
    [
        ({"alerted": date(2018, 1, 1)}, True),
        ({"alerted": date(2018, 1, 2)}, True),
        ({"alerted": date(2018, 1, 3)}, False),
        ({}, False),  # the days for it are over
        ({"found": date(2018, 1, 8)}, None),  # it is too early to say
        ({"found": None, "alerted": date(2018, 1, 2)}, None),
        ({"alerted": date(2017, 12, 31)}, None),  # before the finding: an error of the register
    ],
)
def test_a_step_is_in_time_late_or_too_early_to_say(dates, in_time) -> None:
    """On the last day allowed it is in time; what has not happened yet is late only when the days for it are over."""
    found = viewed({}, concerns=[CONCERN | dates])["concerns"]["alerted_in_time"][0]
    assert (None if pd.isna(found) else bool(found)) == in_time


def test_a_step_before_the_finding_is_out_of_order() -> None:
    """Its days are blank, so that it shortens no wait."""
    register = viewed({}, concerns=[CONCERN | {"alerted": date(2017, 12, 29)}])["concerns"]
    assert register["out_of_order"].tolist() == [True]
    assert register["alerted_days"].isna().all()
    in_order = viewed({}, concerns=[CONCERN | {"alerted": date(2018, 1, 1)}])["concerns"]
    assert in_order["out_of_order"].tolist() == [False]


def test_an_audit_is_of_the_period_from_its_first_day_to_its_last() -> None:
    """Blank where it has no date."""
    days = (date(2017, 11, 30), date(2017, 12, 1), date(2017, 12, 31), date(2018, 1, 1), None)
    found = viewed(*({"audit_date": day} for day in days))["audits"]["in_period"]
    assert [None if pd.isna(v) else bool(v) for v in found] == [False, True, True, False, None]


def test_reasons_are_marked_each_by_itself() -> None:
    """Several may be given, separated by semicolons; one that contains another's name is not it."""
    audits = viewed({"reasons": "too_brief;impact_not_recorded"}, {"reasons": None})["audits"]
    marks = audits[["reason_too_brief", "reason_impact_not_recorded", "reason_other", "reason_given"]]
    assert marks.to_numpy().tolist() == [[True, True, False, True], [False, False, False, False]]


def test_moderation_is_in_time_within_ten_working_days() -> None:
    """The tenth day counts; a moderation dated before the audit is neither in time nor late."""
    audited = {"audit_date": date(2017, 12, 4)}
    days = (date(2017, 12, 18), date(2017, 12, 19), date(2017, 12, 1), None)
    audits = viewed(*(audited | {"moderation_date": day} for day in days))["audits"]
    assert [None if pd.isna(v) else bool(v) for v in audits["moderated_in_time"]] == [True, False, None, None]


def test_every_high_risk_case_stands_at_every_step() -> None:
    """An additional action without its kind is "not given", as is a reason; other outcomes have neither."""
    high = {"grade": "inadequate", "nature": "child_not_seen", "immediacy": "immediate"}
    told = [{"case_id": "C-1", "outcome": "additional_action"}, {"case_id": "C-2", "outcome": "no_further_action"}]
    audits = viewed(high, high, {"grade": "good"}, rules=ALL_CASES, follow_ups=told)["audits"]
    assert audits["lead_action"].fillna("").tolist() == ["not_given", "", ""]
    assert audits["follow_up_reason"].fillna("").tolist() == ["", "not_given", ""]


def test_an_action_is_done_on_time_up_to_its_due_date() -> None:
    """Blank where it is not done, or a date is missing."""
    due, action = date(2018, 1, 5), {"return_id": "R-1", "status": "done"}
    rows = [
        action | {"action_id": "1", "due": due, "completed": due},
        action | {"action_id": "2", "due": due, "completed": date(2018, 1, 6)},
        action | {"action_id": "3", "due": due},
        action | {"action_id": "4", "due": due, "completed": due, "status": "open"},
    ]
    flags = {"due_by_report": True, "overdue": False, "escalated": False}
    found = viewed({}, actions=[row | flags for row in rows])["actions"]["done_on_time"]
    assert [None if pd.isna(v) else bool(v) for v in found] == [True, False, None, None]
