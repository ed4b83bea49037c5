"""``caseaudit reconcile``: what people get wrong in published.yml, and what they are told of what was published."""

from __future__ import annotations

import shutil

import pytest

from pipeline.check.texts import pdf_text
from pipeline.config import load_round
from pipeline.manifest import documents_are_fresh
from pipeline.run import Options, run_round
from pipeline.workspace import Workspace
from tests.conftest import small_round_run

HTML = Options(editions=("internal",), formats=("html",), engine="embedded", quiet=True)
PAGE = "reconciliation.html"
FIGURE = "figures:\n  - {measure: auditing.total, count: 3, source: slides}\n"


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    """A workspace with a round of three audits, run."""
    return small_round_run(tmp_path_factory.mktemp("run once") / "workspace", HTML)


@pytest.fixture
def workspace(run_once, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(run_once.root, tmp_path / "copy")
    return Workspace.at(tmp_path / "copy")


@pytest.fixture
def reconciled(workspace, caseaudit):
    """A function from the text of published.yml to what ``caseaudit reconcile`` says of the round."""

    def reconcile(text):
        (workspace.round("2017-12").raw / "published.yml").write_text(text, encoding="utf-8")
        return caseaudit("reconcile", "2017-12", "--workspace", workspace.root)

    return reconcile


def test_a_figure_that_the_returns_give_as_well_is_equal(reconciled, workspace):
    """Exit code 0; the table on the terminal, the CSV and the page."""
    done = reconciled(FIGURE)
    assert done.returncode == 0, done.stderr
    assert "2  Core audits  3  3  equal" in done.stdout
    paths = workspace.round("2017-12")
    assert "Core audits" in (paths.processed / "reconciliation.csv").read_text(encoding="utf-8")
    assert "Core audits" in (paths.internal / "reconciliation.html").read_text(encoding="utf-8")


def test_a_figure_that_nothing_explains_is_told_with_its_line(reconciled):
    """Exit code 5, a mark before the finding, and the line of published.yml."""
    done = reconciled(FIGURE.replace("count: 3", "count: 7"))
    assert done.returncode == 5
    assert "!   2  Core audits  7  3  not explained" in done.stdout
    assert "1 of 1 findings are not explained: published.yml, line 2" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_no_source_is_a_formula_in_the_csv(reconciled, workspace):
    """A spreadsheet runs a cell that begins like one, so an apostrophe stands before it."""
    assert reconciled(FIGURE.replace("slides", "'=1+1'")).returncode == 0
    told = (workspace.round("2017-12").processed / "reconciliation.csv").read_text(encoding="utf-8")
    assert ",'=1+1" in told
    assert ",=1+1" not in told


@pytest.mark.slow
def test_a_part_larger_than_its_whole_contradicts_itself(reconciled):
    """A finding with its line, and exit code 5."""
    done = reconciled(FIGURE + "  - {measure: auditing.admissible, count: 4, within: auditing.total, source: slides}\n")
    assert done.returncode == 5
    assert "contradicts itself" in done.stdout
    assert "line 3" in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            FIGURE.replace("auditing.total", "auditing.totl"),
            ('line 2: there is no measure "auditing.totl"', "Did you mean"),
        ),
        (
            FIGURE.replace("count: 3", "percent: 130, of: auditing.total"),
            ("published.yml, line 2", "less than or equal"),
        ),
        (FIGURE.replace("count: 3", "percent: 30"), ("published.yml, line 2", "a percent needs its base")),
        (FIGURE.replace(", count: 3", ""), ("published.yml, line 2", "neither a count nor a percent")),
        ("figures: none\n", ("published.yml", "a list of figures")),
        ("figures: []\n", ("published.yml lists no figure", "measure: ratings.good")),
        (FIGURE.replace("count: 3", "count: 3, rounds: [2016-01]"), ("published.yml, line 2", 'no round "2016-01"')),
    ],
)
def test_a_published_yml_that_cannot_be_used_is_refused_with_its_line(reconciled, text, words):
    """Exit code 2 and a sentence that names file and line."""
    done = reconciled(text)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_a_fault_in_published_yml_stops_a_run_before_it_begins(small_rounds, caseaudit):
    """Nothing is computed for an internal edition whose last page could not be made; exit code 2."""
    (small_rounds.write() / "published.yml").write_text(FIGURE.replace("total", "totl"), encoding="utf-8")
    done = caseaudit("run", "2017-12", "--edition", "internal", "--workspace", small_rounds.workspace.root)
    assert done.returncode == 2
    assert "published.yml of round 2017-12, line 2" in done.stderr
    assert not small_rounds.workspace.round("2017-12").processed.exists()


@pytest.mark.parametrize(
    ("place", "text", "words"),
    [
        ("2017-11", FIGURE.replace("total", "totl"), "published.yml of round 2017-11, line 2"),
        ("2017-12", FIGURE.replace("count: 3", "count: 3, rounds: [2016-01]"), "published.yml, line 2"),
    ],
)
def test_a_fault_in_what_a_round_is_set_beside_stops_its_run_too(small_rounds, caseaudit, place, text, words):
    """An unknown measure of the round before, a round that is not there: told with file and line, before a run."""
    folders = {id_: small_rounds.write(id_) for id_ in ("2017-11", "2017-12")}
    for folder in folders.values():
        (folder / "published.yml").write_text(FIGURE, encoding="utf-8")
    (folders[place] / "published.yml").write_text(text, encoding="utf-8")
    for command in (("run", "2017-12", "--edition", "internal"), ("reconcile", "2017-12")):
        done = caseaudit(*command, "--workspace", small_rounds.workspace.root)
        assert done.returncode == 2, done.stderr
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert not small_rounds.workspace.round("2017-12").processed.exists()


@pytest.mark.slow
def test_nothing_stale_stays_where_nothing_is_published_any_more(small_rounds, without_kernels):
    """Table, CSV and page go with published.yml, and so does the record that would stand against publishing."""
    space, folder = small_rounds.workspace, small_rounds.write()
    (folder / "published.yml").write_text(FIGURE, encoding="utf-8")
    both = Options(engine="embedded", formats=("html",), quiet=True)
    run_round(space, "2017-12", both)
    paths = space.round("2017-12")
    made = [*(paths.processed / f"reconciliation.{form}" for form in ("parquet", "csv")), paths.internal / PAGE]
    assert all(file.is_file() for file in made)
    (folder / "published.yml").unlink()
    run_round(space, "2017-12", both)
    assert [file for file in made if file.exists()] == []
    assert documents_are_fresh(space, load_round(space, "2017-12"), "public")


@pytest.mark.slow
def test_no_page_of_an_earlier_reconciliation_stays_in_another_format(small_rounds, caseaudit, without_kernels):
    """The command makes the PDF again that is there; a run without PDF takes it away."""
    space, folder = small_rounds.workspace, small_rounds.write()
    (folder / "published.yml").write_text(FIGURE, encoding="utf-8")
    run_round(space, "2017-12", Options(editions=("internal",), engine="embedded", quiet=True))
    pdf = space.round("2017-12").internal / "reconciliation.pdf"
    assert "not explained" not in pdf_text(pdf)
    (folder / "published.yml").write_text(FIGURE.replace("count: 3", "count: 7"), encoding="utf-8")
    assert caseaudit("reconcile", "2017-12", "--workspace", space.root).returncode == 5
    assert "Not explained" in pdf_text(pdf)
    run_round(space, "2017-12", HTML)
    assert not pdf.exists()


@pytest.mark.slow
def test_tables_that_are_out_of_date_are_not_reconciled(reconciled, workspace):
    """A return has changed since the run: exit code 4, and what to do."""
    assert reconciled(FIGURE).returncode == 0
    (workspace.raw / "2017-12" / "returns" / "audit 2.xlsx").unlink()
    done = reconciled(FIGURE)
    assert done.returncode == 4
    assert "out of date (changed: the returns or settings of 2017-12)" in done.stderr
    assert "caseaudit run 2017-12" in done.stderr


@pytest.mark.slow
def test_a_page_that_was_edited_is_kept_until_it_may_be_written_over(reconciled, workspace, caseaudit):
    """The refusal names an option that the command has."""
    assert reconciled(FIGURE).returncode == 0
    page = workspace.round("2017-12").build("internal") / "reconciliation.qmd"
    page.write_text(page.read_text(encoding="utf-8") + "\nA remark.\n", encoding="utf-8")
    assert "--discard-edits" in reconciled(FIGURE).stderr
    words = ("reconcile", "2017-12", "--discard-edits", "--workspace", workspace.root)
    done = caseaudit(*words)
    assert done.returncode == 0, done.stderr


def test_a_round_of_which_nothing_was_published_is_told_what_to_write(workspace, caseaudit):
    """Exit code 2, naming the file."""
    done = caseaudit("reconcile", "2017-12", "--workspace", workspace.root)
    assert done.returncode == 2
    assert "Nothing was published" in done.stderr
    assert "there is no" in done.stderr
    assert "published.yml" in done.stderr
    assert "as in data/raw/2017-12" not in done.stderr


def test_a_round_that_was_not_run_is_told_to_be_run_first(small_rounds, caseaudit):
    """Exit code 4 and the command to type."""
    (small_rounds.write() / "published.yml").write_text(FIGURE, encoding="utf-8")
    done = caseaudit("reconcile", "2017-12", "--workspace", small_rounds.workspace.root)
    assert done.returncode == 4
    assert "caseaudit run 2017-12" in done.stderr
