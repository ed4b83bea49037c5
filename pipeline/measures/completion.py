"""How long it takes until something is done, where some of it is not done yet: actions, and cases of concern.

Time is counted to the day of the report; what is open then is censored (Kaplan–Meier), not left out and not called
done. Tables for the notebooks; the shares among the measures stand in ``actions.py`` and ``risk.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.measures.rules import Rules
from pipeline.measures.statistics import kaplan_meier, median_day
from pipeline.measures.views import CONCERN_STEPS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["action_curve", "concern_times", "drift_bands", "escalations"]

_STEP_WORDS = {"alerted": "managers alerted", "reviewed": "reviewed", "acted": "action taken"}
_BANDS = ((0, 0, "not past its due date"), (1, 5, "1 to 5 days"), (6, 10, "6 to 10 days"), (11, 20, "11 to 20 days"))
_LAST_BAND = "more than 20 days"
_CURVE = ["day", "open", "lower", "upper"]


def action_curve(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """The share of actions still open after each day since the audit: day, open (percent), lower, upper.

    Actions no longer needed are left out, as are done ones without a date and those dated before the audit. No rows
    where no team has sent its tracker back.
    """
    import pandas as pd

    audits = views["audits"][["return_id", "audit_date"]]
    actions = _tracked(views).merge(audits, on="return_id").query("status != 'not_needed'")
    done = actions["status"] == "done"
    reported = pd.Series(pd.Timestamp(rules.round.reported), index=actions.index)
    days = (actions["completed"].where(done, reported) - actions["audit_date"]).dt.days
    kept = days.ge(0).fillna(False)
    return pd.DataFrame(kaplan_meier(days[kept].tolist(), done[kept].tolist()), columns=_CURVE)


def _concern_curves(views: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Step in words → the share of cases that still wait for it after each working day since the finding.

    Steps dated before the finding are left out, as are cases without a day of finding.
    """
    import pandas as pd

    register = views["concerns"]
    curves = {}
    for step, words in _STEP_WORDS.items():
        days, done = _waits(register, step)
        curves[words] = pd.DataFrame(kaplan_meier(days, done), columns=_CURVE)
    return curves


def concern_times(views: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """For each step after the finding: cases, how many took it, how many wait, the median, and the share in time.

    ``median_days``: working days by which half had taken it; blank where fewer than half have. ``longest_wait``: of
    those that wait still, on the day of the report. ``in_time`` is the Kaplan–Meier share by ``limit`` working days, in
    percent, with its interval; blank where nobody has waited so long.
    """
    import pandas as pd

    register, rows = views["concerns"], []
    for step, curve in zip(CONCERN_STEPS, _concern_curves(views).values(), strict=True):
        days, done = _waits(register, step)
        open_ = [d for d, is_done in zip(days, done, strict=True) if not is_done]
        limit = CONCERN_STEPS[step]
        seen = bool(days) and (max(days) >= limit or not open_)  # what comes after the last one that waits is unknown
        by_then = curve[curve["day"] <= limit].tail(1) if seen else curve.head(0)
        share = by_then.iloc[0] if len(by_then) else None
        rows.append(
            {
                "step": _STEP_WORDS[step],
                "cases": len(days),
                "done": sum(done),
                "waiting": len(open_),
                "longest_wait": max(open_, default=None),
                "median_days": median_day(list(curve.itertuples(index=False, name=None))),
                "limit": limit,
                "in_time": None if share is None else 100 - share["open"],
                "lower": None if share is None else 100 - share["upper"],
                "upper": None if share is None else 100 - share["lower"],
            }
        )
    return pd.DataFrame(rows)


def drift_bands(views: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Actions by how far past their due date they were when done, or are on the day of the report.

    A row a band: ``done`` and ``waiting``. Actions without a due date, and those no longer needed, are in none.
    """
    import pandas as pd

    actions = _tracked(views).dropna(subset=["drift_days"])
    done = actions["status"] == "done"
    rows = []
    for low, high, label in (*_BANDS, (_BANDS[-1][1] + 1, 10**6, _LAST_BAND)):
        here = actions["drift_days"].between(low, high).fillna(False).astype(bool)
        rows.append({"band": label, "done": int((here & done).sum()), "waiting": int((here & ~done).sum())})
    return pd.DataFrame(rows)


def escalations(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """The actions that go to the Head of Service for drift, longest first: by pseudonym, for the analyst's own eyes."""
    teams = views["audits"].set_index("return_id")["team"]
    late = _tracked(views).query("escalated")
    roles = rules.vocabularies["owner_role"].labels
    late = late.assign(team=late["return_id"].map(teams), owner_role=late["owner_role"].replace(roles))
    shown = ["action_id", "case_id", "team", "owner_role", "due", "drift_days"]
    return late.sort_values(["drift_days", "action_id"], ascending=[False, True], ignore_index=True)[shown]


def _tracked(views: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The actions of the round; none where no team has sent its tracker back: to know of nothing done is no drift."""
    actions = views["actions"]
    return actions if (actions["status"] != "not_reported").any() else actions.head(0)


def _waits(register: pd.DataFrame, step: str) -> tuple[list[int], list[bool]]:
    """Working days to a step, or to the day of the report, and whether it was taken."""
    done = register[f"{step}_days"].notna()
    days = register[f"{step}_days"].where(done, register["waited_days"].where(register[step].isna()))
    kept = days.notna() & (days >= 0).fillna(False)
    return [int(d) for d in days[kept]], [bool(d) for d in done[kept]]
