"""The folders of a workspace, and of each round in it: the only place that spells one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.workspace.shipped import notebook_to_run, packaged

__all__ = ["EDITIONS", "RoundPaths", "Workspace", "as_at_day"]

EDITIONS = ("internal", "public")
_ROUND_ID = re.compile(r"\d{4}-\d{2}(-[a-z0-9]+)*", re.ASCII)


def as_at_day(text: str | None) -> date | None:
    """The day that ``--as-at`` or a notebook's ``as_at`` names, None for none; ConfigurationError if it is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f'"{text}" is no day: write it as 2017-12-31.') from error


@dataclass(frozen=True)
class Workspace:
    """A folder of rounds and what was made of them."""

    root: Path

    @classmethod
    def at(cls, folder: Path | str) -> Workspace:
        """The workspace in ``folder``; ConfigurationError if there is no such folder."""
        root = Path(folder).expanduser().resolve()
        if not root.is_dir():
            raise ConfigurationError(f"There is no folder {folder}. Name an existing one with --workspace.")
        return cls(root)

    @property
    def raw(self) -> Path:
        """What came in, never edited."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """The tables of all rounds."""
        return self.root / "data" / "processed"

    @property
    def council(self) -> Path:
        """The council's own settings."""
        return self.root / "data" / "council"

    @property
    def brand(self) -> Path:
        """The council's own colours, where it has any."""
        return self.council / "_brand.yml"

    @property
    def built(self) -> Path:
        """The Quarto projects of all rounds."""
        return self.root / "reports" / "build"

    @property
    def internal(self) -> Path:
        """Finished internal documents of all rounds."""
        return self.root / "reports" / "internal"

    @property
    def published(self) -> Path:
        """The public site and nothing else."""
        return self.root / "reports" / "published"

    @property
    def ledger(self) -> Path:
        """The public ledger: each number that was ever published, a line of JSON each."""
        return self.published / "ledger.jsonl"

    def round(self, round_id: str, as_at: date | None = None) -> RoundPaths:
        """The folders of one round; ConfigurationError for an id that could leave the workspace."""
        if not _ROUND_ID.fullmatch(round_id):
            raise ConfigurationError(
                f'"{round_id}" is no round id: an id is a year and a month, and words after it where needed, '
                "such as 2017-12 or 2012-11-all-cases."
            )
        return RoundPaths(self, round_id, as_at)

    def round_ids(self) -> list[str]:
        """The rounds that have a folder in ``data/raw``, in order of time."""
        folders = self.raw.iterdir() if self.raw.is_dir() else ()
        return sorted(f.name for f in folders if f.is_dir() and _ROUND_ID.fullmatch(f.name))

    def own_or_packaged(self, *parts: str) -> Path:
        """``notebooks/01_clean_returns.ipynb`` and the like: the workspace's file if there is one, else ours."""
        own = self.root.joinpath(*parts)
        path = own if own.exists() else packaged(*parts)
        if path.exists():
            return path
        raise ConfigurationError(f"{'/'.join(parts)} is missing from the workspace and from the package; reinstall it.")

    def notebook(self, name: str) -> Path:
        """The notebook that a run executes: the workspace's own, else ours.

        A copy that ``new-workspace`` made is the workspace's own once what its cells say was changed; until then it is
        there to be looked at. ConfigurationError where ours has changed since such a copy was made.
        """
        return notebook_to_run(
            self.own_or_packaged("notebooks", f"{name}.ipynb"), packaged("notebooks", f"{name}.ipynb")
        )


@dataclass(frozen=True)
class RoundPaths:
    """The folders of one round, as at one date if that was asked for."""

    workspace: Workspace
    round_id: str
    as_at: date | None = None

    def _made(self, *parts: str) -> Path:
        folder = self.workspace.root.joinpath(*parts, self.round_id)
        return folder / f"as-at-{self.as_at.isoformat()}" if self.as_at else folder

    @property
    def raw(self) -> Path:
        """What came in for this round."""
        return self.workspace.raw / self.round_id

    @property
    def settings(self) -> Path:
        """The round's ``round.yml``."""
        return self.raw / "round.yml"

    @property
    def figures_published(self) -> Path:
        """Figures that were published for this round elsewhere."""
        return self.raw / "published.yml"

    @property
    def commentary(self) -> Path:
        """The human words of the round."""
        return self.raw / "commentary.md"

    @property
    def approvals(self) -> Path:
        """What a person approved for its public edition."""
        return self.raw / "approvals.yml"

    @property
    def sign_off(self) -> Path:
        """Who signed the public edition, by role."""
        return self.raw / "sign_off.yml"

    @property
    def kept_views(self) -> Path:
        """Charts and tables that an analyst kept for the commentary."""
        return self.raw / "views"

    @property
    def processed(self) -> Path:
        """Tables, ``problems.csv``, executed notebooks, manifest."""
        return self._made("data", "processed")

    @property
    def executed(self) -> Path:
        """The notebooks as they were run."""
        return self.processed / "notebooks"

    @property
    def manifest(self) -> Path:
        """What the tables were made from."""
        return self.processed / "manifest.json"

    @property
    def statements(self) -> Path:
        """What the round says in public, and what was said of it elsewhere, as lines for the public ledger."""
        return self.processed / "statements.jsonl"

    @property
    def protection(self) -> Path:
        """What was found when the round was protected."""
        return self.processed / "protection.json"

    @property
    def internal(self) -> Path:
        """Finished internal documents."""
        return self._made("reports", "internal")

    @property
    def published(self) -> Path:
        """This round on the public site."""
        return self.workspace.published / self.round_id

    def build(self, edition: str) -> Path:
        """The Quarto project that a run makes for one edition."""
        return self._made("reports", "build") / edition
