"""One invented audit after another: a case, the auditor's judgements of it, and what the moderator made of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.config.files import read_yaml
from pipeline.config.rounds import Round
from pipeline.samples.cases import Case, invent_cases
from pipeline.samples.chance import Deck, several_of, stream, working_days
from pipeline.samples.plans import HERE, Batch, Person, SamplePlan, monthly_rounds, people

__all__ = ["Audit", "invent_audits", "theme_weights"]

_ASPECTS = {
    "assessment": ("multi_agency", "triangulated", "analysis"),
    "planning": ("follows_assessment", "co_produced", "smart"),
}
# In every ten audits of a kind, how many have clear, partial and absent management oversight
_OVERSIGHT = {"concern": (0, 5, 5), "not_yet": (1, 5, 4), "some": (4, 5, 1), "good": (9, 1, 0)}
_DRIFT = {"clear": 1, "partial": 6, "absent": 9}  # in every ten, how many drift
# kind of audit → how many weaknesses, strengths and good aspects it names
_WEAKNESSES = {"concern": (3, 4), "not_yet": (3, 4), "some": (2, 3), "good": (0, 2)}
_STRENGTHS = {"concern": (0, 1), "not_yet": (0, 2), "some": (2, 3), "good": (3, 4)}
_GOOD_ASPECTS = {"concern": (0, 0), "not_yet": (0, 1), "some": (1, 2), "good": (2, 3)}
_REASONS = ("impact_not_recorded", "not_triangulated", "too_brief", "dense_or_confusing")
# aspect judged not yet good → the theme that it makes likelier
_ECHO = {
    "multi_agency": "inter_agency_working", "triangulated": "analysis_and_enquiry", "analysis": "analysis_and_enquiry",
    "follows_assessment": "planning", "co_produced": "family_engagement", "smart": "planning",
}  # fmt: skip
_REFERENCES_A_ROUND = 80


@dataclass(frozen=True)
class Audit:
    """One audit, without its words: ids of the vocabularies throughout."""

    case: Case
    batch: Batch
    auditor: Person
    audit_date: date
    concern: bool
    oversight: str
    drift: bool
    aspects: tuple[tuple[str, str], ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    moderator: Person
    moderation_date: date
    moderated_grade: str
    reasons: tuple[str, ...]

    @property
    def kind(self) -> str:
        """How it reads: concern, not_yet, some, good."""
        return _kind(self.batch, self.concern)


class _Tides:
    """Oversight and drift, dealt so that even a small round has close to the usual share of each."""

    def __init__(self, rng: random.Random) -> None:
        levels = ("clear", "partial", "absent")
        self._oversight = {
            kind: Deck([level for level, n in zip(levels, counts, strict=True) for _ in range(n)], rng)
            for kind, counts in _OVERSIGHT.items()
        }
        self._drift = {level: Deck([n < drifting for n in range(10)], rng) for level, drifting in _DRIFT.items()}

    def deal(self, kind: str) -> tuple[str, bool]:
        """Oversight and drift of one audit."""
        oversight = self._oversight[kind].deal()
        drift = self._drift[oversight].deal()
        return oversight, drift and kind != "good"


def _kind(batch: Batch, concern: bool) -> str:
    if concern:
        return "concern"
    if batch.grade != "not_yet_good":
        return "good"
    return "some" if batch.some_good_features else "not_yet"


def invent_audits(round_: Round, plan: SamplePlan) -> list[Audit]:
    """The audits of a sample round, in order of date."""
    rng = stream(round_.id, "audits")
    cases = _cases(round_.id, rng)
    days = working_days(plan.audit_days.first, plan.audit_days.last)
    core = Deck(people(*plan.auditors), rng)
    learners = Deck(people("learners"), rng)
    moderators, tides = people(plan.moderators), _Tides(rng)
    outlines = [(batch, n) for batch in plan.audits for n in range(batch.count)]
    rng.shuffle(outlines)
    made = []
    for batch, n in outlines:
        auditor = (learners if batch.audit_type == "learning" else core).deal()
        made.append(_invent(round_, batch, n, next(cases), auditor, moderators, rng.choice(days), tides, rng))
    return sorted(made, key=lambda a: (a.audit_date, a.case.ref))


def _cases(round_id: str, rng: random.Random) -> Iterator[Case]:
    """Cases without end; no reference comes twice, in this round or in another."""
    start = monthly_rounds().index(round_id) * _REFERENCES_A_ROUND
    numbers = stream("case references").sample(range(100_200, 118_800), 800)[start : start + _REFERENCES_A_ROUND]
    return invent_cases(numbers, rng)


def _invent(
    round_: Round,
    batch: Batch,
    n: int,
    case: Case,
    auditor: Person,
    moderators: list[Person],
    day: date,
    tides: _Tides,
    rng: random.Random,
) -> Audit:
    concern = n >= batch.count - batch.concerns
    kind = _kind(batch, concern)
    oversight, drift = tides.deal(kind)
    aspects = _aspects(round_, batch, kind, rng)
    weaknesses = _weaknesses(case, kind, oversight, drift, aspects, rng)
    regraded = batch.regraded is not None and n < batch.regraded.count
    return Audit(
        case, batch, auditor, day, concern, oversight, drift, aspects,
        strengths=_strengths(case, kind, oversight, drift, aspects, weaknesses, rng),
        weaknesses=weaknesses,
        moderator=rng.choice([m for m in moderators if m.name != auditor.name]),
        moderation_date=rng.choice(working_days(day + timedelta(days=1), day + timedelta(days=6))),
        moderated_grade=batch.regraded.to if regraded and batch.regraded else batch.grade,
        reasons=_reasons(batch, concern, rng),
    )  # fmt: skip


def _aspects(round_: Round, batch: Batch, kind: str, rng: random.Random) -> tuple[tuple[str, str], ...]:
    """Each aspect of the focus theme with its judgement."""
    ids = _ASPECTS[round_.focus_theme or "assessment"]
    good = rng.sample(ids, rng.randint(*_GOOD_ASPECTS[kind]) if kind != "not_yet" else int(rng.random() < 0.2))
    best = batch.grade if kind == "good" else "good"
    return tuple((aspect, best if aspect in good else "not_yet_good") for aspect in ids)


def theme_weights(usual: Mapping[str, float], case: Case) -> dict[str, float]:
    """How likely each theme is in this case: what is about protection or thresholds, not once a child is in care."""
    weights = dict(usual)
    if case.plan_type in ("looked_after", "care_leaver"):
        weights["child_protection_procedures"] = weights["eligibility_and_thresholds"] = 0.0
    return weights


def _weaknesses(
    case: Case, kind: str, oversight: str, drift: bool, aspects: tuple[tuple[str, str], ...], rng: random.Random
) -> tuple[str, ...]:
    weights = theme_weights(read_yaml(HERE / "themes.yml")["weakness"], case)
    for aspect, grade in aspects:
        weights[_ECHO[aspect]] *= 1.4 if grade == "not_yet_good" else 0.4
    weights["management_oversight"] *= {"clear": 0.0, "partial": 1.6, "absent": 3.0}[oversight]
    weights["supervision"] *= {"clear": 0.4, "partial": 1.2, "absent": 2.0}[oversight]
    weights["drift_and_delay"] *= 5.0 if drift else 0.0
    weights["decisions_not_carried_out"] *= 2.0 if drift else 0.3
    return tuple(several_of(weights, rng.randint(*_WEAKNESSES[kind]), rng))


def _strengths(
    case: Case, kind: str, oversight: str, drift: bool, aspects: tuple[tuple[str, str], ...], taken: tuple[str, ...],
    rng: random.Random,
) -> tuple[str, ...]:  # fmt: skip
    weights = theme_weights(read_yaml(HERE / "themes.yml")["strength"], case)
    for aspect, grade in aspects:
        weights[_ECHO[aspect]] *= 1.5 if grade != "not_yet_good" else 0.1
    weights["management_oversight"] *= 2.0 if oversight == "clear" else 0.0
    weights["supervision"] *= {"clear": 1.5, "partial": 0.3, "absent": 0.0}[oversight]
    if drift or kind != "good":
        weights["drift_and_delay"] = weights["decisions_not_carried_out"] = 0.0
    if kind in ("concern", "not_yet"):
        weights["impact_on_the_child"] = weights["planning"] = weights["decision_making"] = 0.0
    return tuple(several_of(weights | dict.fromkeys(taken, 0.0), rng.randint(*_STRENGTHS[kind]), rng))


def _reasons(batch: Batch, concern: bool, rng: random.Random) -> tuple[str, ...]:
    """Why a moderator did not admit an audit at once; an inadmissible one on a case of concern had not captured it."""
    if batch.admissibility == "immediately_admissible":
        return ()
    if batch.admissibility == "inadmissible":
        extra = ["concern_not_captured"] if concern else []
        return (*extra, *rng.sample(_REASONS, 2 - len(extra)))
    return tuple(rng.sample(_REASONS, 1 if rng.random() < 0.75 else 2))
