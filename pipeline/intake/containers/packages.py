"""Zips: which of workbook, Word form or archive of returns one is, and its parts under names that can be compared."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.intake.containers.refusals import COPY, TOO_LARGE, TRUNCATED, Refusal, damaged, kind_of_file, protected

__all__ = ["BAD_ZIP", "Package", "open_package"]

BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
LARGEST = 400_000_000  # bytes when unpacked; an audit form is a thousandth of it
_DENSEST = 150  # times smaller than what is in it, from _SUSPICIOUS bytes on: spreadsheets reach a tenth of it
_SUSPICIOUS = 60_000_000
_EXCEL = "Open it there, and save it as an Excel workbook (.xlsx)."
Kind = Literal["workbook", "binary workbook", "open document", "word", "archive"]


@dataclass(frozen=True)
class Package:
    """An opened zip; ``parts``: its entries by name in lower case, with forward slashes, the last of each name."""

    zip: zipfile.ZipFile
    content: bytes

    @cached_property
    def parts(self) -> dict[str, zipfile.ZipInfo]:
        """Entries by comparable name."""
        return {_comparable(part.filename): part for part in self.zip.infolist()}

    def read(self, name: str) -> bytes:
        """The content of a part; KeyError if there is none, one of BAD_ZIP if it is damaged."""
        part = self.parts[name]
        if part.compress_type != zipfile.ZIP_DEFLATED or part.flag_bits & 1:
            return self.zip.read(part)
        # the same by hand, in a third of the time: a form has few parts, and they are small
        head = self.content[part.header_offset : part.header_offset + 30]
        if head[:4] != b"PK\x03\x04" or len(head) < 30:
            raise zipfile.BadZipFile(f"{name} is not where the zip says")
        start = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        packed = memoryview(self.content)[start : start + part.compress_size]
        found = zlib.decompressobj(-15).decompress(packed, part.file_size + 1)
        if len(found) != part.file_size or zlib.crc32(found) != part.CRC:
            raise zipfile.BadZipFile(f"the checksum of {name} is wrong: some of its cells may have changed")
        return found

    def kind(self) -> Kind | Refusal:
        """What the zip is by what is in it."""
        names = self.parts.keys()
        if "xl/workbook.bin" in names:
            return "binary workbook"
        if "xl/workbook.xml" in names or any(n.startswith("xl/") and n.endswith((".xml", ".bin")) for n in names):
            return "workbook"
        if any(n.startswith("word/") for n in names):
            return "word"
        if any(n.startswith("ppt/") for n in names):
            return kind_of_file("a PowerPoint presentation")
        if any(n.endswith(".iwa") for n in names):
            return kind_of_file("a document of Apple's Numbers or Pages", _EXCEL)
        if "content.xml" in names:
            return self._open_document()
        return "workbook" if "[content_types].xml" in names else "archive"

    def _open_document(self) -> Kind | Refusal:
        try:
            told = self.read("mimetype") if "mimetype" in self.parts else b""
            listed = self.read("meta-inf/manifest.xml") if "meta-inf/manifest.xml" in self.parts else b""
        except BAD_ZIP as error:
            return damaged(str(error))
        if b"encryption-data" in listed:
            return protected(0, can_open=False)
        if b".text" in told:
            return kind_of_file("an OpenDocument text", f"Save it as a Word document (.docx). Or: {COPY}")
        return kind_of_file("an OpenDocument presentation") if b".presentation" in told else "open document"


def _comparable(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./").removeprefix("/").lower()


def open_package(content: bytes) -> Package | Refusal:
    """The zip that a file is, or why it is none that can be read."""
    try:
        package = Package(zipfile.ZipFile(io.BytesIO(content)), content)
    except BAD_ZIP:
        return TRUNCATED
    total = sum(part.file_size for part in package.zip.infolist())
    if total > LARGEST or (total > _SUSPICIOUS and total > _DENSEST * len(content)):
        archive = package.kind() == "archive"
        return TOO_LARGE if not archive else Refusal(
            "the zip would unpack to far more than returns can be: it is not opened",
            "Send the returns in it one by one, or in smaller zips.",
        )  # fmt: skip
    return package
