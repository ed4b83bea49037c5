"""An all-case sample round on disk: a register an outside auditor, a form a case of the council's own, a follow-up."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from pipeline.forms import fill_register
from pipeline.samples.all_cases.answers import type_audit
from pipeline.samples.all_cases.audits import CaseAudit, invent_case_audits
from pipeline.samples.all_cases.follow_up import follow_up_rows
from pipeline.samples.all_cases.mess import OWN_BOOK_FAULTS, leave_a_blank_row, mess_up_forms, mess_up_rows, reword
from pipeline.samples.all_cases.plan import AllCasePlan, OutsideAuditor, load_all_case_plan
from pipeline.samples.answers import Form
from pipeline.samples.chance import stream
from pipeline.samples.folders import RoundFolder
from pipeline.samples.mess import mess_up_book
from pipeline.samples.names import told_apart
from pipeline.samples.registers import outside_rows
from pipeline.samples.sheets import mark_synthetic
from pipeline.samples.strays import COVERING_NOTE
from pipeline.samples.words import Words

__all__ = ["make_all_cases"]

_COUNCIL = "Wyeshire County Council"
_BLANK_ROW_BY, _TWICE_BY, _REWORDED_BY = 2, 4, 7  # which of the outside auditors did what to their register
_SECOND_SENTENCES = 0.02  # a row of a register has little room
_NAMES: tuple[Callable[[CaseAudit], str], ...] = (
    lambda a: f"{a.case.ref} {_kind(a)}",
    lambda a: f"{a.case.ref} {_kind(a)}",
    lambda a: f"{_kind(a).capitalize()} - {a.outline.auditor.spoken} - {a.outline.audit_date:%d.%m.%y}",
    lambda a: f"{_kind(a).replace(' ', '-')}_{a.case.ref.replace('-', '')}",
    lambda a: f"{a.case.ref}_{a.outline.auditor.initials}",
    lambda a: f"audit {a.outline.auditor.initials} {a.outline.audit_date:%d%m%y}",
    lambda a: f"{a.case.team} - {_kind(a)} - {a.outline.auditor.spoken}",
)


def _kind(audit: CaseAudit) -> str:
    return audit.outline.pro_forma.replace("-", " ")


def make_all_cases(target: Path, round_id: str) -> list[Path]:
    """Write an all-case sample round into ``target``; the files written."""
    settings, plan = load_all_case_plan(round_id)
    maker = AllCaseMaker(RoundFolder(target, settings), plan)
    maker.folder.write_words()
    maker.write_registers()
    maker.write_forms()
    maker.write_beside()
    maker.folder.remove_leftovers()
    return maker.folder.written


@dataclass
class AllCaseMaker:
    """One all-case round under construction: everything it holds follows from its plan."""

    folder: RoundFolder
    plan: AllCasePlan

    @property
    def id(self) -> str:
        """The id of the round."""
        return self.folder.round.id

    @cached_property
    def audits(self) -> list[CaseAudit]:
        """The audits, in order of date."""
        return invent_case_audits(self.id, self.plan)

    def write_registers(self) -> None:
        """A workbook an outside auditor, with a sheet for each pro forma and a row for each case."""
        audits = [a for a in self.audits if a.outline.outside]
        organisation = self.folder.round.outside_team or ""
        words = {a.name: Words(stream(self.id, a.name), second=_SECOND_SENTENCES) for a in self.plan.outside_auditors}
        typed = [
            type_audit(a, organisation, words[a.outline.auditor.name], self.folder.lists, self._rng(a)) for a in audits
        ]
        rows = list(zip(audits, mess_up_rows(typed, [a.case.ref for a in audits], self.id), strict=True))
        for n, auditor in enumerate(self.plan.outside_auditors):
            self._write_register(n, auditor, [(a, form) for a, form in rows if a.outline.auditor == auditor])

    def _write_register(self, n: int, auditor: OutsideAuditor, rows: Sequence[tuple[CaseAudit, Form]]) -> None:
        pro_formas = [self.folder.pro_forma(use.name) for use in self.folder.round.pro_formas]
        if n == _TWICE_BY:
            rows = [*rows, rows[len(rows) // 3]]
        sheets = [
            (p, [(form.answers, form.groups) for a, form in rows if a.outline.pro_forma == p.name]) for p in pro_formas
        ]
        book = fill_register(sheets, self.folder.lists)
        if n == _BLANK_ROW_BY:
            leave_a_blank_row(book)
        if n == _REWORDED_BY:
            reword(book, pro_formas)
        mark_synthetic(book, "A2")
        self.folder.write_workbook(f"returns/{auditor.register_name}.xlsx", book, self.plan.outside_days.last)

    def write_forms(self) -> None:
        """A workbook a case that the council's own staff audited; one of them is sent twice."""
        audits = [a for a in self.audits if not a.outline.outside]
        words = Words(stream(self.id, "own words"), second=_SECOND_SENTENCES)
        typed = [type_audit(a, _COUNCIL, words, self.folder.lists, self._rng(a)) for a in audits]
        rng = stream(self.id, "file names")
        names = told_apart(rng.choice(_NAMES)(a) for a in audits)
        for n, (audit, form, name) in enumerate(zip(audits, mess_up_forms(typed, self.id), names, strict=True)):
            mess_up = partial(mess_up_book, round_id=self.id, n=n, returns=len(audits), faults=OWN_BOOK_FAULTS)
            path = f"returns/{name}.xlsx"
            self.folder.write_form(path, audit.outline.pro_forma, form, audit.outline.audit_date, mess_up)
        self.folder.send_twice(names)

    def write_beside(self) -> None:
        """The follow-up of the high-risk cases, what an inspection found, and a covering note among the returns."""
        lists = self.folder.lists
        reviewed = follow_up_rows(self.audits, self.plan.follow_up, lists, self.id)
        self.folder.write_register("follow_up.xlsx", "follow-up", reviewed)
        for name, findings in self.plan.sources.items():
            self.folder.write_register(f"sources/{name}", "outside-findings", outside_rows(findings, lists))
        self.folder.write_text("returns/covering note.txt", COVERING_NOTE)

    def _rng(self, audit: CaseAudit) -> random.Random:
        return stream(self.id, audit.case.ref)
