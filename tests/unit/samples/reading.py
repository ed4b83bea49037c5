"""Reads the sample rounds back, by the forms and nothing else of the pipeline."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from pipeline.config import HIGH_RISK, Vocabulary
from pipeline.forms import Answer, Field, Record, Sheet, find_sheets, load_pro_forma, read_records
from pipeline.workspace import Workspace

REPOSITORY = Workspace(Path(__file__).resolve().parents[3])
ROUNDS = ("2017-07", "2017-08", "2017-09", "2017-11", "2017-12")
PUBLISHED = ("2017-11", "2017-12")
ALL_CASES = "2012-11-all-cases"
HEADINGS = (
    *("Purpose", "Recommendations", "Key points summary", "Alternative options", "Reasons for recommendations"),
    *("Introduction and background", "Recommendations for improvement", "Response", "Progress", "Community impact"),
    *("Equality and human rights", "Financial implications", "Legal implications", "Risk management"),
    *("Consultees", "Background papers"),
)


@dataclass(frozen=True)
class Audit:
    """One return as read back, with its moderation."""

    file: str
    answers: dict[str, Any]
    groups: dict[str, list[dict[str, Any]]]
    moderation: dict[str, Any]


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook."""
    book = CalamineWorkbook.from_path(path)
    return [Sheet(n, book.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in book.sheet_names]


def records(path: Path, name: str, lists: dict[str, Vocabulary]) -> list[Record]:
    """The records of a workbook that must read as the pro forma ``name``."""
    pro_forma = load_pro_forma(REPOSITORY, name)
    found = find_sheets([pro_forma], sheets(path))
    assert isinstance(found, list), f"{path.name} does not read as {name}: {found}"
    return read_records(pro_forma, found[0][0], lists)


def meant(columns: Iterable[Field], answers: Mapping[str, Answer], lists: dict[str, Vocabulary]) -> dict[str, Any]:
    """Answers with every choice as its id (None if unknown) and every date as a date."""
    meant: dict[str, Any] = {}
    for f in columns:
        value = answers[f.id].value
        if value is not None and f.type in ("choice", "yes_no"):
            words = lists["yes_no" if f.type == "yes_no" else str(f.vocabulary)]
            value = [words.match(v) for v in str(value).split(";")] if f.several else words.match(value)
        meant[f.id] = day(value) if f.type == "date" else value
    return meant


def register(path: Path, name: str, lists: dict[str, Vocabulary]) -> list[dict[str, Any]]:
    """The rows of a register."""
    fields = list(load_pro_forma(REPOSITORY, name).fields)
    return [meant(fields, record.answers, lists) for record in records(path, name, lists)]


def day(value: Any) -> date | None:
    """A date as typed."""
    if isinstance(value, datetime | date) or value is None:
        return value.date() if isinstance(value, datetime) else value
    for form in ("%d/%m/%Y", "%d %b %Y", "%d.%m.%y"):
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    raise AssertionError(f"{value!r} is no date")


def is_form(path: Path) -> bool:
    """Whether a file is one that must read as a return."""
    return path.suffix == ".xlsx" and not path.stem.endswith((" (1)", "(sent from phone)")) and "rota" not in path.stem


def read_audits(folder: Path, lists: dict[str, Vocabulary]) -> Iterator[Audit]:
    """Every return of a round with its moderation."""
    pro_forma = load_pro_forma(REPOSITORY, "core-audit")
    moderations = {r["case_ref"]: r for r in register(folder / "moderation.xlsx", "moderation", lists)}
    for path in filter(is_form, sorted((folder / "returns").iterdir())):
        (record,) = records(path, "core-audit", lists)
        groups = {g.id: [meant(g.columns, row, lists) for row in record.groups[g.id]] for g in pro_forma.groups}
        answers = meant(pro_forma.fields, record.answers, lists)
        yield Audit(path.name, answers, groups, moderations[answers["case_ref"]])


def files(base: Path) -> dict[str, Path]:
    """Every file below a folder, save a person's own decisions."""
    return {
        p.relative_to(base).as_posix(): p for p in sorted(base.rglob("*")) if p.is_file() and p.name != "review.xlsx"
    }


def content(path: Path) -> object:
    """The members of a workbook, the bytes of anything else: how hard a zip was pressed is no difference."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def admissible(audits: list[Audit]) -> list[Audit]:
    """The core audits that were admitted."""
    core = [a for a in audits if a.answers["audit_type"] == "core"]
    return [a for a in core if a.moderation["admissibility"] != "inadmissible"]


@dataclass(frozen=True)
class CaseReturn:
    """One return of an all-case round as read back."""

    file: str
    sheet: str
    pro_forma: str
    answers: dict[str, Any]
    groups: dict[str, list[dict[str, Any]]]

    @property
    def outside(self) -> bool:
        """Whether an auditor of the outside team made it."""
        return bool(self.answers["auditor_organisation"] == "Northgate Reviews")

    @property
    def high_risk(self) -> bool:
        """Whether its immediacy makes it a high-risk case."""
        return self.answers["immediacy"] in HIGH_RISK

    def themes(self, group: str) -> set[str]:
        """The themes that it names in one of the two tables."""
        return {row["theme"] for row in self.groups[group] if row["theme"]}


def read_returns(folder: Path, lists: dict[str, Vocabulary]) -> Iterator[CaseReturn]:
    """Every return of an all-case round, copies too: a record for each row of a register and for each form."""
    pro_formas = [load_pro_forma(REPOSITORY, name) for name in ("closed-case", "current-case")]
    for path in sorted((folder / "returns").glob("*.xlsx")):
        found = find_sheets(pro_formas, sheets(path))
        assert isinstance(found, list), f"{path.name} reads as no pro forma: {found}"
        for sheet, pro_forma in found:
            for record in read_records(pro_forma, sheet, lists):
                groups = {g.id: [meant(g.columns, row, lists) for row in record.groups[g.id]] for g in pro_forma.groups}
                answers = meant(pro_forma.fields, record.answers, lists)
                yield CaseReturn(path.name, sheet.name, pro_forma.name, answers, groups)


def used(returns: Iterable[CaseReturn]) -> list[CaseReturn]:
    """The returns without those that repeat another one."""
    return list({(r.answers["case_ref"], r.answers["auditor"]): r for r in returns}.values())
