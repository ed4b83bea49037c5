"""A document as it was written: its front matter, its body, and which line a thing stands in."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import RenderError

__all__ = [
    "DECK_FORMATS",
    "QUARTO_NAMES",
    "SUFFIXES",
    "Source",
    "date_in_words",
    "parse_date",
    "read_source",
    "write_whole",
]

QUARTO_NAMES = {"html": "html", "pdf": "typst", "docx": "docx", "slides": "pptx", "revealjs": "revealjs"}
"""Our name of a format → its name under ``format:`` in the front matter."""

SUFFIXES = {"html": ".html", "pdf": ".pdf", "docx": ".docx", "slides": ".pptx", "revealjs": ".html"}
"""Our name of a format → how its file's name ends."""

DECK_FORMATS = {"slides", "revealjs"}
"""Formats that are slides: a document is a report or a deck, and each has its own rules."""

_DEFAULTS: dict[str, dict[str, Any]] = {
    "docx": {"reference-doc": "theme/reference.docx", "default-image-extension": "png"},
    "slides": {"reference-doc": "theme/reference.pptx", "default-image-extension": "png", "toc": False},
}

# By name, since what strftime and strptime call a month depends on the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """A ``.qmd`` split into front matter and body; ``text`` is the whole of it, with ``\\n`` line ends."""

    path: Path
    text: str
    meta: dict[str, Any]
    body: str

    @property
    def folder(self) -> Path:
        """The build folder: nothing outside it is read."""
        return self.path.parent

    def options(self, format: str) -> dict[str, Any]:
        """The front matter with the options of one format laid over it."""
        formats = self.meta.get("format")
        over = formats.get(QUARTO_NAMES[format]) if isinstance(formats, dict) else None
        common = {key: value for key, value in self.meta.items() if key != "format"}
        return {**common, **_DEFAULTS.get(format, {}), **(over if isinstance(over, dict) else {})}

    def line_of(self, words: str) -> int | None:
        """The first line that has the words, whatever punctuation or markup stands between them; None if none has."""
        if not words.strip():
            return None
        parts = re.findall(r"\w+", words)[:8]
        loose = re.compile(r"[\W_]+".join(map(re.escape, parts))) if parts else None
        lines = list(enumerate(self.text.split("\n"), 1))
        front = self.text.count("\n") - self.body.count("\n")
        lines = lines[front:] + lines[:front]  # what is amiss is in the body, unless it is nowhere else
        exact = (n for n, line in lines if words in line)
        near = (n for n, line in lines if loose and loose.search(line))
        return next(exact, None) or next(near, None)


def read_source(path: Path, format: str) -> Source:
    """Read a document; RenderError if it is missing, not UTF-8, or its front matter is not a YAML mapping."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise RenderError(path, format, f"there is no such document in {path.parent}.") from error
    except UnicodeDecodeError as error:
        raise RenderError(path, format, "the document is not UTF-8 text.") from error
    front = _FRONT.match(text)
    if not front:
        raise RenderError(path, format, "the document does not begin with front matter between two lines of ---.", 1)
    try:
        meta = yaml.safe_load(front[1] or "")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = f"the front matter is not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}."
        raise RenderError(path, format, reason, mark.line + 2 if mark else 1) from error
    if not isinstance(meta, dict):
        raise RenderError(path, format, "the front matter is not a list of keys and values.", 1)
    return Source(path, text, meta, text[front.end() :])


def parse_date(value: object) -> dt.date | None:
    """The date in ``2017-12-31``, ``31 December 2017`` or a YAML date; None for anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    numbers = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", str(value).strip())
    words = re.fullmatch(rf"(\d\d?) ({'|'.join(_MONTHS)}) (\d{{4}})", str(value).strip(), re.IGNORECASE)
    try:
        if numbers:
            return dt.date(int(numbers[1]), int(numbers[2]), int(numbers[3]))
        if words:
            return dt.date(int(words[3]), _MONTHS.index(words[2].capitalize()) + 1, int(words[1]))
    except ValueError:  # no such day
        pass
    return None


def date_in_words(day: dt.date) -> str:
    """The date as ``31 December 2017``, whatever language the machine speaks."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def write_whole(contents: dict[Path, bytes]) -> None:
    """Write files so that each appears whole; none is put in place before all are written."""
    drafts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in contents}
    try:
        for path, data in contents.items():
            drafts[path].write_bytes(data)
        for path, draft in drafts.items():
            draft.replace(path)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
