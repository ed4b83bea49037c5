"""Rounds that exist in memory alone."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.config import Round


def monthly(month: int) -> Round:
    """The round of a month of 2017."""
    return Round(
        id=f"2017-{month:02d}",
        title="Core audits",
        kind="monthly",
        series="monthly",
        period={"first": date(2017, month, 1), "last": date(2017, month, 28)},
        reported=date(2018, 1, 9),
        scheme="practice-2017",
        pro_formas=[{"name": "core-audit", "version": "2017.2"}],
        auditor_pool="core group",
        synthetic=True,
    )


@pytest.fixture
def a_round() -> Round:
    """December 2017."""
    return monthly(12)


@pytest.fixture
def the_round_before() -> Round:
    """November 2017."""
    return monthly(11)
