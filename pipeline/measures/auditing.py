"""Auditing: whether the audits themselves are good enough to count, and how far two readers of a case agree."""

from __future__ import annotations

from pipeline.measures.measure import Definition, Subset
from pipeline.measures.rules import Rules
from pipeline.measures.views import MODERATED_WITHIN

__all__ = ["definitions"]

_OF_A_CHILD = "reason_concern_not_captured"  # it says of the child, not of the audit alone, that there was a concern
_UNMODERATED = "no audit was moderated"
_MOVES = {
    "agreed": ("same", "Moderator gave the same grade"),
    "moderated_better": ("better", "Moderator gave a better grade"),
    "moderated_worse": ("worse", "Moderator gave a worse grade"),
    "disagreed": (("better", "worse"), "Moderator gave another grade"),
}


def definitions(rules: Rules) -> list[Definition]:
    """Core audits by what moderation found; ``auditing.admissible`` is the base of the quality of practice.

    Of the audits that were moderated: one that nobody has read again yet is neither admissible nor not.
    An all-case round is not moderated: it has only what can be said of audits alone. Nothing here is by auditor
    (methods.md, Moderation); tables about auditors stand in ``auditors.py`` and are no measures.
    """
    if rules.all_case:
        return [*_statements(rules)[:1], *_timely(rules)[:1]]
    core, outcomes = rules.sample, rules.vocabularies["admissibility"]
    moderated = core.having(admissibility=outcomes.ids)
    admissible, none = "Admissible core audits", _UNMODERATED
    made = [
        Definition("auditing.total", "Core audits", core, disclosure="A"),
        Definition("auditing.moderated", "Core audits that were moderated", moderated, disclosure="A"),
        Definition("auditing.admissible", admissible, rules.practice, moderated, disclosure="A", missing=none),
    ]
    for outcome, label in outcomes.labels.items():
        claimed = "auditing" if outcome in ("immediately_admissible", "inadmissible") else None
        found = core.having(admissibility=outcome)
        made.append(
            Definition(f"auditing.{outcome}", label, found, moderated, "audits", "A", family=claimed, missing=none)
        )
    waiting = core.having(admissibility="not_moderated")
    made.append(Definition("auditing.not_moderated", "Not moderated yet", waiting, core, disclosure="A"))
    return [*made, *_reasons(rules), *_concordance(rules), *_statements(rules), *_timely(rules)]


def _reasons(rules: Rules) -> list[Definition]:
    """Why audits were not admissible at once; an audit may have several reasons, so they add to more than the base."""
    sent_back = rules.sample.having(admissibility=("admissible_development", "inadmissible"))
    reasons = {f"reason_{id_}": label for id_, label in rules.vocabularies["admissibility_reason"].labels.items()}
    none = "every audit that was moderated was admissible at once"
    given = [
        Definition(
            f"auditing.{name}",
            label,
            sent_back.having(**{name: True}),
            sent_back,
            disclosure="C" if name == _OF_A_CHILD else "A",
            missing=none,
        )
        for name, label in reasons.items()
    ]
    blank = sent_back.having(reason_given=False)
    label = "No reason given"
    return [*given, Definition("auditing.no_reason", label, blank, sent_back, disclosure="A", missing=none)]


def _concordance(rules: Rules) -> list[Definition]:
    """How the moderator's own grade stands to the auditor's, of the core audits that have both.

    A moderator who has seen the first grade is not independent, so this is concordance and not agreement.
    """
    pairs = rules.sample.having(moderated_to=("same", "better", "worse"))
    made = [
        Definition("auditing.pairs", "Core audits with an auditor's and a moderator's grade", pairs, disclosure="B")
    ]
    for name, (moved, label) in _MOVES.items():
        found = rules.sample.having(moderated_to=moved)
        made.append(Definition(f"auditing.{name}", label, found, pairs, disclosure="B", missing=_UNMODERATED))
    return made


def _statements(rules: Rules) -> list[Definition]:
    """Whether a judgement has its evidence and its effect on the child in words: a judgement without is hard to defend.

    The forms of an all-case round ask for evidence alone.
    """
    kinds: dict[str, object] = {} if rules.all_case else {"audit_type": "core"}
    judged = Subset("judgements").having(judged=True, **kinds)
    made = []
    for name, label in (("evidence", "Judgements with their evidence"), ("impact", "Judgements with their impact")):
        given = judged.having(**{f"{name}_given": True})
        none = "no audit has a judgement"
        made.append(Definition(f"auditing.{name}_given", label, given, judged, "judgements", "A", missing=none))
    return made


def _timely(rules: Rules) -> list[Definition]:
    """Whether audits are of the round's own time, and moderation followed soon."""
    dated, core = rules.sample.having(in_period=(True, False)), rules.sample
    timed = core.having(moderated_in_time=(True, False))
    inside, soon = core.having(in_period=True), core.having(moderated_in_time=True)
    days = f"Moderated within {MODERATED_WITHIN} working days of the audit"
    return [
        Definition(
            "auditing.in_period", "Audits dated in the period", inside, dated, disclosure="A", missing="no date"
        ),
        Definition("auditing.moderated_in_time", days, soon, timed, disclosure="A", missing=_UNMODERATED),
    ]
