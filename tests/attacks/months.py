"""Rounds made from a plan in memory, counted by the real measures: the truth that attackers must not find."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.config import Profile, Round, load_profile, load_scheme, load_vocabularies
from pipeline.measures import VIEW_TABLES, Definition, Rules, all_definitions, build_views, evaluate
from pipeline.tables import as_table
from pipeline.workspace import Workspace

PACKAGED = Workspace(Path("nowhere"))
STANDARD, RANGES = (load_profile(PACKAGED, name) for name in ("standard", "ranges"))
WORDS = load_vocabularies(PACKAGED)
Audit = Mapping[str, Any]
_RETURN = {
    "pro_forma": "core-audit",
    "version": "1",
    "source_file": "a.xlsx",
    "source_sheet": "Audit",
    "source_row": 1,
    "audit_type": "core",
    "outcome": "used",
    "used": True,
    "case_of_concern": False,
}


def monthly_rules(month: str, **settings: Any) -> Rules:
    """What a monthly round is counted by: 400 cases to choose from, the list not published, unless said otherwise."""
    year, number = map(int, month.split("-"))
    given = {
        "id": month,
        "title": "Core audits",
        "kind": "monthly",
        "series": "monthly",
        "period": {"first": date(year, number, 1), "last": date(year, number, 28)},
        "reported": date(year + 1, 1, 9),
        "scheme": "practice-2017",
        "pro_formas": [{"name": "core-audit", "version": "1"}],
        "auditor_pool": "core group",
        "eligible_cases": 407,
        "sample_list_published": False,
    }
    return Rules(Round.model_validate(given | settings), load_scheme(PACKAGED, "practice-2017"), WORDS)


def all_case_rules() -> Rules:
    """What the audit of all cases in 2012 is counted by."""
    given = {
        "id": "2012-11-all-cases",
        "title": "All cases",
        "kind": "all-case",
        "series": "all-cases",
        "period": {"first": date(2012, 11, 5), "last": date(2013, 1, 18)},
        "reported": date(2013, 5, 2),
        "scheme": "ofsted-2012",
        "pro_formas": [{"name": "current-case", "version": "1"}],
        "auditor_pool": "external team",
        "eligible_cases": 1440,
        "sample_list_published": False,
    }
    return Rules(Round.model_validate(given), load_scheme(PACKAGED, "ofsted-2012"), WORDS)


def counted(
    rules: Rules, audits: Iterable[Audit], definitions: Sequence[Definition] | None = None, **others: Sequence[Audit]
) -> pd.DataFrame:
    """The table ``measures`` of audits; weaknesses, admissibility and follow-up are no columns of a return.

    ``definitions``: what is counted, every measure of the round unless said otherwise.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [dict(r) for r in others.get(name, ())] for name in VIEW_TABLES}
    for n, audit in enumerate(audits, start=1):
        row = {**_RETURN, "round": rules.round.id, "return_id": f"R-{n}", "case_id": f"C-{n}", **audit}
        rows["returns"].append(row | {"audit_date": rules.round.period.first})
        if row.get("admissibility"):
            rows["moderations"].append({"return_id": row["return_id"], "admissibility": row["admissibility"]})
        for theme in row.get("weaknesses", ()):
            rows["findings"].append({"return_id": row["return_id"], "theme": theme, "polarity": "weakness"})
        if row.get("follow_up"):
            rows["follow_ups"].append({"case_id": row["case_id"], **row["follow_up"]})
        if row["case_of_concern"]:
            rows["concerns"].append({"case_id": row["case_id"], "stage": "open"})
    tables = {name: as_table(name, found) for name, found in rows.items()}  # type: ignore[arg-type]
    return evaluate(definitions or all_definitions(rules), build_views(tables))


def graded(grade: str, count: int, **fields: Any) -> list[Audit]:
    """Several audits alike."""
    held = {"admissibility": "immediately_admissible", "team": "East", "age_band": "5-10"}
    return [{"grade": grade, **held, **fields} for _ in range(count)]


def november() -> list[Audit]:
    """November 2017 as published: 24 audits, 21 admissible, 1 good, 20 not yet good of which 10 with some features."""
    return [
        *graded("good", 1),
        *graded("not_yet_good", 10, some_good_features=True),
        *graded("not_yet_good", 1, some_good_features=False, case_of_concern=True),
        *graded("not_yet_good", 9, some_good_features=False, admissibility="admissible_development"),
        *graded("not_yet_good", 3, admissibility="inadmissible", case_of_concern=True),
    ]


def december() -> list[Audit]:
    """December 2017 on one definition: 27 audits, 25 admissible, 2 good, 23 not yet good, 1 of them with features."""
    return [
        *graded("good", 2),
        *graded("not_yet_good", 1, some_good_features=True),
        *graded("not_yet_good", 16, some_good_features=False),
        *graded("not_yet_good", 6, some_good_features=False, admissibility="admissible_development"),
        *graded("good", 2, admissibility="inadmissible"),
    ]


def all_cases() -> list[Audit]:
    """The audit of all cases of 2012 as published, with what became of the 41 high-risk cases."""
    none = {"outcome": "no_further_action"}
    follow_ups = [
        *({**none, "reason": reason} for reason in ["information_misread"] * 9 + ["file_not_up_to_date"] * 6),
        *({**none, "reason": "request_inappropriate"} for _ in range(2)),
        *(
            {"outcome": "additional_action", "lead_action": action}
            for action in ["strategy_meeting"] * 9 + ["conference"] + ["inter_agency_checks"] * 2 + ["other"]
        ),
        *({"outcome": "not_recorded"} for _ in range(11)),
    ]
    outside, worst = {"by_council": False, "admissibility": None}, {"nature": "child_not_seen"}
    return [
        *graded("outstanding", 18, **outside),
        *graded("good", 294, **outside),
        *graded("adequate", 628, **outside),
        *graded("inadequate", 368, immediacy="within_weeks", **outside, **worst),
        *(
            {**graded("inadequate", 1, immediacy="immediate", **outside, **worst)[0], "follow_up": f}
            for f in follow_ups
        ),
        *({"grade": None, "by_council": True} for _ in range(91)),
    ]


def a_month(seed: int) -> list[Audit]:
    """A month by lot: 18 to 32 audits, few of them good."""
    lot = random.Random(seed)
    made = []
    for _ in range(lot.randint(18, 32)):
        grade = lot.choices(("outstanding", "good", "not_yet_good"), (1, 4, 20))[0]
        made.append(
            {
                "grade": grade,
                "some_good_features": grade == "not_yet_good" and lot.random() < 0.25,
                "admissibility": lot.choices(
                    ("immediately_admissible", "admissible_development", "inadmissible"), (12, 6, 2)
                )[0],
                "case_of_concern": lot.random() < 0.1,
                "oversight": lot.choice(("clear", "partial", "absent")),
                "drift": lot.random() < 0.6,
                "practitioner_took_part": lot.random() < 0.7,
                "weaknesses": [t for t in WORDS["themes"].ids if lot.random() < 0.15],
                "team": lot.choice(("East", "West", "North")),
            }
        )
    return made


def actions_of(audits: Sequence[Audit], seed: int) -> list[Audit]:
    """Up to three actions an audit, by lot, most of them due and few of these done."""
    lot, made = random.Random(seed), []
    for n in range(1, len(audits) + 1):
        for k in range(lot.randint(0, 3)):
            due, status = lot.random() < 0.7, lot.choice(("done", "open", "not_reported", "not_needed"))
            late = due and status in ("open", "not_reported")
            found = {"action_id": f"R-{n}-{k}", "return_id": f"R-{n}", "case_id": f"C-{n}", "status": status}
            made.append({**found, "due_by_report": due, "overdue": late, "escalated": late and lot.random() < 0.5})
    return made


def months(year: int = 2018, count: int = 12, **settings: Any) -> dict[str, tuple[Rules, pd.DataFrame]]:
    """Month → rules and measures, by lot."""
    ids = [f"{year + n // 12}-{n % 12 + 1:02d}" for n in range(count)]
    return {
        id_: (rules, counted(rules, audits, actions=actions_of(audits, n)))
        for n, id_ in enumerate(ids)
        for rules, audits in ((monthly_rules(id_, **settings), a_month(n)),)
    }


def weakened(**changes: Any) -> Profile:
    """The standard profile with some of its protection taken away."""
    return STANDARD.model_copy(update={"open_sample": None, **changes})
