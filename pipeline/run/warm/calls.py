"""Calls to a worker and their answers, pickled one after the other on a connection."""

from __future__ import annotations

import importlib
import io
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from typing import IO, Any

from pipeline.errors import CaseauditError, RunError

__all__ = ["answer_calls", "receive", "send"]


class _Pickler(pickle.Pickler):
    """Pickles our errors as they are: their constructors take other arguments than the sentence that they keep."""

    def reducer_override(self, value: Any) -> Any:
        """How one of our errors is taken apart; everything else the usual way."""
        if isinstance(value, CaseauditError):
            return _as_it_was, (type(value), value.args, value.__dict__)
        return NotImplemented


def _as_it_was(kind: type[CaseauditError], arguments: tuple[Any, ...], state: dict[str, Any]) -> CaseauditError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


def _pickled(value: Any) -> bytes:
    whole = io.BytesIO()
    _Pickler(whole, pickle.HIGHEST_PROTOCOL).dump(value)
    return whole.getvalue()


def send(stream: IO[bytes], value: Any) -> None:
    """Send one value; if it cannot be pickled, nothing is sent and the error is raised."""
    stream.write(_pickled(value))
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next value; EOFError when the other end is gone."""
    try:
        return pickle.load(stream)
    except (pickle.UnpicklingError, ConnectionError) as error:  # cut off in the middle
        raise EOFError(str(error)) from error


def answer_calls(calls: IO[bytes], answers: IO[bytes], address: str | None) -> None:
    """Carry out calls in order, for as long as somebody is there to make them; ``address``: of the warm parent."""
    from pipeline.run.warm import client

    client.know(address)
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(calls, waiting), daemon=True).start()
    while (call := waiting.get()) is not None:
        send(answers, _carry_out(*call))


def _listen(calls: IO[bytes], waiting: queue.SimpleQueue[Any]) -> None:
    """Read calls as they come; when nobody can make any more, this process goes, also from the middle of one."""
    try:
        while True:
            waiting.put(receive(calls))
    except EOFError:
        waiting.put(None)
        if threading.main_thread().is_alive():
            _stop()


def _stop() -> None:
    if os.name == "posix" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _carry_out(function: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """Whether a call went well, and what came of it: a value, or the error."""
    module, _, name = function.partition(":")
    try:
        result = getattr(importlib.import_module(module), name)(*arguments)
        _pickled(result)
        return True, result
    except Exception as error:  # of any kind: it is raised again on the other side
        return False, _sendable(error)


def _sendable(error: Exception) -> Exception:
    if not isinstance(error, CaseauditError):  # a fault of ours: where it happened is not to be lost
        error.add_note("in a worker:\n" + "".join(traceback.format_tb(error.__traceback__)))
    try:
        pickle.loads(_pickled(error))
    except Exception:  # errors of other libraries may refuse in any way
        return RunError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":  # a worker where there is no warm parent; what is printed in it must not be read as answers
    _answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer_calls(sys.stdin.buffer, _answers, None)
