"""The themes chart where several themes are named equally often."""

from __future__ import annotations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from pipeline.compose import Figures, load_brand, themes_chart
from pipeline.tables import as_table
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY

BRAND = load_brand(Workspace.at(REPOSITORY))


def chart(a_round, counts):
    """The chart of themes with these counts, of 24 audits."""
    common = {"subset": "s", "class": "B", "unit": "audits", "definition": "1", "available": True, "of": 24}
    rows = [
        {**common, "id": f"{prefix}.{name}", "label": name.title(), "n": n if prefix == "themes" else 1}
        for name, n in counts.items()
        for prefix in ("themes", "strengths")
    ]
    return themes_chart(Figures("d", a_round, {a_round.id: as_table("measures", rows)}), BRAND)


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({"planning": 9, "drift": 8}, "Planning was the commonest weakness: 9 of 24 audits"),
        ({"planning": 8, "drift": 8}, "The commonest weaknesses, in 8 of 24 audits each: Planning; Drift"),
        (dict.fromkeys("abcd", 8), "Four weaknesses were named equally often: 8 of 24 audits each"),
    ],
)
def test_no_theme_is_called_the_commonest_if_another_is_as_common(a_round, counts, title):
    """One is named alone, two or three together, more are counted."""
    assert chart(a_round, counts).title == title


def test_the_key_covers_no_bar_however_long_the_lowest_bars_are(a_round):
    """With six bars of one length the key stands clear of all of them."""
    figure = chart(a_round, dict.fromkeys("abcdef", 8)).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    axes = figure.axes[0]
    key = axes.get_legend().get_window_extent(canvas.get_renderer())
    assert not any(key.overlaps(bar.get_window_extent(canvas.get_renderer())) for bar in axes.patches)
