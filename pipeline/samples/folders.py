"""The folder of a sample round under construction: what is written into it, and what an earlier run left there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from pipeline.config import Term, Vocabulary, load_scheme, load_vocabularies
from pipeline.config.rounds import Round
from pipeline.forms import ProForma, fill, load_pro_forma
from pipeline.samples.answers import Form
from pipeline.samples.chance import stream
from pipeline.samples.plans import HERE, caseload, folder
from pipeline.samples.sheets import mark_synthetic
from pipeline.store import replacing, save_workbook, write_text
from pipeline.workspace import Workspace

__all__ = ["RoundFolder"]

_OURS = Workspace(HERE)  # has no settings of its own: the packaged ones, whatever a council has put in their place
_PUBLIC = 0o644
_WORDS = ("round.yml", "commentary.md", "published.yml")


@dataclass
class RoundFolder:
    """The folder of one sample round, the settings of the round, and the files written so far."""

    target: Path
    round: Round
    written: list[Path] = field(default_factory=list)

    @cached_property
    def lists(self) -> dict[str, Vocabulary]:
        """The words behind the drop-downs: packaged ones, the scheme's grades, the invented council's teams."""
        teams = Vocabulary("team", tuple(Term(h.team, h.team) for h in caseload()))
        services = Vocabulary("service", tuple(Term(s, s) for s in dict.fromkeys(h.service for h in caseload())))
        grades = load_scheme(_OURS, self.round.scheme).vocabulary
        return load_vocabularies(_OURS) | {"team": teams, "service": services, "grade": grades}

    def pro_forma(self, name: str) -> ProForma:
        """A packaged pro forma."""
        return load_pro_forma(_OURS, name)

    def write_words(self) -> None:
        """The settings, the commentary, and what was published where something was."""
        for name in _WORDS:
            source = folder(self.round.id) / name
            if source.is_file():
                self.write_text(name, source.read_text(encoding="utf-8"))

    def write_form(
        self, name: str, form: str, typed: Form, stamp: date, mess_up: Callable[[Workbook, ProForma], None]
    ) -> None:
        """A single-case form filled in, after what its sender did to it."""
        pro_forma = self.pro_forma(form)
        book = fill(pro_forma, self.lists, typed.answers, typed.groups)
        mark_synthetic(book, "E2")
        mess_up(book, pro_forma)
        self.write_workbook(name, book, stamp)

    def write_register(self, name: str, form: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A register that comes beside the returns."""
        book = fill(self.pro_forma(form), self.lists, rows)
        mark_synthetic(book, "A2")
        self.write_workbook(name, book, self.round.reported)

    def write_workbook(self, name: str, book: Workbook, stamp: date) -> None:
        """A workbook with ``stamp`` as its date."""
        self._write(name, lambda path: save_workbook(book, path, stamp, _PUBLIC))

    def write_text(self, name: str, text: str) -> None:
        """A text file."""
        self._write(name, lambda path: write_text(path, text, _PUBLIC))

    def write_bytes(self, name: str, content: bytes) -> None:
        """A file as it is."""
        with replacing(self.target / name, _PUBLIC) as scratch:
            scratch.write_bytes(content)
        self.written.append(self.target / name)

    def send_twice(self, names: Sequence[str]) -> None:
        """One of the returns, by name without ending, arrives a second time: the same bytes under "… (1)"."""
        twice = stream(self.round.id, "sent twice").choice(names)
        self.write_bytes(f"returns/{twice} (1).xlsx", (self.target / "returns" / f"{twice}.xlsx").read_bytes())

    def remove_leftovers(self) -> None:
        """Delete what an earlier run made and this one did not."""
        made = [
            *self.target.glob("returns/**/*"),
            *self.target.glob("sources/**/*"),
            *(self.target / n for n in _WORDS),
        ]
        for path in made:
            if path.is_file() and path not in self.written:
                path.unlink()

    def _write(self, name: str, write: Callable[[Path], None]) -> None:
        write(self.target / name)
        self.written.append(self.target / name)
