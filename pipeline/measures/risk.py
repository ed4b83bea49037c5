"""Risk: cases of concern of a month; descriptors, high-risk cases and their follow-up of an all-case round."""

from __future__ import annotations

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules
from pipeline.measures.views import CONCERN_STEPS

__all__ = ["OUTCOMES", "definitions"]

_STEPS = {
    "alerted": "Managers alerted on the day of the finding or the working day after",
    "reviewed": "Reviewed within {} working days of the finding",
    "acted": "Action taken within {} working days of the finding",
}

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
    for field, outcome, vocabulary, what in (
        ("follow_up_reason", "no_further_action", "follow_up_reason", "reason"),
        ("lead_action", "additional_action", "follow_up_action", "action"),
    ):
        base = high.having(follow_up=outcome)
        for id_, label in (words[vocabulary].labels | {"not_given": f"No {what} given"}).items():
            name = f"risk.{id_}_{what}" if id_ in ("other", "not_given") else f"risk.{id_}"
            made.append(_cases(name, label, base.having(**{field: id_}), base, "no case had that outcome"))
    return made


def _cases(id_: str, label: str, counts: Subset, of: Subset, missing: str) -> Definition:
    return Definition(id_, label, counts, of, unit="cases", disclosure="C", missing=missing)
