"""One round from its folder to its documents."""

from __future__ import annotations

from pathlib import Path

from pipeline.run.batch import Result, run_rounds
from pipeline.run.options import Options
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["clean_round", "run_round"]


def clean_round(workspace: Workspace, round_id: str, options: Options) -> RoundPaths:
    """Intake alone: notebook 01. Raises IntakeError under ``strict`` if anything was set aside."""
    _raise_its_error(run_rounds(workspace, [round_id], options, f"clean {round_id}", tables_alone=True))
    return workspace.round(round_id, options.as_at)


def run_round(workspace: Workspace, round_id: str, options: Options) -> list[Path]:
    """Everything a round is asked for, and the measures of earlier rounds of its series first; the finished files.

    What nothing has changed for is left as it is. Public files stay in ``reports/build`` until they are published;
    internal ones go to ``reports/internal``.
    """
    return list(_raise_its_error(run_rounds(workspace, [round_id], options, f"run {round_id}")).files)


def _raise_its_error(results: list[Result]) -> Result:
    (result,) = results
    if result.error is not None:
        raise result.error
    return result
