"""The records of a round: what each step of a run was made from and made; kept in its ``manifest.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipeline.manifest.digests import NOTHING, Digests
from pipeline.manifest.sources import source_in_words
from pipeline.store import read_json, write_json
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["Manifest", "Record"]


@dataclass(frozen=True)
class Record:
    """What one step was made from and what it made, each by source → digest, and what it was asked for."""

    made_from: Mapping[str, str]
    made: Mapping[str, str]
    asked: Mapping[str, Any]


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
            if now == NOTHING or (now != record.made.get(source) and not source.startswith("project:")):
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
