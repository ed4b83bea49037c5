"""The ladder: how a count of a base may be said, from the exact number down to a sign (disclosure.md, The ladder)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.config import Profile

__all__ = ["ONCE_A_QUARTER", "Status", "Told", "exactly", "hidden", "merged", "rung", "withheld"]

Status = Literal["exact", "rounded", "range", "merged", "hidden", "withheld", "unavailable"]
ONCE_A_QUARTER = "counted once a quarter"


@dataclass(frozen=True)
class Told:
    """How one measure is said in public.

    ``least`` and ``most``: the values that it leaves open, equal where exact; None where nothing is said. ``base``: the
    base where it is said. ``text``: what stands in the place of the number; None where the number stands.
    """

    status: Status
    least: int | None = None
    most: int | None = None
    base: int | None = None
    text: str | None = None

    @property
    def exact(self) -> bool:
        """Whether the number itself is said."""
        return self.status == "exact"


def exactly(n: int, base: int | None) -> Told:
    """The number itself."""
    return Told("exact", n, n, base)


def hidden(profile: Profile) -> Told:
    """The last rung: a sign, and nothing of the count or its base."""
    return Told("hidden", text=profile.hidden)


def withheld(text: str) -> Told:
    """Not said at all at this time, whatever the number."""
    return Told("withheld", text=text)


def merged(label: str) -> Told:
    """Counted within another measure that is said exactly."""
    return Told("merged", text=f"counted within “{label}”")


def rung(n: int, base: int | None, base_told: bool, profile: Profile) -> Told:
    """The first rung on which n of ``base`` may be said, merging aside; ``base_told``: the base is said exactly.

    (a) exact where n and the rest of the base reach the threshold T. (c) in words where the base is 2T − 1 or more:
    "fewer than T of b" means 0 to T − 1, zero included; "b − T + 1 or more of b" likewise. (d) a sign.
    """
    if base is not None and not base_told and not profile.round_to:
        return hidden(profile)
    rest = None if base is None else base - n
    if profile.enough(n) and (rest is None or not profile.complement or profile.enough(rest)):
        return _rounded(n, profile) if profile.round_to else exactly(n, base)
    if profile.words and not profile.round_to:
        few = profile.threshold - 1
        if base is None and n <= few:
            return Told("range", 0, few, None, f"fewer than {profile.threshold}")
        if base is not None and base >= 2 * few + 1:
            if n <= few:
                return Told("range", 0, few, base, f"fewer than {profile.threshold} of {base:,}")
            return Told("range", base - few, base, base, f"{base - few:,} or more of {base:,}")
    return hidden(profile)


def _rounded(n: int, profile: Profile) -> Told:
    """To the nearest multiple, with the values that this leaves open; the base is not said, it has its own line."""
    if n == 0:
        return exactly(0, None)
    step = profile.round_to or 1
    near = step * ((2 * n + step) // (2 * step))
    least, most = near - step // 2, near + (step - 1) // 2
    return Told("rounded", max(least, profile.threshold), most, None, f"about {near:,}")
