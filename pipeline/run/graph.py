"""The graph of a run: which steps there are for some rounds, and doing those that something has changed for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pipeline.config import DECK, Round, load_round, series_up_to
from pipeline.errors import CaseauditError, NothingCameIn
from pipeline.manifest import Digests, Manifest
from pipeline.protect import quarter_months
from pipeline.run.options import Options
from pipeline.run.reconciling import published_figures, was_reconciled
from pipeline.run.stages import (
    document_steps,
    forgetting_steps,
    looking_steps,
    page_steps,
    protecting_steps,
    public_explorer_steps,
    reconciling_steps,
    table_steps,
)
from pipeline.run.step import Id, Step
from pipeline.workspace import Workspace

__all__ = ["Crew", "Ended", "Watch", "carry_out", "merged", "steps_of"]


class Crew(Protocol):
    """Who does the steps: this process, others on this machine, or other machines."""

    size: int

    def submit(self, work: str, *arguments: Any) -> Future[Any]:
        """Do a function of ``run/work.py``; what it tells, or the CaseauditError that it ended with."""

    def close(self) -> None:
        """Stop, and leave no process behind."""


class Watch(Protocol):
    """Who is told what happens; names of rounds and steps only, never a file or a case."""

    def begins(self, step: Step, why: str) -> None:
        """A step is started, and why it could not be left as it was."""

    def ends(self, step: Step, how: Ended) -> None:
        """A step is over: done, unchanged, failed, or not tried."""


@dataclass(frozen=True)
class Ended:
    """How a step ended. ``told``: what its work gives back; ``error``: why it failed."""

    step: Step
    how: str  # done, unchanged, failed, not tried
    seconds: float = 0.0
    told: Mapping[str, Any] = field(default_factory=dict)
    error: CaseauditError | None = None


def steps_of(workspace: Workspace, round_id: str, options: Options) -> list[Step]:
    """Every step of a round, and the tables of the rounds before it in its series that its own need.

    A refusal is raised before anything is done: an unknown round, one without any return, settings or
    published.yml that cannot be used.
    """
    round_ = load_round(workspace, round_id)
    if not any((returns := workspace.round(round_id).raw / "returns").glob("*")):
        raise NothingCameIn(returns)
    series = tuple(series_up_to(workspace, round_))
    before = series[:-1]
    steps = [s for i, r in enumerate(before) for s in table_steps(r, series[:i], replace(options, strict=False), None)]
    steps += table_steps(round_, before, options, options.as_at)
    steps += _what_is_told(workspace, series, options)
    published = _published_of(workspace, round_) if "internal" in options.editions and not options.as_at else None
    pages = page_steps(round_, options) if published is not None else []
    for edition in options.editions:
        chain = [document_steps(round_, before, name, edition, options) for name in round_.reports if name != DECK]
        steps += _one_after_the_other([*chain, *([pages] if edition == "internal" and pages else [])])
    if "internal" in options.editions and not options.as_at:
        steps += looking_steps(round_, before)
    if "public" in options.editions and not options.as_at and round_.broken_down_in_public:
        steps += public_explorer_steps(round_)
    return steps


def _what_is_told(workspace: Workspace, series: tuple[Round, ...], options: Options) -> list[Step]:
    """What was published of the rounds beside their measures; for the public edition, what each may say."""
    steps: list[Step] = []
    public, last = "public" in options.editions, series[-1]
    for i, round_ in enumerate(series):
        if not public and round_ is not last:
            continue
        named = _published_of(workspace, round_)
        whole = not options.as_at or round_ is not last
        if named is not None and whole:
            steps += reconciling_steps(round_, series[:i], named)
        elif whole and round_ is last and "internal" in options.editions and was_reconciled(workspace, round_):
            steps += forgetting_steps(round_)
        if public:
            quarter = quarter_months(round_, series[:i]) if whole else ()
            as_at = None if whole else options.as_at
            steps += protecting_steps(round_, series[:i], quarter, named is not None, as_at)
    return steps


def _published_of(workspace: Workspace, round_: Round) -> tuple[str, ...] | None:
    """The other rounds that figures published of a round were given for; None where nothing was published of it."""
    published = published_figures(workspace, round_)
    named = dict.fromkeys(id_ for figure in published for id_ in figure.rounds if id_ != round_.id)
    return tuple(named) if published else None


def _one_after_the_other(documents: Sequence[Sequence[Step]]) -> list[Step]:
    """The documents of an edition share one Quarto project, so each is begun when the one before it is rendered."""
    steps: list[Step] = []
    before: Sequence[Step] = ()
    for document in documents:
        first, *rest = document
        before = [replace(first, after=(*first.after, *(s.id for s in before))), *rest]
        steps += before
    return steps


def carry_out(
    workspace: Workspace, steps: Iterable[Step], open_crew: Callable[[], Crew], watch: Watch
) -> dict[Id, Ended]:
    """Do the steps in an order in which each finds what it reads, side by side as far as the crew goes.

    A step that fails stops the steps that wait for it and no other. The crew is opened only if there is work.
    """
    return _Run(workspace, {s.id: s for s in steps}, open_crew, watch).to_the_end()


class _Run:
    """One run of a graph: what waits, what is being done, how what is over ended."""

    def __init__(
        self, workspace: Workspace, steps: Mapping[Id, Step], open_crew: Callable[[], Crew], watch: Watch
    ) -> None:
        self._workspace, self._open_crew, self._watch = workspace, open_crew, watch
        self._waiting = dict(steps)
        self._doing: dict[Future[Any], tuple[Step, float]] = {}
        self._ended: dict[Id, Ended] = {}
        self._manifests: dict[str, Manifest] = {}
        self._digests = Digests(workspace)
        self._crew: Crew | None = None

    def to_the_end(self) -> dict[Id, Ended]:
        try:
            while self._waiting or self._doing:
                self._start_what_can_be()
                if self._doing:
                    self._take_in_what_is_done()
        finally:
            if self._crew is not None:
                self._crew.close()
        return self._ended

    def _start_what_can_be(self) -> None:
        moved = True
        while moved:
            moved = False
            for step in list(self._waiting.values()):
                if self._crew is not None and len(self._doing) >= self._crew.size:
                    return
                if all(id_ in self._ended or not self._known(id_) for id_ in step.after):
                    del self._waiting[step.id]
                    self._consider(step)
                    moved = True

    def _known(self, id_: Id) -> bool:
        return id_ in self._waiting or id_ in self._ended or any(s.id == id_ for s, _ in self._doing.values())

    def _consider(self, step: Step) -> None:
        """Start a step, or leave it: nothing has changed, or a step that it waits for has failed."""
        if any(self._ended[id_].how in ("failed", "not tried") for id_ in step.after if id_ in self._ended):
            self._end(Ended(step, "not tried"))
            return
        manifest = self._manifest(step)
        why = manifest.why(step.name, step.reads, step.makes, step.asked)
        if why is None and not step.every_time:
            self._end(Ended(step, "unchanged"))
            return
        self._watch.begins(step, why or "it is done every time")
        manifest.forget(step.name)
        if self._crew is None:
            self._crew = self._open_crew()
        asked = {**step.asked, **step.besides}
        future = self._crew.submit(step.work, str(self._workspace.root), step.round_id, step.as_at, asked)
        self._doing[future] = (step, time.monotonic())

    def _take_in_what_is_done(self) -> None:
        done, _ = wait(self._doing, return_when=FIRST_COMPLETED)
        for future in done:
            step, since = self._doing.pop(future)
            seconds = time.monotonic() - since
            try:
                told = future.result()
            except CaseauditError as error:
                self._end(Ended(step, "failed", seconds, error=error))
                continue
            if step.makes:
                self._manifest(step).note(step.name, step.reads, step.makes, step.asked)
            if "engine" in told:
                told = told | {"engine_before": self._manifest(step).note_engine(told["engine"])}
            self._end(Ended(step, "done", seconds, told))

    def _end(self, ended: Ended) -> None:
        self._ended[ended.step.id] = ended
        self._watch.ends(ended.step, ended)

    def _manifest(self, step: Step) -> Manifest:
        if step.place not in self._manifests:
            self._manifests[step.place] = Manifest.of(self._workspace, step.round_id, step.as_at, self._digests)
        return self._manifests[step.place]


def merged(plans: Sequence[Sequence[Step]]) -> list[Step]:
    """The steps of several plans, each once: a round that one plan runs whole gives others its tables."""
    steps: dict[Id, Step] = {}
    for step in (s for plan in plans for s in plan):
        if step.id not in steps or len(step.after) > len(steps[step.id].after):
            steps[step.id] = step
    return list(steps.values())
