"""Odd, broken and protected workbooks of other projects: their cells, or one plain sentence; soon, in little memory.

They are other people's files and lie beside this repository; where they do not, these tests say so and are skipped.
"""

from __future__ import annotations

import csv
import datetime as dt
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.forms import Sheet
from pipeline.intake import Refusal
from pipeline.intake.containers import Reader

TORTURE = Path(__file__).parents[3] / "shared" / "torture"
WHY = "the folder shared/torture is not beside this repository"
FILES = sorted(p for p in TORTURE.iterdir() if p.suffix not in (".tsv", ".md")) if TORTURE.is_dir() else []
Cells = dict[tuple[int, int], Any]
_FUZZED = "poi__test-data_spreadsheet_clusterfuzz-testcase-minimized-"
_ERRORS = ("#VALUE!", "#REF!", "#NAME?", "#N/A", "#DIV/0!", "#NUM!", "#NULL!")
# openpyxl leaves control characters as they are spelt in the file
EXCEPTIONS = {("sheetjs__formula_stress_test.xlsx", "Text"): {(37, 2): "\x077\x07"}}
# What our sentence says of the files that no reader opens, or that hold nothing: the true cause.
CAUSES = {
    "calamine__tests_pass_protected.ods": "protected",
    "sheetjs__password_2002_128_enhrsa.xls": "protected",
    "sheetjs__password_2002_40_xor.xls": "protected",
    "python-calamine__tests_data_empty_file.xlsx": r"0 bytes",
    "poi__test-data_spreadsheet_testEXCEL_3.xls": "very old Excel",
    "poi__test-data_spreadsheet_sample-beta.xlsx": "damaged",
    f"{_FUZZED}XLSX2CSVFuzzer-5636439151607808.xlsx": "its end is missing",
    "poi__test-data_spreadsheet_crash-274d6342e4842d61be0fb48eaadad6208ae767ae.xlsx": "its end is missing",
    f"{_FUZZED}POIHSSFFuzzer-6137883240824832.xls": "damaged",
}


@pytest.fixture(scope="module")
def found() -> dict[str, list[Sheet] | Refusal]:
    """What one reader makes of all files, one after the other, as intake does."""
    with Reader(seconds=20, memory=1 << 30) as reader:
        return {"/".join((r.path.name, *r.members)): content for r, content in reader.read(FILES)}


def cells(rows: Any) -> Cells:
    """The filled cells by row and column, as both readers would give them."""
    same = {(r, c): _same(v) for r, row in enumerate(rows) for c, v in enumerate(row)}
    return {place: value for place, value in same.items() if value is not None}


def _same(value: Any) -> Any:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(f"{value:.9g}")
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").strip()
        return None if not text or text in _ERRORS else text
    return value


def opened_by_openpyxl(path: Path) -> dict[str, Cells] | None:
    """Sheet → its cells by the second reader; None if it gives up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(path, data_only=True)
            return {s.title: cells(s.iter_rows(values_only=True)) for s in book.worksheets}
        except Exception:  # of any kind: that is what these files are for
            return None


def both_open() -> Iterator[Path]:
    """The files that two readers opened when they were tried, in the format that openpyxl reads."""
    if TORTURE.is_dir():
        with (TORTURE / "INDEX.tsv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        yield from (TORTURE / row["file"] for row in rows if set(row.values()) >= {"OK"} and "ERR" not in row.values()
                    and row["file"].endswith(".xlsx"))  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not FILES, reason=WHY)
def test_every_file_is_accounted_for(found: dict[str, list[Sheet] | Refusal]) -> None:
    """One answer each: sheets with a value in them, or a sentence and what to do. None is read with no rows."""
    assert {name.split("/")[0] for name in found} == {path.name for path in FILES}
    for name, content in found.items():
        if isinstance(content, Refusal):
            assert len(content.reason.splitlines()) == 1, name
            assert content.suggestion, name
            assert "Traceback" not in content.reason, name
            assert "Error" not in content.reason, name
        else:
            assert any(cells(sheet.rows) for sheet in content), name


@pytest.mark.skipif(not FILES, reason=WHY)
def test_no_file_takes_long() -> None:
    """Each alone, in a process that may use a gigabyte."""
    with Reader(seconds=20, memory=1 << 30) as reader:
        for path in FILES:
            started = time.monotonic()
            list(reader.read([path]))
            assert time.monotonic() - started < 20, path.name


@pytest.mark.skipif(not FILES, reason=WHY)
@pytest.mark.parametrize("path", list(both_open()), ids=lambda p: p.name)
def test_cells_agree_with_a_second_reader(found: dict[str, list[Sheet] | Refusal], path: Path) -> None:
    """Every value at the same address; where the second reader finds none at all, ours says that it is empty."""
    theirs, ours = opened_by_openpyxl(path), found[path.name]
    if theirs is None or not any(theirs.values()):
        assert isinstance(ours, Refusal) or any(cells(s.rows) for s in ours)
        return
    assert not isinstance(ours, Refusal), ours
    mine = {sheet.name: cells(sheet.rows) for sheet in ours}
    for name, expected in theirs.items():
        differs = {place: value for place, value in mine[name].items() if value != expected.get(place)}
        assert differs == EXCEPTIONS.get((path.name, name), {})
        assert expected.keys() <= mine[name].keys()


@pytest.mark.skipif(not FILES, reason=WHY)
@pytest.mark.parametrize(("name", "cause"), CAUSES.items(), ids=CAUSES.keys())
def test_a_refusal_names_the_true_cause(found: dict[str, list[Sheet] | Refusal], name: str, cause: str) -> None:
    """Protected, cut short, empty, too old, damaged: each is called that."""
    refusal = found[name]
    assert isinstance(refusal, Refusal)
    assert cause in refusal.reason
