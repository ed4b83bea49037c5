"""Attackers read the public ledgers and texts of twelve months: they find nothing, and crack each weakened profile."""

from __future__ import annotations

import io
from functools import cache

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from pipeline.config import Profile, load_profile
from pipeline.errors import GateError
from pipeline.measures import Definition, Rules, all_definitions, measure_text
from pipeline.protect import Knowledge, Protected, Statement, ledger_lines, protect, read_ledger, signed
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.placing import on_the_ladder
from pipeline.protect.rows import measure_rows_of, statements_of_row
from pipeline.protect.running import refuse_running_sums
from tests.attacks.attackers import (
    bar_lengths,
    bases_of_percents,
    compare_versions,
    counts_of_interval,
    differences,
    solve,
    subtract,
)
from tests.attacks.months import (
    PACKAGED,
    RANGES,
    STANDARD,
    a_month,
    all_case_rules,
    all_cases,
    counted,
    graded,
    monthly_rules,
    months,
    weakened,
)

pytestmark = pytest.mark.slow  # twelve months, each published beside all before it
MONTHS = 12
LENGTHS = {"standard": 12, "ranges": 12, "dfe-local": 3, "nhs-hes": 3, "opensafely": 3}
PROFILES = tuple(LENGTHS)
DFE = load_profile(PACKAGED, "dfe-local")


SAID = {"standard": 0.9, "ranges": 0.79, "dfe-local": 0.4, "nhs-hes": 0.3, "opensafely": 0.3}  # of the whole service


@cache
def the_months() -> dict[str, tuple[Rules, pd.DataFrame]]:
    """Twelve months by lot, with what their rules are."""
    return months(count=MONTHS)


@cache
def published_year(name: str) -> dict[str, Protected]:
    """Months, each published beside all before it, under a profile of this name; open samples if it has any."""
    profile = load_profile(PACKAGED, name)
    made: dict[str, Protected] = {}
    history: list[Statement] = []
    for id_, (rules, measures) in list(the_months().items())[: LENGTHS[name]]:
        earlier = {m: the_months()[m][1] for m in list(made)[-2:]} if int(id_[-2:]) % 3 == 0 else None
        made[id_] = protect(
            measures, rules, profile, has_story=False, auditors=9, history=history, quarter=earlier, knowledge=known
        )
        history += signed(made[id_].statements, f"{id_}/monthly_summary", 1, "0")
    return made


def known(round_id: str) -> Knowledge:
    """What anybody knows of a month."""
    rules = the_months()[round_id][0]
    return Knowledge(rules.scheme, rules.vocabularies)


def ledger(year: dict[str, Protected]) -> list[Statement]:
    """What stands in the public ledger, as read from its lines."""
    said = [s for id_, month in year.items() for s in signed(month.statements, id_, 1, "0")]
    return read_ledger(ledger_lines(said))


def secrets(year: dict[str, Protected]) -> dict[Quantity, int]:
    """The protected numbers of a year and what they are; only the test knows them."""
    found = {}
    for id_, month in year.items():
        rules, measures = the_months()[id_]
        status = month.table.set_index(["id", "by", "group"])["status"].to_dict()
        said = {(k[0], *(None if pd.isna(p) else p for p in k[1:])): v for k, v in status.items()}
        for row in measure_rows_of(measures, all_definitions(rules), id_):
            small = row.n is not None and (row.n < 5 or (row.of is not None and row.of - row.n < 5))
            if row.counted is not None and not row.by and small and said[row.key] != "exact":
                found[row.counted] = row.n or 0
    return found


@pytest.mark.parametrize("name", PROFILES)
def test_subtraction_finds_nothing(name) -> None:
    """Parts from wholes over everything published in a year, for every number that is small and not told."""
    year = published_year(name)
    hidden = secrets(year)
    assert len(hidden) >= 30
    found = subtract(ledger(year), list(hidden))
    cracked = {q for q in hidden if found[q][1] - found[q][0] < 2 and found[q][1] > 0}
    assert cracked == set()
    assert all(found[q][0] <= n <= found[q][1] for q, n in hidden.items())


@pytest.mark.parametrize("name", PROFILES)
def test_the_solver_finds_nothing(name) -> None:
    """Every protected number of a year keeps three values, or is an empty rest that exact numbers leave no room for."""
    year = published_year(name)
    hidden = secrets(year)
    cracked = {q: v for q, v in solve(ledger(year), hidden, known("2018-01")).items() if v != {0}}
    assert cracked == {}


@pytest.mark.parametrize("name", PROFILES)
def test_every_month_of_the_year_may_be_published(name) -> None:
    """Nothing is given away that could not be lowered, and the documents still say something."""
    for month in published_year(name).values():
        tied = month.table["id"].str.startswith("weakness_actions")  # told only beside an exact number
        whole = month.table[month.table["by"].isna() & (month.table["status"] != "unavailable") & ~tied]
        assert month.given_away == []
        assert whole["status"].isin(["exact", "range", "rounded"]).mean() > SAID[name]


def test_quarters_are_told_and_their_months_are_not() -> None:
    """The sum of three months stands in the third, and differences of sums find no month."""
    year = published_year("standard")
    for id_ in ("2018-03", "2018-06", "2018-09", "2018-12"):
        table = year[id_].table
        assert "risk.cases_of_concern" in set(table[table["by"] == "quarter"]["id"])
    assert differences(s for s in ledger(year) if s.measure.startswith("risk.")) == {}


def test_a_quarter_of_children_over_a_base_counted_monthly_finds_no_month() -> None:
    """Good audits where oversight was clear, once a quarter: the quarter's base less two months would be the third."""
    history: list[Statement] = []
    hidden: set[Quantity] = set()
    tables: dict[str, pd.DataFrame] = {}
    for n, id_ in enumerate(("2018-01", "2018-02", "2018-03")):
        rules = monthly_rules(id_)
        clear = rules.rated.having(oversight="clear")
        good = clear.having(grade=rules.scheme.good_or_better)
        asked = [*all_definitions(rules), Definition("practice.good_where_clear", "Good", good, clear, disclosure="C")]
        tables[id_] = counted(rules, a_month(n), asked)
        public = protect(
            tables[id_], rules, RANGES, has_story=False, auditors=9, history=history, knowledge=known,
            definitions=asked, quarter={m: tables[m] for m in list(tables)[:-1]} if n == 2 else None,
        )  # fmt: skip
        history += signed(public.statements, id_, 1, "0")
        exact = {s.numerator for s in public.statements if s.count and s.count[0] == s.count[1]}
        rows = measure_rows_of(tables[id_], asked, id_)
        hidden |= {r.counted for r in rows if r.counted and not r.by and r.n is not None} - exact
    assert len(hidden) >= 90
    assert {q: v for q, v in solve(history, hidden, known("2018-01")).items() if v != {0}} == {}


def test_two_versions_of_a_month_find_nothing() -> None:
    """One return is corrected, and four good audits become five: the second version says what the first said."""
    rules = monthly_rules("2018-01")
    first, second = (counted(rules, [*graded("good", good), *graded("not_yet_good", 25 - good)]) for good in (4, 5))
    before = protect(first, rules, RANGES, has_story=False, auditors=9)
    history = signed(before.statements, "2018-01/monthly_summary", 1, "0")
    name = "2018-01/monthly_summary"
    after = protect(second, rules, RANGES, has_story=False, auditors=9, history=history, document=name)
    assert compare_versions(history, after.statements, changed=1) == {}
    assert text(after, "ratings.good") == text(before, "ratings.good") == "fewer than 5 of 25"
    crossed = protect(second, rules, RANGES, has_story=False, auditors=9)  # a press that forgets what it said
    good = next(s.numerator for s in crossed.statements if s.measure == "ratings.good_or_better")
    assert compare_versions(history, crossed.statements, changed=1)[good] == {5}


def text(protected: Protected, measure: str) -> str:
    """What stands for a measure."""
    rows = protected.table
    (row,) = rows[(rows["id"] == measure) & rows["by"].isna()].to_dict("records")
    return str(row["told"])


def test_the_audit_of_all_cases_gives_nothing_away_to_the_solver() -> None:
    """Nor do the breakdowns by team and age beside it."""
    rules = all_case_rules()
    measures = counted(rules, all_cases())
    public = protect(measures, rules, STANDARD, has_story=False, auditors=9)
    told = public.table.astype(object).where(public.table.notna(), None)  # without the groups that are not told at all
    status = {(row["id"], row["by"], row["group"]): row["status"] for row in told.to_dict("records")}
    rows = measure_rows_of(measures, all_definitions(rules), rules.round.id)
    hidden = [r.counted for r in rows if status.get(r.key) in ("range", "hidden", "merged") and r.counted]
    assert len(hidden) >= 5
    found = solve(public.statements, hidden, Knowledge(rules.scheme, rules.vocabularies))
    assert {q: v for q, v in found.items() if v != {0}} == {}


# ---- weakened profiles: each must lose, or the attackers prove nothing


def press(profile: Profile, audits, month: str = "2018-01") -> list[Statement]:
    """A press that puts each number on the ladder alone and never audits what it says together."""
    rules = monthly_rules(month)
    rows, _ = on_the_ladder(counted(rules, audits), rules, profile, has_story=False, auditors=9)
    return [s for row in rows for s in statements_of_row(row)]


def test_hiding_one_to_four_alone_is_cracked_by_subtraction_and_by_the_solver() -> None:
    """2 good of 25 is hidden, 23 not yet good stands beside it, and nobody is outstanding."""
    weak = weakened(zero="told", complement=False, merges=False, words=False, hidden="c")
    said = press(weak, [*graded("good", 2), *graded("not_yet_good", 23)])
    good = next(q for q in secrets_of(graded("good", 2), "ratings.good"))
    assert good not in {s.numerator for s in said}
    assert subtract(said, [good])[good] == (2, 2)
    assert solve(said, [good], known("2018-01"))[good] == {2}


def secrets_of(audits, measure: str) -> list[Quantity]:
    """What a measure of a month counts."""
    rules = monthly_rules("2018-01")
    rows = measure_rows_of(counted(rules, audits), all_definitions(rules), "2018-01")
    return [r.counted for r in rows if r.definition.id == measure and not r.by and r.counted]


def test_year_to_date_totals_are_cracked_by_subtraction() -> None:
    """Each running total is large enough to be exact, and two of them give a month; so they are refused."""
    concerns = Filter.on("cases", {"case_of_concern": ["yes"]})
    truth = {id_: int(m.set_index("id")["n"]["risk.cases_of_concern"]) for id_, (_, m) in the_months().items()}
    ids = list(truth)
    totals = [
        Statement("d", 1, "", "risk.cases_of_concern", "1", "cases", Quantity(tuple(ids[:n]), concerns), None, (t, t))
        for n in range(2, MONTHS + 1)
        if (t := sum(truth[i] for i in ids[:n])) >= 5
    ]
    found = differences(totals)
    assert len(found) >= 8
    assert all(bounds == (truth[q.rounds[0]],) * 2 for q, bounds in found.items())
    assert solve(totals, [*found], known("2018-01")).keys() == found.keys()
    with pytest.raises(GateError, match="no whole quarter and no whole year"):
        refuse_running_sums(totals[:1])


def test_whole_percents_over_a_hidden_base_are_cracked_by_trying_bases() -> None:
    """95, 48 and 5 % of fewer than 40 audits: there were 21, so 1, 10 and 20."""
    assert bases_of_percents([95, 48, 5], 39) == [21]
    grade = {name: Filter.on("audits", {"grade": [name]}) for name in ("good", "not_yet_good")}
    base = Quantity(("2018-01",), Filter.on("audits", {"grade": ["good", "not_yet_good", "outstanding"]}))
    good, rest = (Quantity(base.rounds, grade[name]) for name in ("good", "not_yet_good"))
    say = lambda about, p: Statement("d", 1, "", "m", "1", "audits", about, base, None, (p - 0.5, p + 0.5))  # noqa: E731
    about_the_base = Statement("d", 1, "", "m", "1", "audits", base, None, (10, 39))
    said = [say(good, 5), say(rest, 95), about_the_base]
    assert len(solve(said, [good], known("2018-01"))[good]) < 3


def test_an_interval_on_a_hidden_count_is_cracked_by_trying_counts() -> None:
    """Its ends in whole percents belong to one count and one base alone, for nearly every pair."""
    row = {"id": "x", "n": 2, "of": 25, "lower": 2.2209, "upper": 24.966, "available": True, "unit": "audits"}
    printed = measure_text(row, "interval")
    assert (2, 25) in counts_of_interval(printed, 40)
    assert {n for n, _ in counts_of_interval(printed, 40)} == {2}


@pytest.mark.parametrize("name", PROFILES)
def test_public_rows_have_no_percent_and_no_interval_on_what_is_hidden(name) -> None:
    """So that neither of the two attacks has anything to read."""
    for month in published_year(name).values():
        rows = month.table[month.table["status"] != "exact"]
        assert rows[["percent", "lower", "upper"]].isna().all(axis=None)
        small = month.table[month.table["of"].notna() & (month.table["of"] < 10)]
        assert small["percent"].isna().all()


def test_a_bar_without_its_label_is_cracked_from_the_picture() -> None:
    """The lengths of the bars of 2, 23 and 10 are theirs, whatever the labels say; so a hidden count gets no bar."""
    figure, axes = plt.subplots()
    axes.barh(["Good", "Not yet good", "Features"], [2, 23, 10])
    picture = io.StringIO()
    figure.savefig(picture, format="svg")
    plt.close(figure)
    lengths = bar_lengths(picture.getvalue())
    known_bar = lengths[1] / 23  # its label is printed
    assert [round(length / known_bar) for length in lengths] == [2, 23, 10]


def test_a_month_by_lot_is_the_same_each_time() -> None:
    """So that a failure here can be looked at again."""
    assert a_month(3) == a_month(3)
    assert DFE.hidden == "c"
