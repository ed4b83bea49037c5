"""An all-case round: registers and forms of two pro formas, the council's own audits, and high-risk cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Vocabulary, load_council, load_round, load_scheme, load_vocabularies
from pipeline.forms import fill, fill_register, load_pro_forma
from pipeline.intake import Intake, Key, take_in
from pipeline.measures import VIEW_TABLES, Rules, all_definitions, build_views, evaluate
from pipeline.workspace import Workspace
from tests.unit.intake.conftest import COUNCIL, told

ROUND = """
id: 2012-11-all-cases
title: All cases
kind: all-case
series: all-cases
period: {first: 2012-11-05, last: 2013-01-18}
reported: 2013-05-02
scheme: ofsted-2012
pro_formas: [{name: closed-case, version: "2012.1"}, {name: current-case, version: "2012.1"}]
auditor_pool: external team
tendered_cases: 8
cost_pounds: 230
"""
CASE = {
    "age_band": "5–10",
    "team": "East",
    "plan_type": "CIN",
    "auditor": "Tom Marlowe",
    "auditor_organisation": "Northgate Reviews",
    "audit_date": date(2012, 11, 6),
    "child_seen": "Yes",
    "immediate_alert": "No",
    "right_to_close": "Yes",
    "closed": date(2012, 10, 1),
}
DIRE = {"grade": "Inadequate", "nature": "Child not seen", "immediacy": "Within days"}


class AllCases:
    """The folder of a small all-case round."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "data" / "raw" / "2012-11-all-cases"
        (self.folder / "returns").mkdir(parents=True)
        (self.folder / "round.yml").write_text(ROUND, encoding="utf-8")
        (root / "data" / "council").mkdir()
        (root / "data" / "council" / "council.yml").write_text(COUNCIL, encoding="utf-8")
        self.workspace = Workspace.at(root)
        grades = load_scheme(self.workspace, "ofsted-2012").vocabulary
        own = load_council(self.workspace).vocabularies
        self.words: Mapping[str, Vocabulary] = load_vocabularies(self.workspace) | own | {"grade": grades}
        self.forms = {n: load_pro_forma(self.workspace, n) for n in ("closed-case", "current-case", "follow-up")}

    def register(self, closed: list[Any], current: list[Any]) -> None:
        """A register with a sheet for each pro forma; each row is answers and groups."""
        rows = [(self.forms["closed-case"], closed), (self.forms["current-case"], current)]
        fill_register(rows, self.words).save(self.folder / "returns" / "register.xlsx")

    def form(self, name: str, **answers: Any) -> None:
        """A single-case form for a current case."""
        book = fill(self.forms["current-case"], self.words, CASE | answers)
        book.save(self.folder / "returns" / f"{name}.xlsx")

    def follow_up(self, *rows: Mapping[str, Any]) -> None:
        """The later review of high-risk cases."""
        fill(self.forms["follow-up"], self.words, rows).save(self.folder / "follow_up.xlsx")

    def take_in(self) -> Intake:
        """What intake makes of it."""
        return take_in(self.workspace, load_round(self.workspace, "2012-11-all-cases"), Key(b"k" * 40))

    def figures(self) -> dict[str, tuple[object, object]]:
        """Measure → (n, of) of the whole service."""
        round_ = load_round(self.workspace, "2012-11-all-cases")
        rules = Rules(round_, load_scheme(self.workspace, round_.scheme), self.words)
        intake = self.take_in()
        views = build_views({name: intake[name] for name in VIEW_TABLES}, rules=rules)
        found = evaluate(all_definitions(rules), views).astype(object)
        whole = found[found["by"].isna()].where(found.notna(), None)
        return {row["id"]: (row["n"], row["of"]) for row in whole.to_dict("records")}


@pytest.fixture
def all_cases(tmp_path: Path) -> AllCases:
    """A small all-case round without returns yet."""
    return AllCases(tmp_path)


def numbered(n: int, **answers: Any) -> dict[str, Any]:
    """An ordinary case with its reference."""
    return CASE | {"case_ref": f"WY-04000{n}", "grade": "Adequate"} | answers


def test_a_register_gives_a_return_a_row_and_each_sheet_is_its_own_pro_forma(all_cases: AllCases) -> None:
    """Themes, sections and actions that stand side by side go back into their tables, at the row that Excel shows."""
    section = {"section": "Assessment and analysis", "grade": "Good", "evidence": "Full."}
    closed = (numbered(1), {"judgements": [section], "weaknesses": [{"theme": "Supervision", "words": "None seen."}]})
    actions = [{"words": "See the child.", "owner_role": "Team manager", "due": date(2012, 12, 1)}, {"words": "Write."}]
    all_cases.register([closed], [(numbered(2), {}), (numbered(3), {"actions": actions})])
    intake = all_cases.take_in()
    returns = intake["returns"].set_index("source_row", append=True)
    assert returns["pro_forma"].tolist() == ["closed-case", "current-case", "current-case"]
    assert intake["returns"]["source_row"].tolist() == [4, 4, 5]
    assert intake["judgements"][["section", "grade", "evidence"]].to_numpy().tolist() == [
        ["assessment", "good", "Full."]
    ]
    assert intake["findings"][["theme", "polarity"]].to_numpy().tolist() == [["supervision", "weakness"]]
    assert intake["actions"]["words"].tolist() == ["See the child.", "Write."]
    assert list(told(intake)) == []


def test_the_councils_own_audit_may_leave_its_grade_blank_and_another_may_not(all_cases: AllCases) -> None:
    """No problem row for the council's own; one for an outside auditor; neither is in the base of the ratings."""
    all_cases.form("own", case_ref="WY-040001", auditor="R. Quill", auditor_organisation="Wyeshire County Council")
    all_cases.form("outside", case_ref="WY-040002")
    all_cases.form("rated", case_ref="WY-040003", grade="Good")
    blank = all_cases.take_in()["problems"].query("done == 'left blank'")
    assert blank["file"].tolist() == ["returns/outside.xlsx"]
    figures = all_cases.figures()
    assert figures["ratings.total"][0] == 1
    assert figures["coverage.total"][0] == 3
    assert figures["coverage.by_council"][0] == 1
    assert figures["coverage.of_tender"] == (3, 8)
    assert figures["coverage.cost_an_external_audit"] == (230, 2)


def test_the_follow_up_accounts_for_every_high_risk_case(all_cases: AllCases) -> None:
    """Outcomes and not recorded make the whole, also where the outcome is blank or the case is not on the sheet."""
    all_cases.register([], [(numbered(n, **DIRE), {}) for n in range(1, 5)])
    all_cases.follow_up(
        {"case_ref": "WY-040001", "outcome": "NFA", "reason": "Request not appropriate"},
        {"case_ref": "WY-040002", "outcome": "Additional action", "lead_action": "Strategy meeting"},
        {"case_ref": "WY-040003", "note": "Manager on leave."},
        {"case_ref": "WY-049999", "outcome": "NFA"},
    )
    figures = all_cases.figures()
    assert figures["risk.high_risk_cases"] == (4, 4)
    assert figures["risk.no_further_action"] == (1, 4)
    assert figures["risk.request_inappropriate"] == (1, 1)
    assert figures["risk.additional_actions"] == (1, 4)
    assert figures["risk.strategy_meeting"] == (1, 1)
    assert figures["risk.not_recorded"] == (2, 4)
    intake = all_cases.take_in()
    done = list(told(intake))
    assert "a high-risk case without a follow-up: it counts as not recorded" in done
    assert "row set aside: no audit in this round says that the case is at high risk" in done
    (advice,) = intake["problems"].query("field == 'Outcome'")["suggestion"]
    assert advice == "It counts as not recorded. Ask the manager what was done for the child."


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (DIRE | {"grade": None}, "a high risk, but not graded Inadequate"),
        (DIRE | {"grade": "Adequate"}, "a high risk, but not graded Inadequate"),
        ({"grade": "Inadequate"}, "graded Inadequate without a descriptor"),
        (DIRE, None),
        (DIRE | {"immediacy": "Historic"}, None),
        ({"grade": "Good"}, None),
    ],
)
def test_a_child_at_risk_is_never_lost_between_grade_and_descriptor(all_cases: AllCases, answers, says) -> None:
    """A high risk without the grade, or the grade without a descriptor, is told with its cell; nothing else is."""
    all_cases.form(
        "own", **CASE | {"case_ref": "WY-040001", "auditor_organisation": "Wyeshire County Council"} | answers
    )
    problems = all_cases.take_in()["problems"].query("field == 'Immediacy'")
    assert len(problems) == (says is not None)
    if says:
        assert problems["done"].iloc[0].startswith(says)
        assert problems["cell"].iloc[0].startswith("C")
