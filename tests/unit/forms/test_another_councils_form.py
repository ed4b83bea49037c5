"""Another council's form, laid out in another way: described in one YAML file, and no line of Python for it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from pipeline.errors import ConfigurationError
from pipeline.forms import blank_workbook, find_sheets, load_pro_forma, read_pro_forma, read_records
from pipeline.run import Options, clean_round
from pipeline.store import load_table
from pipeline.workspace import Workspace

FORM = Path(__file__).parents[2] / "fixtures" / "forms" / "harbour-audit.yml"
ROUND = """
id: 2024-03
title: March
kind: monthly
series: monthly
period: {first: 2024-03-01, last: 2024-03-31}
reported: 2024-04-09
scheme: practice-2017
pro_formas: [{name: harbour-audit, version: "3.1"}]
auditor_pool: core group
synthetic: true
"""
COUNCIL = "name: Harbourside\ncase_reference: 'M\\d{5}'\nteams: [{name: Quay, service: Care}]\n"


def filled(ref: str = "M10001", concern: str = "No", told: str | None = None, version: str = "3.1") -> Workbook:
    """The council's own workbook as a reviewer sends it: a front page, and the review in pairs of rows."""
    book = Workbook()
    front, page = book.worksheets[0], book.create_sheet("Review 2024")
    front.title = "Front page"
    for row in (
        ["Harbourside"],
        [],
        ["Reviewed by", None, "Jo Lee"],
        ["Review carried out on", None, date(2024, 3, 5)],
    ):
        front.append(row)
    for row in (
        [f"Practice review, version {version}"],
        ["Mosaic number", "Locality", "How old is the child"],
        [ref, "Quay", "5-10 years"],
        ["Status of the child", None, "Kind of review", "(choose)", "peer audit"],
        ["CP"],
        [],
        ["WHAT YOU FOUND"],
        ["Overall impression:", "Are you worried today?", "Whom did you tell?"],
        ["Good", concern, told],
        ["Practice area", None, "Your observation"],
        ["Supervision", None, "None on file since May."],
        ["drift", None, "Four months without a visit."],
        ["Next"],
        ["Do what", "Who", "By"],
        ["Visit.", "SW", "20/03/2024"],
    ):
        page.append(row)
    return book


@pytest.fixture
def harbourside(tmp_path: Path) -> Workspace:
    """A workspace of that council with a round and no returns yet."""
    (tmp_path / "data" / "raw" / "2024-03" / "returns").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "2024-03" / "round.yml").write_text(ROUND, encoding="utf-8")
    (tmp_path / "data" / "council" / "proformas").mkdir(parents=True)
    (tmp_path / "data" / "council" / "council.yml").write_text(COUNCIL, encoding="utf-8")
    shutil.copy(FORM, tmp_path / "data" / "council" / "proformas")
    return Workspace.at(tmp_path)


def test_a_form_of_another_layout_is_read(words, sheets):
    """Answers under their labels, two to the right of one, and on another sheet; tables as everywhere."""
    form = read_pro_forma(FORM)
    pages = sheets(filled(told="HoS"))
    (sheet, _), *_ = find_sheets([form], pages)
    (record,) = read_records(form, sheet, words, pages)
    read = {id_: (a.value, a.cell) for id_, a in record.answers.items()}
    assert record.answers.keys() == {f.id for f in form.fields}
    assert read["case_ref"] == ("M10001", "A3")
    assert read["auditor"] == ("Jo Lee", "C3")
    assert read["audit_type"] == ("peer audit", "E4")
    assert read["grade"] == ("Good", "A9")
    assert [row["words"].value for row in record.groups["weaknesses"]] == [
        "None on file since May.",
        "Four months without a visit.",
    ]
    assert record.version == "3.1"


def test_a_round_with_it_is_cleaned(harbourside: Workspace, without_kernels: None) -> None:
    """``clean`` makes the same tables as of our own form: no problem but those that the returns have."""
    returns = harbourside.raw / "2024-03" / "returns"
    filled().save(returns / "one.xlsx")
    filled("M10002", "Yes", "Nobody").save(returns / "two.xlsx")
    filled("M10003", version="2.9").save(returns / "old.xlsx")
    paths = clean_round(harbourside, "2024-03", Options(quiet=True))
    table = load_table(paths.processed, "returns")
    assert table["outcome"].tolist() == ["used"] * 3
    assert table["audit_type"].tolist() == ["peer"] * 3
    assert table["version"].tolist() == ["2.9", "3.1", "3.1"]
    assert set(load_table(paths.processed, "findings")["theme"]) == {"supervision", "drift_and_delay"}
    assert load_table(paths.processed, "actions")["due"].tolist() == [pd.Timestamp(2024, 3, 20)] * 3
    problems = load_table(paths.processed, "problems").set_index("file")["done"]
    assert problems["returns/old.xlsx"].startswith("filled in on version 2.9 of the form, not on 3.1")
    assert problems["returns/two.xlsx"].tolist()[0] == "a case of concern, and the Head of Service was not told"
    assert "returns/one.xlsx" not in problems


def test_a_blank_of_a_form_with_fixed_cells_is_the_councils_own(words):
    """It cannot be made from the YAML, and the sentence says what can."""
    form = read_pro_forma(FORM)
    with pytest.raises(ConfigurationError, match=r"fixed cells \(Front page!C3, Front page!C4\).*--layout register"):
        blank_workbook(form, words)
    lists = words | form.own_lists
    assert blank_workbook(form, lists, "register").worksheets[0]["A3"].value == "Mosaic number"


def test_a_list_of_a_form_may_not_hide_another(harbourside: Workspace, without_kernels: None) -> None:
    """Figures are counted by one list of a name; the sentence says what to do."""
    path = harbourside.council / "proformas" / "harbour-audit.yml"
    text = (
        path.read_text(encoding="utf-8")
        .replace("  told:", "  oversight:")
        .replace("vocabulary: told", "vocabulary: oversight")
    )
    path.write_text(text, encoding="utf-8")
    (harbourside.raw / "2024-03" / "returns").mkdir(exist_ok=True)
    (harbourside.raw / "2024-03" / "returns" / "any.xlsx").touch()  # a round without a return is refused before
    assert load_pro_forma(harbourside, "harbour-audit").own_lists.keys() == {"oversight"}
    with pytest.raises(ConfigurationError, match='brings a list "oversight", and there is another of that name'):
        clean_round(harbourside, "2024-03", Options(quiet=True))
