"""A number as the public reads it, in whatever form a template asks for."""

from __future__ import annotations

import pytest

from pipeline.measures import FORMS
from pipeline.protect import public_text

NOTHING = dict.fromkeys(("n", "of", "percent", "lower", "upper", "base", "least", "most"))
ROW = {"id": "a", "unit": "audits", "available": True, "told": None, **NOTHING}
EXACT = ROW | {"status": "exact", "n": 6, "of": 24, "percent": 25.0, "lower": 12.0, "upper": 45.0, "base": 24}
WORDS = ROW | {"status": "range", "told": "fewer than 5 of 1,021", "of": 1021, "base": 1021}
SIGN = ROW | {"status": "hidden", "told": "[c]"}


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"pounds", "pounds_each"}))
def test_a_number_that_is_hidden_is_hidden_in_every_form(form) -> None:
    """A percent or an interval of it as well; of a range the base alone is said."""
    assert public_text(SIGN, form) == "[c]"
    assert public_text(WORDS, form) == ("1,021" if form == "of" else "fewer than 5 of 1,021")


@pytest.mark.parametrize(
    ("form", "text"), [("n", "6"), ("of", "24"), ("percent", "25%"), ("share", "6 of 24 (25%)"), ("n_of", "6 of 24")]
)
def test_an_exact_number_is_written_as_ever(form, text) -> None:
    """On a base too small for percents both counts stand instead; where the base is not said, the count alone."""
    assert public_text(EXACT, form) == text
    small = EXACT | {"of": 9, "base": 9, "percent": None, "lower": None, "upper": None}
    assert public_text(small, form) == {"n": "6", "of": "9"}.get(form, "6 of 9")
    assert public_text(EXACT | {"of": None, "percent": None}, form) == "6"


@pytest.mark.parametrize("row", [EXACT, WORDS, SIGN])
def test_a_form_that_there_is_not_is_refused(row) -> None:
    """However the number is said: a slip in a template is told on the first run, not when a number grows."""
    with pytest.raises(ValueError, match="nonsense"):
        public_text(row, "nonsense")
