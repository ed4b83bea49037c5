"""What lies beside this repository: a document that covers the subset, and what a real Quarto 1.9 made of it.

Where it lies elsewhere, CASEAUDIT_SHARED names the folder; where it does not, tests that need it say so.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.render.reference import reference_files

__all__ = ["GOLDEN", "copy_example", "needs_golden"]

ROOT = Path(__file__).parents[3]
THEME = ROOT / "reports" / "theme"
SHARED = Path(os.environ.get("CASEAUDIT_SHARED", ROOT.parent / "shared"))
GOLDEN, EXAMPLE = SHARED / "quarto-golden", SHARED / "examples" / "rendering"
WHY = f"what Quarto made is not in {SHARED}; CASEAUDIT_SHARED can name the folder that holds quarto-golden"

needs_golden = pytest.mark.skipif(not (GOLDEN.is_dir() and EXAMPLE.is_dir()), reason=WHY)
"""A test that compares with what Quarto made."""


def copy_example(folder: Path, *ours: str) -> Path:
    """The example as a build folder, with these parts of the theme ours and the others its own."""
    shutil.copytree(EXAMPLE, folder)
    theme = folder / "theme"
    shutil.copytree(THEME / "fonts", theme / "fonts")
    shutil.copy(ROOT / "tests" / "fixtures" / "render" / "example-show.typ", theme / "typst-show.typ")
    for name, data in reference_files(THEME).items():
        (theme / name).write_bytes(data)
    for name in ours:
        shutil.copy(THEME / name, theme / name)
    return folder
