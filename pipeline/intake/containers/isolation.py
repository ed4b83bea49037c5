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

_AHEAD, _TOGETHER, _SMALL = 2, 16, 1_000_000  # batches asked for at a time; files and bytes in one


@dataclass(frozen=True)
class Request:
    """A file, or a member of the zip that it is, or a member of a zip in that; ``refusal``: said by its zip already."""

    path: Path
    members: tuple[str, ...] = ()
    refusal: Refusal | None = None
    size: int = 0


class Reader:
    """Reads files in a process of its own, each within ``seconds`` and ``memory`` bytes. To be used by ``with``."""

    def __init__(self, passwords: Sequence[str] = (), seconds: float = 20, memory: int = 1 << 30) -> None:
        self._passwords, self._limits = tuple(passwords), (seconds, memory)
        self._process: ReaderProcess | None = None

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[Request, list[Sheet] | Refusal]]:
        """What is in each file, and in each member of a zip by itself; not always in the order of the paths."""
        waiting = deque(Request(path, size=_size(path)) for path in paths)
        asked: deque[list[Request]] = deque()
        while waiting or asked:
            while waiting and len(asked) < _AHEAD:
                asked.append(_batch(waiting))
                self._send(asked[-1])
            batch = asked.popleft()
            contents, still_there = self._receive(batch)
            for later in () if still_there else asked:
                self._send(later)
            for request, content in zip(batch, contents, strict=True):
                if isinstance(content, Archive):
                    waiting.extendleft(Request(request.path, (*request.members, m.name), m.refusal, m.size)
                                       for m in reversed(content.members))  # fmt: skip
                else:
                    yield request, content

    def _send(self, batch: list[Request]) -> None:
        if self._process is None:
            self._process = ReaderProcess(*self._limits)
        self._process.send([(str(r.path), r.members, self._passwords) for r in batch if r.refusal is None])

    def _receive(self, batch: list[Request]) -> tuple[list[Content], bool]:
        """What was in the files that were asked for first; and whether the process still is the one that was asked."""
        assert self._process is not None
        asked = [r for r in batch if r.refusal is None]
        contents = self._process.receive()
        still_there = contents is not None
        if contents is None:
            which, refusal, certain = self._process.why_it_ended()
            self.close()
            before, after = self._now(asked[:which]), asked[which + 1 :]
            contents = [*before, refusal if certain else self._alone(asked[which]), *self._now(after)]
        read = iter(contents)
        return [next(read) if r.refusal is None else r.refusal for r in batch], still_there

    def _now(self, batch: list[Request]) -> list[Content]:
        if not batch:
            return []
        self._send(batch)
        return self._receive(batch)[0]

    def _alone(self, request: Request) -> Content:
        """What is in a file, by a process that has read no other."""
        self.close()
        return self._now([request])[0]

    def close(self) -> None:
        """End the process; the next file starts another."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # whoever reads it says why
        return 0


def _batch(waiting: deque[Request]) -> list[Request]:
    """The next files to be asked for together: a few small ones, or a large one alone."""
    batch = [waiting.popleft()]
    while waiting and len(batch) < _TOGETHER and sum(r.size for r in batch) + waiting[0].size <= _SMALL:
        batch.append(waiting.popleft())
    return batch
