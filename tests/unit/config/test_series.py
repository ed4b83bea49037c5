"""The rounds of a series, in order of time."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.config import Round, load_round, months_between, series_up_to
from pipeline.workspace import Workspace

TEXT = """id: {id}
title: t
kind: monthly
series: {series}
period: {{first: {first}, last: {last}}}
reported: 2018-01-09
scheme: practice-2017
pro_formas: [{{name: core-audit, version: "1"}}]
auditor_pool: core group
"""


@pytest.fixture
def rounds(tmp_path):
    """A function that writes a round and gives the workspace."""

    def write(id_: str, first: str, last: str, series: str = "monthly") -> Workspace:
        folder = tmp_path / "data" / "raw" / id_
        folder.mkdir(parents=True)
        text = TEXT.format(id=id_, series=series, first=first, last=last)
        (folder / "round.yml").write_text(text, encoding="utf-8")
        return Workspace.at(tmp_path)

    return write


def test_a_series_is_the_rounds_before_and_the_round_itself(rounds) -> None:
    """In order of time, without other series, later rounds, overlapping ones and ones that cannot be read."""
    rounds("2017-11", "2017-11-01", "2017-11-30")
    rounds("2017-09-late", "2017-10-01", "2017-10-31")
    rounds("2018-01", "2018-01-01", "2018-01-31")
    rounds("2017-10-peer", "2017-10-01", "2017-10-31", "peer")
    rounds("2017-12-extra", "2017-11-15", "2017-12-01")
    rounds("2017-08", "2017-08-01", "2017-08-31")
    workspace = rounds("2017-12", "2017-12-01", "2017-12-31")
    (workspace.raw / "2017-08" / "round.yml").write_text("id: [", encoding="utf-8")
    series = series_up_to(workspace, load_round(workspace, "2017-12"))
    assert [r.id for r in series] == ["2017-09-late", "2017-11", "2017-12"]


@pytest.mark.parametrize(
    ("last", "first", "months"),
    [
        (date(2017, 11, 30), date(2017, 12, 1), 1),
        (date(2017, 9, 30), date(2017, 11, 1), 2),
        (date(2017, 12, 31), date(2018, 1, 1), 1),
        (date(2016, 12, 31), date(2018, 1, 1), 13),
        (date(2017, 11, 20), date(2017, 11, 21), 0),
    ],
)
def test_months_between_rounds_are_counted(rounds, last, first, months) -> None:
    """1 for neighbours, over the turn of the year as well; 2 where a month is missing."""
    workspace = rounds("2017-01", f"{last.replace(day=1)}", f"{last}")
    rounds("2017-02", f"{first}", f"{first.replace(day=28)}")
    earlier, later = (load_round(workspace, id_) for id_ in ("2017-01", "2017-02"))
    assert isinstance(earlier, Round)
    assert months_between(earlier, later) == months
