"""Signing: who answers for the public edition of a round, by role and day, over exactly the text that was read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from pydantic import Field as Setting

from pipeline.compose import document_path
from pipeline.config import Round, formats_of
from pipeline.config.files import Settings, read_settings
from pipeline.errors import StoreError
from pipeline.store import load_table, write_text
from pipeline.workspace import Workspace

__all__ = ["SignOff", "add_signature", "signed_by"]


class SignOff(Settings):
    """That a role signed a text, named by its digest."""

    role: str = Setting(min_length=2)
    date: dt.date
    sha256: str = Setting(pattern=r"^[0-9a-f]{64}$")


class SignOffs(Settings):
    """A ``sign_off.yml``."""

    signed: tuple[SignOff, ...] = ()


def digest_of(workspace: Workspace, round_: Round) -> str:
    """The digest of what is signed: of each document as written, and of every figure that it prints."""
    paths = workspace.round(round_.id)
    told: list[object] = []
    for name in round_.reports:
        source = document_path(paths, "public", name)
        if not source.is_file():
            raise StoreError(f"{source} has not been made yet. First run: caseaudit run {round_.id}")
        told.append([name, hashlib.sha256(source.read_bytes()).hexdigest()])
        for part in (name, f"{name}_data") if "xlsx" in formats_of(name) else (name,):
            told.append([part, load_table(paths.processed / "public", "printed", part).astype(str).to_numpy().tolist()])
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def signed_by(workspace: Workspace, round_: Round) -> list[SignOff]:
    """Who signed the public edition as it is now; a signature under another text is none.

    ConfigurationError if sign_off.yml cannot be read.
    """
    path = workspace.round(round_.id).sign_off
    if not path.is_file():
        return []
    digest = digest_of(workspace, round_)
    return [s for s in read_settings(path, SignOffs).signed if s.sha256 == digest]


def add_signature(workspace: Workspace, round_: Round, role: str) -> SignOff:
    """Add a signature of today to the sign_off.yml of a round; those that are there stay as they are."""
    path = workspace.round(round_.id).sign_off
    if path.is_file():
        read_settings(path, SignOffs)
    kept = (
        path.read_text(encoding="utf-8").rstrip()
        if path.is_file()
        else "# Who signed, by role and day; no names.\nsigned:"
    )
    new = SignOff(role=role.strip(), date=dt.date.today(), sha256=digest_of(workspace, round_))
    entry = f"  - {{role: {json.dumps(new.role, ensure_ascii=False)}, date: {new.date}, sha256: {new.sha256}}}"
    write_text(path, f"{kept}\n{entry}\n")
    return new
