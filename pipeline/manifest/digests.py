"""Digests of sources: the content of what a step reads or makes, in 64 characters."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pipeline.manifest.sources import files_of
from pipeline.store import fingerprint
from pipeline.workspace import KEY_VARIABLE, Workspace, key_file

__all__ = ["NOTHING", "Digests"]

NOTHING = "nothing"  # the digest of what is not there
_CODE = Path(__file__).resolve().parents[1]


class Digests:
    """The digests of sources as a run first saw them: what a step was made from is what was there when it began.

    What a step makes is looked at again once it is done.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: dict[str, str] = {}

    def of(self, source: str) -> str:
        """The digest of a source."""
        if source not in self._seen:
            self._seen[source] = _digest(self._workspace, source)
        return self._seen[source]

    def look_again(self, sources: Iterable[str]) -> None:
        """These were made anew."""
        for source in sources:
            self._seen.pop(source, None)


def _digest(workspace: Workspace, source: str) -> str:
    """The content that a source stands for, as a digest; ``NOTHING`` where there is none."""
    kind, *rest = source.split(":")
    if kind == "code":
        return _code_digest()
    if kind == "packages":
        return _packages_digest()
    if kind == "key":
        return _key_digest(os.environ.get(KEY_VARIABLE, ""))
    if kind == "engine":
        return _text_digest(f"{rest[0]} {_quarto_found()}")
    if kind == "ledger":
        return _ledger_digest(workspace.ledger, rest[0])
    return _files_digest(files_of(workspace, source), workspace.root)


def _files_digest(files: list[Path], base: Path) -> str:
    there = [f for f in files if f.exists()]
    return _text_digest(json.dumps(fingerprint(there, base), sort_keys=True)) if there else NOTHING


def _ledger_digest(ledger: Path, round_id: str) -> str:
    """The lines of the ledger that name a round: what is told of another changes nothing for it."""
    lines = ledger.read_text(encoding="utf-8").splitlines() if ledger.is_file() else []
    about = sorted(line for line in lines if f'"{round_id}"' in line)
    return _text_digest("\n".join(about)) if about else NOTHING


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _code_digest() -> str:
    """The package's own code and settings; the same for as long as this process lives."""
    return _files_digest([_CODE], _CODE)


@cache
def _packages_digest() -> str:
    """Python and the name and version of everything that is installed beside this package."""
    installed = {name for folder in sys.path for name in _dist_infos(folder)}
    return _text_digest(" ".join([sys.version, *sorted(installed)]))


def _dist_infos(folder: str) -> list[str]:
    path = Path(folder)
    return [f.name for f in path.glob("*.dist-info")] if path.is_dir() else []


def _key_digest(secret: str) -> str:
    """Tells one key from another, and nothing about it: a key is long and random."""
    path = key_file()
    if not secret and path.is_file():
        secret = path.read_text(encoding="utf-8").strip()
    return _text_digest(f"key {secret}") if secret else NOTHING


def _quarto_found() -> str:
    """Which Quarto would render; by place and size, since asking it for its version takes longer than all the rest."""
    found = os.environ.get("QUARTO_PATH") or shutil.which("quarto")
    return f"{found} {Path(found).stat().st_size}" if found and Path(found).exists() else "none"
