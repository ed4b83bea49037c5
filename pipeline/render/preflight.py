"""What would spoil a document in any engine, found before rendering and said in words, with the line.

PDF/UA-1 fails, with a message about a file nobody wrote, on a missing title, an image without alternative text, a
first heading that is not level 1, a skipped level, an empty heading and a character no font has; Quarto's HTML says
nothing at all about a missing image. So these are looked for here, in pandoc's own reading of the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import RenderError
from pipeline.markdown import is_drawn
from pipeline.render.deck import find_deck_faults
from pipeline.render.pandoc import PandocFailure, run_pandoc
from pipeline.render.pictures import PICTURES, picture_fault
from pipeline.render.source import DECK_FORMATS, Source
from pipeline.render.subset import find_foreign
from pipeline.render.tree import Node, nodes, plain

__all__ = ["check"]

_WORDS = ("title", "subtitle", "author", "running-title", "page-mark", "draft-mark", "edition", "keywords", "details")
_SCHEMES = ("http:", "https:", "mailto:", "#")


def check(source: Source, body: str, formats: Sequence[str], *, strict: bool) -> Node:
    """Refuse a document that cannot become a good one; RenderError with the first fault and its line.

    ``body`` has its shortcodes done. ``strict`` refuses constructs outside the subset too. Returns the front matter's
    words as pandoc reads them.
    """
    named = ", ".join(formats)
    meta = {key: value for key, value in source.meta.items() if key in _WORDS}
    try:
        tree: Node = json.loads(run_pandoc(body, meta, source.folder, ["-t", "json"]))
    except PandocFailure as error:
        raise RenderError(source.path, named, str(error)) from error
    for words, sought in _faults(source, tree, formats, strict):
        raise RenderError(source.path, named, words, source.line_of(sought) if sought else None)
    read: Node = tree["meta"]
    return read


def _faults(source: Source, tree: Node, formats: Sequence[str], strict: bool) -> Iterator[tuple[str, str]]:
    """(what is wrong, the words to look for in the document) of every fault, the worst first."""
    blocks = tree["blocks"]
    if not plain(tree["meta"].get("title", {})).strip():
        yield "the document has no title: give it one in the front matter.", ""
    deck, report = set(formats) & DECK_FORMATS, set(formats) - DECK_FORMATS
    if strict:
        yield from find_foreign(blocks, deck=bool(deck))
    if report:
        yield from _heading_faults(blocks)
    if deck:
        yield from find_deck_faults(blocks)
    for image in nodes(blocks, "Image"):
        yield from _image_faults(source, image, formats)
    for link in nodes(blocks, "Link"):
        target = link["c"][2][0]
        if not target.lower().startswith(_SCHEMES):
            yield f'the link to "{target}" is not allowed: a link may begin with http:, https:, mailto: or #.', target
    yield from _undrawable(tree)


def _heading_faults(blocks: list[Node]) -> Iterator[tuple[str, str]]:
    above = 0
    for level, text in _headings(blocks):
        if not text.strip():
            yield f"a heading of level {level} is empty.", "#" * level + " "
        elif above == 0 and level != 1:
            yield f'the first heading, "{text}", is level {level}; it should be level 1 (one #).', text
        elif level > above + 1:
            yield f'the heading "{text}" is level {level}, under a heading of level {above}: a level is skipped.', text
        above = level


def _headings(blocks: list[Node]) -> Iterator[tuple[int, str]]:
    """(level, text) of every heading in order, but for those that are the title of a callout."""
    for block in blocks:
        if block["t"] == "Header":
            yield block["c"][0], plain(block["c"][2])
        elif block["t"] == "Div":
            inner = block["c"][1]
            callout = any(name.startswith("callout-") for name in block["c"][0][1])
            yield from _headings(inner[1:] if callout and inner and inner[0]["t"] == "Header" else inner)


def _image_faults(source: Source, image: Node, formats: Sequence[str]) -> Iterator[tuple[str, str]]:
    (_, _, pairs), _, (target, _) = image["c"]
    if not dict(pairs).get("fig-alt", "").strip():
        remedy = '{fig-alt="what a sighted reader would see"}'
        yield f'the image "{target}" has no alternative text: write {remedy}.', target
    for format in formats:
        extension = str(source.options(format).get("default-image-extension", "")).lstrip(".")
        name = target if Path(target).suffix or not extension else f"{target}.{extension}"
        fault = _file_fault(source.folder, name)
        if fault:
            yield f'the image "{name}" {fault}', target


def _file_fault(folder: Path, name: str) -> str | None:
    parts = Path(name).parts
    if re.match(r"[A-Za-z][\w+.-]*:|//", name):
        return "is not a file in the document's folder: copy it into figures/ and name it there."
    if name.startswith("/") or Path(name).is_absolute() or {"..", "~"} & set(parts) or "%" in name or "\\" in name:
        return "leads out of the document's folder: name a file inside it, without .., % or a leading /."
    if any((folder / Path(*parts[: n + 1])).is_symlink() for n in range(len(parts))):
        return "is a symbolic link, or stands behind one: put the file itself into the document's folder."
    if not (folder / name).is_file():
        return "is missing."
    if Path(name).suffix.lower() not in PICTURES:
        return f"is not of a kind a report can hold ({', '.join(PICTURES)})."
    return picture_fault(folder / name)


def _undrawable(tree: Node) -> Iterator[tuple[str, str]]:
    texts = [node["c"] for node in nodes(tree, "Str")]
    for node in nodes(tree, "Image", "Div"):
        texts += [value for _, value in node["c"][0][2]]
    for character in dict.fromkeys("".join(texts)):
        if not is_drawn(character) and not character.isspace():
            code = f"U+{ord(character):04X}"
            yield f"the fonts have no character {code}, and PDF/UA forbids what cannot be drawn.", character
