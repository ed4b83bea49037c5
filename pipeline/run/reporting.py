"""What became of a batch, on one page for whoever was not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from pipeline.brand import fill_page
from pipeline.run.batch import Result
from pipeline.run.progress import error_in_log
from pipeline.store import write_text
from pipeline.workspace import Workspace

__all__ = ["write_batch_report"]

_PAGE = "batch_report.html"


def write_batch_report(workspace: Workspace, results: Sequence[Result]) -> Path:
    """``reports/internal/batch_report.html``: each round, how it ended and why, and where the time went; the file."""
    steps = dict.fromkeys(name for r in results for name in r.seconds)
    page = fill_page(
        workspace,
        _PAGE,
        made=f"{dt.datetime.now():%d %B %Y, %H:%M}",
        counts={how: sum(r.how == how for r in results) for how in ("done", "unchanged", "failed")},
        rounds=[
            {
                "id": r.round_id,
                "how": r.how,
                "why": error_in_log(r.error) if r.error else "",
                "files": [f"{r.round_id}/{f.name}" for f in r.files if "internal" in f.parts],
                "seconds": round(sum(r.seconds.values()), 1),
            }
            for r in results
        ],
        times={name: round(sum(r.seconds.get(name, 0.0) for r in results), 1) for name in steps},
    )
    target = workspace.internal / _PAGE
    write_text(target, page)
    return target
