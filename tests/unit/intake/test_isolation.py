"""A file that no parser survives costs itself: in time, in memory, and nothing else."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from pipeline.intake import Refusal
from pipeline.intake.containers import Reader
from tests.unit.intake.books import greedy, many_rows, workbook


def files(folder: Path, contents: Sequence[bytes]) -> list[Path]:
    """Files in a folder, named by their number."""
    paths = [folder / f"{n:02d}.xlsx" for n in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def read(paths: Sequence[Path], **limits: float) -> dict[str, object]:
    """File → the value of its first cell, or the reason why there is none."""
    with Reader(**limits) as reader:  # type: ignore[arg-type]
        return {r.path.name: c.reason if isinstance(c, Refusal) else c[0].value(0, 0) for r, c in reader.read(paths)}


@pytest.mark.parametrize("place", [0, 3, 19])
def test_a_file_that_asks_for_too_much_memory_costs_itself(tmp_path: Path, place: int) -> None:
    """Wherever it stands among the others; the process that reads is ended by it, and another goes on."""
    contents = [workbook(A1=f"x{n}") for n in range(20)]
    contents[place] = greedy()
    found = read(files(tmp_path, contents))
    refused = found.pop(f"{place:02d}.xlsx")
    assert str(refused).startswith("it asks for too much memory to be read")
    assert found == {f"{n:02d}.xlsx": f"x{n}" for n in range(20) if n != place}


def test_a_file_that_takes_too_long_costs_itself(tmp_path: Path) -> None:
    """It is stopped in the middle of whatever its parser does, and the sentence says after how long."""
    slow = many_rows(800_000)
    contents = [workbook(A1="x"), slow, workbook(A1="y"), slow]
    started = time.monotonic()
    found = read(files(tmp_path, contents), seconds=0.5)
    assert time.monotonic() - started < 20
    said = "it took longer than 0.5 seconds to read"
    assert list(found.values()) == ["x", said, "y", said]


def test_nothing_is_left_of_a_reader(tmp_path: Path) -> None:
    """No process and no open file, whether it came to its end or was given up in the middle."""
    paths = files(tmp_path, [workbook(A1="x")] * 40)
    me = psutil.Process()
    before = me.num_fds() if hasattr(me, "num_fds") else 0
    others = me.children()
    read(paths)
    with Reader() as reader:
        next(iter(reader.read(paths)))
        assert len(me.children()) == len(others) + 1
    assert me.children() == others
    assert (me.num_fds() if hasattr(me, "num_fds") else 0) == before


def test_the_limits_are_not_those_of_this_process(tmp_path: Path) -> None:
    """Whoever reads keeps all the memory it may have."""
    before = resource.getrlimit(resource.RLIMIT_AS), signal.getitimer(signal.ITIMER_REAL)
    read(files(tmp_path, [workbook(A1="x")]), memory=1 << 29)
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getitimer(signal.ITIMER_REAL)) == before


def test_a_reader_goes_with_whoever_started_it(tmp_path: Path) -> None:
    """Also after a kill, and in the middle of a file: at the latest when the time for that is over."""
    (path,) = files(tmp_path, [many_rows(1_000_000)])
    code = f"""
from pathlib import Path
from pipeline.intake.containers import Reader
list(Reader(seconds=2).read([Path({str(path)!r})]))
"""
    started = subprocess.Popen([sys.executable, "-c", code])
    children: list[psutil.Process] = []
    while not children and started.poll() is None:
        time.sleep(0.01)
        children = psutil.Process(started.pid).children()
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert children
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []


def test_an_old_and_a_new_file_can_be_read_by_the_same_reader(tmp_path: Path) -> None:
    """A reader can be used more than once."""
    first, second = files(tmp_path, [workbook(A1="x"), workbook(A1="y")])
    with Reader() as reader:
        found = [c[0].value(0, 0) for path in (first, second) for _, c in reader.read([path]) if isinstance(c, list)]
    assert found == ["x", "y"]
