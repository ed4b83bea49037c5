"""How a round is to be run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pipeline.errors import ConfigurationError
from pipeline.workspace import EDITIONS

__all__ = ["Options"]

FORMATS = ("html", "pdf", "docx", "slides", "xlsx")


@dataclass(frozen=True)
class Options:
    """What is to be made, by what, and what is told of it.

    ``formats``: each document in those that it can have, so slides are made of a round that has a deck;
    ``xlsx`` is the workbook of its data tables.

    ``kernels``: warm ones are forked from a process that has the heavy imports already (Linux), stock ones are
    papermill's. ``jobs``: how many steps side by side on this machine. ``scheduler``: the address of a Dask cluster.
    """

    editions: tuple[str, ...] = EDITIONS
    formats: tuple[str, ...] = ("html", "pdf", "slides")
    engine: str = "auto"
    as_at: date | None = None
    strict: bool = False
    discard_edits: bool = False
    quiet: bool = False
    explain: bool = False
    kernels: Literal["warm", "stock"] = "warm"
    jobs: int = min(2, os.cpu_count() or 1)
    scheduler: str | None = None
    json_log: Path | None = None

    def __post_init__(self) -> None:
        for given, known, what in ((self.editions, EDITIONS, "edition"), (self.formats, FORMATS, "format")):
            unknown = [g for g in given if g not in known]
            if unknown or not given:
                raise ConfigurationError(
                    f'"{", ".join(unknown)}" is no {what} that can be made; choose from: {", ".join(known)}.'
                )
        if self.jobs < 1:
            raise ConfigurationError(f"{self.jobs} steps side by side are none; --jobs is 1 or more.")
