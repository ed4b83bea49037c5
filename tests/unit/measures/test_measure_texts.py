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


MONEY = {"id": "c", "n": 92_000, "of": None, "unit": "pounds", "available": True}


@pytest.mark.parametrize(
    ("of", "form", "text"),
    [
        (None, "pounds", "£92,000"),
        (1600, "pounds_each", "£57.50"),
        (1349, "pounds_each", "£68.20"),
        (92_000, "pounds_each", "£1"),
    ],
)
def test_money_is_written_in_pounds(of, form, text) -> None:
    """Pence only where there are any; each is rounded to the penny."""
    assert measure_text(MONEY | {"of": of}, form) == text


@pytest.mark.parametrize(
    ("row", "form", "why"),
    [
        (MONEY | {"of": 1600}, "percent", "c is a sum of money"),
        (ROW, "pounds_each", "a is no sum of money"),
        (MONEY, "pounds_each", "c is a count and has no base"),
    ],
)
def test_money_is_no_share_and_a_share_no_money(row, form, why) -> None:
    """Pounds a case are not a per cent of anything."""
    with pytest.raises(ValueError, match=why):
        measure_text(row, form)


def test_every_form_is_tested_above() -> None:
    """There are nine."""
    shares = {"n", "words", "of", "percent", "n_of", "share", "interval"}
    assert set(FORMS) == shares | {"pounds", "pounds_each"}


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
