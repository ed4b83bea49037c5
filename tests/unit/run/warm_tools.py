"""What the tests of warm kernels share: notebooks of a few cells, and whether a process is gone."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook


def written(path: Path, *cells: str) -> Path:
    """A notebook with a parameter ``x`` and these code cells."""
    first = new_code_cell("x = 0  # a number", metadata={"tags": ["parameters"]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = new_notebook(cells=[first, *map(new_code_cell, cells)], metadata={"kernelspec": kernel})
    nbformat.write(book, path)
    return path


def outputs(executed: Path) -> list[Mapping[str, object]]:
    """Every output of an executed notebook, in order."""
    cells = nbformat.read(executed, as_version=4).cells
    return [dict(output) for cell in cells if cell.cell_type == "code" for output in cell.outputs]


def printed(executed: Path) -> str:
    """All that an executed notebook printed."""
    return "".join(str(output["text"]) for output in outputs(executed) if output["output_type"] == "stream")


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def eventually(happens: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something comes true within some seconds."""
    deadline = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def numbers(path: Path, count: int) -> list[int]:
    """The numbers in a file, as soon as there are so many."""
    assert eventually(lambda: path.exists() and len(path.read_text(encoding="utf-8").split()) >= count, 60)
    return [int(word) for word in path.read_text(encoding="utf-8").split()]
