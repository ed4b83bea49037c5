"""What a person sees while a round runs: a bar on a terminal, plain lines elsewhere, nothing if quiet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Progress"]


class Progress:
    """The steps of one round. Names rounds and stages only: never a file or a case."""

    def __init__(self, title: str, steps: int, quiet: bool = False) -> None:
        self._title, self._quiet = title, quiet
        self._bar: Any = None
        if not quiet and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(
                total=steps,
                desc=title,
                unit="stage",
                leave=False,
                bar_format="{desc:<42} {bar:24} {n}/{total} {elapsed}",
            )

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One stage of the round."""
        if self._bar is not None:
            self._bar.set_description_str(f"{self._title}: {name}")
        elif not self._quiet:
            print(f"{self._title}: {name}", file=sys.stderr, flush=True)
        yield
        if self._bar is not None:
            self._bar.update()

    def say(self, text: str) -> None:
        """A remark that a person should see, also where progress is not shown."""
        if self._bar is not None:
            self._bar.write(f"{self._title}: {text}", file=sys.stderr)
        else:
            print(f"{self._title}: {text}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
