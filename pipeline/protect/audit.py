"""The audit: whether anything that is protected can be worked out from all that was ever published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import GateError
from pipeline.protect.fields import Knowledge
from pipeline.protect.filters import Quantity
from pipeline.protect.model import Block, Fact, build_model, facts_of
from pipeline.protect.statements import Statement
from pipeline.protect.witnesses import ENOUGH, Solver

__all__ = ["Audit", "audit", "smallest_conflict"]

Knows = Callable[[str], Knowledge]


@dataclass(frozen=True)
class Audit:
    """What the audit found: for each protected number, values that it can have (all of them if fewer than three)."""

    values: Mapping[Quantity, frozenset[int]]
    already: frozenset[Quantity] = field(default=frozenset())  # history alone gives them away

    @property
    def given_away(self) -> list[Quantity]:
        """The numbers that the new statements give away: fewer than three values are left."""
        return [q for q, values in self.values.items() if len(values) < ENOUGH and q not in self.already]


def audit(
    new: Iterable[Statement], history: Iterable[Statement], targets: Iterable[Quantity], knowledge: Knows
) -> Audit:
    """Audit ``new`` statements beside ``history``: can each of ``targets`` still have three values or more?

    Each value has a whole data set as its witness. What history alone gives away is told apart: it is public already.
    GateError names statements that contradict each other.
    """
    return Auditor(new, history, targets, knowledge).result()


class Auditor:
    """The facts of an audit and the solver over them, so that single facts can be left out and tried again."""

    def __init__(
        self,
        new: Iterable[Statement],
        history: Iterable[Statement],
        targets: Iterable[Quantity],
        knowledge: Knows,
        watched: Iterable[Quantity] = (),
    ) -> None:
        """``watched``: numbers that are targets too where the new statements are linked with them."""
        told = facts_of(new)
        before = facts_of(history)
        own = list(dict.fromkeys(targets))
        near, touched = _near([*told, *before], [*own, *(q for fact in told for q in fact.quantities)])
        self.targets = list(dict.fromkeys([*own, *(q for q in watched if _blocks(q) <= touched)]))
        self.old = [fact for fact in before if fact in near]
        self.new = [fact for fact in told if fact not in before]
        self._said: dict[Fact, list[Statement]] = {**told, **before}
        model = build_model([*self.old, *self.new], self.targets, knowledge)
        self.solver = Solver(model, [*self.old, *self.new])

    def values(self, targets: Sequence[Quantity], without: Collection[Fact] = ()) -> dict[Quantity, set[int]]:
        """Values that targets can have; GateError names what contradicts itself."""
        found = self.solver.values(targets, without)
        if found is None:
            raise GateError(self._contradiction())
        return found

    def result(self, without: Collection[Fact] = ()) -> Audit:
        """The finding on every target, and which are public already."""
        found = self.values(self.targets, without)
        few = [target for target, values in found.items() if len(values) < ENOUGH]
        already = {t for t, v in self.values(few, self.new).items() if len(v) < ENOUGH} if few and self.old else set()
        return Audit({t: frozenset(v) for t, v in found.items()}, frozenset(already))

    def reasons(
        self, target: Quantity, values: Collection[int], candidates: Sequence[Fact], without: Collection[Fact]
    ) -> set[Fact]:
        """The candidates that keep a target from having other values: a least set for more, and one for fewer."""
        found: set[Fact] = set()
        for also in ((target, max(values) + 1, float("inf")), (target, 0, min(values) - 1)):
            if also[2] < 0 or not self.solver.fits([*candidates, *without], [also]):
                continue

            def fits(kept: Sequence[Fact], side: tuple[Quantity, float, float] = also) -> bool:
                left_out = [fact for fact in candidates if fact not in kept]
                return self.solver.fits([*left_out, *without], [side])

            found |= set(smallest_conflict(candidates, fits))
        return found

    def _contradiction(self) -> str:
        every = [*self.old, *self.new]

        def fits(kept: Sequence[Fact]) -> bool:
            return self.solver.fits([fact for fact in every if fact not in kept])

        clash = smallest_conflict(every, fits)
        named = "; ".join(self._said[fact][0].words for fact in clash)
        return (
            f"These public figures cannot all be true: {named}. One of them was printed from other data or under "
            "another definition: find out which, and correct or leave out that one."
        )


def _near(facts: Sequence[Fact], start: Iterable[Quantity]) -> tuple[set[Fact], set[Block]]:
    """The facts that touch the rounds, days and views of some numbers, directly or through others; and all of these."""
    touched = {block for q in start for block in _blocks(q)}
    near: set[Fact] = set()
    while found := [f for f in facts if f not in near and touched & {b for q in f.quantities for b in _blocks(q)}]:
        near.update(found)
        touched |= {block for fact in found for q in fact.quantities for block in _blocks(q)}
    return near, touched


def _blocks(quantity: Quantity) -> set[Block]:
    return {(round_id, quantity.as_at, quantity.filter.view) for round_id in quantity.rounds}


def smallest_conflict(facts: Sequence[Fact], fits: Callable[[Sequence[Fact]], bool]) -> list[Fact]:
    """A least part of ``facts`` that does not fit together; none if all do. ``fits``: whether some of them do.

    By halves rather than one by one (Junker 2004, QuickXplain): a conflict of a few among hundreds costs tens of
    searches. Earlier facts are kept out of it where possible.
    """
    if fits(facts):
        return []

    def part(held: list[Fact], added: bool, left: list[Fact]) -> list[Fact]:
        if added and not fits(held):
            return []
        if len(left) == 1:
            return left
        first, second = left[: len(left) // 2], left[len(left) // 2 :]
        right = part([*held, *first], bool(first), second)
        return [*part([*held, *right], bool(right), first), *right]

    return part([], False, list(facts))
