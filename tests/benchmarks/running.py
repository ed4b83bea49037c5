"""``make bench``: what running costs, beside its floor and beside stock papermill, in one run; kept as JSON.

CPU is of a process and all its children, by the operating system's account. Ways that are compared take turns, and what
is quoted is the ratio of their best runs. Bars are those of the project's issue on running; a bar that is not met is
said to be so. ``BENCH_RUNS`` (3), ``BENCH_ROUNDS`` ("1 12 60") and ``BENCH_PARTS`` (all) make it shorter.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).parents[2]
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
SIZES = tuple(int(n) for n in os.environ.get("BENCH_ROUNDS", "1 12 60").split())
PARTS = os.environ.get("BENCH_PARTS", "cold nothing batch cluster").split()
MONTH, ALL_CASES = "2017-12", "2012-11-all-cases"
SERIES = 6  # months in each series of the batches
PAIR = tuple[float, float]  # CPU and wall, in seconds


def measured(action: Callable[[], object]) -> PAIR:
    """CPU of the processes that an action starts, and its wall time."""
    before, since = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    action()
    wall, after = time.monotonic() - since, resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), wall


def caseaudit(root: Path, *words: str) -> None:
    """The command as a user gives it."""
    given = [sys.executable, "-m", "pipeline.cli", *words, "--engine", "embedded", "--quiet", "--workspace", str(root)]
    subprocess.run(given, check=True, stdout=subprocess.DEVNULL, cwd=REPOSITORY)


def this(*words: str) -> None:
    """A part of this file in a process of its own."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.running", *words], check=True, cwd=REPOSITORY)


def in_one_process(root: str, round_id: str, kernels: str) -> None:
    """``floor``: every step in this process, the notebooks as bare cells; ``stock``: papermill's own way for each."""
    from unittest import mock

    from pipeline.run import Options, run_round
    from pipeline.run.crews import HereCrew
    from pipeline.workspace import Workspace
    from tests.in_process import run_cells

    def papermills_own(notebook: Path, executed: Path, parameters: dict[str, object]) -> None:
        import papermill

        executed.parent.mkdir(parents=True, exist_ok=True)
        papermill.execute_notebook(
            str(notebook), str(executed), parameters, progress_bar=False, cwd=str(notebook.parent)
        )

    run_notebook = run_cells if kernels == "floor" else papermills_own
    with (
        mock.patch("pipeline.run.work.run_notebook", run_notebook),
        mock.patch("pipeline.run.batch.open_crew", lambda options: HereCrew()),
    ):
        run_round(Workspace.at(root), round_id, Options(engine="embedded", quiet=True))


def only_imports() -> None:
    """What the floor spends on imports alone."""
    import pipeline.check
    import pipeline.compose
    import pipeline.intake
    import pipeline.measures
    import pipeline.render.embedded  # noqa: F401
    from pipeline.brand import load_brand
    from pipeline.compose.charts.chart import style
    from pipeline.measures import fisher_p, wilson_interval
    from pipeline.workspace import Workspace

    wilson_interval(1, 2), fisher_p(1, 2, 1, 2)
    import seaborn  # noqa: F401

    with style(load_brand(Workspace.at(REPOSITORY))):
        pass


def forget(root: Path, round_id: str) -> None:
    """Make a round cold again; its history stays."""
    for folder in (root / "data" / "processed", root / "reports" / "build", root / "reports" / "internal"):
        shutil.rmtree(folder / round_id, ignore_errors=True)


def sample(root: Path) -> Path:
    """A workspace with the sample rounds."""
    for part in ("raw", "council"):
        shutil.copytree(REPOSITORY / "data" / part, root / "data" / part)
    return root


def many(root: Path, count: int) -> list[str]:
    """Copies of December as rounds of their own, in series of six months; their ids."""
    shutil.copytree(REPOSITORY / "data" / "council", root / "data" / "council")
    settings = yaml.safe_load((REPOSITORY / "data" / "raw" / MONTH / "round.yml").read_text(encoding="utf-8"))
    ids = [f"{2015 + n // 12}-{n % 12 + 1:02d}" for n in range(count)]
    for n, id_ in enumerate(ids):
        folder = root / "data" / "raw" / id_
        shutil.copytree(REPOSITORY / "data" / "raw" / MONTH, folder)
        (folder / "published.yml").unlink()
        own = {"id": id_, "series": f"series-{n // SERIES}", "period": {"first": f"{id_}-01", "last": f"{id_}-28"}}
        (folder / "round.yml").write_text(yaml.safe_dump(settings | own | {"reported": f"{id_}-28"}), encoding="utf-8")
    return ids


def best(pairs: list[PAIR]) -> PAIR:
    """The least CPU and the least wall time of several runs."""
    return min(cpu for cpu, _ in pairs), min(wall for _, wall in pairs)


def turns(ways: dict[str, Callable[[], object]], runs: int = RUNS) -> dict[str, PAIR]:
    """Each way in turn, several times; the best of each."""
    seen: dict[str, list[PAIR]] = {name: [] for name in ways}
    for n in range(1, runs + 1):
        for name, action in ways.items():
            seen[name].append(measured(action))
            print(f"  {n}. {name}: {seen[name][-1][0]:.2f} s CPU, {seen[name][-1][1]:.2f} s", flush=True)
    return {name: best(pairs) for name, pairs in seen.items()}


class Book:
    """The figures of a bench: told as they come, kept as JSON."""

    def __init__(self, name: str = "bench.json") -> None:
        self.name = name
        self.kept: dict[str, object] = {"machine": machine(), "bars": []}

    def tell(self, what: str, value: float, bar: float, *, at_least: bool = False) -> None:
        """A figure beside its bar."""
        met = value >= bar if at_least else value <= bar
        sign = "≥" if at_least else "≤"
        print(f"{'met   ' if met else 'MISSED'} {what}: {value:.3g} (bar {sign} {bar:g})", flush=True)
        bars: list[object] = self.kept["bars"]  # type: ignore[assignment]
        bars.append({"what": what, "value": round(value, 3), "bar": f"{sign} {bar:g}", "met": met})

    def save(self) -> None:
        """A file in ``data/processed``, which a clone does not hold."""
        target = REPOSITORY / "data" / "processed" / self.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(self.kept, indent=2) + "\n", encoding="utf-8")
        print(f"kept in {target.relative_to(REPOSITORY)}")


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 if hasattr(os, "sysconf") else None
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "memory_mb": memory,
    }


def cold(book: Book, folder: Path) -> None:
    """A cold round beside the floor and beside stock papermill."""
    root = sample(folder / "cold")
    print("the history of the monthly round …", flush=True)
    caseaudit(root, "run", MONTH)
    for round_id in (MONTH, ALL_CASES):
        print(f"{round_id}, cold: HTML and PDF, both editions")

        def fresh(action: Callable[[], object], round_id: str = round_id) -> Callable[[], object]:
            return lambda: (forget(root, round_id), action())

        def alone(kernels: str, round_id: str = round_id) -> Callable[[], object]:
            return lambda: this("one", str(root), round_id, kernels)

        ways = {
            "caseaudit run": fresh(lambda r=round_id: caseaudit(root, "run", r)),
            "floor": fresh(alone("floor")),
            "stock": fresh(alone("stock")),
        }
        found = turns(ways)
        book.kept[f"cold {round_id}"] = found
        book.tell(f"{round_id}: cold round, times the floor", found["caseaudit run"][0] / found["floor"][0], 1.6)
        book.tell(f"{round_id}: cold round, times stock", found["caseaudit run"][0] / found["stock"][0], 0.5)


def nothing(book: Book, folder: Path) -> None:
    """Nothing has changed; and the help."""
    root = sample(folder / "nothing")
    caseaudit(root, "run", MONTH)
    print("nothing changed")
    forget(root, MONTH)
    first = measured(lambda: caseaudit(root, "run", MONTH))
    found = turns({
        "nothing changed": lambda: caseaudit(root, "run", MONTH),
        "help": lambda: subprocess.run(
            [sys.executable, "-m", "pipeline.cli", "--help"], check=True, stdout=subprocess.DEVNULL, cwd=REPOSITORY
        ),
    })  # fmt: skip
    book.kept["nothing changed"] = found | {"cold": first}
    book.tell("nothing changed, share of a cold round's CPU", found["nothing changed"][0] / first[0], 0.03)
    book.tell("nothing changed, seconds", found["nothing changed"][1], 1.0)
    book.tell("help, seconds of CPU", found["help"][0], 0.3)


def batch(book: Book, folder: Path) -> None:
    """Batches of several sizes, one and two jobs, and the memory of a worker."""
    cpu: dict[int, float] = {}
    for size in SIZES:
        root = folder / f"batch {size}"
        ids = many(root, size)
        cpu[size], wall = measured(lambda root=root, ids=ids: caseaudit(root, "batch", *ids, "--jobs", "2"))
        print(f"{size} rounds, 2 jobs: {cpu[size] / size:.2f} s CPU a round, {wall:.1f} s", flush=True)
    book.kept["batch"] = {size: {"cpu_a_round": cpu[size] / size} for size in SIZES}
    book.kept["peak memory of a process, MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if len(SIZES) > 2:
        middle, largest = SIZES[1:3]
        book.tell(
            f"CPU a round, {largest} rounds beside {middle}", (cpu[largest] / largest) / (cpu[middle] / middle), 1.15
        )
    if len(SIZES) > 1 and SIZES[0] == 1:
        root = folder / "floor"
        many(root, 1)
        bare, _ = best(
            [
                measured(lambda: (forget(root, "2015-01"), this("one", str(root), "2015-01", "floor")))
                for _ in range(RUNS)
            ]
        )
        imports, _ = best([measured(lambda: this("imports")) for _ in range(RUNS)])
        further = (cpu[SIZES[1]] - cpu[1]) / (SIZES[1] - 1)
        book.kept["a further round"] = {"cpu": further, "floor": bare, "imports": imports}
        book.tell("a further round, times the floor without imports", further / (bare - imports), 1.2)
    size = SIZES[min(1, len(SIZES) - 1)]
    walls = {}
    for jobs in ("1", "2"):
        root = folder / f"jobs {jobs}"
        ids = many(root, size)
        _, walls[jobs] = measured(lambda root=root, ids=ids, jobs=jobs: caseaudit(root, "batch", *ids, "--jobs", jobs))
    book.kept["jobs"] = walls
    book.tell(f"speed of 2 jobs, times one ({size} rounds)", walls["1"] / walls["2"], 1.5, at_least=True)
    book.tell("peak memory of a process, MB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 700)


def cluster(book: Book, folder: Path) -> None:
    """Two Dask workers beside two jobs."""
    from distributed import LocalCluster

    size = SIZES[min(1, len(SIZES) - 1)]
    here, there = folder / "two jobs", folder / "two workers"
    ids = many(here, size)
    many(there, size)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        warm = folder / "warming"
        caseaudit(warm, "batch", *many(warm, 2), "--scheduler", running.scheduler_address)
        _, wall = measured(lambda: caseaudit(there, "batch", *ids, "--scheduler", running.scheduler_address))
    _, local = measured(lambda: caseaudit(here, "batch", *ids, "--jobs", "2"))
    book.kept["cluster"] = {"two workers": wall, "two jobs": local}
    book.tell(f"two Dask workers, times two jobs ({size} rounds)", wall / local, 1.2)


def main() -> None:
    """Every part that is asked for."""
    book = Book()
    with tempfile.TemporaryDirectory() as folder:
        for name in PARTS:
            {"cold": cold, "nothing": nothing, "batch": batch, "cluster": cluster}[name](book, Path(folder))
            book.save()


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        in_one_process(*sys.argv[2:])
    elif sys.argv[1:2] == ["imports"]:
        only_imports()
    else:
        main()
