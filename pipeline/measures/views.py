"""The tables of a round as the measures count them: one row a thing counted, every field a measure may filter on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from pipeline.config import HIGH_RISK

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
    "follow_ups",
    "outside_findings",
    "problems",
)


def build_views(tables: Mapping[str, pd.DataFrame], as_at: date | None = None) -> dict[str, pd.DataFrame]:
    """``audits`` (used returns with moderation, themes, judgements and follow-up), ``cases`` (one row a case in them),
    ``auditors`` and ``weeks`` (one row each, by side), ``actions``, ``concerns``, ``follow_ups``; whole, ``returns``,
    ``received``, ``outside_findings`` and ``problems``.

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
        .pipe(_with_follow_up, tables["follow_ups"])
    )
    audits = audits.assign(graded=audits["grade"].notna())
    actions, concerns, follow_ups = (tables[name] for name in ("actions", "concerns", "follow_ups"))
    return {
        "audits": audits,
        "cases": _cases(audits),
        "auditors": audits[["auditor_id", "by_council"]].dropna().drop_duplicates(),
        "weeks": _weeks(audits),
        "returns": returns,
        "problems": tables["problems"],
        "received": tables["received"],
        "actions": actions[actions["return_id"].isin(audits["return_id"])],
        "outside_findings": tables["outside_findings"],
        "concerns": concerns[concerns["case_id"].isin(audits["case_id"])],
        "follow_ups": follow_ups[follow_ups["case_id"].isin(audits["case_id"])],
    }


def _cases(audits: pd.DataFrame) -> pd.DataFrame:
    """One row a case, a case of concern if any audit of it says so: two people may audit the same case."""
    marked = audits["case_of_concern"].fillna(False).astype(bool)
    return audits[["case_id"]].assign(case_of_concern=marked).groupby("case_id", as_index=False).any()


def _weeks(audits: pd.DataFrame) -> pd.DataFrame:
    """One row a week (its Monday) in which the council's own or outside auditors worked."""
    dated = audits[["by_council", "audit_date"]].dropna()
    monday = dated["audit_date"].dt.to_period("W-SUN").dt.start_time
    return dated[["by_council"]].assign(week=monday).drop_duplicates()


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
    """A column an aspect or section, as ``aspect_smart`` and ``section_smart``: the judgement on it."""
    grades = {
        f"{kind}_{section}": audits["return_id"].map(rows.set_index("return_id")["grade"])
        for section, rows in judgements.groupby("section")
        for kind in ("aspect", "section")
    }
    return audits.assign(**grades)


def _with_follow_up(audits: pd.DataFrame, follow_ups: pd.DataFrame) -> pd.DataFrame:
    """``described``: a descriptor is given. ``high_risk_case``: the first audit of its case that says high risk.

    Such a case has a ``follow_up`` (not recorded where nobody entered one), its reason and the lead action.
    """
    immediacy, reviewed = audits["immediacy"], follow_ups.set_index("case_id")
    high = immediacy.isin(HIGH_RISK)
    first = high & ~audits["case_id"].where(high).duplicated()
    columns = {"follow_up": "outcome", "follow_up_reason": "reason", "lead_action": "lead_action"}
    joined = {name: audits["case_id"].where(first).map(reviewed[column]) for name, column in columns.items()}
    joined["follow_up"] = joined["follow_up"].where(joined["follow_up"].notna() | ~first, "not_recorded")
    return audits.assign(described=immediacy.notna(), high_risk_case=first, **joined)
