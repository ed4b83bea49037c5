"""One run at a time on a workspace: the second waits and says for whom, and a dead one holds nothing."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.errors import StoreError
from pipeline.store import private, read_json, write_json
from pipeline.workspace import Workspace

__all__ = ["holding"]


@contextmanager
def holding(workspace: Workspace, what: str, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the workspace for the time of the block; ``what`` (such as "run 2017-12") is what another is told of.

    The system takes the lock from a process that has died, however it died. What such a process left half-made is
    cleared away: it was never part of anything.
    """
    import filelock

    place = workspace.processed / ".running.lock"
    about = place.with_suffix(".json")
    try:
        _close(workspace)
        lock = filelock.FileLock(place, timeout=-1, mode=0o600)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            say(f"{_holder(read_json(about))} holds this workspace; waiting for it to end (Ctrl-C stops waiting)")
            lock.acquire()
    except OSError as error:
        raise StoreError(
            f"{place.parent} cannot be written ({error.strerror or error}), and a run keeps its tables there. "
            "The usual causes: the folder is read-only, or the disk is full."
        ) from error
    try:
        _clear_away(workspace)
        write_json(about, {"what": what, "process": os.getpid(), "host": socket.gethostname(), "since": _now()})
        with private():
            yield
    finally:
        about.unlink(missing_ok=True)
        lock.release()


def _close(workspace: Workspace) -> None:
    """The folders of what is not public, there and closed to others; those around them as the user's system has it."""
    for folder in (workspace.processed, workspace.built, workspace.internal):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.name == "posix" and folder.stat().st_mode & 0o077 and folder.stat().st_uid == os.getuid():
            folder.chmod(0o700)


def _now() -> str:
    return dt.datetime.now().isoformat(timespec="seconds")


def _holder(known: Any) -> str:
    """Who holds the workspace, in words."""
    if not isinstance(known, dict):
        return "another run"
    return f"caseaudit {known['what']} (process {known['process']} on {known['host']}, since {known['since']})"


def _clear_away(workspace: Workspace) -> None:
    """Scratch of runs that were killed: nobody else is writing now."""
    for folder in (workspace.processed, workspace.root / "reports"):
        for scratch in folder.rglob(".*.part"):
            scratch.unlink(missing_ok=True)
    if any(workspace.published.parent.glob(f".{workspace.published.name}.*")):
        from pipeline.publish import settle

        settle(workspace)
