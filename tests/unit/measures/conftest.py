"""A round of a few audits as tables, and what the measures make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.config import GradingScheme, Round, Vocabulary, load_scheme, load_vocabularies
from pipeline.measures import VIEW_TABLES, Rules, all_definitions, build_views, evaluate
from pipeline.tables import as_table
from pipeline.workspace import Workspace

Rows = Sequence[Mapping[str, Any]]
RETURN = {
    "round": "2017-12",
    "pro_forma": "core-audit",
    "version": "1",
    "source_file": "a.xlsx",
    "source_sheet": "Audit",
    "source_row": 1,
    "audit_type": "core",
    "team": "East",
    "age_band": "5-10",
    "service": "Care",
    "audit_date": date(2017, 12, 4),
    "grade": "good",
    "case_of_concern": False,
    "outcome": "used",
    "admissibility": "immediately_admissible",
}
SCHEME = load_scheme(Workspace(Path("nowhere")), "practice-2017")
WORDS = load_vocabularies(Workspace(Path("nowhere")))
ROUND = Round.model_validate(
    {
        "id": "2017-12",
        "title": "December",
        "kind": "monthly",
        "series": "monthly",
        "period": {"first": date(2017, 12, 1), "last": date(2017, 12, 31)},
        "reported": date(2018, 1, 9),
        "scheme": "practice-2017",
        "pro_formas": [{"name": "core-audit", "version": "1"}],
        "auditor_pool": "core group",
    }
)
RULES = Rules(ROUND, SCHEME, WORDS)


MODERATION = ("admissibility", "moderated_grade", "moderator_id", "moderation_date", "reasons")


def tables(*audits: Mapping[str, Any], **others: Rows) -> dict[str, pd.DataFrame]:
    """The tables of a round: an audit a mapping, with its admissibility; None for one that was not moderated."""
    returns, moderations = [], []
    for n, changes in enumerate(audits, start=1):
        row = RETURN | {"return_id": f"R-{n}", "case_id": f"C-{n}"} | changes
        returns.append(row | {"used": row["outcome"] == "used"})
        if row["admissibility"] and row["outcome"] == "used":
            told = {name: row[name] for name in MODERATION if name in row}
            moderations.append({"return_id": row["return_id"]} | told)
    rows: dict[str, Rows] = {"returns": returns, "moderations": moderations} | others
    return {name: as_table(name, [dict(r) for r in rows.get(name, ())]) for name in VIEW_TABLES}


ALL_CASES = Rules(
    Round.model_validate(
        ROUND.model_dump()
        | {"id": "2012-11", "kind": "all-case", "series": "all-cases", "scheme": "ofsted-2012", "reports": ()}
    ),
    load_scheme(Workspace(Path("nowhere")), "ofsted-2012"),
    WORDS,
)


def viewed(*audits: Mapping[str, Any], rules: Rules = RULES, **others: Rows) -> dict[str, pd.DataFrame]:
    """The views of a round of these audits."""
    return build_views(tables(*audits, **others), None, rules)


def measured(of: Mapping[str, pd.DataFrame], as_at: date | None = None) -> pd.DataFrame:
    """All measures of a round."""
    views = build_views(of, as_at, RULES)
    return evaluate(all_definitions(RULES), views, as_at)


@pytest.fixture
def figures() -> Callable[..., dict[str, tuple[object, object]]]:
    """A function from audits to the figures of the whole service: id → (n, of)."""

    def of(*audits: Mapping[str, Any], **others: Rows) -> dict[str, tuple[object, object]]:
        found = measured(tables(*audits, **others))
        whole = found[found["by"].isna()].astype(object).where(found.notna(), None)
        return {row["id"]: (row["n"], row["of"]) for row in whole.to_dict("records")}

    return of


@pytest.fixture
def scheme() -> GradingScheme:
    """Outstanding, good, not yet good; some good features."""
    return SCHEME


@pytest.fixture
def words() -> dict[str, Vocabulary]:
    """The packaged vocabularies."""
    return WORDS
