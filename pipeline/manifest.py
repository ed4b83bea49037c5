"""The manifest of a round: what its tables and documents were made from, by content; so that nothing stale is used."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.config import Round
from pipeline.store import fingerprint, read_json, write_json
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["documents_are_fresh", "note_documents", "note_tables", "tables_are_fresh"]

_CODE = Path(__file__).resolve().parent
_NEEDED = ("measures", "measures_public")


def tables_are_fresh(workspace: Workspace, round_: Round) -> bool:
    """True if the tables a later round needs are there and were made from the same content by the same code."""
    paths = workspace.round(round_.id)
    needed = _NEEDED if round_.synthetic else _NEEDED[:1]
    if not all((paths.processed / f"{name}.parquet").is_file() for name in needed):
        return False
    return bool(_known(paths).get("made_from") == _made_from(workspace, round_))


def documents_are_fresh(workspace: Workspace, round_: Round, edition: str) -> bool:
    """True if the documents of an edition were made from the same content, templates and code as there are now."""
    written: dict[str, object] = _known(workspace.round(round_.id)).get("written_from", {})
    return written.get(edition) == _written_from(workspace, round_)


def note_tables(workspace: Workspace, round_: Round, as_at: date | None, *, whole: bool) -> None:
    """Note what the tables of a round were made from; nothing while they are being made anew. Digests, no file name."""
    paths = workspace.round(round_.id, as_at)
    _note(paths, made_from=_made_from(workspace, round_) if whole else None)


def note_documents(workspace: Workspace, round_: Round, as_at: date | None, edition: str, engine: str) -> str | None:
    """Note what an edition was written from and what rendered it; the engine that did so before, None if none did."""
    paths = workspace.round(round_.id, as_at)
    before = _known(paths)
    written = before.get("written_from", {}) | {edition: _written_from(workspace, round_)}
    _note(paths, written_from=written, engine=engine)
    engine_before: str | None = before.get("engine")
    return engine_before


def _known(paths: RoundPaths) -> dict[str, Any]:
    return read_json(paths.manifest) or {}


def _note(paths: RoundPaths, **facts: object) -> None:
    write_json(paths.manifest, _known(paths) | {"round": paths.round_id, "as_at": paths.as_at} | facts)


def _made_from(workspace: Workspace, round_: Round) -> dict[str, str]:
    """A digest each of the round's folder, the council's settings, the notebooks and the code."""
    notebooks = workspace.own_or_packaged("notebooks", "01_clean_returns.ipynb").parent
    return {
        "returns": _digest(workspace.round(round_.id).raw),
        "council": _digest(workspace.council),
        "notebooks": _digest(notebooks),
        "code": _digest(_CODE),
    }


def _written_from(workspace: Workspace, round_: Round) -> dict[str, str]:
    """The same, and the templates and theme of the documents."""
    reports = {part: _digest(workspace.own_or_packaged("reports", part)) for part in ("templates", "theme")}
    return _made_from(workspace, round_) | reports


def _digest(folder: Path) -> str:
    listed = fingerprint([folder], folder) if folder.exists() else {}
    return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()
