"""Reading and writing what is kept: tables as parquet held to their contract, and files whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import StoreError
from pipeline.tables import TABLES, check_table

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook

__all__ = [
    "fingerprint",
    "load_table",
    "load_tables",
    "private",
    "read_json",
    "replacing",
    "save_table",
    "save_workbook",
    "unwritable",
    "write_csv",
    "write_json",
    "write_text",
]

PRIVATE, PUBLIC = 0o600, 0o644
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def private() -> Iterator[None]:
    """Whatever is written in this block, by this process or one that it starts, only its owner may read.

    On Windows a folder has the rights of the one that it is in; the README says what to set there.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def replacing(path: Path, mode: int = PRIVATE) -> Iterator[Path]:
    """A scratch file beside ``path`` that takes its place when the block ends well; otherwise nothing changes."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if mode == PRIVATE else 0o755)
    except OSError as error:
        raise unwritable(path, error) from error
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        scratch.touch(PRIVATE)  # nobody else may read it while it is being written
        yield scratch
        scratch.chmod(mode)
        scratch.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        scratch.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> StoreError:
    """The sentence for a file that could not be written."""
    return StoreError(
        f"{path} could not be written ({error.strerror or error}). The usual causes: it is open in another program, "
        "the disk is full, or the folder is read-only. Nothing was changed."
    )


def write_text(path: Path, text: str, mode: int = PRIVATE) -> None:
    """``text`` as UTF-8, the same bytes on every system."""
    with replacing(path, mode) as scratch:
        scratch.write_bytes(text.encode("utf-8"))


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV for people, whole or not at all; its owner's alone.

    A spreadsheet runs a cell that begins like a formula, so a text that does gets an apostrophe before it.
    """
    cells = table.astype(object).where(table.notna(), "")
    safe = cells.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell)
    write_text(path, safe.to_csv(index=False, lineterminator="\n"))


def write_json(path: Path, content: object, mode: int = PRIVATE) -> None:
    """``content`` as JSON that a person can read."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True, default=str) + "\n", mode)


def save_table(folder: Path, name: str, frame: pd.DataFrame, part: str | None = None) -> Path:
    """``frame`` as ``folder/name.parquet``, once it keeps the contract of that table; readable by its owner only.

    A ``part`` of a table that several notebooks or documents make is kept as ``name_part.parquet``.
    """
    try:
        checked = check_table(name, frame)
    except ValueError as error:
        raise StoreError(f"{error}. This is a fault in caseaudit or in a changed notebook, not in a return.") from error
    path = _table_path(folder, name, part)
    with replacing(path) as scratch:
        checked.to_parquet(scratch, index=False)
    return path


def _table_path(folder: Path, name: str, part: str | None) -> Path:
    return folder / (f"{name}_{part}.parquet" if part else f"{name}.parquet")


def load_table(folder: Path, name: str, part: str | None = None) -> pd.DataFrame:
    """The table ``name`` of a round, or a part of it; StoreError says how to make it if it is not there."""
    import pandas as pd

    path = _table_path(folder, name, part)
    if not path.is_file():
        raise StoreError(f"{path} has not been made yet. Make it with: caseaudit run {folder.name}")
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} is damaged ({type(error).__name__}). Delete it and run the round again.") from error
    if name in TABLES and list(frame.columns) != TABLES[name].names:
        raise StoreError(f"{path} was made by another version of caseaudit. Run the round again.")
    return frame


def load_tables(folder: Path, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Several tables of a round by name."""
    return {name: load_table(folder, name) for name in names}


def save_workbook(book: Workbook, path: Path, stamp: date, mode: int = PRIVATE) -> None:
    """An openpyxl workbook with ``stamp`` as its only date, so that the same content gives the same bytes."""
    made = io.BytesIO()
    book.save(made)
    moment = f"{stamp.isoformat()}T09:00:00Z"
    with replacing(path, mode) as scratch, zipfile.ZipFile(scratch, "w") as out, zipfile.ZipFile(made) as parts:
        for part in parts.infolist():
            data = parts.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), data)
            entry = zipfile.ZipInfo(part.filename, (stamp.year, stamp.month, stamp.day, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, data)


def fingerprint(paths: Iterable[Path], base: Path) -> dict[str, str]:
    """Path below ``base`` → sha256 of the content, for files and all files in folders; by content, never by time."""
    files = sorted({f for p in paths for f in (p.rglob("*") if p.is_dir() else [p]) if f.is_file()})
    return {_below(f, base): hashlib.sha256(f.read_bytes()).hexdigest() for f in files if "__pycache__" not in f.parts}


def _below(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name


def read_json(path: Path) -> Any:
    """The content of a JSON file of ours, or None if there is none or it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
