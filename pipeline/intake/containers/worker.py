"""The process that reads files for another: it is told which on its input, and answers on its output.

It sets its own limits, so that a file that hangs a parser or asks for gigabytes ends this process and nothing else; and
it ends when whoever started it does.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pipeline.intake.containers.reading import Content, read_file
from pipeline.intake.containers.refusals import TOO_MUCH_MEMORY, damaged

__all__ = ["serve"]


def serve(seconds: float, memory: int) -> None:
    """Read what is asked for until nobody can ask any more; ``memory``: bytes of address space."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be read as an answer
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted is the one that asks
    _limit(memory)
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, waiting), daemon=True).start()
    _send(answers, "ready")
    while (request := waiting.get()) is not None:
        content = _within(seconds, *request)
        _send(answers, content)
        if content == TOO_MUCH_MEMORY:
            return  # what is left of this process could fail over an innocent file


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # macOS has none on address space
            resource.setrlimit(what, (most, most))


def _listen(requests: IO[bytes], waiting: queue.SimpleQueue[Any]) -> None:
    """Take requests as they come; when the other end is gone, this process goes, also from the middle of a file."""
    try:
        while True:
            waiting.put(pickle.load(requests))
    except (EOFError, pickle.UnpicklingError):
        os._exit(0)


def _within(seconds: float, path: str, members: tuple[str, ...], passwords: tuple[str, ...]) -> Content:
    timed = hasattr(signal, "setitimer")
    if timed:
        signal.setitimer(signal.ITIMER_REAL, seconds)  # its signal ends this process, whatever a parser is doing
    try:
        return read_file(Path(path), members, passwords)
    except MemoryError:
        return TOO_MUCH_MEMORY
    except Exception as error:  # a fault of ours costs one file, and says what it was
        return damaged(f"{type(error).__name__}: {error}")
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _send(answers: IO[bytes], value: object) -> None:
    try:
        whole = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        whole = pickle.dumps(TOO_MUCH_MEMORY)
    try:
        answers.write(whole)
        answers.flush()
    except OSError:
        os._exit(0)
