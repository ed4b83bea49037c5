"""``make bench-rendering``: what a report of ten pages costs to render, and what one of a hundred costs beside it.

CPU of this process and of the programs that it starts, best of ``BENCH_RUNS`` (3), after imports. The bars are those of
the project's issue on rendering: 0.6 s for HTML, 0.8 s for PDF, a hundred pages at most twelve times that. Beside them
stands what Quarto takes, where it is found.
"""

from __future__ import annotations

import os
import runpy
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from pipeline.render import Engine, choose_engine
from pipeline.render.quarto import QuartoEngine, find_quarto

FIXTURES = Path(__file__).parents[1] / "fixtures" / "render"
RUNS = int(os.environ.get("BENCH_RUNS", "3"))
BARS = {"html": 0.6, "pdf": 0.8}  # seconds of CPU for ten pages
TIMES = 12.0  # what a hundred pages may cost, in times of ten
SECTIONS = 10  # that make ten pages, with the title and the contents
WORDS = (
    "Auditors looked for a clear account of the child's day, a plan with dates, and signs that a manager had read and "
    "challenged the work; they found each of these in some teams and not in others, and the difference does not follow "
    "the size of the team. Fewer than a quarter of the files were judged good or better. "
)


def section(n: int) -> str:
    """About a page: numbered paragraphs, a table, in every second one a figure, a list, and references."""
    rows = "\n".join(f"| Team {row} | {row * 7} | {row * 3} % | Safe, with gaps |" for row in range(1, 6))
    figure = f'![Grades](figures/ratings){{#fig-{n} fig-alt="Bar chart {n}." width=60%}}\n\n' if n % 2 else ""
    see = f"@fig-{n} and " if n % 2 else ""
    return (
        f"# Section {n}\n\n[]{{.para}} {WORDS}{see}@tbl-{n} show it.\n\n"
        f"## What was found\n\n[]{{.para}} {WORDS * 2}\n\n"
        f"| Team | Files | Share | Meaning |\n|---|--:|--:|---|\n{rows}\n\n: Grades of section {n} {{#tbl-{n}}}\n\n"
        f"{figure}[]{{.para}} Three themes:\n\n- records;\n- supervision;\n- plans with no date.\n\n"
        f"::: {{.callout-note}}\nShares are rounded.\n:::\n\n"
    )


def cpu(engine: Engine, document: Path, formats: Sequence[str]) -> float:
    """The least CPU that rendering took, in seconds, programs and all."""
    best = float("inf")
    for _ in range(RUNS):
        before = os.times()
        engine.render(document, formats)
        after = os.times()
        best = min(best, sum(after[:4]) - sum(before[:4]))
    return best


def main() -> int:
    """Print a line a format and engine; 1 if a bar is not met."""
    write_build = runpy.run_path(str(FIXTURES / "build_folder.py"))["write_build"]
    embedded, quarto = choose_engine("embedded"), find_quarto()
    met = True
    with tempfile.TemporaryDirectory() as scratch:
        short, long = (
            write_build(Path(scratch) / str(times), "".join(map(section, range(1, SECTIONS * times + 1))))
            for times in (1, 10)
        )
        for document in (short, long):
            with pypdfium2.PdfDocument(embedded.render(document, ["pdf"])["pdf"]) as made:
                print(f"{len(made)} pages; ", end="")
        print(f"{embedded.name}; {quarto.name if isinstance(quarto, QuartoEngine) else quarto}")
        for form, bar in BARS.items():
            ten, hundred = cpu(embedded, short, [form]), cpu(embedded, long, [form])
            fine = ten <= bar and hundred <= TIMES * ten
            theirs = f"; Quarto {cpu(quarto, short, [form]):.2f} s" if isinstance(quarto, QuartoEngine) else ""
            print(
                f"{'met   ' if fine else 'MISSED'} {form}: {ten:.2f} s CPU (bar {bar:g}), a hundred pages "
                f"{hundred:.2f} s, {hundred / ten:.1f} times (bar {TIMES:g}){theirs}"
            )
            met &= fine
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
