"""The audits of the sample of all cases hang together: what is found, what is typed, and what belongs to what."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from pipeline.config import Vocabulary, load_council
from pipeline.samples.plans import caseload
from pipeline.workspace import Workspace

from .reading import ALL_CASES, REPOSITORY, ROUNDS, Audit, CaseReturn, register

COMMON = {
    "recording_practice", "eligibility_and_thresholds", "analysis_and_enquiry", "supervision", "inter_agency_working",
    "casework", "management_oversight",
}  # fmt: skip
GRAVE = {"drift_and_delay", "decision_making", "child_protection_procedures", "decisions_not_carried_out"}
CHECKS = {
    "supervision_six_weeks": "supervision",
    "decisions_carried_out": "decisions_not_carried_out",
    "chronology_up_to_date": "recording_practice",
}
GRADES = ("inadequate", "adequate", "good", "outstanding")


def named(returns: list[CaseReturn], group: str) -> Counter[str]:
    """In how many returns each theme is named."""
    return Counter(theme for r in returns for theme in r.themes(group))


def graded(returns: list[CaseReturn], *wanted: str) -> list[CaseReturn]:
    """The returns with one of these grades."""
    return [r for r in returns if r.answers["grade"] in wanted]


def test_no_case_is_audited_twice_in_any_round(returns: list[CaseReturn], audits: dict[str, list[Audit]]) -> None:
    """Case references are the council's, and none comes twice in this round or in a monthly one."""
    refs = [r.answers["case_ref"] for r in returns]
    monthly = [a.answers["case_ref"] for round_id in ROUNDS for a in audits[round_id]]
    assert len({*refs, *monthly}) == len(refs) + len(monthly)
    looks = load_council(REPOSITORY).case_reference
    assert all(re.fullmatch(looks, ref) for ref in refs)
    assert all("WY-040000" <= ref <= "WY-099999" for ref in refs)


def test_the_themes_of_the_committee_report_are_the_commonest(returns: list[CaseReturn]) -> None:
    """Recording practice comes first with about two fifths, and each of the others named is commoner than the rest."""
    counted = named(returns, "weaknesses")
    assert {theme for theme, _ in counted.most_common(len(COMMON))} == COMMON
    assert counted.most_common(1)[0][0] == "recording_practice"
    assert 0.35 < counted["recording_practice"] / len(returns) < 0.45


def test_weak_recording_goes_with_the_grade(outside: list[CaseReturn]) -> None:
    """It is named more than twice as often in Inadequate cases as in good ones; the strengths the other way round."""
    bad, good = graded(outside, "inadequate"), graded(outside, "good", "outstanding")
    weak, strong = "recording_practice", "childs_voice"
    assert named(bad, "weaknesses")[weak] / len(bad) > 2 * named(good, "weaknesses")[weak] / len(good)
    assert named(good, "strengths")[strong] / len(good) > 2 * named(bad, "strengths")[strong] / len(bad)


def test_high_risk_cases_have_areas_of_concern_of_their_own(outside: list[CaseReturn]) -> None:
    """Four areas are the commonest among them, each in fewer than thirty of them and no two equally often."""
    counted = named([r for r in outside if r.high_risk], "weaknesses").most_common()
    assert {theme for theme, _ in counted[:4]} == GRAVE
    numbers = [n for _, n in counted[:5]]
    assert numbers[0] < 30 and len(set(numbers)) == 5


def test_good_cases_name_more_strengths_than_weaknesses(outside: list[CaseReturn]) -> None:
    """Every one of them; no theme is both, and every theme has its words."""
    for r in outside:
        strengths, weaknesses = r.groups["strengths"], r.groups["weaknesses"]
        assert all(row["words"] for row in (*strengths, *weaknesses))
        assert not r.themes("strengths") & r.themes("weaknesses")
        if r.answers["grade"] in ("good", "outstanding"):
            assert len(strengths) > len(weaknesses)


def test_the_sections_of_a_closed_case_agree_with_its_grade(outside: list[CaseReturn]) -> None:
    """Seven grades, none two away from that of the case; two or three with evidence."""
    for r in outside:
        if r.pro_forma == "closed-case":
            rows, level = r.groups["judgements"], GRADES.index(r.answers["grade"])
            assert len(rows) == 7 and all(abs(GRADES.index(row["grade"]) - level) <= 1 for row in rows)
            assert sum(row["evidence"] is not None for row in rows) in (2, 3)


def test_a_closed_case_was_closed_in_the_last_three_months(returns: list[CaseReturn]) -> None:
    """Before the audit began, after months to about eight years; fewer Inadequate ones were right to close."""
    closed = [r for r in returns if r.pro_forma == "closed-case"]
    for r in closed:
        assert date(2012, 8, 5) <= r.answers["closed"] < date(2012, 11, 5)
        assert 55 < (r.answers["closed"] - r.answers["opened"]).days < 8.1 * 365
    rights = {g: [r.answers["right_to_close"] == "yes" for r in graded(closed, g)] for g in GRADES}
    shares = [sum(rights[g]) / len(rights[g]) for g in GRADES]
    assert shares[0] < 0.7 < 0.85 < shares[1] and min(shares[2:]) > 0.95


def test_the_check_of_a_current_case_agrees_with_its_themes(outside: list[CaseReturn]) -> None:
    """A no goes with the weakness that it shows, never with that strength, and comes oftener the worse the grade."""
    current = [r for r in outside if r.pro_forma == "current-case"]
    for check, theme in CHECKS.items():
        no = [r for r in current if r.answers[check] == "no"]
        weak = [r for r in current if theme in r.themes("weaknesses")]
        assert sum(r.answers[check] == "no" for r in weak) / len(weak) > 0.7
        assert not [r for r in no if theme in r.themes("strengths")]
        shares = [len(graded(no, g)) / len(graded(current, g)) for g in GRADES]
        assert shares == sorted(shares, reverse=True)
    unseen = [r for r in current if r.answers["child_seen"] == "no"]
    assert unseen and {r.answers["seen_alone"] for r in unseen} == {"no"}
    assert all(r in unseen for r in current if r.answers["nature"] == "child_not_seen")


def test_age_team_and_plan_belong_together(returns: list[CaseReturn]) -> None:
    """Each plan and age is one that its team works with."""
    able = {h.team: h for h in caseload()}
    for r in returns:
        held = able[r.answers["team"]]
        assert held.service == r.answers["service"] and r.answers["plan_type"] in held.plans
        assert r.answers["age_band"] is None or r.answers["age_band"] in held.ages


def test_actions_have_an_owner_and_a_due_date(outside: list[CaseReturn]) -> None:
    """None to two in a case, mostly none in a good one, due within six weeks of the audit."""
    for r in outside:
        rows = r.groups["actions"]
        assert len(rows) <= 2 and all(row["owner_role"] and row["words"] for row in rows)
        assert all(0 <= (row["due"] - r.answers["audit_date"]).days <= 44 for row in rows)
        assert rows or not r.high_risk or r.pro_forma == "closed-case"
    good = graded(outside, "good", "outstanding")
    assert sum(not r.groups["actions"] for r in good) / len(good) > 0.8


def test_an_inspection_agrees_with_the_audits_in_the_main(
    samples: Workspace, all_case_lists: dict[str, Vocabulary]
) -> None:
    """Each theme of the committee report is found weak, two are praised as well, and one action is a priority."""
    (path,) = (samples.round(ALL_CASES).raw / "sources").iterdir()
    rows = register(path, "outside-findings", all_case_lists)
    assert 15 <= len(rows) <= 20
    kinds = Counter(row["kind"] for row in rows)
    assert set(kinds) == {"strength", "satisfactory", "development", "priority"} and kinds["priority"] == 1
    weak = {row["theme"] for row in rows if row["kind"] in ("development", "priority")}
    praised = {row["theme"] for row in rows if row["kind"] in ("strength", "satisfactory")}
    assert weak >= COMMON and len(praised & COMMON) == 2
