"""Many rounds as one graph; one bad round does not stop the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import CaseauditError, IntakeError
from pipeline.run.crews import open_crew
from pipeline.run.graph import Ended, carry_out, merged, steps_of
from pipeline.run.holding import holding
from pipeline.run.options import Options
from pipeline.run.progress import Progress
from pipeline.run.step import Step
from pipeline.workspace import Workspace

__all__ = ["Result", "run_batch", "run_rounds"]


@dataclass(frozen=True)
class Result:
    """How a round ended: its files, or why not; how its steps ended, and what the run should know of it."""

    round_id: str
    files: tuple[Path, ...] = ()
    error: CaseauditError | None = None
    steps: tuple[Ended, ...] = field(default=(), compare=False)

    @property
    def how(self) -> str:
        """In a word: done, unchanged, failed."""
        if self.error is not None:
            return "failed"
        own = [e for e in self.steps if e.step.round_id == self.round_id and e.step.makes]
        return "done" if any(e.how == "done" for e in own) else "unchanged"

    @property
    def seconds(self) -> dict[str, float]:
        """How long each of its steps took that was done, in their order."""
        own = [e for e in self.steps if e.step.round_id == self.round_id]
        return {e.step.name: e.seconds for e in own if e.how == "done"}


def run_batch(
    workspace: Workspace, round_ids: Sequence[str], options: Options, publish: bool = False, note: str | None = None
) -> list[Result]:
    """Run rounds, and publish each that succeeded where asked, a correction with this ``note``; in order of time."""
    from pipeline.publish import publish_round

    results = []
    for result in run_rounds(workspace, sorted(set(round_ids)), options, f"batch of {len(set(round_ids))} rounds"):
        if publish and result.error is None:
            try:
                with holding(workspace, f"publish {result.round_id}", Progress((), options).say):
                    published = publish_round(workspace, result.round_id, note)
                result = replace(result, files=result.files + published.files)
            except CaseauditError as error:
                result = replace(result, error=error)
        results.append(result)
    return results


def run_rounds(
    workspace: Workspace, round_ids: Sequence[str], options: Options, what: str, *, tables_alone: bool = False
) -> list[Result]:
    """The graph of some rounds, done; ``tables_alone``: only the cleaning of the returns. One result a round."""
    plans: dict[str, list[Step]] = {}
    refused: dict[str, CaseauditError] = {}
    for round_id in round_ids:
        try:
            plans[round_id] = steps_of(workspace, round_id, options)
        except CaseauditError as error:
            refused[round_id] = error
    if tables_alone:
        first = ("clean", "refuse_set_aside")
        plans = {id_: [s for s in plan if s.work in first and s.round_id == id_] for id_, plan in plans.items()}
    steps = merged(list(plans.values()))
    ended: Mapping[tuple[str, str], Ended] = {}
    if steps:
        progress = Progress(steps, options, [*plans, *(s.place for s in steps if s.round_id in plans)])
        with holding(workspace, what, progress.say):
            try:
                ended = carry_out(workspace, steps, lambda: open_crew(options), progress)
            finally:
                progress.close()
    return [
        Result(id_, error=refused[id_]) if id_ in refused else _result(workspace, id_, plans[id_], ended)
        for id_ in round_ids
    ]


def _result(
    workspace: Workspace, round_id: str, plan: Sequence[Step], ended: Mapping[tuple[str, str], Ended]
) -> Result:
    steps = tuple(ended[s.id] for s in plan)
    error = next((_told(round_id, e.step, e.error) for e in steps if e.error is not None), None)
    files = [_path(workspace, source, s.step) for s in steps for source in s.step.makes if source.startswith("file:")]
    return Result(round_id, () if error else tuple(files), error, steps)


def _told(round_id: str, step: Step, error: CaseauditError) -> CaseauditError:
    """Why a round failed; of an earlier round without returns also what it has to do with this one."""
    if step.round_id == round_id or not isinstance(error, IntakeError):
        return error
    return IntakeError(
        f"Round {round_id} needs the measures of the rounds before it in its series, and round {step.round_id} has "
        f"none. {error} If nothing was audited in it, take its folder out of data/raw, or give it another series: in "
        "its round.yml."
    )


def _path(workspace: Workspace, source: str, step: Step) -> Path:
    """The finished file that a source stands for."""
    _, _, name, edition = source.split(":")
    paths = workspace.round(step.round_id, step.as_at)
    return (paths.internal if edition == "internal" else paths.build(edition)) / name
