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

    @cached_property
    def parts(self) -> dict[str, zipfile.ZipInfo]:
        """Entries by comparable name."""
        return {_comparable(part.filename): part for part in self.zip.infolist()}

    def read(self, name: str) -> bytes:
        """The content of a part; KeyError if there is none, one of BAD_ZIP if it is damaged."""
        return self.zip.read(self.parts[name])

    def kind(self) -> Kind | Refusal:
        """What the zip is by what is in it."""
        names = self.parts.keys()
        if "xl/workbook.bin" in names:
            return "binary workbook"
        if any(n.startswith("xl/") and n.endswith((".xml", ".bin")) for n in names):
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
        package = Package(zipfile.ZipFile(io.BytesIO(content)))
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
