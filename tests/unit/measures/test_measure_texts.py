"""How one figure is written, everywhere the same."""

from __future__ import annotations

import json

import pytest

from pipeline.measures import FORMS, measure_rows, measure_text
from pipeline.measures.texts import in_words
from tests.unit.measures.conftest import measured, tables

ROW = {"id": "a", "n": 3, "of": 24, "lower": 4.34, "upper": 31.0, "available": True}
COUNT = {"id": "b", "n": 1349, "of": None, "available": True}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("n", "3"),
        ("words", "three"),
        ("of", "24"),
        ("percent", "13%"),
        ("n_of", "3 of 24"),
        ("share", "3 of 24 (13%)"),
        ("interval", "4% to 31%"),
    ],
)
def test_a_share_in_each_of_its_forms(form, text) -> None:
    """The percent half up, the base beside it."""
    assert measure_text(ROW, form) == text


def test_every_form_is_tested_above() -> None:
    """There are seven."""
    assert set(FORMS) == {"n", "words", "of", "percent", "n_of", "share", "interval"}


@pytest.mark.parametrize(
    ("n", "text"), [(0, "none"), (1, "one"), (10, "ten"), (11, "11"), (999, "999"), (1349, "1,349")]
)
def test_numbers_up_to_ten_are_words(n, text) -> None:
    """Larger ones are figures, with a comma at thousands."""
    assert in_words(n) == text
    assert measure_text(COUNT | {"n": n}, "words") == text


def test_a_count_has_no_base_to_write() -> None:
    """It can be written as a number; as a share it is a mistake of the template."""
    assert measure_text(COUNT, "n") == "1,349"
    for form in ("of", "percent", "n_of", "share", "interval"):
        with pytest.raises(ValueError, match=f'b is a count and has no base, so it cannot be written as "{form}"'):
            measure_text(COUNT, form)


def test_an_unknown_form_names_the_known_ones() -> None:
    """So that the template can be corrected."""
    with pytest.raises(ValueError, match='"per cent" is no form of a figure; the forms are n, words, of, percent'):
        measure_text(ROW, "per cent")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_available_says_so_in_every_form(form) -> None:
    """Never a nought, never "nan"."""
    assert measure_text(ROW | {"n": None, "of": 0, "available": False}, form) == "not available"


def test_rows_for_scripts_hold_numbers_and_nulls() -> None:
    """Whole numbers whole, percent unrounded, null where blank; JSON without NaN."""
    rows = measure_rows(measured(tables({}, {"grade": "not_yet_good"}, {})))
    found = {(r["id"], r["group"]): r for r in json.loads(json.dumps(rows, allow_nan=False))}
    good = found["ratings.good", None]
    assert good == {
        "id": "ratings.good",
        "by": None,
        "group": None,
        "n": 2,
        "of": 3,
        "percent": pytest.approx(66.667, abs=0.001),
        "lower": pytest.approx(20.8, abs=0.1),
        "upper": pytest.approx(93.9, abs=0.1),
        "available": True,
        "display": "2 of 3 (67%)",
    }
    assert found["ratings.good", "East"]["by"] == "team"
    total = found["ratings.total", None]
    assert (total["n"], total["of"], total["percent"], total["display"]) == (3, None, None, "3")
    aspect = found["aspects.smart", None]
    assert (aspect["n"], aspect["of"], aspect["available"], aspect["display"]) == (None, 0, False, "not available")
