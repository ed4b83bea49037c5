"""The sample rounds on disk: settings, returns, registers and words of each, in place of what an earlier run made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.samples.all_cases import make_all_cases
from pipeline.samples.monthly import make_monthly
from pipeline.samples.plans import HERE, folder, monthly_rounds, sample_rounds
from pipeline.store import PUBLIC, write_text
from pipeline.workspace import Workspace

__all__ = ["make_samples"]

_COUNCIL = HERE / "council.yml"


def make_samples(workspace: Workspace, rounds: Sequence[str] | None = None) -> list[Path]:
    """Write the sample rounds, all or those named, into ``data/raw``; the files written, in order.

    Where the workspace has no settings of a council, those of the invented one are written too. What an earlier run
    wrote is replaced, and nothing of it is left behind; a person's own decisions (``review.xlsx``, ``approvals.yml``,
    ``sign_off.yml``) stay. ConfigurationError for a round that is no sample, and for a folder of that name that holds
    anything but a synthetic round.
    """
    chosen = sample_rounds() if rounds is None else tuple(dict.fromkeys(rounds))
    for round_id in chosen:
        folder(round_id)
        _refuse_real(workspace, round_id)
    council = workspace.council / _COUNCIL.name
    if not council.exists():
        write_text(council, _COUNCIL.read_text(encoding="utf-8"), PUBLIC)
    return [path for round_id in chosen for path in _make(workspace, round_id)]


def _refuse_real(workspace: Workspace, round_id: str) -> None:
    """Case files of real children are never replaced by invented ones."""
    paths = workspace.round(round_id)
    if not paths.raw.is_dir() or not any(paths.raw.iterdir()):
        return
    lines = paths.settings.read_text(encoding="utf-8").splitlines() if paths.settings.is_file() else []
    if "synthetic: true" not in lines:
        raise ConfigurationError(
            f"{paths.raw} holds a round that is not marked as synthetic, so the sample of that name was not made. "
            "Make the samples in another workspace."
        )


def _make(workspace: Workspace, round_id: str) -> list[Path]:
    make = make_monthly if round_id in monthly_rounds() else make_all_cases
    return sorted(make(workspace.round(round_id).raw, round_id))
