"""What the site knows of a round: its versions, newest last, each with its files; ``about.json`` beside them."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from pydantic import Field as Setting
from pydantic import ValidationError

from pipeline.config.files import Settings
from pipeline.errors import GateError
from pipeline.store import PUBLIC, write_text
from pipeline.workspace import Workspace

__all__ = [
    "Document",
    "File",
    "OnSite",
    "Version",
    "Withdrawal",
    "known_round",
    "known_rounds",
    "put",
    "refuse_unknown",
]

_ABOUT = "about.json"


class File(Settings):
    """A file of a version: its name, its size in bytes, its digest."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> File:
        """A file as it lies there."""
        data = path.read_bytes()
        return cls(name=path.name, size=len(data), sha256=hashlib.sha256(data).hexdigest())


class Document(Settings):
    """A document in the formats that it has."""

    title: str
    about: str
    files: tuple[File, ...]


class Version(Settings):
    """What was published at one time; ``note``: why it takes the place of the one before."""

    number: int = Setting(ge=1)
    published: dt.date
    note: str | None = None
    documents: tuple[Document, ...]

    @property
    def files(self) -> dict[str, str]:
        """Name → digest of its files."""
        return {file.name: file.sha256 for document in self.documents for file in document.files}


class Withdrawal(Settings):
    """That the files of a round were taken away, and why."""

    on: dt.date
    why: str


class OnSite(Settings):
    """A round on the site. The files of its last version lie in its folder, those before it in ``v1``, ``v2`` …"""

    round: str
    title: str
    period: str
    period_last: dt.date
    summary: tuple[str, ...]
    synthetic: bool
    versions: tuple[Version, ...] = Setting(min_length=1)
    withdrawn: Withdrawal | None = None

    @property
    def last(self) -> Version:
        """The version that holds."""
        return self.versions[-1]


def known_round(site: Path, round_id: str) -> OnSite | None:
    """What a site knows of a round; None where it is not there, or another version of caseaudit put it there."""
    try:
        return OnSite.model_validate_json((site / round_id / _ABOUT).read_bytes())
    except (OSError, ValidationError):
        return None


def known_rounds(site: Path) -> list[OnSite]:
    """All rounds that a site knows, newest first."""
    found = [known_round(site, about.parent.name) for about in site.glob(f"[!.]*/{_ABOUT}")]
    return sorted((r for r in found if r is not None), key=lambda r: (r.period_last, r.round), reverse=True)


def put(site: Path, round_: OnSite) -> None:
    """Write what a site knows of a round."""
    write_text(site / round_.round / _ABOUT, round_.model_dump_json(indent=2) + "\n", PUBLIC)


def refuse_unknown(workspace: Workspace, round_id: str) -> None:
    """GateError if the index could not list another round of the site: another version of caseaudit put it there."""
    others = sorted(f.parent.name for f in workspace.published.glob(f"[!.]*/{_ABOUT}") if f.parent.name != round_id)
    unknown = [name for name in others if known_round(workspace.published, name) is None]
    if unknown:
        folders = " and ".join(str(workspace.published / name) for name in unknown)
        first = f"First publish it again with: caseaudit publish {unknown[0]}, or take {folders} away."
        if len(unknown) > 1:
            first = f"Take {folders} away, and publish these rounds again after this one."
        raise GateError(
            f"The index of the site cannot list {' and '.join(unknown)}, as published by another version of "
            f"caseaudit. Nothing was changed. {first}"
        )
