"""The sample of all cases holds the figures that were published for it, counted straight from its workbooks."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pipeline.config import Vocabulary
from pipeline.config.rounds import load_round
from pipeline.workspace import Workspace

from .reading import ALL_CASES, CaseReturn, register

INTERIM = date(2012, 12, 7)
HOLIDAYS = {date(2012, 12, 25), date(2012, 12, 26), date(2013, 1, 1)}


def grades(returns: list[CaseReturn]) -> Counter[str]:
    """How many returns have each grade."""
    return Counter(r.answers["grade"] for r in returns)


def test_the_outside_team_gave_the_published_grades(outside: list[CaseReturn]) -> None:
    """409, 628, 294 and 18 of 1,349, split between closed and current cases as planned."""
    assert grades(outside) == {"inadequate": 409, "adequate": 628, "good": 294, "outstanding": 18}
    by_form = {form: grades([r for r in outside if r.pro_forma == form]) for form in ("closed-case", "current-case")}
    assert by_form["closed-case"] == {"inadequate": 98, "adequate": 196, "good": 110, "outstanding": 8}
    assert by_form["current-case"] == {"inadequate": 311, "adequate": 432, "good": 184, "outstanding": 10}


def test_the_councils_own_audits_carry_no_grade(own: list[CaseReturn]) -> None:
    """91 of them, 30 on closed cases: grade, nature and immediacy are blank, and no alert was raised."""
    assert Counter(r.pro_forma for r in own) == {"closed-case": 30, "current-case": 61}
    assert {r.answers["auditor_organisation"] for r in own} == {"Wyeshire County Council"}
    assert {(r.answers["grade"], r.answers["nature"], r.answers["immediacy"]) for r in own} == {(None, None, None)}
    assert {r.answers.get("immediate_alert") for r in own} == {None, "no"}


def test_two_returns_come_twice_and_nothing_else(found: list[CaseReturn], returns: list[CaseReturn]) -> None:
    """1,442 returns are found and 1,440 count: a form was sent twice, and a row stands twice in one register."""
    assert (len(found), len(returns)) == (1442, 1440)
    seen = Counter((r.file, r.sheet, str(r.answers["case_ref"])) for r in found if r.outside)
    assert [n for n in seen.values() if n > 1] == [2]
    (twice,) = [name for name, n in seen.items() if n > 1]
    first, second = [r for r in found if (r.file, r.sheet, r.answers["case_ref"]) == twice]
    assert first == second


def test_the_audits_fall_into_the_published_weeks(outside: list[CaseReturn], own: list[CaseReturn]) -> None:
    """Eight weeks from 5 November for nine outside auditors; the council's own until 18 January; working days all."""
    days = [r.answers["audit_date"] for r in outside]
    assert (min(days), max(days)) == (date(2012, 11, 5), date(2012, 12, 28))
    assert len({day.isocalendar()[:2] for day in days}) == 8
    assert len({r.answers["auditor"] for r in outside}) == 9
    later = [r.answers["audit_date"] for r in own]
    assert date(2012, 11, 26) <= min(later) and max(later) <= date(2013, 1, 18)
    assert all(day.weekday() < 5 and day not in HOLIDAYS for day in (*days, *later))


def test_three_fifths_were_adequate_or_better_at_the_interim(outside: list[CaseReturn]) -> None:
    """790 audited by 7 December, of which 474 are Adequate or better; open cases were audited first."""
    early = [r for r in outside if r.answers["audit_date"] <= INTERIM]
    assert grades(early) == {"inadequate": 316, "adequate": 322, "good": 143, "outstanding": 9}
    assert sum(r.pro_forma == "current-case" for r in early) / len(early) > 0.9
    late = [r for r in outside if r.answers["audit_date"] > INTERIM]
    assert sum(r.pro_forma == "closed-case" for r in late) / len(late) > 0.6


def test_forty_one_inadequate_cases_are_at_high_risk(outside: list[CaseReturn]) -> None:
    """14 immediate and 27 within days, 38 of them current; every Inadequate case has nature and immediacy, no other."""
    for r in outside:
        described = (r.answers["nature"] is not None, r.answers["immediacy"] is not None)
        assert described == ((True, True) if r.answers["grade"] == "inadequate" else (False, False))
    how = Counter(r.answers["immediacy"] for r in outside if r.high_risk)
    assert how == {"immediate": 14, "within_days": 27}
    assert Counter(r.pro_forma for r in outside if r.high_risk) == {"current-case": 38, "closed-case": 3}


def test_an_alert_was_raised_where_the_risk_is_immediate(outside: list[CaseReturn]) -> None:
    """In every current case whose immediacy is immediate, and in no other case."""
    for r in outside:
        if r.pro_forma == "current-case":
            assert (r.answers["immediate_alert"] == "yes") == (r.answers["immediacy"] == "immediate")


def test_the_follow_up_has_a_row_for_each_high_risk_case(
    samples: Workspace, outside: list[CaseReturn], all_case_lists: dict[str, Vocabulary]
) -> None:
    """17 without action, 13 with, 11 blank; reasons and lead actions as published, reviews within days of the audit."""
    rows = register(samples.round(ALL_CASES).raw / "follow_up.xlsx", "follow-up", all_case_lists)
    audited = {r.answers["case_ref"]: r.answers["audit_date"] for r in outside if r.high_risk}
    assert len(rows) == 41 and {row["case_ref"] for row in rows} == audited.keys()
    assert Counter(row["outcome"] for row in rows) == {"no_further_action": 17, "additional_action": 13, None: 11}
    assert Counter(row["reason"] for row in rows if row["reason"]) == {
        "information_misread": 6,
        "file_not_up_to_date": 5,
        "sibling_file_only": 3,
        "request_inappropriate": 2,
        "other": 1,
    }
    lead = Counter(row["lead_action"] for row in rows if row["lead_action"])
    assert lead == {"strategy_meeting": 9, "conference": 1, "inter_agency_checks": 2, "other": 1}
    for row in rows:
        assert (row["reason"] is not None) == (row["outcome"] == "no_further_action")
        assert (row["lead_action"] is not None) == (row["outcome"] == "additional_action")
        assert row["review_date"] is None or 1 <= (row["review_date"] - audited[row["case_ref"]]).days <= 12
    beside = [row for row in rows if row["other_actions"]]
    assert beside and all(row["lead_action"] not in row["other_actions"] for row in beside)
    blank = [row for row in rows if row["outcome"] is None]
    assert {(row["review_date"] is None, row["note"] is None) for row in blank} == {(True, True), (False, False)}


def test_the_settings_of_the_round_can_be_read(samples: Workspace) -> None:
    """It is an all-case round of the outside team, whose name stands on every outside audit, and it is synthetic."""
    settings = load_round(samples, ALL_CASES)
    assert settings.kind == "all-case" and settings.synthetic and settings.outside_team == "Northgate Reviews"
    assert settings.period.first == date(2012, 11, 5) and settings.period.last == date(2013, 1, 18)
