"""Any file → its sheets of cells, or one plain refusal with the true cause.

The container is looked at first, because a reader gives the same error for a file that is encrypted, cut short, empty
or no workbook at all. What is here reads in this process; ``isolation`` lets another one do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipeline.forms.sheets import Sheet
from pipeline.intake.containers.archives import Archive, list_members, read_member
from pipeline.intake.containers.markings import has_cells, sheet_markings
from pipeline.intake.containers.packages import BAD_ZIP, LARGEST, Package, open_package
from pipeline.intake.containers.passwords import unprotected
from pipeline.intake.containers.refusals import EMPTY, NO_SENSE, TOO_LARGE, Refusal, damaged, protected
from pipeline.intake.containers.sniffing import sniff, sniff_old_office
from pipeline.intake.containers.texts import read_text
from pipeline.intake.containers.word import read_word
from pipeline.intake.containers.workbooks import has_a_value, read_by_calamine, read_by_openpyxl

__all__ = ["Content", "read_file", "read_workbook"]

Content = list[Sheet] | Refusal | Archive
_ARCHIVE = Refusal("it is a zip or another kind of archive", "Unpack it into the returns folder.")
_NESTED = Refusal("it is a zip in a zip in a zip", "Unpack it into the returns folder.")


def read_workbook(path: Path, passwords: Sequence[str] = ()) -> list[Sheet] | Refusal:
    """The sheets of a workbook, a text table or a Word form, every cell at the address that Excel shows."""
    content = read_file(path, (), passwords)
    return _ARCHIVE if isinstance(content, Archive) else content


def read_file(path: Path, members: Sequence[str] = (), passwords: Sequence[str] = ()) -> Content:
    """The same of a file, of a member of the zip that it is, or of a member of a zip in that; an Archive of a zip."""
    try:
        if path.stat().st_size > LARGEST:
            return TOO_LARGE
        content = _member(path, path.stat().st_mtime_ns, tuple(members)) if members else path.read_bytes()
    except OSError as error:
        return Refusal(f"the file cannot be opened ({error.strerror})", "Close it in other programs and run again.")
    if isinstance(content, Refusal):
        return content
    read = _read_content(content, members[-1] if members else path.name, passwords)
    return _NESTED if isinstance(read, Archive) and len(members) > 1 else read


def _member(path: Path, changed: int, members: tuple[str, ...]) -> bytes | Refusal:
    package = _opened(path, changed, members[:-1])
    return package if isinstance(package, Refusal) else read_member(package, members[-1])


@lru_cache(2)
def _opened(path: Path, changed: int, members: tuple[str, ...]) -> Package | Refusal:
    """A zip, or a zip in it; kept open, since its members are asked for one after the other."""
    content = _member(path, changed, members) if members else path.read_bytes()
    return content if isinstance(content, Refusal) else open_package(content)


def _read_content(content: bytes, name: str, passwords: Sequence[str] = ()) -> Content:
    """What the bytes of a file hold; its name only helps to say what is wrong."""
    kind = sniff(content)
    if isinstance(kind, Refusal):
        return kind
    if kind == "zip":
        return _read_zip(content)
    if kind == "old office":
        return _read_old_office(content, passwords)
    sheets = read_text(content, name)
    return sheets if isinstance(sheets, Refusal) or has_a_value(sheets) else EMPTY


def _read_zip(content: bytes) -> Content:
    package = open_package(content)
    if isinstance(package, Refusal):
        return package
    kind = package.kind()
    if isinstance(kind, Refusal):
        return kind
    if kind == "archive":
        return list_members(package)
    if any(part.flag_bits & 1 for part in package.zip.infolist()):
        return protected(0, can_open=False)
    try:
        if kind == "word":
            return read_word(package)
        return _read_workbook(package, content) if kind == "workbook" else read_by_calamine(content, {})
    except BAD_ZIP as error:
        return damaged(str(error))


def _read_workbook(package: Package, content: bytes) -> list[Sheet] | Refusal:
    markings = sheet_markings(package)
    if markings is None:
        return TOO_LARGE
    sheets = read_by_calamine(content, markings)
    if not isinstance(sheets, Refusal) or (sheets == EMPTY and not has_cells(package)):
        return sheets
    second = read_by_openpyxl(package, markings)
    return sheets if isinstance(second, Refusal) and NO_SENSE not in sheets.reason else second


def _read_old_office(content: bytes, passwords: Sequence[str]) -> Content:
    refusal = sniff_old_office(content)
    if refusal is not None and refusal != protected(0):
        return refusal
    opened = unprotected(content, passwords)
    if isinstance(opened, Refusal):
        return opened
    if opened is None:
        return refusal or read_by_calamine(content, {}, of_old=True)
    return _read_zip(opened) if opened.startswith(b"PK") else read_by_calamine(opened, {}, of_old=True)
