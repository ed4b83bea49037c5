"""Which files a round's folder holds, what each is for, and the records in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline.config import Vocabulary
from pipeline.forms import Misfit, ProForma, Record, find_sheets, read_records
from pipeline.intake.containers import Refusal, read_workbook

__all__ = ["Found", "find_files", "read_found"]

Kind = Literal["return", "register", "settings", "words", "other"]
_SETTINGS = {"round.yml", "published.yml", "approvals.yml", "sign_off.yml", "review.xlsx"}
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
    """One file: its path below the round's folder as received, what it is for, and what was read in it."""

    path: Path
    name: str
    kind: Kind
    register: str | None = None
    records: tuple[Record, ...] = ()
    refusal: Refusal | None = None


def find_files(folder: Path) -> list[Found]:
    """Every file below the round's folder, in order of name; "audit.xlsx" before its copy "audit (1).xlsx"."""
    files = sorted((p for p in folder.rglob("*") if p.is_file() or p.is_symlink()), key=_originals_first)
    return [_classify(path, path.relative_to(folder)) for path in files]


def _originals_first(path: Path) -> tuple[str, str, int, str]:
    original = re.sub(r"( ?\(\d+\)| - copy)+$", "", path.stem.lower())
    return path.parent.as_posix(), original, len(path.name), path.name


def _classify(path: Path, below: Path) -> Found:
    name = below.as_posix()
    if below.name.startswith((".", "~$")) or below.name.lower() in ("thumbs.db", "desktop.ini"):
        return Found(path, name, "other")  # left behind by Office or the file manager
    if len(below.parts) == 1:
        if below.name in _SETTINGS:
            return Found(path, name, "settings")
        if below.suffix.lower() == ".md":
            return Found(path, name, "words")
    if below.parts[0].lower() == "blank":
        return Found(path, name, "settings")  # the blank forms that new-round puts there
    part = (below.parts[0] if len(below.parts) > 1 else below.stem).lower()
    if part in REGISTERS:
        return Found(path, name, "register", REGISTERS[part])
    return Found(path, name, "return")


def read_found(found: Found, pro_formas: Mapping[str, ProForma], vocabularies: Mapping[str, Vocabulary]) -> Found:
    """``found`` with the records of the pro formas that its sheets are, or with the refusal that says why none is."""
    if found.kind not in ("return", "register"):
        return found
    if found.path.is_symlink():
        return replace(found, refusal=Refusal("it is a link to a file elsewhere", "Copy the file itself here."))
    sheets = read_workbook(found.path)
    if isinstance(sheets, Refusal):
        return replace(found, refusal=sheets)
    wanted = [found.register] if found.register else [n for n in pro_formas if n not in REGISTERS.values()]
    fitting = find_sheets([pro_formas[name] for name in wanted], sheets)
    if isinstance(fitting, Misfit):
        return replace(found, refusal=_misfit(fitting))
    some_visible = any(sheet.visible for sheet, _ in fitting)
    records = [
        replace(record, hidden=some_visible and not sheet.visible)
        for sheet, pro_forma in fitting
        for record in read_records(pro_forma, sheet, vocabularies, sheets)
    ]
    return _filled(found, records)


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
