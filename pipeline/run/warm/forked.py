"""A child of the warm parent, seen from here: asked for over a socket, which ends when the child does."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import RunError

__all__ = ["USUAL_CAUSES", "ForkedProcess", "ask", "fork_kernel"]

_PATIENCE = 120  # seconds: a first child waits for the parent's imports, 2 s or a good deal more on a busy machine
USUAL_CAUSES = "Usual causes: memory ran out, or it was killed."
_GONE = f"The process that warm kernels and workers come from has ended. {USUAL_CAUSES}"


class ForkedProcess:
    """A child of the warm parent, with what ``jupyter_client`` asks of a ``subprocess.Popen``."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.connection, self.pid = connection, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """None while the process runs; then a number, which says nothing about how it ended."""
        if self.returncode is None:
            self.connection.setblocking(False)
            self._read()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, at most ``timeout`` seconds; then subprocess.TimeoutExpired."""
        while self.returncode is None:
            self.connection.settimeout(timeout)
            try:
                self._read()
            except TimeoutError as error:
                raise subprocess.TimeoutExpired("a warm kernel", timeout or 0) from error
        return self.returncode

    def _read(self) -> None:
        try:
            ended = not self.connection.recv(4096)
        except BlockingIOError:
            return
        except ConnectionError:
            ended = True
        if ended:
            self.returncode = 0
            self.connection.close()

    def send_signal(self, signum: int) -> None:
        """Send a signal to it and all that it started, if it still runs."""
        if self.poll() is None:
            os.killpg(self.pid, signum)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


def ask(address: str, request: Mapping[str, Any]) -> tuple[socket.socket, int]:
    """The connection to a child of the parent at ``address``, and its process number.

    Raises RunError, with its last words, if the parent is gone.
    """
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_PATIENCE)
    try:
        connection.connect(address)
        connection.sendall(json.dumps(request).encode() + b"\n")
        pid = int(_line(connection))
    except (OSError, EOFError) as error:
        connection.close()
        raise RunError(_GONE + _last_words(address)) from error
    connection.settimeout(None)
    return connection, pid


def _last_words(address: str) -> str:
    """What the parent complained about, if it got no further than its imports."""
    try:
        said = (Path(address).parent / "said").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
    return f" Its last words: {said.splitlines()[-1]}" if said else ""


def _line(connection: socket.socket) -> bytes:
    """A line, read byte by byte: what follows it is for others."""
    read = b""
    while not read.endswith(b"\n"):
        more = connection.recv(1)
        if not more:
            raise EOFError
        read += more
    return read


def fork_kernel(address: str, argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> ForkedProcess:
    """A kernel that listens already; ``argv`` is what ``ipykernel_launcher`` would be given."""
    connection, pid = ask(address, {"kind": "kernel", "argv": list(argv), "cwd": cwd, "env": dict(env)})
    connection.settimeout(_PATIENCE)
    try:
        _line(connection)
    except (OSError, EOFError) as error:
        connection.close()
        raise RunError(f"The kernel ended before it was ready. {USUAL_CAUSES}") from error
    return ForkedProcess(connection, pid)
