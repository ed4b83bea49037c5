"""Whether a round is an open sample: so small a part of its cases that nobody can know which children are in it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.config import Profile, Round

__all__ = ["Opening", "open_sample"]


@dataclass(frozen=True)
class Opening:
    """Whether practice may be told exactly, and why or why not, as a sentence."""

    is_open: bool
    reason: str


def open_sample(round_: Round, audited: int | None, profile: Profile, has_story: bool) -> Opening:
    """The rule of disclosure.md, Open sample: a missing fact means not open.

    ``audited``: the cases that the round speaks of. ``has_story``: the document tells of an individual child, and with
    that says that the child is in the sample.
    """
    rule = profile.open_sample
    if rule is None:
        return Opening(False, f"The profile {profile.name} takes no sample as open.")
    eligible, against = round_.eligible_cases, []
    if eligible is None:
        against.append("round.yml does not say how many cases could have been chosen")
    elif eligible < rule.eligible_at_least:
        against.append(f"only {eligible:,} cases could have been chosen, fewer than {rule.eligible_at_least:,}")
    if audited is None:
        against.append("it is not known how many cases were audited")
    elif eligible is not None and audited * rule.audited_times > eligible:
        against.append(f"{audited:,} of {eligible:,} cases were audited, more than one in {rule.audited_times}")
    if round_.sample_list_published:
        against.append("the list of the sampled cases is published, or round.yml does not say that it is not")
    if has_story:
        against.append("the document tells the story of a child, which says that the child is in the sample")
    if against:
        return Opening(False, f"The sample is not open: {'; '.join(against)}.")
    return Opening(
        True,
        f"The sample is open: {audited:,} of {eligible:,} cases were audited, no more than one in "
        f"{rule.audited_times}; the list of them is not published, and no story of a child is told.",
    )
