"""What the sample of an all-case round is to hold, as ``cases.yml`` beside its settings says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import model_validator

from pipeline.config.files import Settings, read_settings
from pipeline.config.rounds import Period, Round
from pipeline.samples.plans import OutsideFinding, Person, folder

__all__ = ["AllCasePlan", "OutsideAuditor", "OwnShare", "Review", "Share", "load_all_case_plan"]


class OutsideAuditor(Person):
    """An auditor of the outside team, and the name of the register that they send."""

    register_name: str
    share: int


class Share(Settings):
    """Cases of one pro forma and one grade: how many audited by the interim day and later, how many at high risk."""

    pro_forma: str
    grade: str
    early: int
    late: int
    immediate: int = 0
    within_days: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.early + self.late

    @model_validator(mode="after")
    def _only_inadequate_cases_are_at_high_risk(self) -> Share:
        if self.immediate + self.within_days > (self.count if self.grade == "inadequate" else 0):
            raise ValueError("there are more cases at high risk than there are inadequate ones")
        return self


class OwnShare(Settings):
    """Cases that the council's own staff audit: ``practice`` is how good they are, and nobody types it as a grade."""

    pro_forma: str
    practice: str
    count: int


@dataclass(frozen=True)
class Review:
    """What a review led to, and its reason or lead action; without an outcome where there is no trace of a review."""

    outcome: str | None = None
    detail: str | None = None


class FollowUpPlan(Settings):
    """How many reviews of high-risk cases led to what."""

    no_further_action: Mapping[str, int]  # by reason
    additional_action: Mapping[str, int]  # by lead action
    other_actions: Mapping[str, str]  # lead action → another one taken beside it, in one case
    blank_with_note: int
    blank: int

    @property
    def reviews(self) -> Iterator[Review]:
        """The review of each case."""
        for reason, count in self.no_further_action.items():
            yield from [Review("no_further_action", reason)] * count
        for action, count in self.additional_action.items():
            yield from [Review("additional_action", action)] * count
        yield from [Review("not_recorded")] * self.blank_with_note + [Review()] * self.blank


class AllCasePlan(Settings):
    """How many audits of each kind an all-case sample round holds, who made them, and what other sources say."""

    outside_days: Period
    interim: date
    own_days: Period
    closed_days: Period
    outside_auditors: tuple[OutsideAuditor, ...]
    own_auditors: tuple[Person, ...]
    outside: tuple[Share, ...]
    own: tuple[OwnShare, ...]
    follow_up: FollowUpPlan
    sources: Mapping[str, tuple[OutsideFinding, ...]]

    @property
    def count(self) -> int:
        """All cases of the round."""
        return sum(share.count for share in self.outside) + sum(share.count for share in self.own)


def load_all_case_plan(round_id: str) -> tuple[Round, AllCasePlan]:
    """The settings of an all-case sample round, and what its sample holds."""
    base = folder(round_id)
    return read_settings(base / "round.yml", Round), read_settings(base / "cases.yml", AllCasePlan)
