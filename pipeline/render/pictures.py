"""What is in a picture's file: the kind that its name says, no more than a page can hold, nothing that runs or reads.

A small file can be a picture of ten thousand million dots, or an SVG that draws itself over and over: either takes all
of a machine's memory in the program that opens it. So the size is read from the file's first bytes, and an SVG is
looked through, before any engine sees it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as XML

__all__ = ["PICTURES", "picture_fault"]

_BYTES = 20_000_000
_DOTS = 50_000_000  # a page of A4 at 600 dots an inch has 35 million
_SHAPES = 200_000  # what an SVG may draw, each thing as often as it is drawn
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the parts of a JPEG that say how large it is
_PROGRAMS = {"script", "foreignObject", "iframe", "handler", "listener"}
_OUTWARD = re.compile(r"@import|url\((?!\s*[\"']?(?:#|data:))|expression\(", re.IGNORECASE)


def picture_fault(path: Path) -> str | None:
    """What is wrong with a picture, to be said after its name; None if it can be shown on any page."""
    if path.stat().st_size > _BYTES:
        return f"has {path.stat().st_size // 1_000_000} MB, and a report can hold {_BYTES // 1_000_000} at most."
    return PICTURES[path.suffix.lower()](path.read_bytes())


def _png_fault(data: bytes) -> str | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 24:
        return "is called .png and is none: save it as a PNG again."
    return _size_fault(*struct.unpack(">II", data[16:24]))


def _jpeg_fault(data: bytes) -> str | None:
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return _size_fault(wide, high)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big") if data[at + 1] != 0xFF else 1
    return "is called a JPEG and is none: save it as a JPEG again."


def _size_fault(wide: int, high: int) -> str | None:
    if wide * high > _DOTS:
        return f"is {wide:,} by {high:,} dots: make it smaller, {_DOTS // 1_000_000} million in all at most."
    return "is empty: it has no width or no height." if wide * high == 0 else None


def _svg_fault(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
        root = XML.fromstring(text) if "<!ENTITY" not in text else None
    except (UnicodeDecodeError, XML.ParseError):
        return "is called .svg and cannot be read as one: save it as an SVG again."
    if root is None or _local(root) != "svg":
        return "is an SVG that defines its own words, or none at all: save it as a plain SVG."
    for shape in root.iter():
        if _local(shape) in _PROGRAMS or any(_name(key).startswith("on") for key in shape.attrib):
            return "holds a program: save it as a plain SVG."
        links = [value.strip() for key, value in shape.attrib.items() if _name(key) in ("href", "src")]
        styles = [*shape.attrib.values(), shape.text or ""] if _local(shape) == "style" else shape.attrib.values()
        outward = [value for value in links if not value.startswith(("#", "data:image/png", "data:image/jpeg"))]
        if outward or any(_OUTWARD.search(value) for value in styles):
            return "reads from elsewhere: save it as an SVG that holds all that it shows."
    return "draws itself over and over: save it as a plain SVG." if _drawn(root) > _SHAPES else None


def _drawn(root: XML.Element) -> int:
    """How many things an SVG draws, one that is used again as often as it is used; stops where there are too many."""
    named = {shape.get("id"): shape for shape in root.iter()}
    counted: dict[int, int] = {}

    def count(shape: XML.Element) -> int:
        if id(shape) not in counted:
            counted[id(shape)] = _SHAPES + 1  # if it comes back to itself, it never ends
            used = next((named.get(v.strip()[1:]) for k, v in shape.attrib.items() if _name(k) == "href"), None)
            again = count(used) if used is not None and _local(shape) == "use" else 0
            counted[id(shape)] = 1 + again + sum(map(count, shape))
        return min(counted[id(shape)], _SHAPES + 1)

    try:
        return count(root)
    except RecursionError:  # things in things, deeper than any program draws them
        return _SHAPES + 1


def _name(key: str) -> str:
    return key.rpartition("}")[2].lower()


def _local(shape: XML.Element) -> str:
    return shape.tag.rpartition("}")[2] if isinstance(shape.tag, str) else ""


PICTURES: dict[str, Callable[[bytes], str | None]] = {
    ".svg": _svg_fault,
    ".png": _png_fault,
    ".jpg": _jpeg_fault,
    ".jpeg": _jpeg_fault,
}
"""How a picture's name ends → what finds its fault."""
