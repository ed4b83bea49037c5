"""Whether the tables of a round are still what its folder, settings and code would give."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from pipeline.config import Round
from pipeline.store import fingerprint, read_json, write_json
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["is_fresh", "note_engine", "note_tables"]

_CODE = Path(__file__).resolve().parent.parent
_NEEDED = ("measures", "measures_public")


def is_fresh(workspace: Workspace, round_: Round) -> bool:
    """True if the tables a later round needs are there and were made from the same content by the same code."""
    paths = workspace.round(round_.id)
    manifest = read_json(paths.manifest)
    needed = _NEEDED if round_.synthetic else _NEEDED[:1]
    if not manifest or not all((paths.processed / f"{name}.parquet").is_file() for name in needed):
        return False
    return bool(manifest.get("made_from") == _made_from(workspace, round_))


def note_tables(workspace: Workspace, round_: Round, as_at: date | None, *, whole: bool) -> None:
    """Note what the tables of a round were made from; nothing while they are being made anew. Digests, no file name."""
    _note(workspace.round(round_.id, as_at), made_from=_made_from(workspace, round_) if whole else None)


def note_engine(paths: RoundPaths, engine: str) -> str | None:
    """Note which engine rendered the round's documents; the one that did so before, None if none did."""
    before = read_json(paths.manifest) or {}
    _note(paths, engine=engine)
    return before.get("engine")


def _note(paths: RoundPaths, **facts: object) -> None:
    known = read_json(paths.manifest) or {}
    write_json(paths.manifest, known | {"round": paths.round_id, "as_at": paths.as_at} | facts)


def _made_from(workspace: Workspace, round_: Round) -> dict[str, str]:
    """A digest each of the round's folder, the council's settings, the notebooks and the code."""
    notebooks = workspace.own_or_packaged("notebooks", "01_clean_returns.ipynb").parent
    return {
        "returns": _digest([workspace.round(round_.id).raw], workspace.root),
        "council": _digest([workspace.council], workspace.root),
        "notebooks": _digest([notebooks], notebooks),
        "code": _digest([_CODE], _CODE),
    }


def _digest(paths: list[Path], base: Path) -> str:
    listed = fingerprint([p for p in paths if p.exists()], base)
    return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()
