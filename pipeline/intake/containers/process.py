"""The near side of a process that reads files: start it, ask it, and say why it ended if it did."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pipeline.errors import IntakeError
from pipeline.intake.containers.reading import Content
from pipeline.intake.containers.refusals import TOO_MUCH_MEMORY, Refusal

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
            words = self._last_words() or "it said nothing"
            self.close()
            raise IntakeError(f"The process that reads the returns ended before it had read one: {words}")

    def send(self, path: Path, members: tuple[str, ...], passwords: tuple[str, ...]) -> None:
        """Ask for a file; it is read after those that were asked for before."""
        assert self._process.stdin is not None
        with suppress(OSError):  # it has ended over an earlier file, which is seen when its answer is waited for
            pickle.dump((str(path), members, passwords), self._process.stdin)
            self._process.stdin.flush()

    def receive(self) -> Content | None:
        """What was in the file asked for first; None if the process has ended over it."""
        content: Content | None = self._next(self._seconds + _GRACE)
        self.answered += content is not None
        return content

    def _next(self, seconds: float) -> Any:
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
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

    def _last_words(self) -> str:
        self._said.seek(0)
        lines = self._said.read(100_000).decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def why_it_ended(self) -> tuple[Refusal, bool]:
        """What is to be said of the file that it ended over; and whether that file is to blame for certain."""
        status = self._process.wait()
        if self._overran or status == -getattr(signal, "SIGALRM", 0):
            return Refusal(
                f"it took longer than {self._seconds:g} seconds to read",
                "Open it in Excel, delete what is not part of the form, and save it under a new name.",
            ), True
        killed = status == -getattr(signal, "SIGKILL", 0)  # by a system that has no memory left
        lack = killed or "memory allocation" in self._last_words() or "MemoryError" in self._last_words()
        return (TOO_MUCH_MEMORY if lack else _CRASHED), self.answered == 0

    def close(self) -> None:
        """End it; once more does nothing."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
