"""Ties: actions are counted beside a theme in public only where how many audits name it is told exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipeline.config import load_profile
from pipeline.measures import Definition, Subset
from pipeline.protect import protect
from pipeline.protect.ladder import exactly, hidden, withheld
from pipeline.protect.lowering import Lowered
from pipeline.protect.rows import MeasureRow
from pipeline.protect.ties import hide_untied
from tests.attacks.months import PACKAGED, STANDARD, Audit, counted, graded, monthly_rules

PROFILES = ("standard", "ranges", "dfe-local", "nhs-hes", "opensafely")
THEME = Definition("themes.planning", "Planning", Subset("audits"), Subset("audits"), disclosure="B")
ACTIONS = Definition(
    "weakness_actions.planning", "x", Subset("actions"), None, "actions", "B", told_with="themes.planning"
)


def row(definition: Definition, **fields: Any) -> MeasureRow:
    """A row of a month that counts 6 of 20."""
    return MeasureRow(("2017-12",), definition, "B", None, None, 6, 20, None, **fields)


@pytest.mark.parametrize(
    ("theme", "status"),
    [(exactly(6, 20), "exact"), (hidden(STANDARD), "hidden"), (withheld("counted once a quarter"), "hidden")],
)
def test_a_tied_row_is_told_only_beside_an_exact_number(theme, status) -> None:
    """And whether it is does not depend on how many actions there are."""
    rows = [row(THEME, told=theme), row(ACTIONS, told=exactly(6, None))]
    assert [r.told.status for r in hide_untied(rows, STANDARD)] == [theme.status, status]
    assert hide_untied(rows, STANDARD)[0] == rows[0]


def test_a_number_of_a_quarter_or_a_group_sets_nothing_free() -> None:
    """Three exact months together say nothing exact of one."""
    quarter = replace(row(THEME, told=exactly(6, 20)), by="quarter", group="2017 Q4")
    assert hide_untied([quarter, row(ACTIONS, told=exactly(6, None))], STANDARD)[1].told == hidden(STANDARD)


def test_what_is_lowered_later_takes_its_actions_with_it(monkeypatch) -> None:
    """The search hides a theme of an open sample, as if it had given something away."""

    def lower(rows, *_) -> Lowered:
        return Lowered(
            [r.saying(hidden(STANDARD)) if r.definition.id == THEME.id else r for r in rows], [], frozenset(), []
        )

    monkeypatch.setattr("pipeline.protect.protecting.lower_until_safe", lower)
    found = protect(month(3, 9), monthly_rules("2017-12"), STANDARD, has_story=False, auditors=9)
    status = found.table.set_index("id")["status"]
    assert status["weakness_actions.planning"] == status["weakness_actions_done.planning"] == "hidden"
    assert status["weakness_actions.casework"] == "exact"
    assert "weakness_actions.planning" not in {s.measure for s in found.statements}


def month(weak: int, actions: int) -> pd.DataFrame:
    """The measures of 25 audits, of which so many name planning as a weakness, with actions in the first of these."""
    audits: list[Audit] = graded("not_yet_good", 25)
    audits = [{**a, "weaknesses": ["planning"] if n < weak else []} for n, a in enumerate(audits)]
    found = {"return_id": "R-1", "case_id": "C-1", "status": "done", "due_by_report": True}
    made = [{**found, "action_id": f"A-{n}", "overdue": False, "escalated": False} for n in range(actions)]
    return counted(monthly_rules("2017-12"), audits, actions=made)


@pytest.mark.parametrize(
    "name", [name if name == "standard" else pytest.param(name, marks=pytest.mark.slow) for name in PROFILES]
)
@pytest.mark.parametrize("story", [False, True], ids=["", "story"])
def test_no_number_of_actions_tells_of_audits_that_are_not_told(name, story) -> None:
    """Of 25 audits none, 1 or 3 name planning, and one has 9 actions or none: who sees it cannot tell which."""
    profile, rules = load_profile(PACKAGED, name), monthly_rules("2017-12")
    told = set()
    for weak, actions in ((0, 9), (1, 9), (3, 9), (3, 0)):
        table = protect(month(weak, actions), rules, profile, has_story=story, auditors=9).table.set_index("id")
        if table.loc["themes.planning", "status"] in ("exact", "unavailable"):
            continue
        said = table.loc[["weakness_actions.planning", "weakness_actions_done.planning"], ["status", "told", "n", "of"]]
        told.add(said.to_csv())
    assert len(told) <= 1
    assert (len(told) == 0) == (name == "standard" and not story)
