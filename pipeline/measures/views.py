"""The tables of a round as the measures count them: one row a thing counted, every field a measure may filter on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from pipeline.config import HIGH_RISK
from pipeline.measures.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONCERN_STEPS", "MODERATED_WITHIN", "VIEW_TABLES", "audits_of", "build_views", "working_days"]

# What must follow when a case of concern is found, and the working days in which we ask whether it did. An alert is due
# at once (domain.md); no document fixes the days of the other two, so these are our own.
CONCERN_STEPS = {"alerted": 1, "reviewed": 5, "acted": 5}
MODERATED_WITHIN = 10  # working days from the audit to its moderation: our own choice too

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


def build_views(
    tables: Mapping[str, pd.DataFrame], as_at: date | None = None, rules: Rules | None = None
) -> dict[str, pd.DataFrame]:
    """``audits`` (used returns with moderation, themes, judgements and follow-up), ``cases`` (one row a case in them),
    ``auditors`` and ``weeks`` (one row each, by side), ``actions``, ``concerns``, ``follow_ups``, ``findings`` and
    ``judgements`` of those audits, ``practice_actions`` of those that count in practice; whole, ``returns``,
    ``received``, ``outside_findings`` and ``problems``.

    With ``as_at`` only audits dated up to that day count, and their actions. Without ``rules`` there is no day of the
    report and no order of the grades, so what needs one of them is not available, and all audits count in practice.
    """
    returns, audits = tables["returns"], audits_of(tables, as_at, rules)
    actions, concerns, follow_ups = (tables[name] for name in ("actions", "concerns", "follow_ups"))
    concerns = concerns[concerns["case_id"].isin(audits["case_id"])]
    return {
        "audits": audits,
        "cases": _cases(audits),
        "auditors": audits[["auditor_id", "by_council"]].dropna().drop_duplicates(),
        "weeks": _weeks(audits),
        "returns": returns,
        "problems": tables["problems"],
        "received": tables["received"],
        "actions": _on_time(actions[actions["return_id"].isin(audits["return_id"])]),
        "practice_actions": _in_practice(actions, audits, rules),
        "outside_findings": tables["outside_findings"],
        "concerns": _timed(concerns, rules),
        "follow_ups": follow_ups[follow_ups["case_id"].isin(audits["case_id"])],
        "findings": _of_audits(tables["findings"], audits),
        "judgements": _of_audits(tables["judgements"], audits).pipe(_written),
    }


def audits_of(
    tables: Mapping[str, pd.DataFrame], as_at: date | None = None, rules: Rules | None = None
) -> pd.DataFrame:
    """The view ``audits`` alone: from returns, moderations, findings, judgements and follow_ups."""
    returns = tables["returns"]
    audits = returns[returns["used"].astype(bool)]
    if as_at is not None:
        audits = audits[(audits["audit_date"] <= str(as_at)).fillna(False)]
    audits = (
        audits.pipe(_with_moderation, tables["moderations"], rules)
        .pipe(_with_findings, tables["findings"])
        .pipe(_with_judgements, tables["judgements"])
        .pipe(_with_follow_up, tables["follow_ups"])
    )
    return audits.assign(graded=audits["grade"].notna(), month=audits["audit_date"].dt.strftime("%Y-%m"))


def working_days(first: pd.Series, last: pd.Series) -> pd.Series:
    """Working days from one day to another, a row each: 0 on the same day, blank where a day is missing.

    Monday to Friday; bank holidays are not known here and count as working days. Negative where the days are out of
    order.
    """
    import numpy as np
    import pandas as pd

    known = first.notna() & last.notna()
    days = pd.Series(pd.NA, index=first.index, dtype="Int64")
    if known.any():
        begin, end = (s[known].to_numpy().astype("datetime64[D]") for s in (first, last))
        days[known] = np.busday_count(begin, end)
    return days


def _timed(concerns: pd.DataFrame, rules: Rules | None) -> pd.DataFrame:
    """Working days from the finding to each of ``CONCERN_STEPS``, and whether it was taken in time.

    ``alerted_days`` and ``alerted_in_time``, and so on. In time is blank where it is too early to say: the step has not
    been taken, and the days for it are not over on the day of the report. A step dated before the finding is an error
    of the register: its days are blank, and ``out_of_order`` is true.
    """
    import pandas as pd

    found = concerns["found"]
    made: dict[str, pd.Series] = {}
    reported = pd.Series(pd.Timestamp(rules.round.reported) if rules else pd.NaT, index=found.index)
    waited = working_days(found, reported.astype(found.dtype))
    wrong = pd.Series(False, index=found.index)
    for step, limit in CONCERN_STEPS.items():
        wrong |= (concerns[step] < found).fillna(False)
        days = working_days(found, concerns[step].where(concerns[step] >= found))
        late = (days > limit).fillna(False) | (concerns[step].isna() & (waited > limit).fillna(False))
        in_time = pd.Series(pd.NA, index=found.index, dtype="boolean").mask(late, False)
        made |= {f"{step}_days": days, f"{step}_in_time": in_time.mask((days <= limit).fillna(False), True)}
    return concerns.assign(**made, waited_days=waited, out_of_order=wrong)


def _on_time(actions: pd.DataFrame) -> pd.DataFrame:
    """``done_on_time``: a completed action against its due date; blank where either is missing."""
    done = (actions["status"] == "done") & actions["completed"].notna() & actions["due"].notna()
    return actions.assign(done_on_time=(actions["completed"] <= actions["due"]).astype("boolean").where(done))


def _in_practice(actions: pd.DataFrame, audits: pd.DataFrame, rules: Rules | None) -> pd.DataFrame:
    """The actions of audits that count in practice, each with the weaknesses of its audit, as ``weakness_planning``."""
    counting = audits[rules.practice.mask({"audits": audits})] if rules else audits
    marks = [name for name in counting if str(name).startswith("weakness_")]
    return actions.merge(counting[["return_id", *marks]], on="return_id", validate="many_to_one")


def _of_audits(rows: pd.DataFrame, audits: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table that belong to the audits, with what says which audits count."""
    which = audits[["return_id", "audit_type", "admissibility", "grade", "team", "auditor_id"]]
    return rows.merge(which.rename(columns={"grade": "case_grade"}), on="return_id", validate="many_to_one")


def _written(judgements: pd.DataFrame) -> pd.DataFrame:
    """``judged``, ``evidence_given``, ``impact_given``: whether a judgement has its grade, and words for each."""
    given = {name: judgements[name].fillna("").str.strip() != "" for name in ("evidence", "impact")}
    return judgements.assign(
        judged=judgements["grade"].notna(), evidence_given=given["evidence"], impact_given=given["impact"]
    )


def _cases(audits: pd.DataFrame) -> pd.DataFrame:
    """One row a case, a case of concern if any audit of it says so: two people may audit the same case."""
    marked = audits["case_of_concern"].fillna(False).astype(bool)
    return audits[["case_id"]].assign(case_of_concern=marked).groupby("case_id", as_index=False).any()


def _weeks(audits: pd.DataFrame) -> pd.DataFrame:
    """One row a week (its Monday) in which the council's own or outside auditors worked."""
    dated = audits[["by_council", "audit_date"]].dropna()
    monday = dated["audit_date"].dt.to_period("W-SUN").dt.start_time
    return dated[["by_council"]].assign(week=monday).drop_duplicates()


def _with_moderation(audits: pd.DataFrame, moderations: pd.DataFrame, rules: Rules | None) -> pd.DataFrame:
    """The moderation beside each audit.

    ``moderated_to``: the moderator's own grade is the same as the auditor's, better or worse, in the scheme's order.
    ``moderated_in_time``: within ``MODERATED_WITHIN`` working days. ``in_period``: the audit is dated in the round's
    period. ``reason_too_brief`` and so on: whether the moderator gave that reason.
    """
    joined = audits.merge(moderations, on="return_id", how="left", validate="one_to_one")
    reasons = joined["reasons"].fillna("")
    joined = joined.assign(
        admissibility=joined["admissibility"].fillna("not_moderated"), reason_given=reasons.str.strip() != ""
    )
    if rules is None:
        return joined
    marks = {
        f"reason_{id_}": reasons.str.split(";").map(lambda ids, wanted=id_: wanted in ids).astype(bool)
        for id_ in rules.vocabularies["admissibility_reason"].ids
    }
    days = working_days(joined["audit_date"], joined["moderation_date"])
    dated, (first, last) = joined["audit_date"], (str(d) for d in (rules.round.period.first, rules.round.period.last))
    return joined.assign(
        moderated_to=_direction(joined, rules),
        moderated_in_time=days.between(0, MODERATED_WITHIN).where(days >= 0),
        in_period=((dated >= first) & (dated <= last)).astype("boolean").where(dated.notna()),
        **marks,
    )


def _direction(audits: pd.DataFrame, rules: Rules) -> pd.Series:
    """same, better or worse, seen from the auditor's grade; blank where either grade is missing."""
    import pandas as pd

    rank = {grade: n for n, grade in enumerate(rules.scheme.vocabulary.ids)}  # 0 is the best
    lower = audits["moderated_grade"].map(rank).astype("Float64") - audits["grade"].map(rank).astype("Float64")
    told = pd.Series(None, index=audits.index, dtype="str")
    for name, where in (("same", lower == 0), ("better", lower < 0), ("worse", lower > 0)):
        told = told.mask(where.fillna(False), name)
    return told


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
    for name, outcome in (("follow_up_reason", "no_further_action"), ("lead_action", "additional_action")):
        silent = (joined["follow_up"] == outcome) & joined[name].isna()  # every case stands at every step of its branch
        joined[name] = joined[name].mask(silent, "not_given")
    return audits.assign(described=immediacy.notna(), high_risk_case=first, **joined)
