"""Figures that were published for a round elsewhere: what was said, and how it was said to relate; no answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field as Setting
from pydantic import model_validator

from pipeline.config.files import Settings, entry_lines, parse_yaml, read_entry, read_plain
from pipeline.errors import ConfigurationError

__all__ = ["PublishedFigure", "load_published"]


class PublishedFigure(Settings):
    """One figure as printed: a count, a percent of a base, or both.

    ``of``: the base that the percent was given on, or the whole that the count belongs to. ``within``: a whole that it
    was said to be part of. ``parts``: what was said to make it up. ``rounds``: it was given for these rounds together.
    ``because``: a person's explanation, where the program finds none.
    """

    line: int = Setting(description="where it stands in published.yml")
    measure: str
    count: int | None = Setting(default=None, ge=0)
    percent: int | None = Setting(default=None, ge=0, le=100)
    of: str | None = None
    within: str | None = None
    parts: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    as_at: date | None = None
    source: str
    said: str | None = None
    because: str | None = Setting(default=None, min_length=10, description="why it is not what the returns give")

    @model_validator(mode="after")
    def _says_something(self) -> PublishedFigure:
        if self.count is None and self.percent is None:
            raise ValueError("it gives neither a count nor a percent")
        if self.percent is not None and self.base is None:
            raise ValueError('a percent needs its base: add "of:" and the measure it was given on')
        return self

    @property
    def base(self) -> str | None:
        """The measure that the percent is of: a whole that is given with its parts is its own base."""
        return self.of or (self.measure if self.parts else None)

    @property
    def named(self) -> tuple[str, ...]:
        """Every measure that it names."""
        return tuple(name for name in (self.measure, self.of, self.within, *self.parts) if name)

    @property
    def text(self) -> str:
        """The figure as it was printed."""
        parts = [
            f"{self.count:,}" if self.count is not None else "",
            f"{self.percent}%" if self.percent is not None else "",
        ]
        return " / ".join(p for p in parts if p)


def load_published(path: Path) -> tuple[PublishedFigure, ...]:
    """The figures in a ``published.yml``, in order; none if there is no file. ConfigurationError names the line."""
    if not path.is_file():
        return ()
    written = read_plain(path)
    content = parse_yaml(path, written)
    listed = content.get("figures") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ConfigurationError(
            f'{path} should hold "figures:" and below it a list of figures, each with its measure.'
        )
    lines = entry_lines(written)["figures"]
    return tuple(read_entry(path, PublishedFigure, e, line) for e, line in zip(listed, lines, strict=True))
