"""The files of the sample of all cases are as people send them, and their mess is small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.forms import find_sheets, load_pro_forma
from pipeline.samples.plans import folder, people
from pipeline.workspace import Workspace

from .reading import ALL_CASES, REPOSITORY, CaseReturn, sheets


@pytest.fixture(scope="module")
def inbox(samples: Workspace) -> Path:
    """The folder of returns."""
    return samples.round(ALL_CASES).raw / "returns"


def typed(inbox: Path, names: set[str]) -> Iterator[tuple[str, int, str, Any]]:
    """Every filled cell below the header of these workbooks: file, row, header, value."""
    for name in sorted(names):
        for sheet in sheets(inbox / name):
            header = sheet.rows[2]
            for r, row in enumerate(sheet.rows[3:]):
                yield from ((name, r, str(header[c]), v) for c, v in enumerate(row) if v != "")


def test_nine_registers_and_ninety_one_forms_come_in(
    inbox: Path, outside: list[CaseReturn], own: list[CaseReturn]
) -> None:
    """A register an auditor, a form a case from about 25 social workers, a copy with the same bytes, and a note."""
    registers, forms = {r.file for r in outside}, {r.file for r in own}
    assert len(registers) == 9 and len({r.answers["auditor"] for r in own}) == 25
    assert len({(r.file, r.answers["auditor"]) for r in outside}) == 9
    (copy,) = inbox.glob("* (1).xlsx")
    original = copy.with_name(copy.name.replace(" (1)", ""))
    assert copy.read_bytes() == original.read_bytes()
    assert len(forms - {copy.name} | {original.name}) == 91
    stray = {p.name for p in inbox.iterdir()} - registers - forms - {copy.name, original.name}
    assert stray == {"covering note.txt"}
    assert "Synthetic" in (inbox / "covering note.txt").read_text(encoding="utf-8")


def test_auditors_have_names_that_are_nobody_elses() -> None:
    """No surname of this round is that of an auditor or moderator of a monthly one, or comes twice."""
    plan = yaml.safe_load((folder(ALL_CASES) / "cases.yml").read_text(encoding="utf-8"))
    names = [p["name"].split()[-1] for p in (*plan["outside_auditors"], *plan["own_auditors"])]
    others = {p.name.split()[-1] for p in people("core_group", "other_managers", "moderators", "earlier_moderators")}
    assert len(names) == len(set(names)) == 34 and not others & set(names)


def test_one_register_has_its_sheets_renamed_and_two_headers_reworded(inbox: Path, outside: list[CaseReturn]) -> None:
    """It is read all the same: by its labels, with their variants."""
    pro_formas = [load_pro_forma(REPOSITORY, name) for name in ("closed-case", "current-case")]
    names, headers = {}, {}
    for file in sorted({r.file for r in outside}):
        found = find_sheets(pro_formas, sheets(inbox / file))
        assert isinstance(found, list)
        names[file] = tuple(sheet.name for sheet, _ in found)
        headers[file] = [label for sheet, _ in found for label in sheet.rows[2] if label]
    renamed = [file for file, sheet_names in names.items() if sheet_names != ("Closed case", "Current case")]
    usual = next(labels for file, labels in headers.items() if file not in renamed)
    assert len(renamed) == 1
    assert sum(a != b for a, b in zip(headers[renamed[0]], usual, strict=True)) == 2
    assert all(labels == usual for file, labels in headers.items() if file not in renamed)


def test_the_mess_in_the_registers_is_small_and_there(inbox: Path, outside: list[CaseReturn]) -> None:
    """A few dates as text, grades in other words, teams and plans by other names; one row is blank in the middle."""
    cells = list(typed(inbox, {r.file for r in outside}))
    assert 10 <= sum(h == "Date of audit" and isinstance(v, str) for _, _, h, v in cells) <= 20
    assert 5 <= sum(h.startswith("Due date") and isinstance(v, str) for _, _, h, v in cells) <= 15
    grades = [v for _, _, h, v in cells if h == "Overall grade"]
    assert 8 <= sum(v not in ("Inadequate", "Adequate", "Good", "Outstanding") for v in grades) <= 15
    assert {"Inad", "GOOD "} <= set(grades)
    assert {"CIN", "CP", "LAC"} <= {v for _, _, h, v in cells if h == "Plan"}
    assert {"MASH", "FS North"} & {v for _, _, h, v in cells if h == "Team"}
    blank = [
        (name, r)
        for name in {r.file for r in outside}
        for sheet in sheets(inbox / name)
        for r, row in enumerate(sheet.rows[3:])
        if not any(v != "" for v in row)
    ]
    assert len(blank) == 1 and blank[0][1] > 20


def test_one_age_is_blank_and_one_theme_is_not_in_the_list(returns: list[CaseReturn]) -> None:
    """Everything else that is required was answered in words that have a meaning."""
    assert sum(r.answers["age_band"] is None for r in returns) == 1
    unknown = [row for r in returns for row in r.groups["weaknesses"] if row["theme"] is None]
    assert len(unknown) == 1 and unknown[0]["words"]
    for name in ("closed-case", "current-case"):
        required = [f.id for f in load_pro_forma(REPOSITORY, name).fields if f.required is True and f.id != "age_band"]
        assert all(r.answers[id_] is not None for r in returns if r.pro_forma == name for id_ in required)


def test_three_comments_hold_an_identifier(returns: list[CaseReturn]) -> None:
    """A telephone number, an NHS number and the reference of another case, for intake to take out."""
    comments = [r.answers["comments"] or "" for r in returns]
    held = [re.search(r"07700 900|NHS number 999|sibling's file, WY-", c) for c in comments]
    assert sorted(h[0] for h in held if h) == ["07700 900", "NHS number 999", "sibling's file, WY-"]


def test_the_forms_have_the_faults_of_forms(inbox: Path, own: list[CaseReturn]) -> None:
    """Some sheets are renamed, one workbook has hidden notes, and no two file names differ by capitals alone."""
    assert sum(r.sheet not in ("Closed case", "Current case") for r in own) >= 2
    assert sum("my notes" in [s.name for s in sheets(inbox / r.file)] for r in own) == 1
    names = [p.name.casefold() for p in inbox.iterdir()]
    assert len(names) == len(set(names))
