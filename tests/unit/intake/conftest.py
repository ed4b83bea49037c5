"""A workspace with one small real round, written through the real forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pipeline.config import Vocabulary, load_council, load_round, load_scheme, load_vocabularies
from pipeline.forms import fill, load_pro_forma
from pipeline.intake import Intake, Key, take_in
from pipeline.workspace import Workspace

ROUND = """
id: 2017-12
title: December
kind: monthly
series: monthly
period: {first: 2017-12-01, last: 2017-12-31}
reported: 2018-01-09
scheme: practice-2017
pro_formas: [{name: core-audit, version: "2017.2"}]
auditor_pool: core group
"""
COUNCIL = """
name: Wyeshire County Council
case_reference: 'WY-?\\d{6}'
teams: [{name: East, service: Care}, {name: West, service: Care}]
"""
ANSWERS = {
    "case_ref": "WY-100001",
    "age_band": "5–10",
    "team": "East",
    "plan_type": "CIN",
    "auditor": "Maria Keane",
    "audit_type": "Core",
    "audit_date": date(2017, 12, 4),
    "grade": "Good",
    "case_of_concern": "no",
}


@dataclass(frozen=True)
class SmallRound:
    """The folder of one round, and what is written into it."""

    workspace: Workspace
    folder: Path
    words: Mapping[str, Vocabulary]

    def book(self, groups: Mapping[str, Any] | None = None, **answers: Any) -> Workbook:
        """A filled form: an ordinary audit, with other answers where given."""
        return fill(load_pro_forma(self.workspace, "core-audit"), self.words, ANSWERS | answers, groups)

    def audit(self, name: str, groups: Mapping[str, Any] | None = None, **answers: Any) -> Path:
        """A filled form in the returns folder."""
        return self.save(self.book(groups, **answers), f"returns/{name}")

    def register(self, name: str, pro_forma: str, *rows: Mapping[str, Any]) -> Path:
        """A filled register."""
        return self.save(fill(load_pro_forma(self.workspace, pro_forma), self.words, rows), name)

    def save(self, book: Workbook, name: str) -> Path:
        """A workbook at its place in the round's folder."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        book.save(path)
        return path

    def take_in(self, key: Key | None = None) -> Intake:
        """What intake makes of the folder."""
        return take_in(self.workspace, load_round(self.workspace, "2017-12"), key or Key(b"k" * 40))


def small_round(root: Path) -> SmallRound:
    """A round without any return yet, in the workspace ``root``."""
    folder = root / "data" / "raw" / "2017-12"
    (folder / "returns").mkdir(parents=True)
    (folder / "round.yml").write_text(ROUND, encoding="utf-8")
    (root / "data" / "council").mkdir()
    (root / "data" / "council" / "council.yml").write_text(COUNCIL, encoding="utf-8")
    workspace = Workspace.at(root)
    grades = load_scheme(workspace, "practice-2017").vocabulary
    words = load_vocabularies(workspace) | load_council(workspace).vocabularies | {"grade": grades}
    return SmallRound(workspace, folder, words)


@pytest.fixture
def small(tmp_path: Path) -> SmallRound:
    """A round without any return yet."""
    return small_round(tmp_path)


def told(intake: Intake, severity: str | None = None) -> Sequence[str]:
    """What was done about each problem, in order."""
    problems = intake["problems"]
    return list(problems["done"] if severity is None else problems.loc[problems["severity"] == severity, "done"])
