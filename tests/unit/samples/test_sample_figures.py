"""The sample rounds hold the published figures, and everything in them hangs together."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from pipeline.config import Vocabulary, load_council
from pipeline.config.rounds import load_round
from pipeline.samples.plans import caseload
from pipeline.workspace import Workspace

from .reading import PUBLISHED, REPOSITORY, ROUNDS, Audit, admissible, register


@pytest.mark.parametrize(
    (
        "round_id",
        "core",
        "learning",
        "immediately",
        "development",
        "inadmissible",
        "not_yet",
        "features",
        "good",
        "concerns",
    ),
    [("2017-11", 24, 2, 12, 9, 3, 20, 10, 1, 4), ("2017-12", 27, 3, 19, 6, 2, 23, 1, 2, 5)],
)
def test_the_workbooks_hold_the_published_figures(
    audits: dict[str, list[Audit]],
    round_id: str,
    core: int,
    learning: int,
    immediately: int,
    development: int,
    inadmissible: int,
    not_yet: int,
    features: int,
    good: int,
    concerns: int,
) -> None:
    """Counted straight from the workbooks, on one definition: some good features lie within not yet good."""
    types = Counter(a.answers["audit_type"] for a in audits[round_id])
    assert types == {"core": core, "learning": learning}
    outcomes = Counter(a.moderation["admissibility"] for a in audits[round_id] if a.answers["audit_type"] == "core")
    assert outcomes == {
        "immediately_admissible": immediately,
        "admissible_development": development,
        "inadmissible": inadmissible,
    }
    admitted = admissible(audits[round_id])
    assert Counter(a.answers["grade"] for a in admitted) == {"not_yet_good": not_yet, "good": good}
    assert sum(a.answers["some_good_features"] == "yes" for a in admitted) == features
    assert sum(a.answers["case_of_concern"] == "yes" for a in audits[round_id]) == concerns


def test_the_earlier_months_have_fewer_admissible_audits(audits: dict[str, list[Audit]]) -> None:
    """About three fifths admitted; most not yet good; about a third of those admitted with some good features."""
    for round_id, total in (("2017-07", 38), ("2017-08", 33), ("2017-09", 41)):
        admitted = admissible(audits[round_id])
        assert len(audits[round_id]) == total and 0.55 < len(admitted) / total < 0.65
        assert 0.85 <= sum(a.answers["grade"] == "not_yet_good" for a in admitted) / len(admitted) < 0.93
        assert 0.25 < sum(a.answers["some_good_features"] == "yes" for a in admitted) / len(admitted) < 0.4


def test_who_audits_follows_the_pool(audits: dict[str, list[Audit]]) -> None:
    """Sixteen managers until September, a core group of seven from November; three moderators then."""
    for round_id in ROUNDS:
        core = {a.answers["auditor"] for a in audits[round_id] if a.answers["audit_type"] == "core"}
        assert len(core) == (7 if round_id in PUBLISHED else 16)
        if round_id in PUBLISHED:
            assert len({a.moderation["moderator"] for a in audits[round_id]}) == 3


def test_no_case_is_audited_twice(audits: dict[str, list[Audit]]) -> None:
    """Case references are the council's and differ within and between rounds."""
    refs = [a.answers["case_ref"] for round_id in ROUNDS for a in audits[round_id]]
    assert len(refs) == len(set(refs))
    assert all(re.fullmatch(load_council(REPOSITORY).case_reference, ref) for ref in refs)


def test_age_team_and_plan_belong_together(audits: dict[str, list[Audit]]) -> None:
    """A care leaver is 16 or over and in Leaving Care; each plan is one that its team works with."""
    able = {h.team: h for h in caseload()}
    for audit in (a for round_id in ROUNDS for a in audits[round_id]):
        held = able[audit.answers["team"]]
        assert held.service == audit.answers["service"]
        assert audit.answers["plan_type"] in held.plans
        assert audit.answers["age_band"] is None or audit.answers["age_band"] in held.ages
        assert (audit.answers["plan_type"] == "care_leaver") == (held.team == "Leaving Care")


def test_the_teams_are_those_in_the_councils_settings() -> None:
    """The samples do not depend on a workspace's settings, so the two lists are held together here."""
    teams = [(t.name, t.service) for t in load_council(REPOSITORY).teams]
    assert [(h.team, h.service) for h in caseload()] == teams
    for held in caseload():
        assert load_council(REPOSITORY).vocabularies["team"].match(held.alias) == held.team


def test_dates_follow_one_another(samples: Workspace, audits: dict[str, list[Audit]]) -> None:
    """Audited on a working day of the round, moderated by someone else within six days, actions due after that."""
    for round_id in ROUNDS:
        period = load_round(samples, round_id).period
        for audit in audits[round_id]:
            day = audit.answers["audit_date"]
            assert period.first <= day <= period.last and day.weekday() < 5
            assert 1 <= (audit.moderation["moderation_date"] - day).days <= 6
            assert audit.moderation["moderator"] != audit.answers["auditor"]
            later = [a["due"] for a in audit.groups["actions"] if (a["due"] - day).days > 4]
            assert all(13 <= (due - day).days <= 43 for due in later)
            assert 1 <= len(audit.groups["actions"]) <= 4


def test_reasons_are_given_where_an_audit_was_not_admitted_at_once(audits: dict[str, list[Audit]]) -> None:
    """And nowhere else; a moderator who differs usually grades lower."""
    grades = ("outstanding", "good", "not_yet_good")
    moved = []
    for audit in (a for round_id in ROUNDS for a in audits[round_id]):
        admitted = audit.moderation["admissibility"] == "immediately_admissible"
        assert (audit.moderation["reasons"] is None) == admitted
        assert audit.moderation["reasons"] is None or None not in audit.moderation["reasons"]
        moved.append(grades.index(audit.moderation["moderated_grade"]) - grades.index(audit.answers["grade"]))
    assert sum(m == 0 for m in moved) / len(moved) > 0.85
    assert sum(m > 0 for m in moved) > 2 * sum(m < 0 for m in moved) > 0


def test_what_auditors_say_follows_the_grade(audits: dict[str, list[Audit]]) -> None:
    """Good audits name more strengths than weaknesses, others the reverse unless they have good features."""
    for audit in (a for round_id in ROUNDS for a in audits[round_id]):
        strengths, weaknesses = (len(audit.groups[g]) for g in ("strengths", "weaknesses"))
        good = audit.answers["grade"] != "not_yet_good"
        if good:
            assert strengths >= weaknesses - 1 and audit.answers["some_good_features"] is None
        elif audit.answers["some_good_features"] == "no":
            assert weaknesses > strengths
        assert len(audit.groups["judgements"]) == 3
        assert all(row["section"] and row["grade"] and row["evidence"] for row in audit.groups["judgements"])


@pytest.mark.parametrize("round_id", ROUNDS)
def test_oversight_goes_with_good_practice_and_drift_with_its_absence(
    audits: dict[str, list[Audit]], round_id: str
) -> None:
    """The shares differ by far, in every round."""
    admitted = [a.answers for a in admissible(audits[round_id])]
    good = [a["oversight"] == "clear" for a in admitted if a["grade"] != "not_yet_good"]
    other = [a["oversight"] == "clear" for a in admitted if a["grade"] == "not_yet_good"]
    assert sum(good) / len(good) > sum(other) / len(other) + 0.3
    clear = [a["drift"] == "yes" for a in admitted if a["oversight"] == "clear"]
    unclear = [a["drift"] == "yes" for a in admitted if a["oversight"] != "clear"]
    assert sum(unclear) / len(unclear) > sum(clear) / len(clear) + 0.3


def test_a_case_of_concern_is_alerted_reviewed_and_acted_on(
    samples: Workspace, audits: dict[str, list[Audit]], lists: dict[str, Vocabulary]
) -> None:
    """On the register from the day it was found, never with clear oversight, with an action that is immediate."""
    for round_id in ROUNDS:
        rows = {r["case_ref"]: r for r in register(samples.round(round_id).raw / "concerns.xlsx", "concerns", lists)}
        concerns = [a for a in audits[round_id] if a.answers["case_of_concern"] == "yes"]
        assert {a.answers["case_ref"] for a in concerns} == rows.keys()
        for audit in concerns:
            row, day = rows[audit.answers["case_ref"]], audit.answers["audit_date"]
            assert row["found"] == day and 0 <= (row["alerted"] - day).days <= 1
            assert row["alerted"] <= row["acted"] <= row["reviewed"] and 0 < (row["reviewed"] - day).days <= 7
            assert audit.answers["oversight"] in ("partial", "absent")
            assert min((a["due"] - day).days for a in audit.groups["actions"]) <= 4
    assert any(
        a.moderation["admissibility"] == "inadmissible"
        for a in audits["2017-11"]
        if a.answers["case_of_concern"] == "yes"
    )


def test_the_tracker_answers_most_actions_and_no_others(
    samples: Workspace, audits: dict[str, list[Audit]], lists: dict[str, Vocabulary]
) -> None:
    """Some are open and overdue, some done late, some missing; a completion date stands with done and nothing else."""
    for round_id in ROUNDS:
        reported = load_round(samples, round_id).reported
        required = {(a.answers["case_ref"], x["words"]): a for a in audits[round_id] for x in a.groups["actions"]}
        rows = register(samples.round(round_id).raw / "actions.xlsx", "action-tracker", lists)
        assert {(r["case_ref"], r["words"]) for r in rows} < required.keys() and len(rows) > 0.75 * len(required)
        for row in rows:
            assert (row["completed"] is not None) == (row["status"] == "done")
            assert row["completed"] is None or row["completed"] <= reported
            audited = required[row["case_ref"], row["words"]].answers["audit_date"]
            assert row["completed"] is None or row["completed"] >= audited
        assert any(r["status"] == "open" and r["due"] < reported for r in rows)
        assert any(r["completed"] and r["completed"] > r["due"] for r in rows)


def test_other_sources_agree_on_some_themes_and_contradict_one(
    samples: Workspace, audits: dict[str, list[Audit]], lists: dict[str, Vocabulary]
) -> None:
    """Two sources a round: each finds weak what audits find weak, and one praises what audits find weak."""
    for round_id in ROUNDS:
        paths = sorted((samples.round(round_id).raw / "sources").iterdir())
        rows = [r for p in paths for r in register(p, "outside-findings", lists)]
        assert len(paths) == 2 and all(r["kind"] and r["theme"] and r["words"] for r in rows)
        named = Counter(row["theme"] for a in admissible(audits[round_id]) for row in a.groups["weaknesses"])
        criticised = {r["theme"] for r in rows if r["kind"] in ("development", "priority")}
        praised = {r["theme"] for r in rows} - criticised
        assert {"supervision", "planning", "drift_and_delay"} & criticised
        assert max(named[t] for t in criticised) >= 6
        assert max(named[t] for t in praised) >= 5
        assert set(lists["themes"].ids) - criticised - praised  # some are silent


def test_no_two_returns_of_a_round_say_the_same(audits: dict[str, list[Audit]]) -> None:
    """Words of findings, evidence, impact and actions are each written once in a round."""
    for round_id in ROUNDS:
        for group, column in (
            ("weaknesses", "words"),
            ("strengths", "words"),
            ("judgements", "evidence"),
            ("judgements", "impact"),
        ):
            said = [row[column] for a in audits[round_id] for row in a.groups[group] if row[column]]
            assert [text for text, n in Counter(said).items() if n > 1] == []
