"""Control charts as words and pictures: a change only by licence, every cut named, nothing over anything else."""

from __future__ import annotations

import itertools
import random
import re
from calendar import monthrange
from dataclasses import replace
from datetime import date

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from pipeline.compose import (
    control_chart,
    load_brand,
    power_sentence,
    reading_sentences,
    series_sentence,
)
from pipeline.compose.trend_words import change_words, reading_sentence
from pipeline.config import Round, load_scheme
from pipeline.measures import Definition, Subset, audits_to_show, read_trends, trends_table
from pipeline.tables import as_table
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY

SPACE = Workspace.at(REPOSITORY)
SCHEMES = {"practice-2017": load_scheme(SPACE, "practice-2017")}
BRAND = load_brand(SPACE)
NAME = "ratings.not_yet_good"
AUDITS = Subset("audits")
DEFINITION = Definition(NAME, "Not yet good", AUDITS.having(grade="not_yet_good"), AUDITS, family="ratings")


def month(i: int, **changes: object) -> Round:
    """The round of the i-th month from January 2016."""
    year, number = 2016 + i // 12, i % 12 + 1
    settings = {
        "id": f"{year}-{number:02d}",
        "title": "t",
        "kind": "monthly",
        "series": "monthly",
        "period": {"first": date(year, number, 1), "last": date(year, number, monthrange(year, number)[1])},
        "reported": date(year, number, 28),
        "scheme": "practice-2017",
        "pro_formas": [{"name": "core-audit", "version": "1"}],
        "auditor_pool": "core group",
        "focus_theme": "planning" if i >= 12 else "assessment",
    }
    return Round.model_validate(settings | changes)


def story(shares, rounds=None):
    """Rounds, the table of trends and its readings, from (n, of) of each month."""
    rounds = rounds or [month(i) for i in range(len(shares))]
    common = {"label": "Not yet good", "subset": "s", "class": "B", "unit": "audits", "available": True}
    measured = {
        r.id: as_table("measures", [common | {"id": NAME, "n": n, "of": of, "definition": "1"}])
        for r, (n, of) in zip(rounds, shares, strict=True)
    }
    trends = trends_table([DEFINITION], rounds, measured, SCHEMES)
    return rounds, trends, read_trends(trends, rounds[-1].id)


def drawn(percents, seed, of=25):
    """Months of audits drawn at random from these true shares."""
    chance = random.Random(seed)
    return [(sum(chance.random() < p / 100 for _ in range(of)), of) for p in percents]


STORIES = {
    "step": lambda: story(drawn([90] * 12 + [65] * 12, 3)),
    "drift": lambda: story(drawn([95 - 2 * i for i in range(24)], 1)),
    "shock": lambda: story(drawn([93] * 14 + [45] + [93] * 9, 1)),
    "quiet": lambda: story([(22, 25), (23, 25)] * 12),
    "trial": lambda: story([(23, 25), (18, 25)] * 3 + [(22, 25), (4, 25)]),
    "two": lambda: story([(23, 25), (21, 25)]),
    "cut": lambda: story(
        [(22, 25), (23, 25)] * 12,
        [month(i, auditor_pool="all managers" if i < 10 else "core group") for i in range(24)],
    ),
    "gap": lambda: story(
        [(14, 15), (36, 40), (20, 25), (18, 20)], [month(0), month(1), month(4), month(5, targets={NAME: 50})]
    ),
    "many": lambda: story([(22, 25), (23, 25)] * 30),
    "low": lambda: story([(1, 25), (0, 25)] * 8),
    "restless": lambda: story([(90, 100), (50, 100)] * 7),
}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "step",
            "**Not yet good: the share fell in January 2017, from 273 of 300 (91%) in the months before to 194 of",
        ),
        (
            "drift",
            "**Not yet good: the share has fallen by about two points a month, from 25 of 25 (100%) in the first",
        ),
        (
            "shock",
            "**Not yet good: March 2017 stands apart, with 10 of 25 (40%) against 535 of 575 (93%) in all other",
        ),
        ("quiet", "Seen over all its months, no chart shows evidence of a change"),
        (
            "trial",
            "Not yet good: the chart shows a month outside its limits",
        ),
        (
            "cut",
            "Not yet good: the series is cut before November 2016, because the audits were done by all managers "
            "then and by a core group of auditors now.",
        ),
    ],
)
def test_a_chart_is_told_as_what_it_shows(kind, said) -> None:
    """A change by its shape and size; a quiet series as quiet; a cut with its reason."""
    rounds, _, readings = STORIES[kind]()
    assert reading_sentences(readings, rounds)[0].startswith(said)


def test_a_licensed_change_names_the_rule_and_what_else_differed() -> None:
    """The focus theme changed in the month of the step."""
    rounds, _, readings = STORIES["step"]()
    (told,) = reading_sentences(readings, rounds)
    assert "seven months or more in a row on one side of the mean, which chance alone seldom makes." in told
    assert told.endswith("What else differed: the focus theme was assessment then and is planning now.")


@pytest.mark.parametrize("kind", ["quiet", "trial", "two", "cut", "gap", "restless"])
def test_without_a_licence_nothing_rises_or_falls(kind) -> None:
    """Neither in a sentence nor in a title; the evidence is said to be missing."""
    rounds, trends, readings = STORIES[kind]()
    title = control_chart(trends, NAME, rounds, readings, BRAND).title
    told = " ".join([title, *reading_sentences(readings, rounds)])
    assert not any(word in told for word in ("rose", "fell", "risen", "fallen", "improved", "worsened", "apart"))
    assert "no evidence of change" in title or "a reason to look" in title
    assert "Seen over all its months, no chart shows evidence of a change" in told


def test_a_signal_on_trial_limits_is_a_reason_to_look() -> None:
    """With how few months they rest on; it is no evidence."""
    rounds, _, readings = STORIES["trial"]()
    told, nothing = reading_sentences(readings, rounds)
    assert told.endswith("from eight months only. That is a reason to look, and no evidence of change.")
    assert nothing.startswith("Seen over all its months, no chart shows evidence of a change")


def test_one_round_is_no_trend() -> None:
    """No chart, and words that say so."""
    rounds, trends, readings = story([(23, 25)])
    assert control_chart(trends, NAME, rounds, readings, BRAND) is None
    assert reading_sentences(readings, rounds) == ["This is the first round of its series, and one round is no trend."]
    assert "one month is no trend" in series_sentence(trends, NAME, rounds)
    assert series_sentence(trends, "ratings.good", rounds) == "No month has the figure yet."


def test_a_cut_of_many_measures_is_told_once() -> None:
    """With how many it is of."""
    rounds, _, readings = STORIES["cut"]()
    other = [*readings, *(r.__class__(**{**vars(r), "measure": "x"}) for r in readings)]
    told = [s for s in reading_sentences(other, rounds) if "cut before" in s]
    assert len(told) == 1
    assert told[0].startswith("The series of two measures are cut before November 2016")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "two",
            "The chart has two months from January 2016 to February 2016. A month has 25 in its base, and its limits",
        ),
        (
            "gap",
            "The chart has four months from January 2016 to June 2016. Two months between them have no figure and are "
            "no points: two after February 2016. A month has 15 to 40 in its base, and its limits allow for that.",
        ),
        (
            "restless",
            "The chart has 14 months from January 2016 to February 2017. A month has 100 in its base, and months "
            "differ more from one to the next than that explains: the limits come from the mean of these 13 "
            "differences (XmR), none of them left out, and every month counts alike.",
        ),
    ],
)
def test_gaps_and_unequal_months_are_told(kind, said) -> None:
    """How many points there are, which months are none, and what the limits rest on."""
    rounds, trends, _ = STORIES[kind]()
    assert series_sentence(trends, NAME, rounds).startswith(said)


def test_what_could_be_seen_is_said_with_its_number() -> None:
    """The number of audits is that of the exact calculation."""
    told = power_sentence(92)
    assert told.startswith(f"At a share of 92%, each of two months would need about {audits_to_show(92)} audits")


@pytest.mark.parametrize("kind", STORIES)
def test_no_word_of_a_control_chart_overlaps_another(kind) -> None:
    """Every pair of visible words is apart, and every word lies inside the picture."""
    rounds, trends, readings = STORIES[kind]()
    figure = control_chart(trends, NAME, rounds, readings, BRAND).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [(t.get_text(), t.get_window_extent(canvas.get_renderer())) for t in texts]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not a.shrunk(0.9, 0.9).overlaps(b.shrunk(0.9, 0.9)), f"{one!r} over {other!r}"
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.x1 <= figure.bbox.x1 + 1, text
        assert -1 <= box.y0 <= box.y1 <= figure.bbox.y1 + 1, text


def test_the_title_is_the_finding_and_the_description_has_every_month() -> None:
    """The shares on either side of the step; all months, the limits, the months with a signal."""
    rounds, trends, readings = STORIES["step"]()
    chart = control_chart(trends, NAME, rounds, readings, BRAND)
    assert chart.title == "Not yet good fell in January 2017, from 91% to 65%"
    assert chart.name == "control_ratings_not_yet_good"
    assert all(r.label in chart.alt for r in rounds)
    assert "January 2017 (improvement)" in chart.alt
    assert "February 2016 (concern)" in chart.alt
    assert "The mean of the months since the last cut is 78%, the limits are 53% to 100%" in chart.alt
    rounds, trends, readings = STORIES["cut"]()
    cut = control_chart(trends, NAME, rounds, readings, BRAND)
    assert "No month has a signal. The series is cut before November 2016." in cut.alt


def test_a_missing_month_breaks_the_line_and_a_signal_has_a_shape_of_its_own() -> None:
    """Two lines of two months each; squares for improvement, diamonds for concern."""
    rounds, trends, readings = STORIES["gap"]()
    axes = control_chart(trends, NAME, rounds, readings, BRAND).figure.axes[0]
    navy = [line for line in axes.lines if line.get_color() == BRAND.colours["navy"] and line.get_linestyle() == "-"]
    assert [list(line.get_xdata()) for line in navy] == [[0, 1], [4, 5]]
    rounds, trends, readings = STORIES["step"]()
    axes = control_chart(trends, NAME, rounds, readings, BRAND).figure.axes[0]
    assert {"s", "D"} <= {line.get_marker() for line in axes.lines}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("step", "Not yet good fell in January 2017"),
        ("shock", "Not yet good was far lower in March 2017 than in other months"),
        ("drift", "Not yet good has fallen month by month"),
        ("unclear", "Not yet good has changed, in no simple way"),
    ],
)
def test_a_change_is_told_without_its_sums_where_the_public_may_not_have_them(kind, said):
    """In a title, and in a sentence, which then has no count and no share."""
    rounds, _, readings = STORIES["drift" if kind == "unclear" else kind]()
    reading = replace(next(r for r in readings if r.licensed), kind=kind)
    assert change_words(reading, rounds) == said
    sentence = reading_sentence(reading, rounds, counts=False)
    assert sentence.startswith(f"**{said}.** The chart shows ")
    assert not re.search(r"\d+ of \d+|%", sentence)
