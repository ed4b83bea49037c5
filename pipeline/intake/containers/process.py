"""The near side of a process that reads files: start it, ask it, and say why it ended if it did."""

from __future__ import annotations

import os
import pickle
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pipeline.errors import IntakeError
from pipeline.intake.containers.reading import Content
from pipeline.intake.containers.refusals import TOO_MUCH_MEMORY, Refusal
from pipeline.intake.containers.worker import NO_MEMORY

__all__ = ["ReaderProcess"]

_GRACE = 2.0  # more seconds, for a system on which a process cannot end itself in time
_PATIENCE = 120  # seconds to start, on a machine that is busy with other things
# The front doors of the packages are left out: they import a hundred times of what a reader needs.
_START = """
import sys, types
sys.path[:] = sys.argv[4:]
for name in ("pipeline", "pipeline.forms", "pipeline.intake", "pipeline.intake.containers"):
    package = sys.modules[name] = types.ModuleType(name)
    package.__path__ = ["/".join([sys.argv[1], *name.split(".")[1:]])]
from pipeline.intake.containers.worker import serve
serve(float(sys.argv[2]), int(sys.argv[3]))
"""
_BEGUN = re.compile(r"@[0-9]+")
_LACK = ("memory allocation of", "MemoryError", "bad_alloc", "out of memory")
_CRASHED = Refusal(
    "it made its reader fail so badly that nothing more can be said about it",
    "Open it in the program that made it, and save it under a new name; or ask for it to be sent again.",
)


class ReaderProcess:
    """One process, which reads one file after the other for as long as it lives; ``answered``: how many it has read."""

    def __init__(self, seconds: float, memory: int) -> None:
        self.answered = 0
        self._seconds, self._overran = seconds, False
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process lives
        package = Path(__file__).parents[2]
        limits = (str(package), str(seconds), str(memory))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START, *limits, *(p or str(Path.cwd()) for p in sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        except OSError as error:
            raise IntakeError(f"The process that reads the returns could not be started ({error.strerror}).") from error
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        if self._next(_PATIENCE) != "ready":
            words = next((w for w in reversed(self._words()) if w), "it said nothing")
            self.close()
            raise IntakeError(f"The process that reads the returns ended before it had read one: {words}")

    def send(self, batch: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> None:
        """Ask for some files (path, members, passwords); they are read after those that were asked for before."""
        assert self._process.stdin is not None
        with suppress(OSError):  # it has ended over an earlier file, which is seen when its answer is waited for
            pickle.dump(batch, self._process.stdin)
            self._process.stdin.flush()

    def receive(self) -> list[Content] | None:
        """What was in the files asked for first; None if the process has ended over one of them."""
        contents: list[Content] | None = self._next(self._seconds + _GRACE)
        self.answered += len(contents or ())
        return contents

    def _next(self, seconds: float) -> Any:
        """The next answer; the process is ended if it has not begun with another file for so long."""
        while True:
            begun = os.fstat(self._said.fileno()).st_size
            try:
                return self._answers.get(timeout=seconds)
            except queue.Empty:
                if os.fstat(self._said.fileno()).st_size == begun:
                    self._overran = True
                    self._process.kill()
                    return None

    def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while True:
                self._answers.put(pickle.load(self._process.stdout))
        except (EOFError, pickle.UnpicklingError, OSError, ValueError):
            self._answers.put(None)

    def _words(self) -> list[str]:
        self._said.seek(0)
        return self._said.read().decode(errors="replace").split("\n")

    def why_it_ended(self) -> tuple[int, Refusal, bool]:
        """Which file of the batch it ended over, what is to be said of that, and whether it is to blame for certain.

        It is not if the process had read others, and may have failed over what they left in it.
        """
        status = self._process.wait()
        words = self._words()
        number = max((n for n, word in enumerate(words) if _BEGUN.fullmatch(word)), default=-1)
        which = int(words[number][1:]) if number >= 0 else 0
        fresh = self.answered == 0 and which == 0
        if self._overran or status == -getattr(signal, "SIGALRM", 0):
            refusal = Refusal(
                f"it took longer than {self._seconds:g} seconds to read",
                "Open it in Excel, delete what is not part of the form, and save it under a new name.",
            )
            return which, refusal, True
        killed = status == -getattr(signal, "SIGKILL", 0)  # by a system that has no memory left
        lack = status == NO_MEMORY or killed or any(sign in w for w in words[number + 1 :] for sign in _LACK)
        return which, (TOO_MUCH_MEMORY if lack else _CRASHED), fresh

    def close(self) -> None:
        """End it; once more does nothing."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
