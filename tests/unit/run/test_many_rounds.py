"""Many rounds at once, on this machine and on a cluster; stopped, killed, and taken up again."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import ConfigurationError
from pipeline.run import Options, run_batch, write_batch_report
from pipeline.workspace import Workspace
from tests.conftest import REPOSITORY, SmallRounds
from tests.unit.run.warm_tools import eventually

HTML = Options(editions=("internal",), formats=("html",), engine="embedded", quiet=True)


def tables(workspace):
    """Every table of every round."""
    return {
        f"{folder.name}/{file.name}": pd.read_parquet(file)
        for folder in sorted(workspace.processed.iterdir())
        if folder.is_dir()
        for file in sorted(folder.glob("*.parquet"))
    }


def pages(workspace):
    """Every finished page of every round."""
    return {str(f.relative_to(workspace.internal)): f.read_bytes() for f in workspace.internal.glob("*/*.html")}


def same(one, other):
    """Whether two workspaces hold the same tables and pages."""
    ours, theirs = tables(one), tables(other)
    assert ours.keys() == theirs.keys()
    for name, frame in ours.items():
        pd.testing.assert_frame_equal(frame, theirs[name])
    assert pages(one) == pages(other)


def new_space(folder: Path) -> SmallRounds:
    """A workspace with the sample council and three small months, not yet run."""
    shutil.copytree(REPOSITORY / "data" / "council", folder / "data" / "council")
    rounds = SmallRounds(Workspace.at(folder))
    rounds.write("2017-10", ("Good", "not yet good", "Good"))
    rounds.write("2017-11", ("Good", "not yet good"))
    rounds.write("2017-12")
    return rounds


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The three months run by real kernels, one step at a time."""
    rounds = new_space(tmp_path_factory.mktemp("undisturbed"))
    results = run_batch(rounds.workspace, rounds.workspace.round_ids(), replace(HTML, jobs=1))
    assert [r.how for r in results] == ["done"] * 3
    return rounds.workspace


def command(workspace, *more):
    """``caseaudit batch`` as a process of its own."""
    words = ["batch", "--edition", "internal", "--formats", "html", "--engine", "embedded", "--quiet"]
    return [sys.executable, "-m", "pipeline.cli", *words, "--workspace", str(workspace.root), *more]


@pytest.mark.slow
def test_two_jobs_give_what_one_gives(undisturbed, tmp_path):
    """Steps side by side, of several rounds, in whichever order they end."""
    rounds = new_space(tmp_path)
    results = run_batch(rounds.workspace, rounds.workspace.round_ids(), replace(HTML, jobs=2))
    assert [r.how for r in results] == ["done"] * 3
    same(rounds.workspace, undisturbed)


@pytest.mark.slow
def test_stock_kernels_in_fresh_processes_give_what_warm_ones_give(undisturbed, tmp_path):
    """What systems that cannot fork use: the same tables and pages."""
    rounds = new_space(tmp_path)
    run_batch(rounds.workspace, rounds.workspace.round_ids(), replace(HTML, kernels="stock", jobs=2))
    same(rounds.workspace, undisturbed)


@pytest.mark.slow
def test_one_bad_round_does_not_stop_the_others(small_rounds, without_kernels):
    """October has no return that can be read: it fails with its sentence; rounds of another series are done."""
    bad = small_rounds.write("2017-10")
    (bad / "round.yml").write_text(
        (bad / "round.yml").read_text(encoding="utf-8").replace("series: monthly", "series: other"), encoding="utf-8"
    )
    shutil.rmtree(bad / "returns")
    small_rounds.write("2017-12")
    results = run_batch(small_rounds.workspace, ["2017-12", "2017-10", "2017-99"], HTML)
    assert [(r.round_id, r.how) for r in results] == [
        ("2017-10", "failed"),
        ("2017-12", "done"),
        ("2017-99", "failed"),
    ]
    report = write_batch_report(small_rounds.workspace, results).read_text(encoding="utf-8")
    assert "1 done, 0 unchanged, 2 failed" in report
    assert "returns" in report
    assert "2017-12/monthly_summary.html" in report


@pytest.mark.slow
def test_a_batch_ends_with_a_table_of_its_rounds_and_the_worst_exit_code(small_rounds, caseaudit):
    """Done, unchanged, failed with its sentence; 3 because a round had no usable return."""
    bad = small_rounds.write("2017-10")
    shutil.rmtree(bad / "returns")
    small_rounds.write("2017-09")
    words = ("batch", "--edition", "internal", "--formats", "html", "--engine", "embedded", "--quiet")
    ended = caseaudit(*words, "--workspace", small_rounds.workspace.root)
    assert ended.returncode == 3, ended.stderr
    assert "2017-09                  done       3 files" in ended.stdout
    assert "2017-10                  failed     " in ended.stdout
    again = caseaudit(*words, "2017-09", "--workspace", small_rounds.workspace.root)
    assert again.returncode == 0
    assert "2017-09                  unchanged  3 files" in again.stdout


@pytest.mark.slow
def test_a_second_run_waits_and_says_who_holds_the_workspace(small_rounds):
    """It names the command and the process, and goes on when the first has ended."""
    small_rounds.write()
    root = str(small_rounds.workspace.root)
    code = (
        "import select, sys; from pipeline.run import holding; from pipeline.workspace import Workspace\n"
        "with holding(Workspace.at(sys.argv[1]), 'run 2017-11', print):\n"
        "    print('held', flush=True); select.select([sys.stdin], [], [], 120)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, root], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin and holder.stdout
    assert holder.stdout.readline().strip() == "held"
    second = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "clean", "2017-12", "--quiet", "--workspace", root],
        cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert second.stderr
    said = next(line for line in second.stderr if "waiting for it to end" in line)
    assert f"caseaudit run 2017-11 (process {holder.pid} on" in said
    assert second.poll() is None
    holder.stdin.close()
    second.communicate()
    assert (holder.wait(), second.returncode) == (0, 0)


@pytest.mark.slow
def test_a_dead_run_holds_nothing_and_its_scratch_is_cleared_away(small_rounds, caseaudit):
    """Killed while it held the workspace: the next run does not wait, and what was half-made is gone."""
    small_rounds.write()
    folder = small_rounds.workspace.round("2017-12").processed
    folder.mkdir(parents=True)
    scratch = folder / ".returns.parquet.123.part"
    scratch.write_bytes(b"half")
    code = (
        "import os, sys; from pipeline.run import holding; from pipeline.workspace import Workspace\n"
        "with holding(Workspace.at(sys.argv[1]), 'run 2017-12', print):\n    os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(small_rounds.workspace.root)], cwd=REPOSITORY, check=False)
    ended = caseaudit("clean", "2017-12", "--quiet", "--workspace", small_rounds.workspace.root)
    assert ended.returncode == 0
    assert "waiting" not in ended.stderr
    assert not scratch.exists()


def test_a_folder_that_cannot_be_written_is_told(small_rounds, caseaudit):
    """Something else stands where the tables belong: exit code 4, naming the place and the usual causes."""
    small_rounds.write()
    small_rounds.workspace.processed.write_text("no folder", encoding="utf-8")
    ended = caseaudit("clean", "2017-12", "--quiet", "--workspace", small_rounds.workspace.root)
    assert ended.returncode == 4, ended.stderr
    assert "cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_cluster_that_is_not_there_is_told(small_rounds):
    """No traceback of a network library: where it was looked for, and how to start one."""
    small_rounds.write()
    options = replace(HTML, scheduler="tcp://127.0.0.1:9")
    with pytest.raises(ConfigurationError, match="There is no Dask scheduler at"):
        run_batch(small_rounds.workspace, ["2017-12"], options)


@pytest.mark.slow
def test_a_cluster_gives_what_this_machine_gives_also_when_a_worker_is_killed(undisturbed, tmp_path):
    """A real cluster of two processes over the folder; one is killed in the middle of the run."""
    import threading

    from distributed import LocalCluster

    rounds = new_space(tmp_path)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        victim = next(iter(cluster.workers.values())).pid

        def kill_in_mid_run():
            while not list(rounds.workspace.processed.rglob("returns.parquet")):
                time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill_in_mid_run)
        killer.start()
        options = replace(HTML, scheduler=cluster.scheduler_address)
        results = run_batch(rounds.workspace, rounds.workspace.round_ids(), options)
        killer.join()
    assert [(r.how, str(r.error)) for r in results] == [("done", "None")] * 3
    same(rounds.workspace, undisturbed)


def strays(root):
    """Processes that still work on a workspace, or are warm parents without the run that started them."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if str(root) in line and "ps -eo" not in line]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_a_run_killed_at_random_moments_is_taken_up_and_ends_as_an_undisturbed_one(undisturbed, tmp_path):
    """Twenty times SIGKILL or Ctrl-C: every file whole, no stray process, and in the end the same tables and pages."""
    rounds = new_space(tmp_path)
    rng = random.Random(4)
    for _ in range(20):
        running = subprocess.Popen(
            command(rounds.workspace), cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        time.sleep(rng.uniform(0.2, 6))
        running.send_signal(rng.choice([signal.SIGKILL, signal.SIGINT]))
        running.wait()
        for file in rounds.workspace.processed.rglob("*.parquet"):
            if not file.name.startswith("."):
                pd.read_parquet(file)  # whole, old or new
        for file in rounds.workspace.processed.rglob("manifest.json"):
            json.loads(file.read_text(encoding="utf-8"))
    assert eventually(lambda: strays(rounds.workspace.root) == [])
    subprocess.run(command(rounds.workspace), cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    same(rounds.workspace, undisturbed)
    assert not list(rounds.workspace.root.rglob(".*.part"))


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux") or os.geteuid() != 0, reason="only root can mount one")
@pytest.mark.parametrize("kilobytes", [60, 150, 300])
def test_a_full_disk_is_told_and_nothing_is_lost(undisturbed, tmp_path, kilobytes):
    """The tables lie on a disk that is too small: a sentence and exit code 4; with room the run is taken up."""
    rounds = new_space(tmp_path)
    place = rounds.workspace.processed
    place.mkdir(parents=True)
    small = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(place)], check=False)
    if small.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        ended = subprocess.run(command(rounds.workspace), cwd=REPOSITORY, capture_output=True, text=True, check=False)
        said = ended.stdout + ended.stderr
        assert ended.returncode == 4, said
        assert "the disk is full" in said
        assert "Traceback" not in said
        subprocess.run(["mount", "-o", "remount,size=100m", str(place)], check=True)
        subprocess.run(command(rounds.workspace), cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
        same(rounds.workspace, undisturbed)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
