"""A council's own colours: by the theme's names, and such as everybody can read."""

from __future__ import annotations

import pytest

from pipeline.config import load_colours
from pipeline.config.colours import contrast
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace


def with_colours(root, text: str) -> Workspace:
    """A workspace whose council has colours of its own."""
    (root / "data" / "council").mkdir(parents=True)
    (root / "data" / "council" / "_brand.yml").write_text(text, encoding="utf-8")
    return Workspace.at(root)


def test_the_councils_own_colours_take_the_place_of_the_themes_by_name(tmp_path):
    """The others stay."""
    theirs = load_colours(Workspace.at(tmp_path))
    own = load_colours(with_colours(tmp_path, 'color: {palette: {navy: "#4a1f5c"}}'))
    assert own == theirs | {"navy": "#4a1f5c"}


def test_contrast_is_as_wcag_has_it():
    """Black on white is 21, a colour on itself 1, and #767676 the palest grey that may be read on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#16324f", "#16324f") == 1
    assert contrast("#767676", "#FFFFFF") > 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('color: {palette: {nayv: "#4a1f5c"}}', 'the theme has no colour "nayv"; it has navy, ink'),
        ("color: {palette: {navy: purple}}", '"navy" is "purple", and a colour is written as "#16324f"'),
        ('color: {palette: {navy: "#fff"}}', '"navy" is "#fff"'),
        ('color: {palette: {link: "#9ad0ff"}}', r'"link" on "paper" has a contrast of 1\.\d to 1, .* at least 4.5'),
        ('color: {palette: {tint: "#5c6b7a"}}', '"ink" on "tint" has a contrast of .* darker or a lighter'),
        ('color: {palette: {good: "#d9c27a"}}', '"good" on "paper" .* at least 3'),
        ('colour: {palette: {navy: "#4a1f5c"}}', '"color" is missing'),
    ],
)
def test_colours_that_cannot_be_used_are_refused(tmp_path, text, said):
    """By name, with why and what to do."""
    with pytest.raises(ConfigurationError, match=rf"_brand\.yml cannot be used: .*{said}"):
        load_colours(with_colours(tmp_path, text))
