"""Files read by another process, so that one that no parser survives costs itself and nothing else.

A process for each file would cost more than reading it does. One reads them all, and only when a file has ended it is
another started; while it reads the next file, this process works on the last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.forms.sheets import Sheet
from pipeline.intake.containers.archives import Archive
from pipeline.intake.containers.process import ReaderProcess
from pipeline.intake.containers.reading import Content
from pipeline.intake.containers.refusals import Refusal

__all__ = ["Reader", "Request"]

_AHEAD = 2  # files asked for at a time


@dataclass(frozen=True)
class Request:
    """A file, or a member of the zip that it is, or a member of a zip in that; ``refusal``: said by its zip already."""

    path: Path
    members: tuple[str, ...] = ()
    refusal: Refusal | None = None


class Reader:
    """Reads files in a process of its own, each within ``seconds`` and ``memory`` bytes. To be used by ``with``."""

    def __init__(self, passwords: Sequence[str] = (), seconds: float = 20, memory: int = 1 << 30) -> None:
        self._passwords, self._limits = tuple(passwords), (seconds, memory)
        self._process: ReaderProcess | None = None
        self._asked: deque[Request] = deque()

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[Request, list[Sheet] | Refusal]]:
        """What is in each file, and in each member of a zip by itself; not always in the order of the paths."""
        waiting = deque(Request(path) for path in paths)
        while waiting or self._asked:
            while waiting and len(self._asked) < _AHEAD:
                request = waiting.popleft()
                if request.refusal is not None:
                    yield request, request.refusal
                    continue
                self._asked.append(request)
                self._send(request)
            if not self._asked:
                continue
            content = self._receive()
            request = self._asked.popleft()
            if isinstance(content, Archive):
                members = [Request(request.path, (*request.members, name), why) for name, why in content.members]
                waiting.extendleft(reversed(members))
            else:
                yield request, content

    def _send(self, request: Request) -> None:
        if self._process is None:
            self._process = ReaderProcess(*self._limits)
        self._process.send(request.path, request.members, self._passwords)

    def _receive(self) -> Content:
        """What was in the file asked for first. If that has ended the process, the others are asked for again."""
        assert self._process is not None
        content = self._process.receive()
        if content is not None:
            return content
        refusal, certain = self._why_it_ended()
        if not certain:  # the process may have failed over what earlier files had left in it
            self._send(self._asked[0])
            content = self._process.receive()
            if content is None:
                refusal, _ = self._why_it_ended()
        for request in list(self._asked)[1:]:
            self._send(request)
        return refusal if content is None else content

    def _why_it_ended(self) -> tuple[Refusal, bool]:
        assert self._process is not None
        why = self._process.why_it_ended()
        self.close()
        return why

    def close(self) -> None:
        """End the process; the next file starts another."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
