"""Which files a round's folder holds, what each is for, and the records in it."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.config import Vocabulary
from pipeline.forms import Misfit, ProForma, Record, Remark, Sheet, find_sheets, read_records
from pipeline.intake.containers import Reader, Refusal, Request

__all__ = ["REGISTERS", "Found", "find_files", "read_files"]

Kind = Literal["return", "register", "settings", "words", "other"]
_SETTINGS = {"round.yml", "published.yml", "approvals.yml", "sign_off.yml", "review.xlsx", "coding.xlsx"}
# file name → the pro forma of that register
REGISTERS = {
    "moderation": "moderation",
    "concerns": "concerns",
    "actions": "action-tracker",
    "follow_up": "follow-up",
    "sources": "outside-findings",
}


@dataclass(frozen=True)
class Found:
    """One file, or member of a zip: its name below the round's folder as received, what it is for, what was read in it.

    ``remarks``: what was noticed in each of its sheets that is a pro forma, by the name of the sheet.
    """

    path: Path
    name: str
    kind: Kind
    register: str | None = None
    records: tuple[Record, ...] = ()
    refusal: Refusal | None = None
    remarks: tuple[tuple[str, Remark], ...] = ()


def find_files(folder: Path) -> list[Found]:
    """Every file below the round's folder, in order of name; "audit.xlsx" before its copy "audit (1).xlsx"."""
    files = sorted((p for p in folder.rglob("*") if p.is_file() or p.is_symlink()), key=_originals_first)
    return [_classify(path, PurePosixPath(path.relative_to(folder))) for path in files]


def _originals_first(path: Path | PurePosixPath) -> tuple[str, str, int, str]:
    original = re.sub(r"( ?\(\d+\)| - copy)+$", "", path.stem.lower())
    return path.parent.as_posix(), original, len(path.name), path.name


def _classify(path: Path, below: PurePosixPath) -> Found:
    name = below.as_posix()
    if (
        below.name.startswith((".", "~$"))
        or "__MACOSX" in below.parts
        or below.name.lower() in ("thumbs.db", "desktop.ini")
    ):
        return Found(path, name, "other")  # left behind by Office or a file manager
    if len(below.parts) == 1:
        if below.name in _SETTINGS:
            return Found(path, name, "settings")
        if below.suffix.lower() == ".md":
            return Found(path, name, "words")
    if below.parts[0] == "views":
        return Found(path, name, "words")  # kept for the commentary
    if below.parts[0].lower() == "blank":
        return Found(path, name, "settings")  # the blank forms that new-round puts there
    part = (below.parts[0] if len(below.parts) > 1 else below.stem).lower()
    if part in REGISTERS:
        return Found(path, name, "register", REGISTERS[part])
    return Found(path, name, "return")


def read_files(
    files: Sequence[Found],
    pro_formas: Mapping[str, ProForma],
    vocabularies: Mapping[str, Vocabulary],
    passwords: Sequence[str] = (),
) -> list[Found]:
    """The files with the records of the pro formas that are in them, or the refusal that says why there are none.

    A zip is replaced by its members, each by itself: ``returns/a.zip/b.xlsx``. Cells are let go as soon as their
    records are found; ``passwords`` are tried on protected files.
    """
    by_path = {found.path: found for found in files if found.kind in ("return", "register")}
    read = [found for found in files if found.path not in by_path]
    for link in [path for path in by_path if path.is_symlink()]:
        elsewhere = Refusal("it is a link to a file elsewhere", "Copy the file itself here.")
        read.append(replace(by_path.pop(link), refusal=elsewhere))
    with _nothing_goes_round(), Reader(passwords) as reader:
        for request, content in reader.read(by_path):
            found = _member(by_path[request.path], request)
            read.append(_with_records(found, content, pro_formas, vocabularies) if found.kind != "other" else found)
    return sorted(read, key=lambda found: _originals_first(PurePosixPath(found.name)))


@contextmanager
def _nothing_goes_round() -> Iterator[None]:
    """Without the search for rings of objects: there are none here, and among millions of cells it takes long."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _member(found: Found, request: Request) -> Found:
    """The file itself, or a member of the zip that it is, which is for the same purpose unless it is litter."""
    if not request.members:
        return found
    name = "/".join([found.name, *(m.replace("\\", "/").strip("/") for m in request.members)])
    litter = _classify(found.path, PurePosixPath("returns", *request.members)).kind == "other"
    return replace(found, name=name, kind="other" if litter else found.kind)


def _with_records(
    found: Found,
    sheets: list[Sheet] | Refusal,
    pro_formas: Mapping[str, ProForma],
    vocabularies: Mapping[str, Vocabulary],
) -> Found:
    if isinstance(sheets, Refusal):
        return replace(found, refusal=sheets)
    wanted = [found.register] if found.register else [n for n in pro_formas if n not in REGISTERS.values()]
    fitting = find_sheets([pro_formas[name] for name in wanted], sheets)
    if isinstance(fitting, Misfit):
        return replace(found, refusal=_misfit(fitting))
    some_visible = any(sheet.visible for sheet, _ in fitting)
    records, remarks = [], list[tuple[str, Remark]]()
    for sheet, pro_forma in fitting:
        hidden = "on a hidden sheet" if some_visible and not sheet.visible else ""
        of_sheet = read_records(pro_forma, sheet, vocabularies, sheets)
        records += [replace(r, hidden=hidden or r.hidden) for r in of_sheet]
        remarks += [(sheet.name, remark) for remark in _remarks(sheet, of_sheet)]
    return _filled(replace(found, remarks=tuple(remarks)), records)


def _remarks(sheet: Sheet, records: Sequence[Record]) -> Iterator[Remark]:
    """What is to be said of a sheet that is a pro forma: its own remarks, and that hidden rows of a form were read."""
    yield from sheet.remarks
    if sheet.hidden_rows and len(records) == 1 and records[0].row == 1:
        rows = ", ".join(str(r + 1) for r in sorted(sheet.hidden_rows)[:10])
        yield Remark("", f"read although hidden: what stands in row {rows}", "Check that these answers count.")


def _filled(found: Found, records: list[Record]) -> Found:
    """The records that hold anything; a form with nothing filled in is refused as that."""
    filled = tuple(r for r in records if any(a.value is not None for a in r.answers.values()))
    refusal = None
    if not filled and found.kind == "return":
        refusal = Refusal("the form is there but nothing is filled in", "Ask for it to be sent again.")
    return replace(found, records=filled, refusal=refusal)


def _misfit(misfit: Misfit) -> Refusal:
    if misfit.found == 0:
        reason = f"no sheet in it is the pro forma {misfit.pro_forma}: none of its labels was found"
    else:
        missing = ", ".join(f'"{label}"' for label in misfit.missing[:4])
        reason = (
            f"no sheet in it is the pro forma {misfit.pro_forma}: the closest, {misfit.closest_sheet!r}, has "
            f"{misfit.found} of its {misfit.expected} labels; among the missing are {missing}"
        )
    return Refusal(reason, "If it is a return, put the labels back as on the blank form; otherwise move it elsewhere.")
