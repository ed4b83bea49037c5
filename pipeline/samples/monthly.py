"""A monthly sample round: a workbook an audit, its registers, and what lies among the returns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from pipeline.samples.answers import Action, Form, fill_in, require_actions
from pipeline.samples.audits import Audit, invent_audits
from pipeline.samples.chance import month_name, stream
from pipeline.samples.folders import RoundFolder
from pipeline.samples.mess import mess_up_answers, mess_up_book
from pipeline.samples.names import file_names
from pipeline.samples.plans import SamplePlan, load_plan, monthly_rounds
from pipeline.samples.registers import concern_rows, moderation_rows, outside_rows, tracker_rows
from pipeline.samples.strays import BROKEN_WORKBOOK, NOTES, rota
from pipeline.samples.words import Words, slots_for

__all__ = ["make_monthly"]

_BROKEN_IN = "2017-09"


def make_monthly(target: Path, round_id: str) -> list[Path]:
    """Write a monthly sample round into ``target``; the files written."""
    settings, plan = load_plan(round_id)
    maker = MonthlyMaker(RoundFolder(target, settings), plan)
    maker.folder.write_words()
    maker.write_registers()
    maker.write_returns()
    maker.write_strays()
    maker.folder.remove_leftovers()
    return maker.folder.written


@dataclass
class MonthlyMaker:
    """One monthly round under construction: everything it holds follows from its plan."""

    folder: RoundFolder
    plan: SamplePlan

    @property
    def id(self) -> str:
        """The id of the round."""
        return self.folder.round.id

    @cached_property
    def audits(self) -> list[Audit]:
        """The audits, in order of date."""
        return invent_audits(self.folder.round, self.plan)

    @cached_property
    def words(self) -> Words:
        """The sentences of this round."""
        return Words(stream(self.id, "words"))

    @cached_property
    def filled(self) -> list[tuple[Audit, list[Action], Form]]:
        """Every audit with the actions it requires and its form, before people's mess."""
        made = []
        for audit in self.audits:
            rng = stream(self.id, audit.case.ref)
            slots = slots_for(audit.case.age_band, audit.case.plan_type, rng)
            actions = require_actions(audit, self.words, slots, rng)
            focus = self.folder.round.focus_theme or "assessment"
            made.append((audit, actions, fill_in(audit, actions, self.words, slots, self.folder.lists, focus, rng)))
        return made

    def write_registers(self) -> None:
        """Moderation, cases of concern, the tracker, and other sources."""
        reported, lists = self.folder.round.reported, self.folder.lists
        required = [(audit, actions) for audit, actions, _ in self.filled]
        concerns = concern_rows(self.audits, reported, stream(self.id, "concerns"))
        rng = stream(self.id, "tracker")
        tracker = tracker_rows(required, concerns, reported, Words(rng), lists, rng)
        self.folder.write_register("moderation.xlsx", "moderation", moderation_rows(self.audits, lists))
        self.folder.write_register("concerns.xlsx", "concerns", concerns)
        self.folder.write_register("actions.xlsx", "action-tracker", tracker)
        for name, findings in self.plan.sources.items():
            self.folder.write_register(f"sources/{name}", "outside-findings", outside_rows(findings, lists))

    def write_returns(self) -> None:
        """One workbook an audit, as people send them; one of them is sent twice."""
        forms = mess_up_answers(
            [form for _, _, form in self.filled],
            [audit.case.ref for audit in self.audits],
            self.id,
            monthly_rounds().index(self.id),
        )
        names = file_names(self.audits, self.id)
        form_name = self.folder.round.pro_formas[0].name
        for n, (audit, form, name) in enumerate(zip(self.audits, forms, names, strict=True)):
            mess_up = partial(mess_up_book, round_id=self.id, n=n, returns=len(forms))
            self.folder.write_form(f"returns/{name}.xlsx", form_name, form, audit.audit_date, mess_up)
        self.folder.send_twice(names)

    def write_strays(self) -> None:
        """What lies among the returns and is none."""
        first = self.folder.round.period.first
        self.folder.write_text("returns/notes for auditors.txt", NOTES)
        self.folder.write_workbook(f"returns/audit rota {month_name(first)}.xlsx", rota(self.audits), first)
        if self.id == _BROKEN_IN:
            self.folder.write_bytes("returns/Core audit (sent from phone).xlsx", BROKEN_WORKBOOK)
