"""Workers carry out calls in a process of their own, and whichever end goes, the other does not stay behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, NotebookError, RunError
from pipeline.run.warm.client import WarmParent
from tests.unit.run.warm_tools import eventually, gone, numbers, printed, written

pytestmark = [
    pytest.mark.slow,  # they wait for what hangs
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="workers are forked on Linux only"),
]

# A kernel that has started a program, and both say who they are before they hang.
BUSY = (
    "import os, subprocess, time\nfrom pathlib import Path",
    "program = subprocess.Popen(['sleep', '600'])\n"
    "Path('pids').write_text(f'{os.getpid()} {os.getppid()} {program.pid}')\ntime.sleep(600)",
)
CLIENT = """
import os, sys, threading
from pathlib import Path
from pipeline.run.warm.client import WarmParent
parent = WarmParent.start()
worker = parent.worker()
Path("client").write_text(f"{worker.pid} {parent.process.pid} {os.getpid()}")
worker.call("pipeline.run.notebooks:run_notebook", Path("busy.ipynb"), Path("out.ipynb"), {})
"""


@pytest.fixture(scope="module")
def parent():
    """A warm parent for the tests of this module."""
    with WarmParent.start() as started:
        yield started


@pytest.fixture
def worker(parent):
    """A worker of that parent."""
    with parent.worker() as forked:
        yield forked


def test_a_call_gives_its_result(worker):
    """Arguments and results of any kind go there and back; calls are answered in order, in one and the same process."""
    assert worker.call("operator:add", {"a": [1]}["a"], [Path("b")]) == [1, Path("b")]
    assert worker.call("os:getpid") == worker.call("os:getpid") == worker.pid


def test_a_call_that_fails_raises_its_error_as_it_was(worker, tmp_path):
    """Kind, sentence and fields: of Python's errors, of ours, and of those that carry more than a sentence."""
    with pytest.raises(ValueError) as wrong:
        worker.call("math:sqrt", -1)
    assert str(wrong.value) == "math domain error"
    assert "in a worker:" in wrong.value.__notes__[0]
    with pytest.raises(FileNotFoundError) as missing:
        worker.call("os:stat", "/nowhere")
    assert missing.value.filename == "/nowhere"
    with pytest.raises(ConfigurationError, match="no edition"):
        worker.call("pipeline.run.rounds:Options", ("secret",))
    bad = written(tmp_path / "bad.ipynb", "1 / 0")
    with pytest.raises(NotebookError, match="ZeroDivisionError: division by zero") as failed:
        worker.call("pipeline.run.notebooks:run_notebook", bad, tmp_path / "out.ipynb", {})
    assert (failed.value.notebook, failed.value.saved) == ("bad", tmp_path / "out.ipynb")
    assert worker.call("operator:add", 1, 1) == 2


def test_what_cannot_be_pickled_is_an_error_of_the_call(worker):
    """The worker stays at work."""
    with pytest.raises(Exception, match="pickle"):
        worker.call("threading:Lock")
    assert worker.call("operator:add", 1, 1) == 2


def test_a_worker_that_dies_says_so_and_the_next_one_works(parent):
    """The caller gets a sentence, not an end of file."""
    with parent.worker() as dying, pytest.raises(RunError, match="ended in the middle of its work"):
        dying.call("signal:raise_signal", 9)
    with parent.worker() as next_one:
        assert next_one.call("operator:add", 1, 1) == 2


def test_a_worker_starts_in_this_folder_and_environment(parent, tmp_path, monkeypatch):
    """As they are now, not as they were when the parent started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAID", "now")
    with parent.worker() as worker:
        assert worker.call("os:getcwd") == str(tmp_path)
        assert worker.call("os:getenv", "SAID") == "now"
        assert worker.call("os:getenv", "JE_ARROW_MALLOC_CONF") is None


def test_notebooks_in_a_worker_have_kernels_of_the_same_parent(parent, worker, tmp_path):
    """The worker knows its parent, and the notebook does not learn of it."""
    book = written(tmp_path / "a.ipynb", "import os; print(os.getppid(), [k for k in os.environ if 'WARM' in k])")
    worker.call("pipeline.run.notebooks:run_notebook", book, tmp_path / "out.ipynb", {})
    assert printed(tmp_path / "out.ipynb") == f"{parent.process.pid} []\n"


def test_a_worker_is_closed_in_the_middle_of_a_call(parent, tmp_path):
    """It goes with its notebook, the kernel of that and the program that the kernel started."""
    book = written(tmp_path / "busy.ipynb", *BUSY)
    with ThreadPoolExecutor(1) as threads:
        worker = parent.worker()
        threads.submit(worker.call, "pipeline.run.notebooks:run_notebook", book, tmp_path / "out.ipynb", {})
        kernel, _, program = numbers(tmp_path / "pids", 3)
        worker.close()
    assert eventually(lambda: all(map(gone, (worker.pid, kernel, program))))
    assert not gone(parent.process.pid)


def test_when_the_parent_is_killed_everything_goes_and_the_call_says_so(tmp_path):
    """kill -9: worker, kernel and the program that the kernel started go too; close() removes the folder."""
    book = written(tmp_path / "busy.ipynb", *BUSY)
    with WarmParent.start() as parent, ThreadPoolExecutor(1) as threads:
        worker = parent.worker()
        call = threads.submit(worker.call, "pipeline.run.notebooks:run_notebook", book, tmp_path / "out.ipynb", {})
        kernel, _, program = numbers(tmp_path / "pids", 3)
        parent.process.kill()
        with pytest.raises(RunError, match="ended in the middle of its work"):
            call.result(30)
        with pytest.raises(RunError, match="come from has ended"):
            parent.worker()
        worker.close()
    assert eventually(lambda: all(map(gone, (worker.pid, kernel, program))))
    assert not Path(parent.address).parent.exists()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_when_the_client_goes_nothing_stays_behind(tmp_path, tmp_path_factory, end):
    """kill -9 or Ctrl-C in the middle of a notebook: no process of ours is left, and no folder."""
    written(tmp_path / "busy.ipynb", *BUSY)
    temporary = tmp_path_factory.mktemp("t")  # a socket's path may have a hundred signs
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary)}
    client = subprocess.Popen([sys.executable, "-c", CLIENT], cwd=tmp_path, env=here, stderr=subprocess.DEVNULL)
    processes = [*numbers(tmp_path / "client", 3), *numbers(tmp_path / "pids", 3)]
    client.send_signal(end)
    client.wait(20)
    assert eventually(lambda: all(map(gone, processes)))
    assert eventually(lambda: not list(temporary.glob("caseaudit-*")))


def test_a_parent_that_cannot_start_says_why(monkeypatch):
    """Its last words are in the sentence."""
    monkeypatch.setattr("pipeline.run.warm.client._SETTINGS", {"PYTHONHOME": "/nowhere"})
    with WarmParent.start() as parent, pytest.raises(RunError, match=r"has ended.*Its last words: ") as error:
        parent.worker()
    assert "encodings" in str(error.value) or "Python" in str(error.value)


def test_a_deep_folder_for_temporary_files_is_no_place_for_sockets(tmp_path, monkeypatch):
    """Nothing can listen where a path is too long: a shorter one is found, and where there is none it is said."""
    deep = tmp_path / ("a long name " * 8)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with WarmParent.start() as parent, parent.worker() as worker:
        assert len(str(parent.address)) < 60
        assert worker.call("operator:add", 1, 1) == 2
    monkeypatch.setattr("pipeline.run.warm.sockets._SHORT", str(tmp_path / "not there"))
    with pytest.raises(ConfigurationError, match=r"not there cannot be written .* Set TMPDIR to a folder with fewer"):
        WarmParent.start()


def test_closing_twice_is_no_error():
    """Nor is closing a worker after its parent."""
    parent = WarmParent.start()
    worker = parent.worker()
    for each in (parent, worker, worker, parent):
        each.close()
    assert gone(worker.pid) and gone(parent.process.pid)
