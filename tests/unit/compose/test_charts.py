"""Charts: every word apart from every other, the same bytes each time, and a description made from the data."""

from __future__ import annotations

import itertools
import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from pipeline.compose import Figures, admissibility_chart, load_brand, ratings_chart, themes_chart
from pipeline.compose.charts import save_chart
from pipeline.config import Vocabulary, load_scheme, load_vocabularies
from pipeline.tables import as_table
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY

SPACE = Workspace.at(REPOSITORY)
SCHEME = load_scheme(SPACE, "practice-2017")
BRAND = load_brand(SPACE)


def rows(good: int, of: int):
    """The measures that the charts need."""
    common = {
        "subset": "s",
        "class": "B",
        "unit": "audits",
        "definition": "1",
        "available": True,
        "percent": 100 * good / of,
    }
    counts = {
        "ratings.outstanding": 0,
        "ratings.good": good,
        "ratings.not_yet_good": of - good,
        "ratings.some_good_features": min(3, of - good),
        "auditing.immediately_admissible": of - 4,
        "auditing.admissible_development": 3,
        "auditing.inadmissible": 1,
        "auditing.not_moderated": 0,
        "auditing.admissible": of - 1,
        "themes.appropriateness": 9,
        "themes.planning": 4,
        "strengths.planning": 1,
        "strengths.appropriateness": 0,
    }
    labels = {
        "themes.appropriateness": "Appropriateness of decision-making",
        "ratings.not_yet_good": "Doesn't yet meet Good",
    }
    made = [
        {**common, "id": i, "label": labels.get(i, i), "n": n, "of": of, "lower": 60.0, "upper": 99.0}
        for i, n in counts.items()
    ]
    totals = [{**common, "id": i, "label": i, "n": of, "percent": None} for i in ("ratings.total", "auditing.total")]
    return as_table("measures", made + totals)


def words_are_apart(figure):
    """Assert that no word in a picture touches another or leaves the picture."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not a.shrunk(0.9, 0.9).overlaps(b.shrunk(0.9, 0.9)), f"{one!r} over {other!r}"
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.x1 <= figure.bbox.x1 + 1, text


@pytest.fixture
def figures(a_round, the_round_before):
    """Two rounds: 2 of 25 and 1 of 21 good."""
    return Figures("d", a_round, {a_round.id: rows(2, 25), the_round_before.id: rows(1, 21)})


@pytest.fixture
def charts(figures, a_round, the_round_before):
    """All charts of the monthly summary."""
    shown = [a_round, the_round_before]
    outcomes: Vocabulary = load_vocabularies(SPACE)["admissibility"]
    return {
        "ratings": ratings_chart(figures, shown, SCHEME, BRAND),
        "admissibility": admissibility_chart(figures, shown, outcomes, BRAND),
        "themes": themes_chart(figures, BRAND),
    }


@pytest.mark.parametrize("name", ["ratings", "admissibility", "themes"])
def test_no_text_of_a_chart_overlaps_another(charts, name):
    """Every pair of visible words is apart, and every word lies inside the picture."""
    words_are_apart(charts[name].figure)


def test_the_title_is_the_finding_and_the_description_has_every_number(charts):
    """23 of 25 is in the title; both rounds' counts are in the alt text."""
    chart = charts["ratings"]
    assert chart.title == "23 of 25 audits were graded “Doesn't yet meet Good”"
    assert "December 2017, 25 audits: Outstanding 0, Good 2, Doesn't yet meet Good 23" in chart.alt
    assert "November 2017, 21 audits" in chart.alt


def test_a_picture_keeps_its_words_as_text_and_carries_title_description_and_fonts(charts, tmp_path):
    """The SVG can be read back, selected and spoken; it needs no font of the page."""
    save_chart(charts["ratings"], tmp_path, BRAND)
    svg = (tmp_path / "ratings.svg").read_text(encoding="utf-8")
    assert re.search(r'<svg[^>]* role="img"><title>23 of 25', svg)
    assert "<desc>Stacked bar chart" in svg
    assert "December 2017</text>" in svg
    assert "@font-face" in svg
    assert (tmp_path / "ratings.png").stat().st_size > 5_000


def test_no_chart_is_drawn_where_there_is_nothing_to_draw(a_round):
    """No theme, no themes chart."""
    assert themes_chart(Figures("d", a_round, {a_round.id: as_table("measures", [])}), BRAND) is None
