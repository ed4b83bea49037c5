"""What commands say: paths as one would type them, remarks beside the output, findings a line each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import GateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.check import Finding

__all__ = ["remark", "say_paths", "shown", "stop_at"]


def remark(text: str) -> None:
    """Say something that is no output: to stderr."""
    click.echo(text, err=True)


def shown(path: Path) -> str:
    """A path as a person would type it from where they are."""
    here = Path.cwd().resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def say_paths(files: Iterable[Path]) -> None:
    """A line a file that was made."""
    for file in files:
        click.echo(shown(file))


def stop_at(findings: Sequence[Finding], round_id: str) -> None:
    """Say each finding, a line each; GateError if there is one."""
    for finding in findings:
        click.echo(f"{finding.document}, {finding.place}: {finding.message}")
    if findings:
        stand = "1 finding stands" if len(findings) == 1 else f"{len(findings)} findings stand"
        raise GateError(f"{stand} against publishing round {round_id}.")
