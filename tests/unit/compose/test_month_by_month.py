"""The headline shares month by month in a document: gaps, breaks, bands, and no change without a licence."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.compose import Figures, load_brand, read_commentary
from pipeline.compose.comparing import Comparison
from pipeline.compose.material import Material
from pipeline.compose.monthly_trends import MonthByMonth, month_by_month
from pipeline.compose.workbooks import chart_tables
from pipeline.config import Round, load_council, load_scheme, load_vocabularies
from pipeline.measures import Rules, all_definitions, headlines
from pipeline.tables import as_table
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY
from tests.unit.compose.test_charts import words_are_apart
from tests.unit.measures.conftest import ROUND

SPACE = Workspace.at(REPOSITORY)
SCHEME, WORDS = load_scheme(SPACE, "practice-2017"), load_vocabularies(SPACE)
NOT_GOOD, SOME, ADMISSIBLE, OVERDUE = headlines(SCHEME)
Shares = dict[str, tuple[int, int] | None]


def month(i: int, **changes: Any) -> Round:
    """The round of the i-th month from January 2016."""
    year, number = 2016 + i // 12, i % 12 + 1
    period = {"first": date(year, number, 1), "last": date(year, number, monthrange(year, number)[1])}
    forms = [{"name": "core-audit", "version": "2017.2"}]
    base = ROUND.model_dump() | {"id": f"{year}-{number:02d}", "period": period, "pro_formas": forms}
    return Round.model_validate(base | changes)


def quiet(i: int = 1) -> Shares:
    """A month of 25 audits in which nothing is unusual: now a little higher, now a little lower."""
    by = 1 if i % 2 else -1
    return {id_: (n + by, 25) for id_, n in ((NOT_GOOD, 20), (SOME, 8), (ADMISSIBLE, 15), (OVERDUE, 10))}


def material(
    series: Sequence[Round], shares: Callable[[int], Shares], edition: str = "internal", protect: Sequence[str] = ()
) -> Material:
    """A series whose months have these shares; those of ``protect`` are told as ranges where 5 or more are not said."""
    tables = {}
    for i, round_ in enumerate(series):
        rows = []
        for d in all_definitions(Rules(round_, SCHEME, WORDS)):
            if d.of is None:
                continue
            n, of = shares(i).get(d.id) or (None, 0)
            row = {"id": d.id, "label": d.label, "subset": "s", "base": "b", "class": "B", "unit": "audits"}
            row |= {"n": n, "of": of, "available": n is not None, "definition": "1"}
            row |= {"percent": 100 * n / of if n is not None else None}
            if edition == "public":
                row |= {"status": "exact" if n is not None else "unavailable"}
                if d.id in protect and n is not None and n < 5:
                    told = f"fewer than 5 of {of}"
                    row |= {
                        "n": None,
                        "percent": None,
                        "available": False,
                        "least": 0,
                        "most": 4,
                        "status": "range",
                        "told": told,
                    }
            rows.append(row)
        tables[round_.id] = as_table("measures_public" if edition == "public" else "measures", rows)
    brand = load_brand(SPACE)
    nothing = read_commentary(Path("nowhere") / "commentary.md")
    return Material(
        SPACE, series[-1], edition, None, tuple(series), tables, load_council(SPACE), SCHEME, WORDS, nothing, brand
    )


def shown(made: Material) -> tuple[MonthByMonth, Figures]:
    """The months as a document shows them, and what it printed."""
    figures = Figures("monthly_summary", made.round, made.measures)
    return month_by_month(made, figures), figures


def test_a_first_month_has_no_trend() -> None:
    """One point is none."""
    assert shown(material([month(0)], quiet))[0] == MonthByMonth(None)


def test_a_quiet_year_shows_no_change_and_every_number_is_printed() -> None:
    """The last 13 months of 24; what the chart and its description write is noted, and its data can be had."""
    made = material([month(i) for i in range(24)], quiet)
    found, figures = shown(made)
    assert found.chart is not None
    assert found.chart.title == "Month by month: no chart shows a change that lasts"
    assert found.sentences[-1].startswith("Seen over all its months, no chart shows")
    assert {s.round_id for s in found.chart.shows} == {month(i).id for i in range(11, 24)}
    assert {s.measure for s in found.chart.shows} == {NOT_GOOD, SOME, ADMISSIBLE, OVERDUE}
    noted = {(row["round"], row["text"]) for row in figures.printed}
    for label, id_ in (("December 2016", "2016-12"), ("December 2017", "2017-12")):
        percent = found.chart.alt.split(f"{label} ")[1].split("%")[0] + "%"
        assert (id_, percent) in noted
    (data,) = chart_tables([found.chart], figures, {r.id: r.label for r in made.series})
    assert len(data.rows) == 4 * 13
    words_are_apart(found.chart.figure)


def test_a_change_is_named_only_by_licence_and_without_sums() -> None:
    """A fall of a third, from the sixteenth month: found in words; among eleven months it is a reason to look."""

    def fallen(i: int, at: int = 15) -> Shares:
        return quiet(i) | {NOT_GOOD: (22 if i < at else 11, 25)}

    found, _ = shown(material([month(i) for i in range(24)], fallen))
    assert found.chart is not None
    assert found.chart.title == "Doesn't yet meet Good fell in April 2017"
    assert "Doesn't yet meet Good" in found.chart.alt
    assert "(signal of improvement)" in found.chart.alt
    assert found.sentences[0].startswith("**Doesn't yet meet Good fell in April 2017.** The chart shows ")
    assert " of 25" not in found.sentences[0]
    few, _ = shown(material([month(i) for i in range(11)], lambda i: fallen(i, 10)))
    assert few.chart is not None
    assert few.chart.title.startswith("Month by month: less than a year by one definition")
    assert "(a reason to look, no more)" in few.chart.alt
    assert "no evidence of change" in few.sentences[0]


def test_a_change_before_the_months_shown_is_no_news() -> None:
    """A shock two years ago is in the series, and neither in the picture nor told of."""
    made = material([month(i) for i in range(30)], lambda i: quiet(i) | ({NOT_GOOD: (9, 25)} if i == 3 else {}))
    found, _ = shown(made)
    assert found.chart is not None
    assert found.chart.title == "Month by month: no chart shows a change that lasts"
    assert len(found.sentences) == 1


@pytest.mark.parametrize("gap", [1, 6])
def test_a_gap_is_drawn_as_a_gap(gap) -> None:
    """No line over a month without audits, at its true width."""
    found, _ = shown(material([month(0), month(1), month(2 + gap)], quiet))
    assert found.chart is not None
    axes = found.chart.figure.axes[0]
    lines = [line.get_xdata() for line in axes.lines if line.get_linewidth() == 1.5]
    assert [list(xs) for xs in lines] == [[-gap - 2, -gap - 1], [0]]
    words_are_apart(found.chart.figure)


def test_a_break_is_drawn_and_told_and_the_figures_before_it_stay() -> None:
    """All managers, then a core group, with a month between: one dashed line, named under the months."""
    series = [*(month(i, auditor_pool="all managers") for i in range(3)), month(4), month(5)]
    found, _ = shown(material(series, quiet))
    assert found.chart is not None
    assert found.chart.alt.count("The line is cut before May 2016") == 4
    assert [t.get_text() for t in found.chart.figure.axes[0].texts].count("counted anew") == 1
    assert found.sentences[0].startswith("The series of four measures are cut before May 2016, because the audits")
    words_are_apart(found.chart.figure)


def test_a_month_of_two_audits_and_one_without_a_figure_read_well() -> None:
    """Its limits are wide; a share that the month does not give says so over its chart."""
    last: Shares = {NOT_GOOD: (1, 2), SOME: (0, 2), ADMISSIBLE: (2, 2), OVERDUE: None}
    found, _ = shown(material([month(i) for i in range(4)], lambda i: quiet(i) if i < 3 else last))
    assert found.chart is not None
    over = [axes.texts[0].get_text() for axes in found.chart.figure.axes]
    assert over == [
        "50%, limits still on trial",
        "0%, limits still on trial",
        "100%, limits still on trial",
        "not available",
    ]
    assert found.chart.alt.endswith("April 2016 not available.")
    words_are_apart(found.chart.figure)


def test_what_the_public_is_told_as_a_range_is_a_band_and_never_a_point() -> None:
    """Bands for the months told so, no limits from the others, and no true count anywhere."""

    def shares(i: int) -> Shares:
        return quiet(i) | {SOME: (3 if i % 2 else 8, 25)}

    made = material([month(i) for i in range(14)], shares, "public", [SOME])
    found, _ = shown(made)
    assert found.chart is not None
    assert found.bands
    axes = found.chart.figure.axes[1]
    bands = [(bar.get_x() + 0.3, bar.get_y(), bar.get_height()) for bar in axes.patches]
    assert [(round(x), y, h) for x, y, h in bands] == [(x, 0, 16) for x in range(-12, 1, 2)]
    points = [(x, y) for line in axes.lines if line.get_marker() == "o" for x, y in line.get_xydata()]
    assert points == [(x, 32) for x in range(-11, 0, 2)]
    assert axes.texts[0].get_text() == "fewer than 5 of 25"
    assert "February 2017 fewer than 5 of 25" in found.chart.alt
    assert not any(reading for reading in found.sentences if reading.startswith("**Some good features"))


def test_bands_of_another_definition_are_cut_off_too() -> None:
    """Also where one side of the break has no point at all."""
    series = [month(0, auditor_pool="all managers"), month(1), month(2)]
    made = material(series, lambda i: quiet(i) | {SOME: (8 if i else 2, 25)}, "public", [SOME])
    found, _ = shown(made)
    assert found.chart is not None
    assert found.chart.alt.count("The line is cut before February 2016") == 4


def test_figures_stand_beside_the_month_before_one_by_one() -> None:
    """Across a change of grades those that count no grade do, and the note names how many do not, and why."""
    made = material([month(0), month(1)], quiet)
    other = made.series[0].model_copy(update={"scheme": "ofsted-2013"})
    apart = replace(made, series=(other, made.round))
    comparison = Comparison(apart, Figures("monthly_summary", made.round, made.measures))
    assert comparison.rounds([ADMISSIBLE, OVERDUE]) == [made.round, other]
    assert comparison.rounds([ADMISSIBLE, NOT_GOOD]) == [made.round]
    assert "stand beside those of February 2016 where both count by one definition" in comparison.note()
    assert "figures are not: the grades changed." in comparison.note()
    assert {c.measure for c in comparison.changes} == {ADMISSIBLE, OVERDUE}
    whole = Comparison(made, Figures("monthly_summary", made.round, made.measures))
    assert whole.note().endswith("counted by one definition.")
    assert whole.sentences("auditing") == ["There is no evidence of a change in admissibility since January 2016."]


def test_a_first_month_is_set_beside_nothing() -> None:
    """And says so once."""
    made = material([month(0)], quiet)
    comparison = Comparison(made, Figures("monthly_summary", made.round, made.measures))
    assert comparison.rounds([NOT_GOOD]) == [made.round]
    assert comparison.changes == []
    assert comparison.sentences("ratings") == []
    assert comparison.note().startswith("This is the first round of its series")
