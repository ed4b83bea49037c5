"""Auditors' sentences, put together from banks of patterns so that no two returns of a round say the same."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.config.files import read_yaml
from pipeline.samples.chance import Deck
from pipeline.samples.plans import HERE

__all__ = ["Slots", "Words", "bank", "slots_for"]

Slots = Mapping[str, Sequence[str]]  # slot → what may stand there
_TRIES = 60
_SECOND = 0.5


@cache
def bank(name: str) -> Any:
    """The content of ``words/<name>.yml``."""
    return read_yaml(HERE / "words" / f"{name}.yml")


def slots_for(age_band: str, plan_type: str, rng: random.Random) -> Slots:
    """What may stand in each slot of a sentence about one case; what has one entry stays the same throughout."""
    slots = bank("slots")
    child = rng.choice(slots["child"][age_band])
    partners = rng.sample(slots["partner"][age_band], 3)
    return {
        "child": [child],
        "childs": [child + "'s"],
        "carers": [rng.choice(slots["carers"][plan_type])],
        "need": rng.sample(slots["need"][age_band], 2),
        "partner": partners,
        "partners": [f"{partners[0]} and {partners[1]}", f"{partners[1]} and {partners[2]}"],
        "plan": slots["plan"][plan_type],
        "meeting": slots["meeting"][plan_type],
        "visits": slots["visits"][plan_type],
        "weeks": slots["weeks"],
        "worker": ["the personal adviser" if plan_type == "care_leaver" else "the social worker"],
    }


@dataclass
class Words:
    """The sentences of one round: what was said already is not said again.

    ``second`` is how often a second sentence follows the first.
    """

    rng: random.Random
    second: float = _SECOND
    _decks: dict[str, Deck[str]] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    def say(self, *path: str, slots: Slots) -> str:
        """A text from the bank at ``path`` (file, then keys): a first sentence, often with a second."""
        patterns = bank(path[0])
        for key in path[1:]:
            patterns = patterns[key]
        if isinstance(patterns, list):
            patterns = {"first": patterns}
        return self.say_one_of("/".join(path), patterns["first"], patterns.get("then", ()), slots)

    def say_one_of(self, name: str, first: Sequence[str], then: Sequence[str], slots: Slots) -> str:
        """A text from these patterns; ``name`` keeps their order from one call to the next."""
        text = ""
        for _ in range(_TRIES):
            text = self._compose(name, first, then, slots)
            if text not in self._said:
                break
        self._said.add(text)
        return text

    def next_pattern(self, name: str, patterns: Sequence[str]) -> str:
        """The next of these patterns, each as often as the others."""
        return self._deck(name, patterns).deal()

    def _compose(self, name: str, first: Sequence[str], then: Sequence[str], slots: Slots) -> str:
        parts = [self._deck(name, first).deal()]
        if then and self.rng.random() < self.second:
            parts.append(self._deck(name + "/then", then).deal())
        filled = " ".join(parts).format_map({slot: self.rng.choice(options) for slot, options in slots.items()})
        return re.sub(r"(^|[.?!] )([a-z])", lambda found: found[1] + found[2].upper(), filled)

    def _deck(self, name: str, patterns: Sequence[str]) -> Deck[str]:
        return self._decks.setdefault(name, Deck(patterns, self.rng))
