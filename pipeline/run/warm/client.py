"""The near side of warm kernels: start the parent, get workers from it. Imports nothing heavy."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from pipeline.errors import RunError
from pipeline.run.warm import calls
from pipeline.run.warm.forked import USUAL_CAUSES, ask
from pipeline.run.warm.sockets import new_folder

__all__ = ["WarmParent", "Worker", "know", "warm_address"]

# The parent stays a process of one thread, which a fork needs: OpenBLAS and Arrow's allocator would start some.
_SETTINGS = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
_known: str | None = None


def warm_address() -> str | None:
    """The warm parent that this process knows: one that it started, or, in a worker, its own parent."""
    return _known


def know(address: str | None) -> None:
    """From now on ``warm_address()`` is this."""
    global _known
    _known = address


class Worker:
    """A process that carries out calls, one after the other."""

    def __init__(self, calls_to: IO[bytes], answers_from: IO[bytes], pid: int, end: Callable[[], object]) -> None:
        self.pid = pid
        self._calls, self._answers, self._end = calls_to, answers_from, end

    def call(self, function: str, *arguments: Any) -> Any:
        """Call ``"package.module:name"`` there; its result, or its error raised as it was.

        Raises RunError if the worker ends before it has answered. Arguments and result are pickled.
        """
        try:
            calls.send(self._calls, (function, arguments))
            went_well, result = calls.receive(self._answers)
        except (EOFError, OSError) as error:
            raise RunError(f"A worker process ended in the middle of its work. {USUAL_CAUSES}") from error
        if not went_well:
            raise result
        return result

    def close(self) -> None:
        """End the worker, also in the middle of a call that another thread waits for; once more does nothing."""
        with suppress(OSError):  # it is gone already
            self._end()  # first of all: a stream that somebody reads from cannot be closed
        for stream in (self._calls, self._answers):
            with suppress(OSError):  # bytes for a worker that is gone
                stream.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _hang_up(connection: socket.socket) -> None:
    """End a connection that others may be reading from; the parent then kills who is at its other end."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    finally:
        connection.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


class WarmParent:
    """The process that kernels and workers are forked from; where there is none (``address`` None), it makes do.

    Use it as a context manager: ``with WarmParent.start() as parent``.
    """

    def __init__(self, folder: Path | None, process: subprocess.Popen[bytes] | None) -> None:
        self._folder, self.process = folder, process
        self.address = str(folder / "parent") if folder else None

    @classmethod
    def start(cls) -> WarmParent:
        """Start it and do not wait: it imports while this process goes on, and who asks early is served in turn."""
        if not sys.platform.startswith("linux"):
            return cls(None, None)
        folder = new_folder()
        with socket.socket(socket.AF_UNIX) as listener, (folder / "said").open("wb") as said:
            listener.bind(str(folder / "parent"))
            listener.listen(128)
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "pipeline.run.warm.parent",
                    str(folder / "parent"),
                    str(listener.fileno()),
                ],
                env={**os.environ, **_SETTINGS},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
        parent = cls(folder, process)
        know(parent.address)
        return parent

    def worker(self) -> Worker:
        """A new worker in this folder and environment. Raises RunError if the parent is gone."""
        if self.address is None:
            command = [sys.executable, "-m", "pipeline.run.warm.calls"]
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            assert process.stdin and process.stdout
            return Worker(process.stdin, process.stdout, process.pid, partial(_kill, process))
        connection, pid = ask(self.address, {"kind": "worker", "cwd": str(Path.cwd()), "env": dict(os.environ)})
        streams = connection.makefile("wb"), connection.makefile("rb")
        return Worker(*streams, pid, partial(_hang_up, connection))

    def close(self) -> None:
        """End it with all its children, and remove its folder; once more does nothing."""
        if self.process is None or self._folder is None:
            return
        if warm_address() == self.address:
            know(None)
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)  # which it does itself, but not after kill -9

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()
