"""Everything that a finished file is made of: its bytes, and what is packed, pressed or written otherwise inside it."""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

__all__ = ["Layer", "layers"]

_DEEPEST = 4  # a chart in a slide in a zip in a zip: further down nothing of ours is
_LARGEST = 200_000_000  # bytes that one part may come to when it is unpacked
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_DATA_URI = re.compile(rb"(data:[\w/+.-]*(?:;[\w=-]+)*;base64,)([A-Za-z0-9+/=\s]+)")
_PNG, _ZIP, _GZIP, _PDF = b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF"


@dataclass(frozen=True)
class Layer:
    """Some bytes of a file, and where in it they are: "" is the file itself, "docProps/core.xml" a part."""

    place: str
    data: bytes


def layers(data: bytes, place: str = "", deep: int = 0) -> Iterator[Layer]:
    """The bytes of a file and of all that is in it: parts of zips, streams of a PDF, texts of a picture, data URIs.

    What a file carries as base64 is a layer of its own and blank in the one around it, so that a font is searched as
    what it is. A part that cannot be unpacked is left as it stands: its bytes are searched as well.
    """
    yield Layer(place, _DATA_URI.sub(rb"\g<1>", data))
    if deep >= _DEEPEST:
        return
    for inner in _inside(data):
        yield from layers(inner.data, " > ".join(filter(None, (place, inner.place))), deep + 1)


def _inside(data: bytes) -> Iterator[Layer]:
    if data.startswith(_ZIP) or zipfile.is_zipfile(io.BytesIO(data)):
        yield from _zip_parts(data)
    if data.startswith(_GZIP):
        yield from _pressed(data, "unpacked", 31)
    if data.startswith(_PNG):
        yield from _png_texts(data)
    if _PDF in data[:1024]:
        for n, found in enumerate(_STREAM.finditer(data), start=1):
            yield from _pressed(found[1], f"stream {n}", 15)
    for n, found in enumerate(_DATA_URI.finditer(data), start=1):
        try:
            yield Layer(f"data {n}", base64.b64decode(found[2]))
        except binascii.Error:
            yield Layer(f"data {n}", found[2])


def _zip_parts(data: bytes) -> Iterator[Layer]:
    """The parts of a zip, its comments and their own, and the names that they have."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            notes = [file.comment, *(part.comment for part in file.infolist()), *(p.extra for p in file.infolist())]
            names = "\n".join(file.namelist()).encode()
            yield Layer("names of parts", b"\n".join([names, *notes]))
            for part in file.infolist():
                if part.file_size <= _LARGEST and not part.is_dir():
                    yield Layer(part.filename, file.read(part))
    except (zipfile.BadZipFile, OSError, RuntimeError, zlib.error):
        return


def _pressed(data: bytes, place: str, bits: int) -> Iterator[Layer]:
    """What a pressed stream holds, as far as it can be read."""
    try:
        yield Layer(place, zlib.decompressobj(bits).decompress(data, _LARGEST))
    except zlib.error:
        return


def _png_texts(data: bytes) -> Iterator[Layer]:
    """The texts of a picture: tEXt as it is, zTXt and iTXt unpacked, and whatever follows its end."""
    at = len(_PNG)
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if kind == b"tEXt":
            yield Layer("tEXt", body)
        if kind in (b"zTXt", b"iTXt"):  # after keyword, sign of pressing, language, keyword in that language
            for zero in re.finditer(rb"\x00", body):
                for layer in _pressed(body[zero.end() :], kind.decode(), 15):
                    yield replace(layer, data=body[: zero.end()] + layer.data)
        at += length + 12
