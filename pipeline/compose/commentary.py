"""The human words: ``commentary.md``, headed parts in a small, safe subset of Markdown with figures by reference.

A paragraph marked with ">" tells a story of a child or quotes somebody; stories.py says who may read it. A line that
ends in ``{themes: …}`` is a recommendation that answers these themes; recommendations.py says what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path

from pipeline.compose.figures import Figures
from pipeline.errors import CompositionError
from pipeline.markdown import escape
from pipeline.markdown import numbered as numbered_mark

__all__ = ["STRAY_MARK", "Commentary", "Line", "named_paragraph", "read_commentary"]

_INLINE = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|(?P<reference>\{[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+\})")
_TOLD = re.compile(r"\s*>\s*")
_VIEW = re.compile(r"\{view\.([a-z][a-z0-9_]*)\}")
_ITEM = re.compile(r"(?P<mark>[-*]|\d+[.)])\s+(?P<words>.+)")
_MARK = re.compile(r"\s*\{themes?\s*:([^{}]*)\}\s*$", re.IGNORECASE)
STRAY_MARK = re.compile(r"\{\s*themes?(?=[\s:}])[^{}]*\}?", re.IGNORECASE)
"""A mark of themes that stands where none is read, or is not written as one."""


@dataclass(frozen=True)
class Line:
    """One line of commentary and where it stands, counted from 1."""

    number: int
    text: str
    told: bool = False  # a story of a child, or somebody's own words: marked with > as a quotation
    themes: tuple[str, ...] | None = None  # the themes named at its end, as typed; None where there is no such mark


@dataclass(frozen=True)
class Commentary:
    """The parts of a round's commentary by heading; a part that is missing or empty is a gap."""

    path: Path
    parts: dict[str, tuple[Line, ...]]

    def gaps(self, headings: Sequence[str]) -> list[str]:
        """The headings that still have to be written."""
        return [h for h in headings if not self.parts.get(h)]

    def numbered_list(self, heading: str) -> tuple[Line, ...]:
        """The items of the first numbered list in a part: the first item is number 1."""
        after = dropwhile(lambda line: not _is_numbered(line), self.parts.get(heading, ()))
        return tuple(takewhile(_is_numbered, after))

    def without(self, lines: Collection[int]) -> Commentary:
        """The same without the paragraphs that begin on these lines; a part of nothing else is a gap then."""
        kept = {h: tuple(line for line in part if line.number not in lines) for h, part in self.parts.items()}
        return Commentary(self.path, kept)

    def markdown(
        self, heading: str, figures: Figures, *, numbered: bool = False, view: Callable[[str], str] | None = None
    ) -> str:
        """One part as Markdown: paragraphs, lists, quotations and bold; figures filled in; all else is text.

        ``numbered``: each paragraph and each numbered item is a numbered paragraph of a committee report; so is each
        item of a part that is nothing but a list; one that names themes is a ``named_paragraph``. ``view`` gives the
        Markdown of a kept view by its name, for a line that is ``{view.name}`` and nothing else; without it such lines
        are left out. CompositionError names the line of a reference that cannot be filled.
        """
        lines = self.parts.get(heading, ())
        items = [None if line.told else _ITEM.fullmatch(line.text) for line in lines]
        linked = [(n, item) for n, item in enumerate(self.numbered_list(heading), start=1) if item.themes]
        names = {item.number: named_paragraph(heading, n) for n, item in linked}
        blocks: list[str] = []
        for line, item in zip(lines, items, strict=True):
            if kept := _VIEW.fullmatch(line.text):
                blocks += filter(None, [self._of_line(line, view, kept[1])] if view else [])
                continue
            words = self._inline(item["words"] if item else line.text, line, figures)
            mark = ("1. " if item["mark"][0].isdigit() else "- ") if item else ""
            if line.told:
                mark = "> "
            elif numbered and (mark != "- " or all(items)):
                mark = numbered_mark(names.get(line.number, ""))
            if mark in ("1. ", "- ") and blocks and blocks[-1].startswith(mark):
                blocks[-1] += f"\n{mark}{words}"
            else:
                blocks.append(f"{mark}{words}")
        return "\n\n".join(blocks)

    def _inline(self, text: str, line: Line, figures: Figures) -> str:
        made, end = [], 0
        for found in _INLINE.finditer(text):
            made.append(_escape_part(text[end : found.start()]))
            end = found.end()
            if found["bold"]:
                made.append(f"**{self._inline(found['bold'].strip(), line, figures)}**")
                continue
            made.append(escape(self._of_line(line, figures.reference, found["reference"][1:-1])))
        return "".join([*made, _escape_part(text[end:])])

    def _of_line(self, line: Line, fill: Callable[[str], str], name: str) -> str:
        """What stands for a name, or a CompositionError that says in which line it was asked for."""
        try:
            return fill(name)
        except CompositionError as error:
            raise CompositionError(f"{self.path}, line {line.number}: {error}") from error


def _is_numbered(line: Line) -> bool:
    item = None if line.told else _ITEM.fullmatch(line.text)
    return item is not None and item["mark"][0].isdigit()


def named_paragraph(heading: str, number: int) -> str:
    """The name of the numbered paragraph that an item of a list becomes in a committee report, to refer to it."""
    return f"para-{heading.lower().replace(' ', '-')}-{number}"


def _escape_part(text: str) -> str:
    """``escape``, keeping the spaces at both ends that join the parts of a line."""
    if not text.strip():
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{escape(text)}{' ' if text[-1].isspace() else ''}"


def read_commentary(path: Path) -> Commentary:
    """The commentary of a round; no file means that every part is a gap. Comments <!-- … --> are left out."""
    if not path.is_file():
        return Commentary(path, {})
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CompositionError(f"{path} is not plain UTF-8 text; save it again from a text editor as UTF-8.") from error
    text = re.sub(r"<!--.*?-->", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    parts: dict[str, list[Line]] = {}
    heading: str | None = None
    above = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        title = re.fullmatch(r"#{2}\s+(.+?)\s*#*", raw)
        if title:
            heading = title[1]
            parts.setdefault(heading, [])
        elif heading is not None and raw.strip():
            told = _TOLD.match(raw)
            line = Line(number, raw[told.end() :].strip() if told else raw.strip(), told is not None)
            if line.text:
                _add(parts[heading], line, continues=_continues(above, raw))
        above = raw
    return Commentary(path, {h: tuple(map(_marked, lines)) for h, lines in parts.items()})


def _marked(line: Line) -> Line:
    """A line with the themes that its end names, and its words without them."""
    mark = None if line.told else _MARK.search(line.text)
    if mark is None:
        return line
    names = tuple(name.strip() for name in mark[1].split(",") if name.strip())
    return Line(line.number, line.text[: mark.start()], themes=names)


def _continues(above: str, line: str) -> bool:
    """Whether a line goes on with the paragraph, item or quotation above it; a kept view stands by itself."""
    if _VIEW.fullmatch(above.strip()) or _VIEW.fullmatch(line.strip()):
        return False
    if bool(_TOLD.match(above)) != bool(_TOLD.match(line)) or not _TOLD.sub("", above, count=1).strip():
        return False
    return not above.startswith("#") and not _ITEM.fullmatch(line.strip())


def _add(lines: list[Line], line: Line, continues: bool) -> None:
    if continues and lines:
        lines[-1] = Line(lines[-1].number, f"{lines[-1].text} {line.text}", line.told)
    else:
        lines.append(line)
