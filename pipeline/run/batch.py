"""Many rounds, one after the other; one bad round does not stop the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import CaseauditError
from pipeline.publish import publish_round
from pipeline.run.rounds import Options, run_round
from pipeline.workspace import Workspace

__all__ = ["Result", "run_batch"]


@dataclass(frozen=True)
class Result:
    """How a round ended: its files, or why not."""

    round_id: str
    files: tuple[Path, ...] = ()
    error: CaseauditError | None = None


def run_batch(workspace: Workspace, round_ids: Sequence[str], options: Options, publish: bool = False) -> list[Result]:
    """Run each round, and publish what it made where asked; the earliest first, since later ones need their history."""
    results = []
    for round_id in sorted(round_ids):
        try:
            files = run_round(workspace, round_id, options)
            if publish and files:
                files += publish_round(workspace, round_id)
            results.append(Result(round_id, tuple(files)))
        except CaseauditError as error:
            results.append(Result(round_id, error=error))
    return results
