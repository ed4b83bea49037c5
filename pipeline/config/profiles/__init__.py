"""Disclosure profiles: from which number on a count may be said, when a sample is open, and how the rest is written."""

from __future__ import annotations

from typing import Literal

from pydantic import Field as Setting

from pipeline.config.files import Settings, read_named
from pipeline.workspace import Workspace

__all__ = ["Frequencies", "OpenSample", "Profile", "load_profile"]

Frequency = Literal["monthly", "quarterly"]


class OpenSample(Settings):
    """When a round is so small a part of its cases that nobody can know who is in it (disclosure.md, Open sample)."""

    eligible_at_least: int = Setting(default=200, gt=0)
    audited_times: int = Setting(default=10, gt=0, description="audits times this may not be more than eligible cases")


class Frequencies(Settings):
    """How often the measures of each class are counted in public; fixed in advance, never chosen from the data."""

    A: Frequency = "monthly"
    B: Frequency = "monthly"
    C: Frequency = "quarterly"


class Profile(Settings):
    """One way of protecting small numbers. Its thresholds are for the council's information governance to sign."""

    name: str
    title: str
    threshold: int = Setting(default=5, ge=2, description="the smallest count that is told")
    zero: Literal["protected", "told"] = "protected"
    complement: bool = Setting(default=True, description="what is left of the base must reach the threshold as well")
    left_over: Literal["told", "protected"] = Setting(
        default="told", description="an empty part that the figures around it leave no room for"
    )
    open_sample: OpenSample | None = None
    often: Frequencies = Frequencies()
    merges: bool = Setting(default=True, description="grades may be merged as the scheme says")
    words: bool = Setting(default=True, description='small numbers are told as "fewer than 5 of 25"')
    headline: Literal["kept", "last"] = Setting(
        default="kept", description="whether grades may be hidden, last of all, where they would give another away"
    )
    hidden: str = Setting(default="[c]", min_length=1, description="what stands for a number that is not told")
    round_to: int | None = Setting(default=None, ge=2, description="counts are rounded to the nearest multiple of it")
    percent_base: int = Setting(default=10, ge=1, description="the smallest base of a percent")
    group_base: int = Setting(default=10, ge=1, description="the smallest base of a group in a breakdown")
    broken_down_by: tuple[str, ...] = Setting(
        default=("grade", "pro_forma"),
        description="fields that public figures may be broken down by; each further one widens what must be searched",
    )
    auditors_at_least: int = Setting(default=5, ge=1, description="fewer than this: no split of audits")

    def enough(self, n: int) -> bool:
        """Whether a count may be told exactly for its own size."""
        return n >= self.threshold or (n == 0 and self.zero == "told")


def load_profile(workspace: Workspace, name: str) -> Profile:
    """The profile called ``name``, the council's own or a packaged one; ConfigurationError if there is none."""
    more = "; a round names its profile in round.yml, disclosure_profile"
    return read_named(workspace, "profiles", name, Profile, "disclosure profile", more)
