"""What comes with the package: where it lies, and whether a workspace's copy of a notebook was changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigurationError

__all__ = ["notebook_to_run", "packaged", "what_cells_say"]

_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries what lies beside the package in the repository inside it, where no other package can put anything.
_PACKAGED = _PACKAGE / "_packaged" if (_PACKAGE / "_packaged").is_dir() else _PACKAGE.parent


def packaged(*parts: str) -> Path:
    """Where a file that comes with the package lies, whether it is installed or run from the repository."""
    return _PACKAGED.joinpath(*parts)


def what_cells_say(notebook: Path) -> str:
    """The digest of a notebook's cells, but not of what they showed when run; ConfigurationError if it is none."""
    cells = [
        [cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])]
        for cell in _read_notebook(notebook)["cells"]
    ]
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest()


def notebook_to_run(own: Path, ours: Path) -> Path:
    """Which of a workspace's notebook and the package's is executed; ConfigurationError where nobody can tell.

    A copy of ours, as ``new-workspace`` makes it, is there to be looked at until what its cells say was changed.
    """
    if own == ours:
        return ours
    copied = _read_notebook(own).get("metadata", {}).get("caseaudit", {}).get("copy_of")
    if copied is None:
        return own
    if copied == what_cells_say(own):
        return ours
    if copied == what_cells_say(ours):
        return own
    raise ConfigurationError(
        f"{own} was changed here, and the notebook that it is a copy of is another one in this version of "
        "caseaudit. Make a workspace in an empty folder (caseaudit new-workspace DIR), carry your change over to "
        f"the copy in it, and put that in the place of {own.name}."
    )


def _read_notebook(path: Path) -> Any:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if all({"cell_type", "source", "metadata"} <= cell.keys() for cell in content["cells"]):
            return content
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        pass
    raise ConfigurationError(f"{path} cannot be read as a notebook. Mend it, or move it away: then ours is run.")
