"""Until small numbers can be protected, only a synthetic round has a public table."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.config import Round
from pipeline.errors import GateError
from pipeline.protect import protect_measures
from pipeline.tables import as_table, check_table

MEASURES = as_table(
    "measures",
    [
        {
            "id": "ratings.good",
            "label": "Good",
            "subset": "s",
            "base": "b",
            "class": "B",
            "n": 2,
            "of": 25,
            "percent": 8.0,
            "unit": "audits",
            "available": True,
            "definition": "1",
        }
    ],
)


def round_(**synthetic: bool) -> Round:
    """A round that says, or does not say, that it is synthetic."""
    return Round.model_validate(
        {
            "id": "2017-12",
            "title": "t",
            "kind": "monthly",
            "series": "monthly",
            "period": {"first": "2017-12-01", "last": "2017-12-31"},
            "reported": "2018-01-09",
            "scheme": "practice-2017",
            "pro_formas": [{"name": "core-audit", "version": "1"}],
            "auditor_pool": "core group",
        }
        | synthetic
    )


def test_a_synthetic_round_passes_unchanged() -> None:
    """It has nobody to protect; the public table is a copy of its own, and keeps its contract."""
    public = protect_measures(MEASURES, round_(synthetic=True))
    pd.testing.assert_frame_equal(public[list(MEASURES.columns)], MEASURES)
    assert public["status"].tolist() == ["exact"]
    check_table("measures_public", public)
    public.loc[0, "n"] = 0
    assert MEASURES.loc[0, "n"] == 2


@pytest.mark.parametrize("said", [{}, {"synthetic": False}])
def test_a_round_of_real_cases_gets_no_public_table(said) -> None:
    """Nor does one that does not say what it is; the sentence says what can be made instead."""
    with pytest.raises(GateError, match=r"2017-12 holds real cases.*caseaudit run 2017-12 --edition internal"):
        protect_measures(MEASURES, round_(**said))
