"""Whether the tables of a round are still what its folder, settings and code would give."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from pipeline.config import Round
from pipeline.store import fingerprint, read_json, write_json
from pipeline.workspace import Workspace

__all__ = ["is_fresh", "write_manifest"]

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


def write_manifest(workspace: Workspace, round_: Round, as_at: date | None, engine: str | None = None) -> None:
    """Note what the tables were made from, and by which engine documents were rendered; digests only, no file name."""
    paths = workspace.round(round_.id, as_at)
    before = read_json(paths.manifest) or {}
    content = {
        "round": round_.id,
        "as_at": as_at,
        "made_from": before.get("made_from") if engine else _made_from(workspace, round_),
        "engine": engine or before.get("engine"),
    }
    write_json(paths.manifest, content)


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
