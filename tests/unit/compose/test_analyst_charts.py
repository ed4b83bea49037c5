"""The charts of notebooks 02 to 04: their findings, their words for those who cannot see them, no overlap."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from pipeline.compose import (
    completion_title,
    curve_chart,
    descriptor_title,
    grid_chart,
    groups_chart,
    load_brand,
    moderation_title,
    severity_chart,
    themes_by_grade_chart,
)
from pipeline.measures import (
    action_curve,
    definitions,
    descriptor_matrix,
    evaluate,
    moderation_matrix,
    moderation_pairs,
    severity,
    themes_by_grade,
)
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.unit.measures.conftest import ALL_CASES, RULES, viewed

BRAND = load_brand(Workspace.at(REPOSITORY))
POOR = {"grade": "not_yet_good", "moderated_grade": "good"}
AUDITS = [POOR | {"team": team, "auditor_id": f"P-{team}"} for team in ("A", "B", "C") for _ in range(5)]
AUDITS += [{"team": "Very long name of a team", "auditor_id": "P-D", "moderated_grade": "good"}] * 9
CURVE = ["day", "open", "lower", "upper"]
FOUND = [
    {"return_id": f"R-{n}", "theme": theme, "polarity": "weakness"}
    for theme, last in (("supervision", 15), ("decision_making", 8), ("planning", 20))
    for n in range(1, last + 1)
]


def chart(name: str):
    """A chart of one round."""
    views = viewed(*AUDITS, findings=FOUND)
    pairs = moderation_pairs(views, RULES)
    curve = pd.DataFrame(
        [[0, 100, 90, 100], [3, 60, 40, 80], [9, 40, 20, 60]], columns=["day", "open", "lower", "upper"]
    )
    high = {"grade": "inadequate", "nature": "child_not_seen", "immediacy": "immediate"}
    grid = descriptor_matrix(viewed(high, high, rules=ALL_CASES), ALL_CASES)
    ratings = evaluate(definitions("ratings", RULES), views)
    return {
        "groups": lambda: groups_chart(ratings, "ratings.good_or_better", "team", BRAND),
        "severity": lambda: severity_chart(severity(views, RULES), BRAND),
        "themes": lambda: themes_by_grade_chart(themes_by_grade(views, RULES), BRAND),
        "moderation": lambda: grid_chart(
            moderation_matrix(pairs, RULES), "moderation", moderation_title(len(pairs), 9), BRAND, same=True
        ),
        "descriptors": lambda: grid_chart(grid, "descriptors", descriptor_title(grid, ALL_CASES), BRAND),
        "curve": lambda: curve_chart({"actions": curve}, "curve", completion_title(curve), "days", BRAND),
        "curves": lambda: curve_chart({"alerted": curve, "seen": curve}, "curves", "Two", "days", BRAND, band=False),
    }[name]()


@pytest.mark.parametrize(
    ("name", "title", "told"),
    [
        ("groups", "Good or better: Very long name of a team differs from the others", "A (0 of 5) 0%"),
        ("severity", "Graded less than good, by auditor: 4 of 4 can be told from the group", "P-A (5 of 5)"),
        ("themes", "Supervision goes with the grade by more than chance", "Supervision 15 of 15 and 0 of 9"),
        ("moderation", "The moderator gave the same grade in 9 of 24 audits", "Good: Outstanding 0, Good 9"),
        ("descriptors", "Child not seen was the commonest deficiency: 2 of 2 Inadequate cases", "Immediate 2"),
        ("curve", "Half of the actions were done within 9 days of the audit", "40% open after day 9"),
        ("curves", "Two", "seen: 40% open after day 9"),
    ],
)
def test_a_chart_has_its_finding_as_title_and_its_numbers_in_words(name, title, told) -> None:
    """What a sighted reader sees, from the same data."""
    made = chart(name)
    assert made is not None
    assert made.title.startswith(title)
    assert told in made.alt


@pytest.mark.parametrize("name", ["groups", "severity", "themes", "moderation", "descriptors", "curve", "curves"])
def test_no_word_of_an_analyst_s_chart_overlaps_another(name) -> None:
    """And every word lies inside the picture."""
    figure = chart(name).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [(t.get_text(), t.get_window_extent(canvas.get_renderer())) for t in texts]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not a.shrunk(0.9, 0.9).overlaps(b.shrunk(0.9, 0.9)), f"{one!r} over {other!r}"
    for text, box in boxes:
        assert -1 <= box.x0 <= box.x1 <= figure.bbox.x1 + 1, text


@pytest.mark.parametrize("audits", [[], [{"grade": None}]], ids=["no returns", "no grade"])
def test_nothing_to_draw_gives_no_chart(audits) -> None:
    """A notebook then says why in words."""
    views = viewed(*audits)
    ratings = evaluate(definitions("ratings", RULES), views)
    assert groups_chart(ratings, "ratings.good_or_better", "team", BRAND) is None
    assert severity_chart(severity(views, RULES), BRAND) is None
    assert themes_by_grade_chart(themes_by_grade(views, RULES), BRAND) is None
    grid = moderation_matrix(moderation_pairs(views, RULES), RULES)
    assert grid_chart(grid, "moderation", moderation_title(0, 0), BRAND) is None
    curve = action_curve(views, RULES)
    assert completion_title(curve) == ""
    assert curve_chart({"actions": curve}, "curve", "", "days", BRAND) is None
    empty = descriptor_matrix(views, RULES)
    assert grid_chart(empty, "descriptors", descriptor_title(empty, RULES), BRAND) is None


def test_few_done_actions_are_told_as_few() -> None:
    """No median is made up where fewer than half are done."""
    curve = pd.DataFrame([[0, 100, 90, 100], [4, 70, 50, 85]], columns=CURVE)
    assert completion_title(curve) == "Fewer than half of the actions were done: 70% were open at the end of the curve"
