"""The manifest of a round: what each step of a run was made from and made, by content; so that nothing stale is used.

A step is done again only if the content of something that it reads has changed, or if what it made is gone or was
changed. Times of files are never looked at. What a step reads is named by *sources*, short texts such as
``returns:2017-12`` or ``table:2017-12:measures``; this module alone knows which files they stand for.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.config import Round
from pipeline.errors import StoreError
from pipeline.store import fingerprint, read_json, write_json
from pipeline.workspace import RoundPaths, Workspace

__all__ = [
    "Digests",
    "Manifest",
    "Record",
    "documents_are_fresh",
    "finished_files",
    "placed",
    "refuse_stale_tables",
    "source_in_words",
    "table_source",
]

_CODE = Path(__file__).resolve().parent
# What is in a round's folder and no return: what people write and keep, and what was published elsewhere.
_WORDS = ("commentary.md", "published.yml", "approvals.yml", "sign_off.yml", "views")
_IN_WORDS = {
    "returns": "the returns or settings of {0}",
    "settings": "the settings of {0}",
    "commentary": "the commentary or approvals of {0}",
    "published": "published.yml of {0}",
    "council": "the council's own settings",
    "code": "caseaudit itself",
    "packages": "the installed packages",
    "key": "the key for pseudonyms",
    "notebook": "notebook {0}",
    "template": "the template {0}",
    "theme": "the theme",
    "engine": "the rendering engine",
    "ledger": "the public ledger on {0}",
    "protection": "what {0} may say in public",
    "table": "the table {1} of {0}",
    "project": "the {1} of {0} as written",
    "workbook": "the data tables of the {1} of {0}",
    "file": "the finished {1} of {0}",
}


def table_source(round_id: str, name: str, as_at: date | None = None) -> str:
    """The source that is a table of a round, as at a day if one is given."""
    return f"table:{placed(round_id, as_at)}:{name}"


def placed(round_id: str, as_at: date | None) -> str:
    """A round in a source: its id, and the day that it is as at if there is one."""
    return f"{round_id}@{as_at.isoformat()}" if as_at else round_id


def source_in_words(source: str) -> str:
    """A source as a person calls it: "the returns or settings of 2017-12"."""
    kind, *rest = source.split(":")
    return _IN_WORDS[kind].format(*rest) if rest else _IN_WORDS[kind]


@dataclass(frozen=True)
class Record:
    """What one step was made from and what it made, each by source → digest, and what it was asked for."""

    made_from: Mapping[str, str]
    made: Mapping[str, str]
    asked: Mapping[str, Any]


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


@dataclass
class Manifest:
    """The records of one round, as at one day if that was asked for: read once, written after each step."""

    paths: RoundPaths
    digests: Digests
    records: dict[str, Record] = field(default_factory=dict)
    engine: str | None = None

    @classmethod
    def of(
        cls, workspace: Workspace, round_id: str, as_at: date | None = None, digests: Digests | None = None
    ) -> Manifest:
        """The manifest as it lies on disk; an empty one if there is none or it is damaged."""
        paths = workspace.round(round_id, as_at)
        known = read_json(paths.manifest) or {}
        steps = known.get("steps", {}) if isinstance(known, dict) else {}
        records = {name: Record(**content) for name, content in steps.items()}
        engine = known.get("engine") if isinstance(known, dict) else None
        return cls(paths, digests or Digests(workspace), records, engine)

    def why(self, step: str, reads: Iterable[str], makes: Iterable[str], asked: Mapping[str, Any]) -> str | None:
        """Why a step has to be done, in words; None if all is as it was."""
        record = self.records.get(step)
        if record is None:
            return "it has not been done yet"
        if dict(record.asked) != dict(asked):
            return "it was asked for otherwise"
        changed = [s for s in reads if record.made_from.get(s) != self.digests.of(s)]
        if changed or set(record.made_from) != set(reads):
            named = dict.fromkeys(source_in_words(s) for s in changed)
            return f"changed: {', '.join(named)}" if named else "it reads something else now"
        for source in makes:
            now = self.digests.of(source)
            # a document may be edited by hand before it is rendered, so it only has to be there
            if now == _NOTHING or (now != record.made.get(source) and not source.startswith("project:")):
                return f"{source_in_words(source)} is gone or was changed"
        return None

    def note(self, step: str, reads: Iterable[str], makes: Iterable[str], asked: Mapping[str, Any]) -> None:
        """Keep the record of a step that was just done."""
        self.digests.look_again(makes)
        made_from, made = ({s: self.digests.of(s) for s in sources} for sources in (reads, makes))
        self.records[step] = Record(made_from, made, dict(asked))
        self._write()

    def forget(self, step: str) -> None:
        """A step is being done anew: until it has ended its record holds for nothing."""
        if self.records.pop(step, None) is not None:
            self._write()

    def note_engine(self, engine: str) -> str | None:
        """Note what rendered the documents; what did so before."""
        before, self.engine = self.engine, engine
        if before != engine:
            self._write()
        return before

    def _write(self) -> None:
        steps = {name: {"made_from": r.made_from, "made": r.made, "asked": r.asked} for name, r in self.records.items()}
        write_json(self.paths.manifest, {"round": self.paths.round_id, "engine": self.engine, "steps": steps})


def documents_are_fresh(workspace: Workspace, round_: Round, edition: str) -> bool:
    """True if the documents of an edition were made, and everything they were made from is what it was.

    But for the public ledger, which grows with each publication: the gate asks what that changes.
    """
    manifest = Manifest.of(workspace, round_.id)
    mine = {n: r for n, r in manifest.records.items() if r.asked.get("edition") in (None, edition)}
    rendered = {r.asked["document"] for n, r in mine.items() if n.startswith("rendering")}
    if not set(round_.reports) <= rendered:
        return False
    made_from = [(s, was) for r in mine.values() for s, was in r.made_from.items() if not s.startswith("ledger:")]
    return all(manifest.digests.of(source) == was for source, was in made_from)


def finished_files(workspace: Workspace, round_: Round, edition: str) -> dict[str, list[str]]:
    """Document → the names of the files that it was last rendered to; files of an earlier rendering are not among them.

    The documents stand in the order of ``round.yml``; after them the public explorer, where there is one.
    """
    rendered = [r for n, r in Manifest.of(workspace, round_.id).records.items() if n.startswith("rendering")]
    made = {r.asked["document"]: [s.split(":")[2] for s in r.made] for r in rendered if r.asked["edition"] == edition}
    return {document: made[document] for document in dict.fromkeys((*round_.reports, *made)) if document in made}


def refuse_stale_tables(workspace: Workspace, round_: Round) -> None:
    """StoreError if the tables of a round are there, and not what its returns and settings give by now."""
    manifest, measures = Manifest.of(workspace, round_.id), table_source(round_.id, "measures")
    tables = {
        name: record
        for name, record in manifest.records.items()
        if record.made and all(s.startswith("table:") and not s.endswith(":reconciliation") for s in record.made)
    }
    whys = [manifest.why(name, r.made_from, r.made, r.asked) for name, r in tables.items()]
    if not any(measures in r.made for r in tables.values()) and manifest.digests.of(measures) != _NOTHING:
        whys.append("the run that made them did not end")
    for why in filter(None, whys):
        raise StoreError(
            f"The tables of round {round_.id} are out of date ({why}). First run: caseaudit run {round_.id}"
        )


_NOTHING = "nothing"


def _digest(workspace: Workspace, source: str) -> str:
    """The content that a source stands for, as a digest; ``_NOTHING`` where there is none."""
    kind, *rest = source.split(":")
    if kind == "code":
        return _code_digest()
    if kind == "packages":
        return _packages_digest()
    if kind == "key":
        return _key_digest(os.environ.get("CASEAUDIT_KEY", ""))
    if kind == "engine":
        return _text_digest(f"{rest[0]} {_quarto_found()}")
    if kind == "ledger":
        return _ledger_digest(workspace.ledger, rest[0])
    return _files_digest(_files(workspace, kind, rest), workspace.root)


def _files(workspace: Workspace, kind: str, rest: list[str]) -> list[Path]:
    """The files behind a source."""
    if kind == "council":
        return [workspace.council]
    if kind == "notebook":
        return [workspace.notebook(rest[0])]
    if kind == "template":
        return [workspace.own_or_packaged("reports", "templates", _template_name(rest[0]))]
    if kind == "theme":
        return [workspace.own_or_packaged("reports", "theme"), workspace.brand]
    round_id, _, day = rest[0].partition("@")
    paths = workspace.round(round_id, date.fromisoformat(day) if day else None)
    if kind == "returns":
        return [f for f in sorted(paths.raw.glob("*")) if f.name not in _WORDS]
    if kind == "table":
        return [paths.processed / f"{rest[1]}.parquet"]
    if kind == "protection":
        return [paths.statements, paths.protection]
    if kind == "project":
        edition, document = rest[2], rest[1]
        folder = paths.build(edition)
        return [folder / f"{document}.qmd", folder / "_quarto.yml", folder / "figures" / document, folder / "theme"]
    if kind == "workbook":
        return [paths.build(rest[2]) / f"{rest[1]}_data.xlsx"]
    if kind == "file":
        folder = paths.internal if rest[2] == "internal" else paths.build(rest[2])
        return [folder / rest[1]]
    named = {
        "settings": ("round.yml",),
        "commentary": ("commentary.md", "approvals.yml"),
        "published": ("published.yml",),
    }
    views = [paths.kept_views] if kind == "commentary" else []
    return [*(paths.raw / name for name in named[kind]), *views]


def _template_name(name: str) -> str:
    """Templates are of Quarto documents, unless their name says of what; scripts and styles stand as they are."""
    if name.endswith((".js", ".css")):
        return name
    return f"{name}.jinja" if "." in name else f"{name}.qmd.jinja"


def _files_digest(files: list[Path], base: Path) -> str:
    there = [f for f in files if f.exists()]
    return _text_digest(json.dumps(fingerprint(there, base), sort_keys=True)) if there else _NOTHING


def _ledger_digest(ledger: Path, round_id: str) -> str:
    """The lines of the ledger that name a round: what is told of another changes nothing for it."""
    lines = ledger.read_text(encoding="utf-8").splitlines() if ledger.is_file() else []
    about = sorted(line for line in lines if f'"{round_id}"' in line)
    return _text_digest("\n".join(about)) if about else _NOTHING


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
    import platformdirs

    path = platformdirs.user_config_path("caseaudit") / "pseudonyms.key"
    if not secret and path.is_file():
        secret = path.read_text(encoding="utf-8").strip()
    return _text_digest(f"key {secret}") if secret else _NOTHING


def _quarto_found() -> str:
    """Which Quarto would render; by place and size, since asking it for its version takes longer than all the rest."""
    found = os.environ.get("QUARTO_PATH") or shutil.which("quarto")
    return f"{found} {Path(found).stat().st_size}" if found and Path(found).exists() else "none"
