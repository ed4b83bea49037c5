"""The process that reads files for another: it is told which on its input, and answers on its output.

It sets its own limits, so that a file that hangs a parser or asks for gigabytes ends this process and nothing else. It
ends when whoever started it does; if that was killed in the middle of a file, then at the latest when its time is over.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from pipeline.intake.containers.reading import Content, read_file
from pipeline.intake.containers.refusals import damaged

__all__ = ["NO_MEMORY", "serve"]

NO_MEMORY = 71  # the status with which this process ends for want of memory


def serve(seconds: float, memory: int) -> None:
    """Read what is asked for until nobody can ask any more; ``memory``: bytes of address space."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be read as an answer
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted is the one that asks
    _limit(memory)
    gc.set_threshold(100_000)  # cells are many, and none of them is part of a ring
    _send(answers, "ready")
    while (batch := _next()) is not None:
        _send(answers, [_within(seconds, n, *request) for n, request in enumerate(batch)])


def _next() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]] | None:
    """The files that are asked for next; None when nobody can ask any more."""
    try:
        batch: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = pickle.load(sys.stdin.buffer)
    except (EOFError, pickle.UnpicklingError):
        return None
    return batch


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # macOS has none on address space
            resource.setrlimit(what, (most, most))


def _within(seconds: float, number: int, path: str, members: tuple[str, ...], passwords: tuple[str, ...]) -> Content:
    timed = hasattr(signal, "setitimer")
    os.write(2, b"@%d\n" % number)  # so that it is known which file of the batch this process ended over, if it does
    if timed:
        signal.setitimer(signal.ITIMER_REAL, seconds)  # its signal ends this process, whatever a parser is doing
    try:
        return read_file(Path(path), members, passwords)
    except MemoryError:
        os._exit(NO_MEMORY)  # what is left of this process could fail over an innocent file
    except Exception as error:  # a fault of ours costs one file, and says what it was
        return damaged(f"{type(error).__name__}: {error}")
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _send(answers: IO[bytes], value: object) -> None:
    try:
        answers.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        answers.flush()
    except MemoryError:
        os._exit(NO_MEMORY)
    except OSError:  # nobody is there any more
        os._exit(0)
