"""The code cells of a notebook run in this process: the floor of what a run can cost, and quick for tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import nbformat


def run_cells(notebook: Path, executed: Path, parameters: Mapping[str, object]) -> None:
    """As ``pipeline.run.run_notebook`` but without a kernel, outputs or an executed copy; errors come as they are."""
    names: dict[str, object] = {"__name__": "__main__"}
    before = Path.cwd()
    os.chdir(notebook.parent)
    try:
        for cell in nbformat.read(str(notebook), as_version=4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, notebook.name, "exec"), names)
                if "parameters" in cell.metadata.get("tags", ()):
                    names |= parameters
    finally:
        os.chdir(before)
