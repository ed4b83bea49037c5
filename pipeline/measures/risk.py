"""Risk: cases of concern of a month; descriptors, high-risk cases and their follow-up of an all-case round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules
from pipeline.measures.views import CONCERN_STEPS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OUTCOMES", "RISK_HEADLINES", "accounted_sentence", "definitions", "descriptor_matrix", "follow_up_tree"]

_STEPS = {
    "alerted": "Managers alerted on the day of the finding or the working day after",
    "reviewed": "Reviewed within {} working days of the finding",
    "acted": "Action taken within {} working days of the finding",
}

# The measures that begin so are what a reader looks for first; the others are branches of them.
RISK_HEADLINES = (
    *("risk.high_risk", "risk.not_described", "risk.immediate_alerts", "risk.cases_of_concern", "risk.on_"),
    *("risk.closed", "risk.alerted", "risk.reviewed", "risk.acted", "risk.out_of_order"),
)
# A step of the follow-up: the field of its answers, the outcome it belongs to, its vocabulary, and what it is called.
_REASONS = (
    ("follow_up_reason", "no_further_action", "follow_up_reason", "reason"),
    ("lead_action", "additional_action", "follow_up_action", "action"),
)
# The outcomes of the follow-up (data.md), each with its measure; together they account for every high-risk case.
OUTCOMES = {
    "no_further_action": "risk.no_further_action",
    "additional_action": "risk.additional_actions",
    "progress_check": "risk.progress_checks",
    "not_recorded": "risk.not_recorded",
}


def definitions(rules: Rules) -> list[Definition]:
    """Cases of concern, whoever audited them; or Inadequate cases by descriptor, and the tree of the follow-up."""
    return _all_case(rules) if rules.all_case else _monthly()


def _monthly() -> list[Definition]:
    """Cases of concern among all used audits: an inadmissible audit does not make a child safe."""
    register, none = Subset("concerns"), "no case stands on the register"
    marked = Subset("cases").having(case_of_concern=True)
    made = [
        Definition("risk.cases_of_concern", "Cases of concern", marked, unit="cases"),
        Definition("risk.on_register", "Cases on the register", register, unit="cases"),
        _cases("risk.closed", "Cases of concern now closed", register.having(stage="closed"), register, none),
    ]
    for step, limit in CONCERN_STEPS.items():
        judged = register.having(**{f"{step}_in_time": (True, False)})
        in_time = register.having(**{f"{step}_in_time": True})
        too_early = f"{none}, or it is too early to say"
        made.append(_cases(f"risk.{step}_in_time", _STEPS[step].format(limit), in_time, judged, too_early))
    wrong = register.having(out_of_order=True)
    return [*made, _cases("risk.out_of_order", "Cases with a step dated before the finding", wrong, register, none)]


def _all_case(rules: Rules) -> list[Definition]:
    lowest = rules.scheme.grades[-1]
    worst = rules.practice.having(grade=lowest.id)
    high = worst.having(high_risk_case=True)
    alerted, asked = (rules.sample.having(immediate_alert=answers) for answers in (True, (True, False)))
    graded, none = f"{lowest.label} cases", f"no case was graded {lowest.label}"
    words = rules.vocabularies
    made = [
        _cases("risk.high_risk_cases", f"{graded} with a child potentially at high risk", high, worst, none),
        _cases("risk.not_described", f"{graded} without a descriptor", worst.having(described=False), worst, none),
        _cases("risk.immediate_alerts", "Cases of which managers were alerted at once", alerted, asked, "not asked"),
        _high_risk_alerted(high),
    ]
    for field in ("nature", "immediacy"):
        described = worst.having(**{field: words[field].ids})
        for id_, label in words[field].labels.items():
            part = described.having(**{field: id_})
            made.append(_cases(f"{field}.{id_}", label, part, described, none))
    made += _follow_up(rules, high)
    for theme, label in words["themes"].labels.items():
        part = high.having(**{f"weakness_{theme}": True})
        made.append(_cases(f"risk_areas.{theme}", label, part, high, "no case was at high risk"))
    return made


def _high_risk_alerted(high: Subset) -> Definition:
    """Only the form of a current case asks whether managers were alerted, so the base is the cases that answer it."""
    asked = high.having(immediate_alert=(True, False))
    label = "High-risk cases of which managers were alerted at once, of the current cases among them"
    return _cases("risk.high_risk_alerted", label, asked.having(immediate_alert=True), asked, "not asked")


def _follow_up(rules: Rules, high: Subset) -> list[Definition]:
    """Outcome, then the reason for no further action, or the lead action: every case once at each step."""
    words, none = rules.vocabularies, "no case was at high risk"
    register = Subset("follow_ups")
    made = [
        Definition("risk.on_follow_up_register", "Cases on the register of follow-ups", register, unit="cases"),
    ]
    for outcome, label in words["follow_up_outcome"].labels.items():
        made.append(_cases(OUTCOMES[outcome], label, high.having(follow_up=outcome), high, none))
    for field, outcome, vocabulary, what in _REASONS:
        base = high.having(follow_up=outcome)
        for id_, name, label in _steps(rules, vocabulary, what):
            made.append(_cases(name, label, base.having(**{field: id_}), base, "no case had that outcome"))
    return made


def _cases(id_: str, label: str, counts: Subset, of: Subset, missing: str) -> Definition:
    return Definition(id_, label, counts, of, unit="cases", disclosure="C", missing=missing)


def _steps(rules: Rules, vocabulary: str, what: str) -> list[tuple[str, str, str]]:
    """The answers of a step of the follow-up, none left out: id, measure, label."""
    answers = rules.vocabularies[vocabulary].labels | {"not_given": f"No {what} given"}
    plain = {"other", "not_given"}  # words that more than one step has
    return [(id_, f"risk.{id_}_{what}" if id_ in plain else f"risk.{id_}", label) for id_, label in answers.items()]


def follow_up_tree(measures: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """What became of every high-risk case: a row a branch, from the trunk to the twigs.

    Columns: level (0: all high-risk cases; 1: outcome; 2: its reason or lead action), branch, n, of. Twigs without a
    case are left out. No rows where no case was at high risk.
    """
    import pandas as pd

    whole = measures[measures["by"].isna() & measures["available"]]
    counts = {str(id_): int(n) for id_, n in zip(whole["id"], whole["n"], strict=True)}
    labels = dict(zip(whole["id"], whole["label"], strict=True))
    columns, cases = ["level", "branch", "n", "of"], counts.get("risk.high_risk_cases", 0)
    if not cases:
        return pd.DataFrame(columns=columns)
    tree: list[tuple[int, str, int, int]] = [(0, "High-risk cases", cases, cases)]
    twigs = {outcome: (vocabulary, what) for _, outcome, vocabulary, what in _REASONS}
    for outcome, measure in OUTCOMES.items():
        tree.append((1, labels[measure], counts[measure], cases))
        for _, name, label in _steps(rules, *twigs[outcome]) if outcome in twigs else ():
            if counts.get(name):
                tree.append((2, label, counts[name], counts[measure]))
    return pd.DataFrame(tree, columns=columns)


def accounted_sentence(tree: pd.DataFrame) -> str:
    """Whether the outcomes add up to the high-risk cases, and how many have no result on record."""
    if tree.empty:
        return "No case was at high risk, so there is nothing to follow up."
    cases, outcomes = int(tree["n"].iloc[0]), tree[tree["level"] == 1]
    parts = " + ".join(str(n) for n in outcomes["n"])
    if outcomes["n"].sum() != cases:
        return f"The outcomes do not account for every case: {parts} is not {cases}."
    return f"Every one of the {cases} high-risk cases is accounted for: {parts} = {cases}."


def descriptor_matrix(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """Cases of the lowest grade by the nature of the deficiency (rows) and its immediacy (columns), by label."""
    worst = views["audits"][rules.practice.having(grade=rules.scheme.grades[-1].id).mask(views)]
    nature, immediacy = (rules.vocabularies[name].labels for name in ("nature", "immediacy"))
    counts = worst.groupby(["nature", "immediacy"]).size().unstack(fill_value=0)
    full = counts.reindex(index=list(nature), columns=list(immediacy), fill_value=0).astype(int)
    return full.rename(index=nature, columns=immediacy).rename_axis(index="Nature", columns="Immediacy")
