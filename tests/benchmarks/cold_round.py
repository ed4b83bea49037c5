"""``make bench``: the CPU of a cold round, beside the floor, in one run: a monthly round, and the round of all cases.

The monthly round is 2017-12 with its history made already, the other the 100 workbooks of 2012-11-all-cases: tables,
both editions, HTML and PDF. The floor is the notebooks' own code cells executed in one Python process, and the same
rendering calls. CPU is of the process and all its children, by the operating system's account; the two take turns, and
the median of the ratios is what to quote.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
ROUNDS = ("2017-12", "2012-11-all-cases")


def cold(root: Path, round_id: str) -> None:
    """The round as a user runs it."""
    words = ["run", round_id, "--engine", "embedded", "--quiet", "--workspace", str(root)]
    subprocess.run([sys.executable, "-m", "pipeline.cli", *words], check=True, stdout=subprocess.DEVNULL)


def floor(root: Path, round_id: str) -> None:
    """The same cells and rendering calls in one process."""
    this = [sys.executable, "-m", "tests.benchmarks.cold_round"]
    subprocess.run([*this, "floor", str(root), round_id], check=True, cwd=REPOSITORY)


def run_floor(root: Path, round_id: str) -> None:
    """What the process of ``floor`` does: everything the command does, but for the kernels."""
    import pipeline.run.rounds as rounds
    from pipeline.workspace import Workspace
    from tests.in_process import run_cells

    rounds.run_notebook = run_cells
    rounds.run_round(Workspace.at(root), round_id, rounds.Options(engine="embedded", quiet=True))


def cpu(action, root: Path, round_id: str) -> float:
    """CPU seconds of one action with all the processes it started."""
    before = os.times()
    action(root, round_id)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def tell(round_id: str, pairs: list[tuple[float, float]]) -> None:
    """The medians, and the ratios pair by pair."""
    ratios = [c / f for c, f in pairs]
    for label, seconds in (
        ("cold, HTML and PDF, both editions", [c for c, _ in pairs]),
        ("floor: its cells in one process, same rendering", [f for _, f in pairs]),
    ):
        print(f"{round_id}, {label}: {statistics.median(seconds):.1f} s CPU (median)")
    print(f"{round_id}, ratio pair by pair: {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")


def main() -> None:
    """Take turns, and print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for part in ("raw", "council"):
            shutil.copytree(REPOSITORY / "data" / part, root / "data" / part)
        print("making the history of the monthly round …", flush=True)
        cold(root, ROUNDS[0])
        for round_id in ROUNDS:
            pairs = []
            for n in range(1, RUNS + 1):
                pairs.append((cpu(cold, root, round_id), cpu(floor, root, round_id)))
                print(f"{round_id}, pair {n}: cold {pairs[-1][0]:.1f} s, floor {pairs[-1][1]:.1f} s", flush=True)
            tell(round_id, pairs)


if __name__ == "__main__":
    if sys.argv[1:2] == ["floor"]:
        run_floor(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
