"""Only what changed: a step is done again if something that it reads has changed, and never left stale."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import measures
from pipeline.config import RECENT, Round
from pipeline.errors import CompositionError, IntakeError
from pipeline.manifest import Manifest, table_source
from pipeline.run import Options, run_batch, run_round
from pipeline.run.stages import PAST_TABLES, table_steps
from pipeline.store import load_table
from tests.conftest import SmallRounds, small_round_run

HTML = Options(editions=("internal",), formats=("html",), engine="embedded", quiet=True)
ALL = {
    "cleaning the returns", "ratings", "themes", "auditing", "trends",
    "monthly summary, internal", "rendering the monthly summary, internal",
    "figures for the commentary", "the explorer",
}  # fmt: skip
RENDERING = {name for name in ALL if name.startswith("rendering")}


def steps_done(workspace, **more):
    """The names of the steps that a run of December does."""
    (result,) = run_batch(workspace, ["2017-12"], replace(HTML, **more))
    if result.error:
        raise result.error
    return {ended.step.name for ended in result.steps if ended.how == "done"}


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    """A workspace in which December was run."""
    return small_round_run(tmp_path_factory.mktemp("run once") / "workspace", HTML)


@pytest.fixture
def run(run_once, small_rounds, without_kernels):
    """A function that runs December again, in a copy, and gives the names of the steps that were done."""
    shutil.copytree(run_once.root, small_rounds.workspace.root, dirs_exist_ok=True)
    return partial(steps_done, small_rounds.workspace)


def december(small_rounds):
    """Its folder of returns and words."""
    return small_rounds.workspace.round("2017-12").raw


@pytest.mark.slow
def test_the_first_run_does_every_step(small_rounds, without_kernels):
    """Nothing is there that could be left as it is."""
    small_rounds.write()
    assert steps_done(small_rounds.workspace) == ALL


def test_nothing_is_done_where_nothing_has_changed(run, small_rounds):
    """Not a second time, nor after every file was touched: times of files say nothing."""
    assert run() == set()
    for file in small_rounds.workspace.raw.rglob("*"):
        os.utime(file, (1, 1))
    assert run() == set()


@pytest.mark.slow
def test_a_run_that_has_nothing_to_do_says_so(run, small_rounds, capsys):
    """One line, and not where there was something to do."""
    run(quiet=False)
    assert capsys.readouterr().err == "Nothing has changed since the last run; everything is left as it was.\n"
    next((december(small_rounds) / "returns").iterdir()).unlink()
    run(quiet=False)
    assert "Nothing has changed" not in capsys.readouterr().err


def test_a_changed_return_runs_what_depends_on_it(run, small_rounds):
    """One return is withdrawn: its tables, measures and documents are made again."""
    next((december(small_rounds) / "returns").iterdir()).unlink()
    assert run() == ALL
    measures = load_table(small_rounds.workspace.round("2017-12").processed, "measures")
    assert measures.set_index("id").loc["auditing.total", "n"].tolist() == 2


def test_a_byte_that_changes_no_answer_goes_no_further_than_the_cleaning(run, small_rounds):
    """Something behind the end of a workbook: it is read again, and since its tables are the same nothing else is."""
    audit = next((december(small_rounds) / "returns").iterdir())
    audit.write_bytes(audit.read_bytes() + b" ")
    assert run() == {"cleaning the returns"}


def test_changed_words_write_the_documents_again_and_count_nothing(run, small_rounds):
    """The commentary is read by the documents, and by the page for whoever writes it."""
    words = december(small_rounds) / "commentary.md"
    words.write_text(words.read_text(encoding="utf-8").replace("Much.", "A little."), encoding="utf-8")
    assert run() == {name for name in ALL if "summary" in name or "commentary" in name}


@pytest.mark.slow
def test_a_council_s_setting_is_read_by_everything(run, small_rounds):
    """Its name is on the page, its words are on the forms: no step can be sure that it is not concerned."""
    council = small_rounds.workspace.council / "council.yml"
    council.write_text(council.read_text(encoding="utf-8").replace("Wyeshire", "Otherwood"), encoding="utf-8")
    done = run()
    assert {"cleaning the returns", "monthly summary, internal"} <= done
    page = small_rounds.workspace.round("2017-12").internal / "monthly_summary.html"
    assert "Otherwood" in page.read_text(encoding="utf-8")


def test_what_was_made_is_made_again_if_it_is_gone_or_was_changed(run, small_rounds):
    """A table that was deleted, and one that somebody wrote over, come back; the page too."""
    paths = small_rounds.workspace.round("2017-12")
    (paths.processed / "measures_themes.parquet").unlink()
    assert run() == {"themes"}
    (paths.processed / "measures.parquet").write_bytes(b"no table")
    assert run() == {"trends"}
    (paths.internal / "monthly_summary.html").unlink()
    assert run() == {"rendering the monthly summary, internal"}


def test_another_format_renders_and_writes_nothing_anew(run):
    """HTML was made; HTML and PDF are asked for."""
    assert run(formats=("html", "pdf")) == RENDERING


def test_a_document_that_was_edited_by_hand_is_rendered_as_it_is(run, small_rounds):
    """The edit is kept and shown while nothing else changes; a changed commentary refuses to write over it."""
    paths = small_rounds.workspace.round("2017-12")
    document = paths.build("internal") / "monthly_summary.qmd"
    document.write_text(document.read_text(encoding="utf-8") + "\nA sentence by hand.\n", encoding="utf-8")
    assert run() == {"rendering the monthly summary, internal"}
    assert "A sentence by hand." in (paths.internal / "monthly_summary.html").read_text(encoding="utf-8")
    words = december(small_rounds) / "commentary.md"
    words.write_text(words.read_text(encoding="utf-8").replace("Much.", "A little."), encoding="utf-8")
    with pytest.raises(CompositionError, match="edited by hand"):
        run()
    run(discard_edits=True)
    assert "A sentence by hand." not in document.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_run_says_why_each_step_is_done(run, small_rounds, capsys):
    """--explain names what has changed, in words; what has not is told as unchanged."""
    next((december(small_rounds) / "returns").iterdir()).unlink()
    capsys.readouterr()
    run(explain=True)
    said = capsys.readouterr().err
    assert "cleaning the returns: changed: the returns or settings of 2017-12" in said
    assert "ratings: changed: " in said
    run(explain=True)
    assert "ratings: unchanged" in capsys.readouterr().err


@pytest.mark.slow
def test_figures_that_are_not_what_they_were_are_told(run, small_rounds, capsys):
    """A late return, or one withdrawn: each measure now and at the last run."""
    next((december(small_rounds) / "returns").iterdir()).unlink()
    run(quiet=False)
    said = capsys.readouterr().err
    assert "measures are not what they were at the last run" in said
    assert "coverage.found: 2, it was 3" in said


@pytest.mark.slow
def test_strictness_is_kept_although_nothing_has_changed(run, small_rounds):
    """What was set aside at the last run is set aside still."""
    audit = next((december(small_rounds) / "returns").iterdir())
    audit.write_bytes(b"no workbook")
    run()
    with pytest.raises(IntakeError, match="--strict does not allow"):
        run(strict=True)
    with pytest.raises(IntakeError, match="--strict does not allow"):
        run(strict=True)


def test_what_is_looked_back_on_is_what_the_notebook_reads():
    """Auditors are looked at over the rounds before as well: a change of those tables counts auditing again."""
    month = {"kind": "monthly", "series": "m", "reported": "2018-02-01", "scheme": "practice-2017"}
    month |= {"pro_formas": [{"name": "core-audit", "version": "1"}], "auditor_pool": "core group", "title": "t"}
    rounds = [
        Round.model_validate(month | {"id": f"r-{n:02}", "period": {"first": "2017-01-01", "last": "2017-01-31"}})
        for n in range(RECENT + 2)
    ]
    steps = {step.name: step for step in table_steps(rounds[-1], tuple(rounds[:-1]), Options(), None)}
    read = {source for source in steps["auditing"].reads if source.startswith("table:")}
    earlier = {table_source(r.id, name) for r in rounds[1:-1] for name in PAST_TABLES}
    assert earlier <= read
    assert not [source for source in read if "r-00" in source]
    assert set(PAST_TABLES) == set(measures.PAST_TABLES)
    assert {(r.id, "cleaning the returns") for r in rounds[1:-1]} <= set(steps["auditing"].after)
    assert not [source for source in steps["themes"].reads if "r-01" in source]


@pytest.mark.slow
def test_a_damaged_manifest_makes_everything_again(run, small_rounds):
    """Without a record nothing is known to be fresh."""
    small_rounds.workspace.round("2017-12").manifest.write_text("{", encoding="utf-8")
    assert run() == ALL


@pytest.mark.slow
def test_the_log_has_a_line_of_json_an_event_and_no_file_or_case(run, small_rounds, tmp_path):
    """Begins and done with seconds; returns are named by nothing in it."""
    log = tmp_path / "run.log"
    small_rounds.workspace.round("2017-12").manifest.unlink()
    run(json_log=log)
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {e["event"] for e in events} == {"begins", "done"}
    assert {e["step"] for e in events} == ALL
    assert "audit 0" not in log.read_text(encoding="utf-8")
    assert "WY-1" not in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_step_that_fails_stops_what_waits_for_it_and_is_tried_again(small_rounds, without_kernels, monkeypatch):
    """The other subjects are counted; the next run takes up where this one stopped."""
    from pipeline.errors import StoreError
    from pipeline.run import work

    small_rounds.write()
    kept = work.run_notebook

    def fails_once(notebook, executed, parameters):
        if notebook.stem == "03_themes":
            raise StoreError("the disk is full")
        kept(notebook, executed, parameters)

    monkeypatch.setattr(work, "run_notebook", fails_once)
    (result,) = run_batch(small_rounds.workspace, ["2017-12"], HTML)
    assert result.how == "failed"
    assert str(result.error) == "the disk is full"
    ended = {e.step.name: e.how for e in result.steps}
    assert (ended["ratings"], ended["themes"], ended["trends"]) == ("done", "failed", "not tried")
    monkeypatch.setattr(work, "run_notebook", kept)
    (again,) = run_batch(small_rounds.workspace, ["2017-12"], HTML)
    assert {e.step.name for e in again.steps if e.how == "done"} == ALL - {
        "cleaning the returns",
        "ratings",
        "auditing",
    }


def tables(workspace, round_id="2017-12"):
    """Every table of a round that is no record of a run."""
    folder = workspace.round(round_id).processed
    return {f.name: pd.read_parquet(f) for f in sorted(folder.glob("*.parquet"))}


KINDS = ["withdraw", "put back", "spaces", "grade", "theme", "settings", "words", "damage table", "forget"]
EDITS = st.lists(st.sampled_from(KINDS), min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_after_any_edits_the_tables_are_those_of_a_clean_run(edits, without_kernels, tmp_path_factory):
    """Returns withdrawn, put back and padded, settings and words changed, tables damaged: never anything stale."""
    import shutil

    from pipeline.workspace import Workspace
    from tests.conftest import REPOSITORY

    root = tmp_path_factory.mktemp("edited")
    shutil.copytree(REPOSITORY / "data" / "council", root / "data" / "council")
    rounds = SmallRounds(Workspace.at(root))
    rounds.write("2017-11", ("Good", "not yet good"))
    folder = rounds.write()
    away = tmp_path_factory.mktemp("away")
    run_round(rounds.workspace, "2017-12", HTML)
    for edit in edits:
        _edit(edit, rounds, folder, away)
        run_round(rounds.workspace, "2017-12", HTML)
    clean = tmp_path_factory.mktemp("clean")
    shutil.copytree(root / "data" / "raw", clean / "data" / "raw")
    shutil.copytree(root / "data" / "council", clean / "data" / "council")
    run_round(Workspace.at(clean), "2017-12", HTML)
    for round_id in ("2017-11", "2017-12"):
        ours, theirs = tables(rounds.workspace, round_id), tables(Workspace.at(clean), round_id)
        assert ours.keys() == theirs.keys()
        for name, frame in ours.items():
            pd.testing.assert_frame_equal(frame, theirs[name])


def _edit(edit, rounds, folder, away):
    """One thing that people or machines do between two runs."""
    returns = sorted((folder / "returns").iterdir())
    settings_file = folder / "round.yml"
    processed = rounds.workspace.round("2017-12").processed
    if edit == "withdraw" and len(returns) > 1:
        returns[0].rename(away / returns[0].name)
    elif edit == "put back":
        for file in away.iterdir():
            file.rename(folder / "returns" / file.name)
    elif edit == "spaces":
        returns[-1].write_bytes(returns[-1].read_bytes() + b" ")
    elif edit == "grade":
        earlier = rounds.workspace.round("2017-11").raw / "returns"
        next(iter(sorted(earlier.iterdir()))).rename(away / f"november {len(list(away.iterdir()))}.xlsx")
        rounds_left = list(earlier.iterdir())
        if not rounds_left:
            for file in away.glob("november*"):
                file.rename(earlier / file.name)
    elif edit == "theme":
        text = settings_file.read_text(encoding="utf-8")
        settings_file.write_text(text.replace("planning", "assessment"), encoding="utf-8")
    elif edit == "settings":
        text = settings_file.read_text(encoding="utf-8")
        settings_file.write_text(text.replace("core group", "all managers"), encoding="utf-8")
    elif edit == "words":
        (folder / "commentary.md").write_text("## Summary\n\nOther words.\n", encoding="utf-8")
    elif edit == "damage table":
        (processed / "findings.parquet").write_bytes(b"no table")
    elif edit == "forget":
        Manifest.of(rounds.workspace, "2017-12").paths.manifest.unlink(missing_ok=True)
