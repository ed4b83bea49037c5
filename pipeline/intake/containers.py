"""Any file → its sheets of cells, or one plain refusal with the true cause.

The container is looked at first, because a reader gives the same error for a file that is encrypted, cut short, empty
or no workbook at all.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.forms import Sheet

__all__ = ["Refusal", "read_workbook"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
    except Exception as error:
        return _damaged(str(error) or type(error).__name__)
    except BaseException as error:  # a panic of the reader's Rust code is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        return _damaged("the reader gave up on it")
    if not any(
        sheet.value(r, c) is not None for sheet in sheets for r in range(len(sheet.rows)) for c in range(sheet.width)
    ):
        return Refusal("the workbook is empty: no sheet has anything in it", "Ask for it to be sent again.")
    return sheets


def _damaged(detail: str) -> Refusal:
    first_line = detail.splitlines()[0][:120]
    return Refusal(
        f"the workbook is damaged and cannot be read ({first_line})",
        "Open it in Excel, let Excel repair it, save it under a new name; or ask for it to be sent again.",
    )


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
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return Refusal(
            "the file is cut short or damaged: its end is missing",
            "It was probably interrupted on its way: ask for it to be sent again.",
        )
    if any(n.startswith("word/") for n in names):
        return Refusal("it is a Word document", "Copy the answers into a blank return: caseaudit template core-audit")
    if any(n.startswith("xl/") for n in names) or "content.xml" in names:
        return None
    return Refusal("it is a zip or another kind of archive", "Unpack it into the returns folder.")


def _sniff_ole(path: Path) -> Refusal | None:
    import msoffcrypto

    try:
        with path.open("rb") as file:
            encrypted = msoffcrypto.OfficeFile(file).is_encrypted()
    except Exception as error:  # the library raises many kinds for a damaged or foreign container
        return Refusal(
            f"it is an old Office file that is damaged or is no workbook ({type(error).__name__})",
            "Open it in Excel and save it as .xlsx; or ask for it to be sent again.",
        )
    if encrypted:
        return Refusal("it is protected with a password", "Open it in Excel, remove the password, and save it again.")
    return None
