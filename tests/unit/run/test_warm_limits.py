"""Notebooks that hang, die or print without end: each fails alone, with a sentence, and what it did is kept."""

from __future__ import annotations

import sys
import time

import pytest

from pipeline.errors import NotebookError
from pipeline.run.notebooks import run_notebook
from pipeline.run.warm.client import WarmParent
from tests.unit.run.warm_tools import gone, printed, written

pytestmark = [
    pytest.mark.slow,  # they wait for what hangs
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"),
]

FIRST = "import os, signal, time\nprint('kernel', os.getpid())"
LIMIT = 15  # seconds; on a busy machine a kernel may need some before its first cell has spoken
STUBBORN = """
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        continue
"""


@pytest.fixture(scope="module")
def parent():
    """A warm parent for the tests of this module."""
    with WarmParent.start() as started:
        yield started


def failing(tmp_path, cell, **limits):
    """Run a notebook whose second cell is this; the sentence it fails with. The next notebook runs all the same."""
    executed = tmp_path / "out" / "bad.ipynb"
    with pytest.raises(NotebookError) as caught:
        run_notebook(written(tmp_path / "bad.ipynb", FIRST, cell, "print('never')"), executed, {"x": 1}, **limits)
    kept = printed(executed)
    assert kept.startswith("kernel ")
    assert "never" not in kept
    assert gone(int(kept.split()[1]))
    assert caught.value.saved == executed
    run_notebook(written(tmp_path / "good.ipynb", "print(x + 1)"), tmp_path / "out" / "good.ipynb", {"x": 1})
    assert printed(tmp_path / "out" / "good.ipynb") == "2\n"
    return str(caught.value)


def test_a_kernel_that_is_killed_fails_its_notebook_alone(parent, tmp_path):
    """SIGKILL in the middle of a cell, as when memory runs out: the sentence says so, and what went before is kept."""
    said = failing(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    assert "notebook bad, cell 4: its kernel died. Usual causes: memory ran out, or it was killed." in said


@pytest.mark.parametrize("cell", ["time.sleep(600)", STUBBORN])
def test_a_notebook_that_hangs_is_stopped_at_its_limit(parent, tmp_path, cell):
    """The sentence names the limit; a kernel that ignores every polite signal goes too."""
    start = time.monotonic()
    said = failing(tmp_path, cell, limit_seconds=LIMIT)
    assert f"cell 4: it was still running after {LIMIT} seconds and was stopped" in said
    assert time.monotonic() - start < 30 + LIMIT


def test_the_limit_is_for_the_whole_notebook(parent, tmp_path):
    """Many cells that take less than the limit each are stopped as well."""
    book = written(tmp_path / "a.ipynb", "import time", *["time.sleep(0.9)"] * 9)
    with pytest.raises(NotebookError, match="still running after 2 seconds"):
        run_notebook(book, tmp_path / "out.ipynb", {}, limit_seconds=2)


@pytest.mark.parametrize("cell", ["for _ in range(1000):\n    print('x' * 100_000)", "print('x' * 100_000_000)"])
def test_a_notebook_that_prints_100_megabytes_is_stopped(parent, tmp_path, cell):
    """In many pieces or one: it fails with a sentence, and the flood is not kept."""
    said = failing(tmp_path, cell)
    assert "it printed more than 50 MB and was stopped; look for a loop that prints" in said
    executed = tmp_path / "out" / "bad.ipynb"
    assert "(What this cell printed is left out: it printed more than 50 MB" in printed(executed)
    assert executed.stat().st_size < 100_000


def test_a_notebook_whose_parent_is_killed_says_so(tmp_path):
    """The warm parent goes in mid-cell: so does the kernel; and the next notebook says what is missing."""
    with WarmParent.start():
        executed = tmp_path / "out.ipynb"
        cells = (FIRST, "os.kill(os.getppid(), signal.SIGKILL); time.sleep(600)")
        with pytest.raises(NotebookError, match="its kernel died"):
            run_notebook(written(tmp_path / "a.ipynb", *cells), executed, {})
        assert gone(int(printed(executed).split()[1]))
        with pytest.raises(NotebookError, match="that warm kernels and workers come from has ended"):
            run_notebook(written(tmp_path / "b.ipynb", "1"), executed, {})
