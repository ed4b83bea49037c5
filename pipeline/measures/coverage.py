"""Coverage: what came in and what became of it; what was audited, by whom, of how many."""

from __future__ import annotations

from pipeline.measures.measure import Definition, Stated, Subset
from pipeline.measures.rules import Rules

__all__ = ["definitions"]

_NOT_STATED = "round.yml does not say"


def definitions(rules: Rules) -> list[Definition]:
    """Returns found, used, merged and set aside (the parts equal the whole), and the audits of the round."""
    return [*_account(), *(_all_case(rules) if rules.all_case else _monthly(rules))]


def _account() -> list[Definition]:
    found = Subset("returns")
    unread = Subset("received").having(kind="return", found=0)
    left_out = Subset("problems").having(severity="value left out")
    return [
        _count("found", "Returns found", found, "returns"),
        _count("used", "Returns used", found.having(outcome="used"), "returns"),
        _count("merged", "Returns merged as duplicates", found.having(outcome="merged"), "returns"),
        _count("set_aside", "Returns set aside", found.having(outcome="set aside"), "returns"),
        _count("unread_files", "Files in the returns folder that hold no return", unread, "files"),
        _count("values_left_out", "Single answers that could not be used", left_out, "answers"),
    ]


def _count(name: str, label: str, counts: Subset | Stated, unit: str = "audits") -> Definition:
    return Definition(f"coverage.{name}", label, counts, unit=unit, disclosure="A", missing=_NOT_STATED)


def _rate(name: str, label: str, counts: Subset | Stated, of: Subset | Stated, unit: str = "audits") -> Definition:
    return Definition(f"coverage.{name}", label, counts, of, unit, "A", rate=True, missing=_NOT_STATED)


def _monthly(rules: Rules) -> list[Definition]:
    """The sample of a month, of the cases it was drawn from, and the audits that are no part of it."""
    audits = Subset("audits")
    others = tuple(t for t in rules.vocabularies["audit_type"].ids if t not in ("core", "learning"))
    eligible = Stated("eligible_cases", rules.round.eligible_cases)
    return [
        Definition(
            "coverage.core",
            "Core audits",
            rules.sample,
            disclosure="A",
            by=("team", "service", "age_band", "plan_type"),
        ),
        _rate("of_eligible", "Core audits for each case that could have been chosen", rules.sample, eligible),
        _count("learning", "Learning audits", audits.having(audit_type="learning")),
        _count("other_audits", "Audits of another kind", audits.having(audit_type=others)),
    ]


def _all_case(rules: Rules) -> list[Definition]:
    """Audits by whom and of which kind, the people and weeks it took, and the contract it was done under."""
    every = rules.sample
    outside, own = (every.having(by_council=side) for side in (False, True))
    tendered = Stated("tendered_cases", rules.round.tendered_cases)
    cost = Stated("cost_pounds", rules.round.cost_pounds)
    groups = ("team", "service", "age_band", "plan_type", "month", "auditor_organisation")
    made = [
        Definition("coverage.total", "Cases audited", every, unit="audits", disclosure="A", by=groups),
        _count("external", "Cases audited by the outside team", outside),
        _count("by_council", "Cases audited by the council's own staff", own),
        _count("by_council_ungraded", "Of these, without an overall grade", own.having(graded=False)),
        Definition("coverage.council_share", "Share audited by the council's own staff", own, every, disclosure="A"),
        _count("auditors", "Outside auditors", Subset("auditors").having(by_council=False), "auditors"),
        _count("weeks", "Weeks in which outside auditors worked", Subset("weeks").having(by_council=False), "weeks"),
        _count("tendered", "Cases in the contract", tendered, "cases"),
        _count("cost_pounds", "Paid to the outside team", cost, "pounds"),
    ]
    made += [
        _rate("of_tender", "Cases audited for each case in the contract", every, tendered),
        _rate("external_of_tender", "Cases that the outside team audited, for each in the contract", outside, tendered),
        _rate("cost_a_tendered_case", "Cost of a case in the contract", cost, tendered, "pounds"),
        _rate("cost_an_external_audit", "Cost of a case that the outside team audited", cost, outside, "pounds"),
    ]
    for used in rules.round.pro_formas:
        part = every.having(pro_forma=used.name)
        label = f"Audits with the pro forma {used.name}"
        made.append(Definition(f"coverage.{used.name.replace('-', '_')}", label, part, every, disclosure="A"))
    return made
