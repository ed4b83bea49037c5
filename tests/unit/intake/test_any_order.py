"""The same answers in any order, in any mix of capitals and white space, with any legal date: the same tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.forms import fill_register, load_pro_forma
from tests.unit.intake.conftest import ANSWERS, small_round

CASES = ("WY-100001", "WY-100002", "WY-100003", "WY-100004")
GRADES = ("Good", "Outstanding", "Doesn't yet meet Good", "Good")
DAY = date(2017, 12, 4)
WRITTEN = ("%d/%m/%Y", "%d.%m.%y", "%d-%m-%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d-%b-%y", "%A %d %B %Y")
PLACED = ["return_id", "source_file", "source_sheet", "source_row"]


def spaced(text: str, how: tuple[int, str]) -> str:
    """A text in small letters, capitals or as it is, with white space around and doubled within."""
    style, gap = how
    return gap + (text, text.upper(), text.lower())[style].replace(" ", f" {gap}") + gap


def rows(order: Sequence[int], hows: Sequence[tuple[int, str]], forms: Sequence[str]) -> list[tuple[Any, Any]]:
    """The rows of a register: the same four audits, however they are written and ordered."""
    made = []
    for n, how, form in zip(order, hows, forms, strict=True):
        words = {"team": "East", "plan_type": "Child in need", "grade": GRADES[n], "case_of_concern": "No"}
        typed = {id_: spaced(text, how) for id_, text in words.items()} | {"case_ref": spaced(CASES[n], how)}
        groups = {"weaknesses": [{"theme": spaced("Drift and delay", how), "words": f"Seen {n} times."}]}
        made.append((ANSWERS | typed | {"audit_date": DAY.strftime(form) if form else DAY}, groups))
    return made


def taken_in(root: Path, typed: list[tuple[Any, Any]]) -> tuple[Any, ...]:
    """What intake makes of a register of these rows, without where they stand."""
    small = small_round(root)
    form = load_pro_forma(small.workspace, "core-audit")
    small.save(fill_register([(form, typed)], small.words), "returns/register.xlsx")
    intake = small.take_in()
    returns = intake["returns"]
    case_of = dict(zip(returns["return_id"], returns["case_id"], strict=True))
    findings = intake["findings"].assign(return_id=intake["findings"]["return_id"].map(case_of))
    assert intake["problems"].empty
    tables = (returns.drop(columns=PLACED).sort_values("case_id"), findings.sort_values("return_id"))
    return tuple(table.astype(str).to_numpy().tolist() for table in tables)


HOW = st.tuples(st.integers(0, 2), st.sampled_from(["", " ", "  ", "\u00a0", "\t"]))


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    order=st.permutations(range(4)),
    hows=st.lists(HOW, min_size=4, max_size=4),
    forms=st.lists(st.sampled_from(["", *WRITTEN]), min_size=4, max_size=4),
)
def test_order_capitals_white_space_and_dates_change_nothing(order, hows, forms) -> None:
    """A register in which the rows and the ways of writing are drawn at random."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        plain = taken_in(Path(one), rows(range(4), [(0, "")] * 4, [""] * 4))
        assert taken_in(Path(other), rows(order, hows, forms)) == plain
