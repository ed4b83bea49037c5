"""What a person approved for the public edition of a round, in its ``approvals.yml``; by default nothing is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field as Setting

from pipeline.config.files import Settings, entry_lines, parse_yaml, read_entry, read_plain
from pipeline.errors import ConfigurationError

__all__ = ["Approvals", "ApprovedText", "ApprovedWord", "load_approvals"]

Entry = TypeVar("Entry", bound=Settings)
_MEANWHILE = "Nothing counts as approved until it is mended or taken out."
_HOLDS = {"texts": "stories and quotes", "words": "words that are no names"}


class ApprovedText(Settings):
    """One story or quote of ``commentary.md`` that the public edition may print, named by its exact text."""

    line: int = Setting(description="where it stands in approvals.yml")
    sha256: str = Setting(pattern=r"^[0-9a-f]{64}$", description="of the text; caseaudit publish --dry-run says it")
    kind: Literal["story", "quote"]
    by: str = Setting(min_length=2, description="the role of who approved it, no name")
    date: dt.date


class ApprovedWord(Settings):
    """A word that is somebody's name in the round, and in the public documents something else: Brown, a colour."""

    line: int = Setting(description="where it stands in approvals.yml")
    word: str = Setting(min_length=1)
    because: str = Setting(min_length=3)
    by: str = Setting(min_length=2, description="the role of who approved it, no name")
    date: dt.date


class Approvals(Settings):
    """All that was approved for one round."""

    texts: tuple[ApprovedText, ...] = ()
    words: tuple[ApprovedWord, ...] = ()

    def approves(self, sha256: str) -> bool:
        """Whether a story or quote of this digest may be published."""
        return any(text.sha256 == sha256 for text in self.texts)


def load_approvals(path: Path) -> Approvals:
    """What an ``approvals.yml`` approves; nothing where there is no file. ConfigurationError names the line."""
    if not path.is_file():
        return Approvals()
    written = read_plain(path)
    content = parse_yaml(path, written)
    if content is None:
        return Approvals()
    if not isinstance(content, dict) or not set(content) <= set(_HOLDS):
        parts = " and ".join(f'"{name}:" ({what})' for name, what in _HOLDS.items())
        raise ConfigurationError(f"{path} may hold {parts}, each with a list below it, and nothing else.")
    lines = entry_lines(written)
    return Approvals(
        texts=_entries(path, ApprovedText, content.get("texts"), lines.get("texts", []), "texts"),
        words=_entries(path, ApprovedWord, content.get("words"), lines.get("words", []), "words"),
    )


def _entries(path: Path, model: type[Entry], listed: Any, lines: list[int], name: str) -> tuple[Entry, ...]:
    if listed is None:
        return ()
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ConfigurationError(f'{path}: below "{name}:" there should be a list, an entry for each approval.')
    return tuple(read_entry(path, model, e, line, _MEANWHILE) for e, line in zip(listed, lines, strict=True))
