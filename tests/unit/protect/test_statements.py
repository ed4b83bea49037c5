"""The public ledger: what a statement holds, how it is written and read, versions, and figures published elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipeline.config import PublishedFigure
from pipeline.errors import GateError
from pipeline.measures import all_definitions
from pipeline.protect import (
    Statement,
    current,
    ledger_lines,
    protect,
    public_text,
    read_ledger,
    signed,
    statements_published,
)
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.running import closed_quarter, refuse_running_sums
from tests.attacks.months import RANGES, counted, december, monthly_rules

GOOD = Quantity(("2017-12",), Filter.on("audits", {"grade": ["good"]}))
RATED = Quantity(("2017-12",), Filter.on("audits", {"grade": ["good", "not_yet_good"]}), "2017-12-20")
COUNT = Statement("2017-12/summary", 1, "ab", "ratings.good", "1", "audits", GOOD, RATED, (0, 4), None, "Quality")
SHARE = replace(COUNT, count=None, percent=(7.5, 8.5))


def test_a_ledger_is_read_as_it_was_written() -> None:
    """Counts and percents, filters and days; blank lines are nothing."""
    lines = list(ledger_lines([COUNT, SHARE]))
    assert read_ledger([*lines, "", "\n"]) == [COUNT, SHARE]
    assert set(COUNT.as_dict()) == {
        *("document", "version", "sha256", "measure", "definition", "unit", "numerator", "denominator", "told", "place")
    }


@pytest.mark.parametrize("line", ["{", "[]", "3", '{"told": {}}', '{"told": {"count": [1]}, "document": "d"}'])
def test_a_ledger_that_cannot_be_read_stops_everything(line) -> None:
    """With the number of the line and what to do."""
    with pytest.raises(GateError, match=r"Line 2 of the public ledger cannot be read.*restore the ledger"):
        read_ledger([*ledger_lines([COUNT]), line])


def test_the_ledger_holds_no_true_value_that_was_not_printed() -> None:
    """2 of 25 were good, which is told as fewer than 5: the 2 is in no line about it."""
    rules = monthly_rules("2017-12")
    public = protect(counted(rules, december()), rules, RANGES, has_story=False, auditors=8)
    about = [s for s in public.statements if s.measure == "ratings.good"]
    assert [s.count for s in about] == [(0, 4), (25, 25)]
    hidden = public.table[public.table["status"] == "hidden"]["id"]
    assert set(hidden).isdisjoint(s.measure for s in public.statements if s.denominator is not None)


def test_the_last_version_of_a_document_holds() -> None:
    """What the correction says again is taken from it; what it does not say was said all the same."""
    again = replace(COUNT, version=2, count=(5, 9))
    other = replace(COUNT, measure="ratings.total", numerator=RATED, count=(25, 25))
    elsewhere = replace(COUNT, document="2018-01/summary")
    assert current([COUNT, other, elsewhere, again]) == [other, elsewhere, again]


def test_statements_are_signed_with_their_document() -> None:
    """Name, version and hash of the file."""
    (one,) = signed([replace(COUNT, document="")], "2017-12/summary", 3, "cd")
    assert (one.document, one.version, one.sha256, one.count) == ("2017-12/summary", 3, "cd", (0, 4))


@pytest.mark.parametrize(
    ("rounds", "refused"),
    [
        (("2017-10", "2017-11", "2017-12"), False),
        (tuple(f"2017-{m:02d}" for m in range(1, 13)), False),
        (("2017-11", "2017-12"), True),
        (("2017-09", "2017-10", "2017-11"), True),
        (("2017-01", "2017-02", "2017-03", "2017-04"), True),
        (tuple(f"2017-{m:02d}" for m in range(1, 7)), True),
        (("2016-12", "2017-01", "2017-02"), True),
        (("2017-10", "2017-11", "2012-12-all-cases"), True),
    ],
)
def test_only_whole_quarters_and_years_are_added_up(rounds, refused) -> None:
    """Of practice and of children; of activity every sum is exact anyway."""
    sum_ = replace(COUNT, numerator=Quantity(rounds, GOOD.filter))
    activity = replace(sum_, numerator=Quantity(rounds, Filter.on("audits", {"audit_type": ["core"]})))
    refuse_running_sums([activity])
    if refused:
        with pytest.raises(GateError, match=r"ratings\.good was added up over .*year-to-date sums give single months"):
            refuse_running_sums([sum_])
    else:
        refuse_running_sums([sum_])


def test_a_quarter_closes_with_its_third_month() -> None:
    """December closes October to December; November closes none."""
    assert closed_quarter("2017-12") == ("2017-10", "2017-11", "2017-12")
    assert closed_quarter("2017-11") == closed_quarter("2012-12-all-cases") == ()


def figure(**said) -> PublishedFigure:
    """A figure as published.yml gives it."""
    return PublishedFigure.model_validate({"source": "summary", **said})


def test_figures_published_elsewhere_begin_the_ledger_where_they_are_true() -> None:
    """Equal: as said. True as at a day: with that day. Anything else makes no statement and is listed."""
    definitions = {d.id: d for d in all_definitions(monthly_rules("2017-12"))}
    figures = [
        figure(line=3, measure="ratings.good", count=2, percent=8, of="auditing.admissible"),
        figure(line=4, measure="ratings.not_yet_good", count=22, percent=88, of="auditing.admissible"),
        figure(line=5, measure="auditing.total", count=20, as_at="2017-12-15"),
        figure(line=6, measure="auditing.inadmissible", count=5, rounds=("2017-11", "2017-12")),
    ]
    kinds = ["equal", "differs in definition", "true as at another day", "equal"]
    found = pd.DataFrame({"about": "figure", "line": [3, 4, 5, 6], "kind": kinds})
    made, untrue = statements_published(figures, found, definitions, "2017-12")
    told = [(s.measure, s.count or s.percent, s.numerator.rounds, s.numerator.as_at) for s in made]
    assert told == [
        ("ratings.good", (2, 2), ("2017-12",), None),
        ("ratings.good", (7.5, 8.5), ("2017-12",), None),
        ("auditing.total", (20, 20), ("2017-12",), "2017-12-15"),
        ("auditing.inadmissible", (5, 5), ("2017-11", "2017-12"), None),
    ]
    assert untrue == ["ratings.not_yet_good 22 / 88%: published, not true of the returns (differs in definition)"]


def row(**fields) -> dict[str, object]:
    """A row of measures_public."""
    blank = dict.fromkeys(("percent", "lower", "upper", "told"), pd.NA)
    return (
        {"id": "x.y", "unit": "audits", "base": "b", "available": True, "n": 3, "of": 9, "status": "exact"}
        | blank
        | fields
    )


@pytest.mark.parametrize(
    ("form", "exact", "in_words"),
    [
        ("n", "3", "fewer than 5 of 25"),
        ("words", "three", "fewer than 5 of 25"),
        ("of", "9", "25"),
        ("n_of", "3 of 9", "fewer than 5 of 25"),
        ("percent", "3 of 9", "fewer than 5 of 25"),
        ("share", "3 of 9", "fewer than 5 of 25"),
        ("interval", "not given on so small a base", "fewer than 5 of 25"),
    ],
)
def test_the_forms_of_a_public_number(form, exact, in_words) -> None:
    """Exact on a base below 10: no percent. In words: the words, in any form, and the base where it is said."""
    assert public_text(row(), form) == exact
    words = row(n=pd.NA, of=25, available=False, status="range", told="fewer than 5 of 25")
    assert public_text(words, form) == in_words
    sign = row(n=pd.NA, of=pd.NA, available=False, status="hidden", told="[c]")
    assert public_text(sign, form) == "[c]"
