"""Protecting a round in a run: what it says in public rests on its own figures and on all that was told before."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest

from pipeline.measures import measure_rows
from pipeline.protect import ledger_lines, public_text, read_ledger, signed
from pipeline.run import Options, explain_measure, load_measures, run_batch
from pipeline.store import load_table
from tests.conftest import SmallRounds, small_round_run

PUBLIC = Options(editions=("public",), formats=("html",), engine="embedded", quiet=True)
GRADES = ["Good"] * 3 + ["Not yet good"] * 18


@pytest.fixture(scope="module", autouse=True)
def key():
    """The rounds of this module are not synthetic."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEAUDIT_KEY", "k" * 40)
        yield


@pytest.fixture
def real_rounds(small_rounds, without_kernels) -> SmallRounds:
    """A workspace for such rounds."""
    return small_rounds


@pytest.fixture(scope="module")
def run_once(tmp_path_factory, key):
    """A workspace with one of three good audits of 21, run."""
    folder = tmp_path_factory.mktemp("run once") / "workspace"
    return small_round_run(folder, PUBLIC, grades=GRADES, synthetic=False)


@pytest.fixture
def three_of_21(run_once, real_rounds) -> SmallRounds:
    """A copy of it, to change."""
    shutil.copytree(run_once.root, real_rounds.workspace.root, dirs_exist_ok=True)
    return real_rounds


def run(rounds, *ids, **more):
    """Run the rounds in public; the steps that were done, by round and name."""
    results = run_batch(rounds.workspace, ids or ["2017-12"], replace(PUBLIC, **more))
    for result in results:
        if result.error:
            raise result.error
    return {(e.step.round_id, e.step.name) for r in results for e in r.steps if e.how == "done"}


def say(rounds, measure, form="share", round_id="2017-12", by=None):
    """A measure as the public reads it."""
    table = load_table(rounds.workspace.round(round_id).processed, "measures_public")
    rows = table[(table["id"] == measure) & (table["by"] == by if by else table["by"].isna())]
    (row,) = rows.to_dict("records")
    return public_text(row, form)


@pytest.mark.slow
def test_a_round_of_real_cases_says_small_numbers_in_words(three_of_21):
    """Nothing says that its sample is open: 3 of 21 is told as fewer than 5, on the page and in the statements.

    What was found stays with the processed data, where the gate reads it: it names protected numbers.
    """
    assert say(three_of_21, "ratings.good") == "fewer than 5 of 21"
    assert say(three_of_21, "ratings.not_yet_good") == "17 or more of 21"
    rows = measure_rows(load_measures(three_of_21.workspace, "2017-12", "public"), public_text)
    listed = {row["id"]: row["display"] for row in rows}
    assert listed["ratings.good"] == "fewer than 5 of 21"
    explained = explain_measure(three_of_21.workspace, "2017-12", "ratings.good", "public")
    assert "Figure      fewer than 5 of 21" in explained
    paths = three_of_21.workspace.round("2017-12")
    page = (paths.build("public") / "monthly_summary.html").read_text("utf-8")
    assert "fewer than 5 of 21" in page
    assert "3 of 21" not in page
    assert "Cases of concern are counted once a quarter" in page
    kept = read_ledger(paths.statements.read_text("utf-8").splitlines())
    said = {s.measure: s.count for s in kept if s.denominator}
    assert said["ratings.good"] == (0, 4)
    assert "risk.cases_of_concern" not in {s.measure for s in kept}
    assert {s.document for s in kept} == {"2017-12"}
    found = json.loads(paths.protection.read_text("utf-8"))
    assert found["given_away"] == []
    assert found["open"] is False
    assert "round.yml does not say how many cases could have been chosen" in found["why"]
    assert {f.stat().st_mode & 0o777 for f in (paths.protection, paths.statements)} == {0o600}
    assert run(three_of_21) == set()


@pytest.mark.slow
def test_few_auditors_are_not_told_apart_and_the_base_of_practice_is_told(three_of_21):
    """One person did the audits: which were admitted at once would speak of that person."""
    assert say(three_of_21, "auditing.admissible", "n_of") == "21 of 21"
    assert say(three_of_21, "auditing.immediately_admissible") == "[c]"


@pytest.mark.slow
def test_the_ledger_only_asks_again(three_of_21):
    """A line about this round makes it ask again what it may say; the page is written anew only if that changed."""
    space = three_of_21.workspace
    kept = read_ledger(space.round("2017-12").statements.read_text("utf-8").splitlines())
    space.published.mkdir(parents=True)
    space.ledger.write_text("\n".join(ledger_lines(signed(kept, "2017-12", 1, "0"))), encoding="utf-8")
    assert run(three_of_21) == {("2017-12", "protecting")}
    space.ledger.write_text(space.ledger.read_text("utf-8").replace("2017-12", "2016-01"), encoding="utf-8")
    assert run(three_of_21) == {("2017-12", "protecting")}  # its own lines are gone again
    space.ledger.write_text("", encoding="utf-8")
    assert run(three_of_21) == set()


@pytest.mark.slow
def test_a_correction_that_would_cross_a_line_keeps_the_old_words(real_rounds):
    """Fewer than 5, then 5 after one return more: the two together would give the number away."""
    real_rounds.write(grades=["Good"] * 4 + ["Not yet good"] * 17, synthetic=False)
    run(real_rounds)
    space = real_rounds.workspace
    kept = read_ledger(space.round("2017-12").statements.read_text("utf-8").splitlines())
    space.published.mkdir(parents=True)
    space.ledger.write_text("\n".join(ledger_lines(signed(kept, "2017-12", 1, "0"))), encoding="utf-8")
    for file in sorted(space.round("2017-12").raw.rglob("*.xlsx")):
        file.unlink()
    (space.round("2017-12").raw / "returns").rmdir()
    for name in ("round.yml", "commentary.md"):
        (space.round("2017-12").raw / name).unlink()
    space.round("2017-12").raw.rmdir()
    real_rounds.write(grades=["Good"] * 5 + ["Not yet good"] * 16, synthetic=False)
    run(real_rounds)
    assert say(real_rounds, "ratings.good") == "fewer than 5 of 21"


@pytest.mark.slow
def test_the_month_that_closes_a_quarter_tells_what_is_counted_by_it(real_rounds):
    """October to December, each with cases of concern; November alone tells none."""
    for month in ("2017-10", "2017-11", "2017-12"):
        real_rounds.write(month, grades=GRADES, synthetic=False, answers={"case_of_concern": "Yes"})
    run(real_rounds)
    assert say(real_rounds, "risk.cases_of_concern", "n", by="quarter") == "63"
    assert say(real_rounds, "risk.cases_of_concern", "n") == "counted once a quarter"
    november = load_table(real_rounds.workspace.round("2017-11").processed, "measures_public")
    assert not (november["by"] == "quarter").any()
    page = (real_rounds.workspace.round("2017-12").build("public") / "monthly_summary.html").read_text("utf-8")
    assert "October to December 2017" in page


@pytest.mark.slow
def test_what_an_earlier_month_told_and_does_not_tell_again_is_known_still(real_rounds):
    """October and November once told their cases of concern: the 45 of the quarter would give away December's three."""
    for month, audits in (("2017-10", 21), ("2017-11", 21), ("2017-12", 3)):
        real_rounds.write(month, grades=["Good"] * audits, synthetic=False, answers={"case_of_concern": "Yes"})
    run(real_rounds)
    assert say(real_rounds, "risk.cases_of_concern", "n", by="quarter") == "45"
    space = real_rounds.workspace
    said = read_ledger(space.round("2017-12").statements.read_text("utf-8").splitlines())
    (quarter,) = [s for s in said if s.measure == "risk.cases_of_concern"]
    told = [
        replace(
            quarter, document=month, version=1, numerator=replace(quarter.numerator, rounds=(month,)), count=(21, 21)
        )
        for month in ("2017-10", "2017-11")
    ]
    space.published.mkdir(parents=True)
    space.ledger.write_text("\n".join(ledger_lines(told)), encoding="utf-8")
    assert ("2017-12", "protecting") in run(real_rounds)
    assert say(real_rounds, "risk.cases_of_concern", "n", by="quarter") != "45"


@pytest.mark.slow
def test_what_was_published_elsewhere_and_is_true_is_known_to_readers(real_rounds):
    """It is among the statements, under its source; what is not true of the returns is not."""
    folder = real_rounds.write(grades=GRADES, synthetic=False)
    lines = [
        "figures:",
        "  - {measure: ratings.good, count: 3, of: ratings.total, source: slides}",
        "  - {measure: ratings.not_yet_good, count: 11, of: ratings.total, source: slides}",
    ]
    (folder / "published.yml").write_text("\n".join(lines), encoding="utf-8")
    assert ("2017-12", "setting what was published beside it") in run(real_rounds)
    kept = read_ledger(real_rounds.workspace.round("2017-12").statements.read_text("utf-8").splitlines())
    elsewhere = {(s.measure, s.count) for s in kept if s.document == "published elsewhere: slides"}
    assert elsewhere == {("ratings.good", (3, 3))}
    found = json.loads(real_rounds.workspace.round("2017-12").protection.read_text("utf-8"))
    assert any(number.startswith("2017-12: audits and ") and "grade = good" in number for number in found["already"])


@pytest.mark.slow
def test_a_later_month_rests_on_what_the_earlier_one_will_say(real_rounds):
    """A return of November is withdrawn: what December may say is asked again, since both may be published."""
    real_rounds.write("2017-11", grades=GRADES, synthetic=False)
    real_rounds.write("2017-12", grades=GRADES, synthetic=False)
    run(real_rounds)
    next((real_rounds.workspace.round("2017-11").raw / "returns").iterdir()).unlink()
    assert {("2017-11", "protecting"), ("2017-12", "protecting")} <= run(real_rounds)
