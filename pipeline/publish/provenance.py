"""What a version was made from, for whoever has to answer for it later: digests and names of programs, nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline.config import Round
from pipeline.manifest import Manifest, source_in_words
from pipeline.publish.on_site import Version
from pipeline.publish.signing import SignOff
from pipeline.workspace import Workspace, packaged

__all__ = ["checksums", "provenance"]

# what people put in; the key is among a round's sources too, and even its digest is nobody's business
_INPUTS = ("returns", "settings", "commentary", "published", "council", "notebook", "template", "theme")
_LOCK = packaged("requirements.lock")


def provenance(workspace: Workspace, round_: Round, made: Version, signed: Iterable[SignOff]) -> dict[str, Any]:
    """A version's ``provenance.json``: no path of a machine, no name of a return, no person."""
    manifest = Manifest.of(workspace, round_.id)
    return {
        "round": round_.id,
        "version": made.number,
        "published": made.published.isoformat(),
        "note": made.note,
        "synthetic": round_.synthetic,
        "disclosure_profile": round_.disclosure_profile,
        "signed_by": [{"role": s.role, "date": s.date.isoformat()} for s in signed],
        "inputs": dict(sorted(_inputs(manifest))),
        "caseaudit": _version(),
        "code_sha256": manifest.digests.of("code"),
        "requirements_lock_sha256": hashlib.sha256(_LOCK.read_bytes()).hexdigest() if _LOCK.is_file() else None,
        "engine": manifest.engine,
    }


def checksums(version_: Version) -> str:
    """A ``SHA256SUMS``, as ``sha256sum --check`` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(version_.files.items()))


def _inputs(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """What people put in, as it was when the public edition was made, in words with its digest."""
    for record in manifest.records.values():
        if record.asked.get("edition") in (None, "public"):
            for source, digest in record.made_from.items():
                if source.split(":")[0] in _INPUTS:
                    yield source_in_words(source), digest


def _version() -> str | None:
    try:
        return version("caseaudit")
    except PackageNotFoundError:
        return None
