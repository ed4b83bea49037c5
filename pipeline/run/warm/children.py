"""What a child of the warm parent does with its life: be the kernel of one notebook, or work off calls."""

from __future__ import annotations

import atexit
import json
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from pipeline.run.warm.calls import answer_calls

__all__ = ["live"]


def live(connection: socket.socket, life: int, address: str) -> NoReturn:
    """Be what the first line on the connection asks for, and end this process.

    ``life`` is a pipe that ends when the parent does; ``address`` is the parent's, for a worker whose notebooks want
    kernels. The connection is held by nobody else here: when the other end goes, the parent kills this process.
    """
    status = 1
    try:
        os.setsid()
        request = json.loads(_line(connection))
        _settle(request, life)
        connection.sendall(f"{os.getpid()}\n".encode())
        if request["kind"] == "kernel":
            _be_kernel(request["argv"], lambda: connection.sendall(b"ready\n"))
        else:
            answer_calls(connection.makefile("rb"), connection.makefile("wb"), address)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:  # also after an error, which has nowhere to be told: this must never return into the parent's loop
        _end(status)


def _line(connection: socket.socket) -> bytes:
    read = b""
    while not read.endswith(b"\n"):
        more = connection.recv(65536)
        if not more:
            raise EOFError("whoever asked for this process is gone")
        read += more
    return read


def _settle(request: Mapping[str, Any], life: int) -> None:
    """Make this process what it would be had it been started by itself."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    _settle_libraries()
    threading.Thread(target=_go_with, args=(life,), daemon=True).start()


def _settle_libraries() -> None:
    import matplotlib
    import numpy as np

    random.seed()
    np.random.seed()  # notebooks may draw from numpy's global state; two of them must not draw the same
    if "MPLBACKEND" in os.environ:
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


def _go_with(life: int) -> None:
    """Wait for the parent to go, and then kill this process with all that it started."""
    os.read(life, 1)
    os.killpg(0, signal.SIGKILL)


def _be_kernel(arguments: list[str], ready: Callable[[], None]) -> None:
    """What ``python -m ipykernel_launcher`` does, but for the imports."""
    import ipykernel_launcher  # type: ignore[import-untyped]
    from ipykernel.kernelapp import IPKernelApp

    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    sys.argv = [str(Path(ipykernel_launcher.__file__)), *arguments]
    app = IPKernelApp.instance()
    app.initialize([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])  # type: ignore[no-untyped-call]
    ready()
    app.start()  # type: ignore[no-untyped-call]
    # The control thread is still at the request to shut down. Were it left to the exit functions, they would first stop
    # the thread that prints what it flushes, and it would wait for that for ten seconds.
    app.control_thread.stop()
    app.control_thread.join()


def _end(status: int) -> NoReturn:
    """End as the interpreter would: threads, what was registered for the end, what is still in buffers."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    finally:
        os._exit(status)
