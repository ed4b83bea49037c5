"""What people get wrong, and the sentence and exit code they get for it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date

import nbformat
import pytest

from pipeline.check import check_round
from pipeline.errors import NotebookError
from pipeline.run import Options, clean_round, run_round
from pipeline.run.notebooks import run_notebook
from pipeline.store import load_table
from tests.conftest import COMMENTARY

HTML = Options(editions=("internal",), formats=("html",), engine="embedded", quiet=True)
PUBLIC = replace(HTML, editions=("public",), formats=("html", "pdf"))


def _refused(result, code, *words):
    """One or a few plain lines on stderr, the exit code of the architecture page, no traceback."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    for word in words:
        assert word in result.stderr


def test_an_unknown_round_is_told_with_the_rounds_there_are(small_rounds, caseaudit):
    """Exit code 2, naming the round, where it was looked for, and what is there."""
    small_rounds.write("2017-12")
    _refused(
        caseaudit("run", "2017-13", "--workspace", small_rounds.workspace.root), 2, "2017-13", "2017-12", "new-round"
    )


def test_a_round_id_cannot_leave_the_workspace(small_rounds, caseaudit):
    """Exit code 2 for a path."""
    _refused(caseaudit("run", "../2017-12", "--workspace", small_rounds.workspace.root), 2, "no round id")


def test_a_missing_round_yml_is_told(small_rounds, caseaudit):
    """Exit code 2, naming the file."""
    (small_rounds.write() / "round.yml").unlink()
    _refused(caseaudit("run", "2017-12", "--workspace", small_rounds.workspace.root), 2, "round.yml", "missing")


def test_a_broken_round_yml_is_told_with_its_line(small_rounds, caseaudit):
    """Exit code 2, naming file and line and the usual cause."""
    settings = small_rounds.write() / "round.yml"
    settings.write_text("id: 2017-12\ntitle: Core: audits\n", encoding="utf-8")
    _refused(caseaudit("run", "2017-12", "--workspace", small_rounds.workspace.root), 2, "round.yml, line 2", "colon")


def test_an_empty_returns_folder_is_told(small_rounds, caseaudit):
    """Exit code 3, naming the folder and what belongs there."""
    folder = small_rounds.write()
    shutil.rmtree(folder / "returns")
    (folder / "returns").mkdir()
    _refused(caseaudit("run", "2017-12", "--workspace", small_rounds.workspace.root), 3, "no usable return", "returns")


@pytest.mark.slow
def test_a_workbook_that_is_none_does_not_stop_the_others(small_rounds, caseaudit):
    """The broken file is listed with its likely cause; the three others are used; --strict ends with 3."""
    folder = small_rounds.write()
    whole = (folder / "returns" / "audit 0.xlsx").read_bytes()
    (folder / "returns" / "cut short.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder / "returns" / "letter.xlsx").write_text("Dear all", encoding="utf-8")
    told = caseaudit("clean", "2017-12", "--workspace", small_rounds.workspace.root)
    assert told.returncode == 0
    assert "3 used" in told.stdout
    assert "cut short.xlsx" in told.stdout
    assert "its end is missing" in told.stdout
    assert "letter.xlsx" in told.stdout
    _refused(
        caseaudit("clean", "2017-12", "--strict", "--workspace", small_rounds.workspace.root),
        3,
        "2 returns, rows or files",
    )


@pytest.mark.slow
def test_a_failing_cell_is_reported_and_the_notebook_kept(small_rounds, caseaudit):
    """Exit code 4 with notebook, cell and message; the executed copy holds the error."""
    small_rounds.write()
    root = small_rounds.workspace.root
    (root / "notebooks").mkdir()
    own = root / "notebooks" / "02_ratings.ipynb"
    packaged = nbformat.read(str(small_rounds.workspace.own_or_packaged("notebooks", "02_ratings.ipynb")), as_version=4)
    packaged.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(packaged, str(own))
    _refused(caseaudit("run", "2017-12", "--workspace", root), 4, "02_ratings", "cell", "division by zero", "kept at")
    kept = small_rounds.workspace.round("2017-12").executed / "02_ratings.ipynb"
    outputs = [o for c in nbformat.read(str(kept), as_version=4).cells for o in c.get("outputs", ())]
    assert any(o.output_type == "error" and o.ename == "ZeroDivisionError" for o in outputs)


def test_an_unknown_parameter_is_refused_before_anything_runs(small_rounds, tmp_path):
    """Papermill only warns; we name the parameter and those that there are."""
    notebook = small_rounds.workspace.own_or_packaged("notebooks", "02_ratings.ipynb")
    with pytest.raises(NotebookError, match=r"no parameter rond; its parameters are round_id, workspace, as_at"):
        run_notebook(notebook, tmp_path / "out.ipynb", {"rond": "2017-12"})
    assert not (tmp_path / "out.ipynb").exists()


@pytest.mark.slow
def test_commentary_that_names_no_measure_is_told_with_its_line(small_rounds, caseaudit):
    """Exit code 4 with file, line and reference, although a notebook wrote the document."""
    small_rounds.write(commentary="## Summary\n\nWell.\n\nOf all, {ratings.godo.n_of} were good.\n")
    told = caseaudit("run", "2017-12", "--formats", "html", "--workspace", small_rounds.workspace.root)
    _refused(told, 4, "commentary.md, line 5", "ratings.godo")


@pytest.mark.slow
def test_missing_words_show_as_gaps_and_stop_publishing(small_rounds, caseaudit, without_kernels):
    """The draft says what is missing; check and publish end with 5, and the site is not touched."""
    small_rounds.write(commentary=None)
    root = small_rounds.workspace.root
    run_round(small_rounds.workspace, "2017-12", PUBLIC)
    page = (small_rounds.workspace.round("2017-12").build("public") / "monthly_summary.html").read_text(
        encoding="utf-8"
    )
    assert "Still to be written" in page
    assert "Draft" in page
    _refused(caseaudit("publish", "2017-12", "--workspace", root), 5, "still to be written", "Recommendations")
    assert not small_rounds.workspace.published.exists()


@pytest.mark.slow
def test_a_number_typed_into_commentary_stops_publishing_with_its_line(small_rounds, caseaudit, without_kernels):
    """A literal share is reported with its line unless its source is named; nothing else is in the way."""
    typed = "A third, 33%, were good, against 14% [DfE, 2016] elsewhere."
    small_rounds.write(commentary=COMMENTARY.replace("Much.", typed))
    run_round(small_rounds.workspace, "2017-12", PUBLIC)
    told = caseaudit("check", "2017-12", "--workspace", small_rounds.workspace.root)
    _refused(told, 5, "1 finding stands")
    assert 'line 8: "33%" is typed' in told.stdout


@pytest.mark.slow
def test_a_real_round_needs_a_key(small_rounds, caseaudit):
    """Without one its case references could not become pseudonyms: 2, and what to do, before any notebook is begun."""
    small_rounds.write(synthetic=False)
    refused = caseaudit("run", "2017-12", "--edition", "internal", "--workspace", small_rounds.workspace.root)
    _refused(refused, 2, "no key yet", "caseaudit key --new")
    assert not list(small_rounds.workspace.root.rglob("*.ipynb"))


@pytest.mark.slow
def test_one_bad_round_of_a_batch_does_not_stop_the_others(small_rounds, caseaudit):
    """The good round is made, the bad one told in the table, and the exit code says so."""
    small_rounds.write("2017-11")
    (small_rounds.write("2017-12") / "round.yml").write_text("id: [", encoding="utf-8")
    told = caseaudit("batch", "--formats", "html", "--workspace", small_rounds.workspace.root)
    assert told.returncode == 2
    assert "2017-11" in told.stdout
    assert "4 files" in told.stdout
    assert "failed" in told.stdout


def test_a_format_or_a_day_that_is_none_is_told(small_rounds, caseaudit):
    """Exit code 2 for both."""
    small_rounds.write()
    words = ("run", "2017-12", "--workspace", small_rounds.workspace.root)
    _refused(caseaudit(*words, "--formats", "odt"), 2, "odt", "html, pdf")
    _refused(caseaudit(*words, "--as-at", "31.12.2017"), 2, "2017-12-31")


@pytest.mark.slow
def test_as_at_counts_audits_up_to_that_day_and_keeps_them_apart(small_rounds, without_kernels):
    """Audits of the 10th and 11th count, that of the 12th does not; the round's own folder is not touched."""
    small_rounds.write()
    run_round(small_rounds.workspace, "2017-12", replace(HTML, as_at=date(2017, 12, 11)))
    folder = small_rounds.workspace.raw.parent / "processed" / "2017-12"
    measures = load_table(folder / "as-at-2017-12-11", "measures")
    assert measures.set_index("id").loc["auditing.total", "n"].tolist() == 2
    assert not (folder / "measures.parquet").exists()


@pytest.mark.slow
def test_hostile_text_in_a_return_is_shown_as_typed_or_not_at_all(small_rounds, without_kernels):
    """Markup, shortcodes and formulas in every free-text answer leave no mark on the page, and nothing runs."""
    hostile = "<script>alert(1)</script> {{< env PATH >}} =1+1 [x](javascript:alert(1)) #pagebreak() | ::: {.x}"
    small_rounds.write(
        answers={"comments": hostile, "impact_story": hostile, "auditor_organisation": hostile},
        groups={"weaknesses": [{"theme": "Supervision", "words": hostile}], "actions": [{"words": hostile}]},
    )
    files = run_round(small_rounds.workspace, "2017-12", HTML)
    page = files[0].read_text(encoding="utf-8")
    assert "<script" not in page
    assert "javascript:" not in page
    problems = (small_rounds.workspace.round("2017-12").processed / "problems.csv").read_text(encoding="utf-8")
    assert not any(line.startswith("=") for cell in problems.splitlines() for line in cell.split(","))


@pytest.mark.slow
def test_the_same_small_round_gives_the_same_files_twice(small_rounds, without_kernels):
    """Document, charts and page are equal byte for byte when nothing changed."""
    small_rounds.write()
    build = small_rounds.workspace.round("2017-12").build("internal")

    def made():
        run_round(small_rounds.workspace, "2017-12", HTML)
        return {f.relative_to(build): f.read_bytes() for f in build.rglob("*") if f.is_file()}

    first, second = made(), made()
    assert [str(name) for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


@pytest.mark.slow
def test_measures_as_json_have_the_fields_that_scripts_rely_on(small_rounds, caseaudit, without_kernels):
    """Ten fields a row; by and group are null for the whole service; what is not available has no number."""
    small_rounds.write()
    run_round(small_rounds.workspace, "2017-12", HTML)
    told = caseaudit("measures", "2017-12", "--json", "--workspace", small_rounds.workspace.root)
    rows = json.loads(told.stdout)
    fields = {"id", "by", "group", "n", "of", "percent", "display", "lower", "upper", "available"}
    assert all(set(row) == fields for row in rows)
    good = next(row for row in rows if row["id"] == "ratings.good" and row["by"] is None)
    assert (good["n"], good["of"], good["display"], good["available"]) == (1, 3, "1 of 3 (33%)", True)
    assert good["percent"] == pytest.approx(100 / 3)
    unavailable = next(row for row in rows if row["id"] == "aspects.smart")
    assert (unavailable["n"], unavailable["percent"], unavailable["display"]) == (None, None, "not available")


@pytest.mark.slow
@pytest.mark.parametrize("moderated", [True, False], ids=["one return", "one return, not moderated"])
def test_a_round_of_one_return_is_told_in_words_by_every_notebook(small_rounds, without_kernels, moderated):
    """No earlier round, no theme, one auditor: nothing fails, and the report is there."""
    folder = small_rounds.write(grades=("Good",))
    if not moderated:
        (folder / "moderation.xlsx").unlink()
    (page, *_) = run_round(small_rounds.workspace, "2017-12", HTML)
    assert "nan" not in page.read_text(encoding="utf-8").lower().split()


@pytest.mark.slow
def test_a_measure_is_explained_with_the_returns_behind_it(small_rounds, caseaudit, without_kernels):
    """Files are named on the analyst's own terminal; not where the public edition is asked for, nor is the figure."""
    small_rounds.write()
    run_round(small_rounds.workspace, "2017-12", replace(HTML, editions=("internal", "public")))
    root = small_rounds.workspace.root
    told = caseaudit("measures", "2017-12", "--explain", "ratings.good", "--workspace", root).stdout
    assert "1 of 3 = 33.33%, written 33% (half up)" in told
    assert "returns/audit 0.xlsx, sheet" in told
    public = caseaudit(
        "measures", "2017-12", "--explain", "ratings.good", "--edition", "public", "--workspace", root
    ).stdout
    assert "Figure      [c]" in public
    assert "audit 0.xlsx" not in public
    shutil.rmtree(small_rounds.workspace.raw / "2017-12")
    small_rounds.write(grades=("Good", "Good"))
    clean_round(small_rounds.workspace, "2017-12", HTML)
    again = caseaudit("measures", "2017-12", "--explain", "ratings.good", "--workspace", root).stdout
    assert "The tables are not those the figure was made from; run again: caseaudit run 2017-12" in again


def test_an_unknown_measure_is_told_with_those_that_come_close(small_rounds, caseaudit):
    """Exit code 2; and a round has to be named, except for the dictionary."""
    small_rounds.write()
    root = small_rounds.workspace.root
    _refused(
        caseaudit("measures", "2017-12", "--explain", "rating.good", "--workspace", root),
        2,
        'no measure "rating.good"',
        "ratings.good",
    )
    _refused(caseaudit("measures", "--workspace", root), 2, "Name the round")
    listed = caseaudit("measures", "--dictionary", "--workspace", root)
    assert "| `ratings.good` | Good |" in listed.stdout


def test_words_under_a_heading_that_no_document_prints_stand_against_publishing(small_rounds):
    """A misspelt heading would lose its words without a word; the nearest one is named."""
    small_rounds.write(commentary=COMMENTARY.replace("## Analysis", "## Analysiss"))
    found = {
        (f.place, f.message) for f in check_round(small_rounds.workspace, "2017-12") if f.document == "commentary.md"
    }
    assert (
        "Analysiss",
        'no document of this round prints a part of that name; did you mean "Analysis"?',
    ) in found
    assert ("Analysis", "this part is still to be written") in found
