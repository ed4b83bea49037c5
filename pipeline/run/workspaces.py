"""Starting a workspace: the folders, settings to fill in, copies of the notebooks, and what to do next."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import ConfigurationError
from pipeline.store import PUBLIC, unwritable, write_text
from pipeline.workspace import Workspace, packaged, what_cells_say

__all__ = ["start_workspace"]

_OURS = Path(__file__).resolve().parent / "workspace"
_MADE_OF = {"README.md": "README.md", "gitignore": ".gitignore", "council.yml": "data/council/council.yml"}
# Readable by their owner alone, as what they will hold shows cases: a notebook too, once it was run.
_PRIVATE = ("data/raw", "data/processed", "notebooks", "reports/build", "reports/internal")


def start_workspace(folder: Path, samples: bool = False) -> list[Path]:
    """A workspace in ``folder``, with the sample rounds if that is asked for; the files made, in order.

    Whole or not at all. ConfigurationError if anything that is there already would be written over.
    """
    root = folder.expanduser().resolve()
    if root.exists() and not root.is_dir():
        raise ConfigurationError(f"{folder} is a file. Name a folder for the workspace.")
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        # beside the files that it is made of, so that putting it into place copies nothing
        with TemporaryDirectory(dir=root if root.exists() else root.parent, prefix=".caseaudit-") as scratch:
            new = Path(scratch) / "workspace"
            _lay_out(new, samples)
            made = [root / f.relative_to(new) for f in sorted(new.rglob("*")) if f.is_file()]
            _put_in_place(list(_moves(new, root)))
    except OSError as error:
        raise unwritable(root, error) from error
    return made


def _lay_out(root: Path, samples: bool) -> None:
    for private in _PRIVATE:
        (root / private).mkdir(mode=0o700, parents=True)
    for name, place in _MADE_OF.items():
        write_text(root / place, (_OURS / name).read_text(encoding="utf-8"), PUBLIC)
    for notebook in sorted(packaged("notebooks").glob("*.ipynb")):
        write_text(root / "notebooks" / notebook.name, _marked_copy(notebook), PUBLIC)
    if samples:
        from pipeline.samples import make_samples

        (root / _MADE_OF["council.yml"]).unlink()
        make_samples(Workspace.at(root))


def _marked_copy(notebook: Path) -> str:
    """The notebook, with what it is a copy of: ``Workspace.notebook`` tells by it whether it was changed."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["metadata"]["caseaudit"] = {"copy_of": what_cells_say(notebook)}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _moves(new: Path, root: Path) -> Iterator[tuple[Path, Path]]:
    """What has to be moved where: whole folders, as far as there are none of their names."""
    if not root.exists():
        yield new, root
    elif new.is_dir() and root.is_dir():
        for entry in sorted(new.iterdir()):
            yield from _moves(entry, root / entry.name)
    else:
        raise ConfigurationError(
            f"{root} is there already; nothing was changed. Make the workspace in an empty folder, or move it away."
        )


def _put_in_place(moves: list[tuple[Path, Path]]) -> None:
    """Each move, or none of them: what was moved is taken away again if another cannot be."""
    done: list[Path] = []
    try:
        for new, place in moves:
            new.rename(place)
            done.append(place)
    except OSError:
        for place in done:
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        raise
