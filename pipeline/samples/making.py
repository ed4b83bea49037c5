"""The sample rounds on disk: settings, returns, registers and words of each, in place of what an earlier run made."""

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
from pipeline.errors import ConfigurationError
from pipeline.forms import ProForma, fill, load_pro_forma
from pipeline.samples.answers import Action, Form, fill_in, require_actions
from pipeline.samples.audits import Audit, invent_audits
from pipeline.samples.chance import month_name, stream
from pipeline.samples.mess import mess_up_answers, mess_up_book
from pipeline.samples.names import file_names
from pipeline.samples.plans import HERE, SamplePlan, caseload, folder, load_plan, sample_rounds
from pipeline.samples.registers import concern_rows, moderation_rows, outside_rows, tracker_rows
from pipeline.samples.sheets import mark_synthetic
from pipeline.samples.strays import BROKEN_WORKBOOK, NOTES, rota
from pipeline.samples.words import Words, slots_for
from pipeline.store import replacing, save_workbook, write_text
from pipeline.workspace import Workspace

__all__ = ["make_samples"]

_OURS = Workspace(HERE)  # has no settings of its own: the packaged ones, whatever a council has put in their place
_PUBLIC = 0o644
_WORDS = ("round.yml", "commentary.md", "published.yml")
_BROKEN_IN = "2017-09"


def make_samples(workspace: Workspace, rounds: Sequence[str] | None = None) -> list[Path]:
    """Write the sample rounds, all or those named, into ``data/raw``; the files written, in order.

    What an earlier run wrote is replaced, and nothing of it is left behind; a person's own decisions (``review.xlsx``,
    ``approvals.yml``, ``sign_off.yml``) stay. ConfigurationError for a round that is no sample, and for a folder of
    that name that holds anything but a synthetic round.
    """
    chosen = sample_rounds() if rounds is None else tuple(dict.fromkeys(rounds))
    for round_id in chosen:
        folder(round_id)
        _refuse_real(workspace, round_id)
    return [path for round_id in chosen for path in _make(workspace, round_id)]


def _refuse_real(workspace: Workspace, round_id: str) -> None:
    """Case files of real children are never replaced by invented ones."""
    paths = workspace.round(round_id)
    if not paths.raw.is_dir() or not any(paths.raw.iterdir()):
        return
    lines = paths.settings.read_text(encoding="utf-8").splitlines() if paths.settings.is_file() else []
    if "synthetic: true" not in lines:
        raise ConfigurationError(
            f"{paths.raw} holds a round that is not marked as synthetic, so the sample of that name was not made. "
            "Make the samples in another workspace."
        )


def _make(workspace: Workspace, round_id: str) -> list[Path]:
    maker = Maker(workspace.round(round_id).raw, *load_plan(round_id))
    maker.write_words()
    maker.write_registers()
    maker.write_returns()
    maker.write_strays()
    maker.remove_leftovers()
    return sorted(maker.written)


@dataclass
class Maker:
    """One sample round under construction: everything it holds follows from its plan."""

    target: Path
    round: Round
    plan: SamplePlan
    written: list[Path] = field(default_factory=list)

    @cached_property
    def lists(self) -> dict[str, Vocabulary]:
        """The words behind the drop-downs: packaged ones, the scheme's grades, the invented council's teams."""
        teams = Vocabulary("team", tuple(Term(h.team, h.team) for h in caseload()))
        services = Vocabulary("service", tuple(Term(s, s) for s in dict.fromkeys(h.service for h in caseload())))
        grades = load_scheme(_OURS, self.round.scheme).vocabulary
        return load_vocabularies(_OURS) | {"team": teams, "service": services, "grade": grades}

    @cached_property
    def audits(self) -> list[Audit]:
        """The audits, in order of date."""
        return invent_audits(self.round, self.plan)

    @cached_property
    def words(self) -> Words:
        """The sentences of this round."""
        return Words(stream(self.round.id, "words"))

    @cached_property
    def filled(self) -> list[tuple[Audit, list[Action], Form]]:
        """Every audit with the actions it requires and its form, before people's mess."""
        made = []
        for audit in self.audits:
            rng = stream(self.round.id, audit.case.ref)
            slots = slots_for(audit.case.age_band, audit.case.plan_type, rng)
            actions = require_actions(audit, self.words, slots, rng)
            focus = self.round.focus_theme or "assessment"
            made.append((audit, actions, fill_in(audit, actions, self.words, slots, self.lists, focus, rng)))
        return made

    def write_words(self) -> None:
        """The settings, the commentary, and what was published where something was."""
        for name in _WORDS:
            source = folder(self.round.id) / name
            if source.is_file():
                self._text(self.target / name, source.read_text(encoding="utf-8"))

    def write_registers(self) -> None:
        """Moderation, cases of concern, the tracker, and other sources."""
        required = [(audit, actions) for audit, actions, _ in self.filled]
        concerns = concern_rows(self.audits, self.round.reported, stream(self.round.id, "concerns"))
        rng = stream(self.round.id, "tracker")
        tracker = tracker_rows(required, concerns, self.round.reported, Words(rng), self.lists, rng)
        self._register("moderation.xlsx", "moderation", moderation_rows(self.audits, self.lists))
        self._register("concerns.xlsx", "concerns", concerns)
        self._register("actions.xlsx", "action-tracker", tracker)
        for name, findings in self.plan.sources.items():
            self._register(f"sources/{name}", "outside-findings", outside_rows(findings, self.lists))

    def write_returns(self) -> None:
        """One workbook an audit, as people send them; one of them is sent twice."""
        pro_forma = load_pro_forma(_OURS, self.round.pro_formas[0].name)
        forms = mess_up_answers(
            [form for _, _, form in self.filled],
            [audit.case.ref for audit in self.audits],
            self.round.id,
            sample_rounds().index(self.round.id),
        )
        names = file_names(self.audits, self.round.id)
        for n, (audit, form, name) in enumerate(zip(self.audits, forms, names, strict=True)):
            book = self._filled_book(pro_forma, form.answers, form.groups)
            mess_up_book(book, pro_forma, self.round.id, n, len(forms))
            self._workbook(book, self.target / "returns" / f"{name}.xlsx", audit.audit_date)
        twice = stream(self.round.id, "sent twice").choice(names)
        original = self.target / "returns" / f"{twice}.xlsx"
        self._bytes(original.with_name(f"{twice} (1).xlsx"), original.read_bytes())

    def write_strays(self) -> None:
        """What lies among the returns and is none."""
        returns = self.target / "returns"
        self._text(returns / "notes for auditors.txt", NOTES)
        self._workbook(
            rota(self.audits),
            returns / f"audit rota {month_name(self.round.period.first)}.xlsx",
            self.round.period.first,
        )
        if self.round.id == _BROKEN_IN:
            self._bytes(returns / "Core audit (sent from phone).xlsx", BROKEN_WORKBOOK)

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

    def _filled_book(self, pro_forma: ProForma, answers: Mapping[str, Any], groups: Mapping[str, Any]) -> Workbook:
        book = fill(pro_forma, self.lists, answers, groups)
        mark_synthetic(book, "E2")
        return book

    def _register(self, name: str, form: str, rows: Sequence[Mapping[str, Any]]) -> None:
        book = fill(load_pro_forma(_OURS, form), self.lists, rows)
        mark_synthetic(book, "A2")
        self._workbook(book, self.target / name, self.round.reported)

    def _workbook(self, book: Workbook, path: Path, stamp: date) -> None:
        self._write(path, lambda: save_workbook(book, path, stamp, _PUBLIC))

    def _text(self, path: Path, text: str) -> None:
        self._write(path, lambda: write_text(path, text, _PUBLIC))

    def _bytes(self, path: Path, content: bytes) -> None:
        with replacing(path, _PUBLIC) as scratch:
            scratch.write_bytes(content)
        self.written.append(path)

    def _write(self, path: Path, write: Callable[[], None]) -> None:
        write()
        self.written.append(path)
