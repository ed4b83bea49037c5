"""Parts of the committee report: its charts, and the appendix made from the forms."""

from __future__ import annotations

import itertools

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from pipeline.compose import Figures, load_brand
from pipeline.compose.appendices import pro_forma_table
from pipeline.compose.charts import grades_chart, outcomes_chart, risk_areas_chart
from pipeline.config import load_round, load_scheme, load_vocabularies
from pipeline.forms import load_pro_forma
from pipeline.measures import OUTCOMES, Rules
from pipeline.tables import as_table
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY

SPACE = Workspace.at(REPOSITORY)
SCHEME = load_scheme(SPACE, "ofsted-2012")
RULES = Rules(load_round(SPACE, "2012-11-all-cases"), SCHEME, load_vocabularies(SPACE))
BRAND = load_brand(SPACE)
LABELS = {
    "risk_areas.decisions_not_carried_out": "Decisions not carried out",
    "risk_areas.decision_making": "Appropriateness of decision-making",
}


def figures(round_, counts):
    """Measures of one base, from id → n."""
    common = {"subset": "s", "class": "C", "unit": "cases", "definition": "1", "available": True, "of": 41}
    rows = [{**common, "id": id_, "label": LABELS.get(id_, id_), "n": n, "percent": n} for id_, n in counts.items()]
    return Figures("d", round_, {round_.id: as_table("measures", rows)})


def reviews(not_recorded):
    """The outcomes of 41 reviews."""
    return dict(zip(OUTCOMES.values(), (30 - not_recorded, 11, 0, not_recorded), strict=True))


@pytest.mark.parametrize(
    "draw",
    [
        lambda f: grades_chart(f, RULES, BRAND),
        lambda f: risk_areas_chart(f, BRAND),
        lambda f: outcomes_chart(f, BRAND),
    ],
)
@pytest.mark.parametrize("largest", [9, 41])
def test_no_text_of_a_chart_overlaps_another(a_round, draw, largest):
    """Every pair of words is apart, and every word lies inside the picture, whatever the longest bar."""
    grades = {f"ratings.{g.id}": n for g, n in zip(SCHEME.grades, (1, 4, 5, largest), strict=True)}
    areas = dict.fromkeys(LABELS, largest)
    figure = draw(figures(a_round, grades | areas | reviews(11))).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [
        (t.get_text(), t.get_window_extent(canvas.get_renderer()))
        for t in figure.findobj(Text)
        if t.get_visible() and t.get_text().strip()
    ]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not a.shrunk(0.9, 0.9).overlaps(b.shrunk(0.9, 0.9)), f"{one!r} over {other!r}"
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.x1 <= figure.bbox.x1 + 1, text


def test_the_outcomes_chart_says_first_what_is_not_on_record(a_round):
    """Eleven of 41 are its title; with none it says that each has a result."""
    assert "For 11 of 41 high-risk cases no result" in outcomes_chart(figures(a_round, reviews(11)), BRAND).title
    whole = outcomes_chart(figures(a_round, reviews(0)), BRAND)
    assert whole.title == "For each of 41 high-risk cases the result of the review is on record"
    assert "risk.not_recorded 0 (0%)" in whole.alt


def test_two_areas_that_are_as_common_are_both_named(a_round):
    """No area is called the commonest by the order of a list."""
    title = risk_areas_chart(figures(a_round, dict.fromkeys(LABELS, 7)), BRAND).title
    assert all(label in title for label in LABELS.values())
    assert "were each named in 7 of 41 high-risk cases" in title


def test_nothing_is_drawn_where_there_is_nothing_to_draw(a_round):
    """No grade, no high-risk case: no chart."""
    nothing = Figures("d", a_round, {a_round.id: as_table("measures", [])})
    assert grades_chart(nothing, RULES, BRAND) is None
    assert risk_areas_chart(nothing, BRAND) is None
    assert outcomes_chart(nothing, BRAND) is None


@pytest.mark.parametrize("name", ["closed-case", "current-case", "core-audit"])
def test_the_appendix_has_every_question_of_a_form(name):
    """Fields, columns of repeated groups and rows of fixed ones, and no empty row header."""
    form, words = load_pro_forma(SPACE, name), load_vocabularies(SPACE) | {"grade": SCHEME.vocabulary}
    council = dict.fromkeys(("team", "service"), load_vocabularies(SPACE)["themes"])
    table = pro_forma_table(form, council | words)
    headers = [line.split(" | ")[0].strip("| ") for line in table.splitlines() if line.startswith("| ")]
    assert all(headers)
    asked = [f.label for f in form.fields] + [f.label for g in form.groups for f in g.answered if not g.fixed]
    asked += [t.label for g in form.groups if g.fixed for t in words[g.columns[0].vocabulary].terms]
    plain = table.replace("\\", "").replace("&#39;", "'")
    assert [question for question in asked if f"| {question}" not in plain] == []


def test_a_fixed_answer_is_told_by_its_list_and_a_long_list_by_its_length():
    """Yes; No; Not applicable. The teams of a large council are not all written out."""
    form, words = load_pro_forma(SPACE, "current-case"), load_vocabularies(SPACE) | {"grade": SCHEME.vocabulary}
    table = pro_forma_table(form, words | dict.fromkeys(("team", "service"), words["themes"]))
    assert r"| Child seen | Yes\; No\; Not applicable |" in table
    assert "| Team | One of 15 on a list |" in table
