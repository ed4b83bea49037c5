"""The tables of a round as the measures count them: one row a thing counted, every field a measure may filter on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VIEW_TABLES", "build_views"]

VIEW_TABLES = (
    "received",
    "returns",
    "judgements",
    "findings",
    "actions",
    "moderations",
    "concerns",
    "outside_findings",
)


def build_views(tables: Mapping[str, pd.DataFrame], as_at: date | None = None) -> dict[str, pd.DataFrame]:
    """``audits`` (used returns with moderation, themes and aspects), ``cases`` (one row a case in them), ``returns``,
    ``actions``, ``concerns``, ``received``, ``outside_findings``.

    With ``as_at`` only audits dated up to that day count, and their actions.
    """
    returns = tables["returns"]
    audits = returns[returns["used"].astype(bool)]
    if as_at is not None:
        audits = audits[(audits["audit_date"] <= str(as_at)).fillna(False)]
    audits = (
        audits.pipe(_with_moderation, tables["moderations"])
        .pipe(_with_findings, tables["findings"])
        .pipe(_with_judgements, tables["judgements"])
    )
    actions = tables["actions"]
    return {
        "audits": audits,
        "cases": _cases(audits),
        "returns": returns,
        "received": tables["received"],
        "actions": actions[actions["return_id"].isin(audits["return_id"])],
        "outside_findings": tables["outside_findings"],
        "concerns": tables["concerns"][tables["concerns"]["case_id"].isin(audits["case_id"])],
    }


def _cases(audits: pd.DataFrame) -> pd.DataFrame:
    """One row a case, a case of concern if any audit of it says so: two people may audit the same case."""
    marked = audits["case_of_concern"].fillna(False).astype(bool)
    return audits[["case_id"]].assign(case_of_concern=marked).groupby("case_id", as_index=False).any()


def _with_moderation(audits: pd.DataFrame, moderations: pd.DataFrame) -> pd.DataFrame:
    joined = audits.merge(moderations, on="return_id", how="left", validate="one_to_one")
    return joined.assign(admissibility=joined["admissibility"].fillna("not_moderated"))


def _with_findings(audits: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """A column a theme and polarity, such as ``weakness_supervision``: whether the audit has that finding."""
    marks = {}
    for (polarity, theme), rows in findings.groupby(["polarity", "theme"]):
        marks[f"{polarity}_{theme}"] = audits["return_id"].isin(rows["return_id"])
    return audits.assign(**marks)


def _with_judgements(audits: pd.DataFrame, judgements: pd.DataFrame) -> pd.DataFrame:
    """A column an aspect, such as ``aspect_smart``: the judgement on it."""
    grades = {
        f"aspect_{aspect}": audits["return_id"].map(rows.set_index("return_id")["grade"])
        for aspect, rows in judgements.groupby("section")
    }
    return audits.assign(**grades)
