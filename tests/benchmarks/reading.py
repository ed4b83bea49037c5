"""``make bench-reading``: what reading returns costs, beside calamine and openpyxl merely opening and reading them.

CPU is of this process and all its children, by the operating system's account. Ways that are compared take turns in one
run, and what is quoted is the ratio of their best runs. *Reading* is containers and finding the records in them
(``find_files`` and ``read_files``); what intake costs whole is printed beside it. Bars are those of the project's issue
on intake. ``BENCH_RUNS`` (3) and ``BENCH_RETURNS`` ("100 1440 14400") make it shorter.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.running import REPOSITORY, Book, sample

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
SIZES = tuple(int(n) for n in os.environ.get("BENCH_RETURNS", "100 1440 14400").split())
ROUND, COMPARED = "2017-12", 1440


def cpu() -> float:
    """Seconds of CPU of this process and of the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def by_calamine(folder: Path) -> None:
    """Open every workbook and read all its sheets."""
    import python_calamine

    for path in sorted(folder.rglob("*.xlsx")):
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def by_openpyxl(folder: Path) -> None:
    """The same by openpyxl."""
    import openpyxl

    for path in sorted(folder.rglob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
            list(sheet.iter_rows(values_only=True))


def by_us(folder: Path) -> None:
    """What intake does up to the records of every file."""
    from pipeline.config import load_round
    from pipeline.intake import find_key
    from pipeline.intake.files import find_files, read_files
    from pipeline.intake.take_in import _settings
    from pipeline.workspace import Workspace

    space = Workspace.at(folder)
    round_ = load_round(space, ROUND)
    settings = _settings(space, round_, find_key(round_))
    before = cpu()
    files = find_files(space.round(ROUND).raw / "returns")
    read = read_files(files, settings.pro_formas, settings.vocabularies)
    assert sum(len(found.records) for found in read) >= len(files) * 0.9
    print(json.dumps({"cpu": cpu() - before}))


def whole(folder: Path) -> None:
    """All of intake."""
    from pipeline.config import load_round
    from pipeline.intake import find_key, take_in
    from pipeline.workspace import Workspace

    space = Workspace.at(folder)
    round_ = load_round(space, ROUND)
    before = cpu()
    take_in(space, round_, find_key(round_))
    peak = max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps({"cpu": cpu() - before, "peak_mb": peak}))


def merely(way: Callable[[Path], None], folder: Path) -> None:
    """One of the libraries, once it is imported."""
    way(folder / "none")
    before = cpu()
    way(folder / "data" / "raw" / ROUND / "returns")
    print(json.dumps({"cpu": cpu() - before}))


def this(way: str, folder: Path) -> dict[str, float]:
    """One way in a process of its own; what it said of itself."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.reading", way, str(folder)],
        check=True, cwd=REPOSITORY, capture_output=True, text=True,
    )  # fmt: skip
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said


def many(folder: Path, count: int) -> Path:
    """A workspace whose round has so many single-case forms, with a case of its own in each."""
    import openpyxl

    root = sample(folder)
    returns = root / "data" / "raw" / ROUND / "returns"
    originals = [p for p in sorted(returns.glob("*.xlsx")) if len(openpyxl.load_workbook(p).worksheets) == 3]
    contents = [p.read_bytes() for p in originals]
    shutil.rmtree(returns)
    returns.mkdir()
    for n in range(count):
        (returns / f"audit {n:05d}.xlsx").write_bytes(contents[n % len(contents)])
    return root


def compare(book: Book, folder: Path) -> None:
    """Calamine, openpyxl and reading take turns."""
    root = many(folder / "compared", COMPARED)
    best: dict[str, float] = {}
    for n in range(1, RUNS + 1):
        for way in ("calamine", "openpyxl", "reading", "intake"):
            took = this(way, root)["cpu"]
            best[way] = min(took, best.get(way, took))
            print(f"  {n}. {way}: {took:.2f} s CPU, {1000 * took / COMPARED:.2f} ms a return", flush=True)
    book.kept["CPU of 1,440 returns"] = best
    book.tell("reading, times calamine merely reading", best["reading"] / best["calamine"], 4)
    book.tell("openpyxl merely reading, times reading", best["openpyxl"] / best["reading"], 3, at_least=True)


def grow(book: Book, folder: Path) -> None:
    """The cost of a return as their number grows, and the memory of the largest round."""
    cost: dict[int, float] = {}
    for size in SIZES:
        root = many(folder / str(size), size)
        cost[size] = min(this("reading", root)["cpu"] for _ in range(RUNS if size < 10_000 else 1)) / size
        intake = this("intake", root)
        book.kept[f"{size} returns"] = {"reading, ms a return": 1000 * cost[size], **intake}
        print(f"{size} returns: reading {1000 * cost[size]:.2f} ms CPU a return, "
              f"intake {1000 * intake['cpu'] / size:.2f} ms, peak {intake['peak_mb']:.0f} MB", flush=True)  # fmt: skip
        shutil.rmtree(folder / str(size))
    book.tell(f"cost of a return at {SIZES[-1]} beside {SIZES[0]}", cost[SIZES[-1]] / cost[SIZES[0]], 1.15)
    book.tell(f"peak memory of intake at {SIZES[-1]} returns, MB", intake["peak_mb"], 600)


def main() -> None:
    """Compare, then grow."""
    book = Book("bench_reading.json")
    with tempfile.TemporaryDirectory() as folder:
        compare(book, Path(folder))
        grow(book, Path(folder))
    book.save()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        ways = {"reading": by_us, "intake": whole}
        libraries = {"calamine": by_calamine, "openpyxl": by_openpyxl}
        way, place = sys.argv[1], Path(sys.argv[2])
        merely(libraries[way], place) if way in libraries else ways[way](place)
    else:
        main()
