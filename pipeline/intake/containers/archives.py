"""Zips of returns: the members that are to be read, and a refusal for each that must not be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.intake.containers.packages import BAD_ZIP, LARGEST, Package
from pipeline.intake.containers.refusals import Refusal, damaged

__all__ = ["Archive", "Member", "list_members", "read_member"]

_MOST = 20_000
_EMPTY = Refusal("the zip is empty", "Ask for it to be sent again.")
_TOO_MANY = Refusal(f"there are more than {_MOST} files in the zip", "Send the returns in smaller zips.")


@dataclass(frozen=True)
class Member:
    """A file in a zip: its name and size as the zip says, and why it cannot be read if it cannot."""

    name: str
    size: int
    refusal: Refusal | None


@dataclass(frozen=True)
class Archive:
    """A zip of files, in the order of their names."""

    members: tuple[Member, ...]


def list_members(package: Package) -> Archive | Refusal:
    """The files in a zip; the folders in it are no members."""
    parts = [part for part in package.zip.infolist() if not part.filename.endswith(("/", "\\"))]
    if len(parts) > _MOST:
        return _TOO_MANY
    names: dict[str, Member] = {}
    for part in parts:
        refusal = _unsafe(part.filename)
        if refusal is None and part.flag_bits & 1:
            refusal = Refusal("it is protected with the password of the zip", "Unpack it into the returns folder.")
        if part.filename in names:
            refusal = Refusal("two files in the zip have this name", "Unpack the zip, rename one, and send both.")
        if part.file_size > LARGEST:
            refusal = Refusal("it is too large to be a return", "If it is one, ask for it to be saved again.")
        names[part.filename] = Member(part.filename, part.file_size, refusal)
    return Archive(tuple(sorted(names.values(), key=lambda m: m.name.lower()))) if names else _EMPTY


def _unsafe(name: str) -> Refusal | None:
    forward = name.replace("\\", "/")
    if forward.startswith("/") or re.match(r"[A-Za-z]:", forward):
        return Refusal("its name in the zip is a place on the sender's computer", "Make the zip again from a folder.")
    if ".." in PurePosixPath(forward).parts:
        return Refusal("its name in the zip leads out of the zip (..)", "Make the zip again from a folder.")
    return None


def read_member(package: Package, name: str) -> bytes | Refusal:
    """The content of one member."""
    try:
        return package.zip.read(name)
    except BAD_ZIP as error:
        return damaged(f"in the zip: {error}")
    except KeyError:
        return damaged("it is no longer in the zip")
