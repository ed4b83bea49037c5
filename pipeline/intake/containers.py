"""Any file → its sheets of cells, or one plain refusal with the true cause.

The container is looked at first, because a reader gives the same error for a file that is encrypted, cut short, empty
or no workbook at all.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from pipeline.forms import Sheet

__all__ = ["Refusal", "read_workbook"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST = 400_000_000  # bytes when unpacked; an audit form is a thousandth of it
_MOST_CELLS = 50_000_000  # from A1 to the last cell, which is how a sheet is read
_COPY = "Copy the answers into a blank return: caseaudit template core-audit"
_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')


@dataclass(frozen=True)
class Refusal:
    """Why a file gives no cells, and what to do about it."""

    reason: str
    suggestion: str


def read_workbook(path: Path) -> list[Sheet] | Refusal:
    """The sheets of a workbook (xlsx, xlsm, xlsb, xls, ods), every cell at the address that Excel shows."""
    refusal = _sniff(path)
    if refusal is not None:
        return refusal
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets = [
            Sheet(
                info.name,
                book.get_sheet_by_name(info.name).to_python(skip_empty_area=False),
                info.visible == python_calamine.SheetVisibleEnum.Visible,
            )
            for info in book.sheets_metadata
            if info.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except python_calamine.PasswordError:
        return _protected()
    except Exception as error:
        return _damaged(str(error) or type(error).__name__)
    except BaseException as error:  # a panic of the reader's Rust code is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        return _damaged("the reader gave up on it")
    if not any(s.value(r, c) is not None for s in sheets for r, row in enumerate(s.rows) for c in range(len(row))):
        return Refusal("the workbook is empty: no sheet has anything in it", "Ask for it to be sent again.")
    return sheets


def _damaged(detail: str) -> Refusal:
    first_line = detail.splitlines()[0][:120]
    return Refusal(
        f"the workbook is damaged and cannot be read ({first_line})",
        "Open it in Excel, let Excel repair it, save it under a new name; or ask for it to be sent again.",
    )


def _protected() -> Refusal:
    return Refusal("it is protected with a password", "Open it in Excel, remove the password, and save it again.")


def _sniff(path: Path) -> Refusal | None:
    """A refusal for what no reader should be given; None for a workbook."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as error:
        return Refusal(f"the file cannot be opened ({error.strerror})", "Close it in other programs and run again.")
    if not start:
        return Refusal(
            "the file is empty (0 bytes)", "It was probably cut off on its way: ask for it to be sent again."
        )
    if start.startswith(_ZIP):
        return _sniff_zip(path)
    if start.startswith(_OLE):
        return _sniff_ole(path)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"):
        return Refusal(
            f"it is no workbook, although its name ends in {path.suffix}: what is inside is something else",
            "Open it to see what it is, and save it as an Excel workbook if it is a return.",
        )
    return Refusal(
        "it is no workbook", "If it is a return, ask for it as an Excel workbook; otherwise move it elsewhere."
    )


def _sniff_zip(path: Path) -> Refusal | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/") for name in archive.namelist()}
            too_large = sum(part.file_size for part in archive.infolist()) > _LARGEST or _far_cell(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        return Refusal(
            "the file is cut short or damaged: its end is missing",
            "It was probably interrupted on its way: ask for it to be sent again.",
        )
    if any(n.startswith("word/") for n in names):
        return Refusal("it is a Word document", _COPY)
    if not names & {"[Content_Types].xml", "content.xml"}:
        return Refusal("it is a zip or another kind of archive", "Unpack it into the returns folder.")
    if too_large:
        return Refusal(
            "the workbook is too large to be a return: a cell far outside the form is filled, or there is far too much",
            "Delete the rows and columns beyond the form in Excel, and save it again.",
        )
    return None


def _far_cell(archive: zipfile.ZipFile) -> bool:
    """Whether a filled cell lies so far out that the reader would run out of memory, which ends the whole program."""
    for part in archive.infolist():
        if not re.search(r"worksheets[/\\][^/\\]+\.xml$", part.filename):
            continue
        widest = lowest = 0
        with archive.open(part) as file:
            kept = b""
            while chunk := file.read(1 << 20):
                for column, row in _FILLED.findall(kept + chunk):
                    widest, lowest = max(widest, _column(column)), max(lowest, int(row))
                kept = (kept + chunk)[-200:]
        if widest * lowest > _MOST_CELLS:
            return True
    return False


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sniff_ole(path: Path) -> Refusal | None:
    import msoffcrypto

    try:
        with path.open("rb") as file:
            office = msoffcrypto.OfficeFile(file)
            kind, encrypted = getattr(office, "format", ""), office.is_encrypted()
    except Exception:  # many kinds, for a damaged container and for a workbook that is merely older than it knows
        return None
    if kind in ("doc97", "ppt97"):
        return Refusal("it is a Word or PowerPoint document", _COPY)
    return _protected() if encrypted else None
