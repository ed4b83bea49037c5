"""The work on rounds: ``clean``, ``run``, ``packs``, ``batch``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import engine_option, listed, options_of, password_option, run_options, workspace_option
from pipeline.cli.saying import remark, say_paths, shown
from pipeline.errors import ConfigurationError, IntakeError
from pipeline.workspace import Workspace, as_at_day

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["batch", "clean", "packs", "run"]

_PLACE = ("file", "sheet", "cell", "found", "done", "suggestion")
_NAMED = 3  # questions of a form that lacks many


@click.command()
@click.argument("round_id", metavar="ROUND")
@run_options
@password_option
@workspace_option
def run(round_id: str, workspace: str, **options: Any) -> None:
    """Make the tables, measures and documents of a round: as much of them as something has changed for.

    \b
    Example:
      caseaudit run 2017-12
      caseaudit run 2017-12 --explain
      caseaudit run 2017-12 --edition internal --formats html
    """
    from pipeline.run import run_round

    space = Workspace.at(workspace)
    say_paths(run_round(space, round_id, options_of(**options)))


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--as-at", metavar="DATE", help="Keep the tables apart, as those of this day.")
@click.option("--strict", is_flag=True, help="Fail if anything is left that is neither mended nor decided.")
@click.option("--quiet", is_flag=True, help="No progress.")
@password_option
@workspace_option
def clean(round_id: str, workspace: str, as_at: str | None, strict: bool, quiet: bool) -> None:
    """Read the returns of a round: what came in, what was wrong with it, and what is left to mend or to decide.

    Each fault is in problems.csv, with its cell and what to do; what can be decided is in review.xlsx beside it. Save
    that in the folder of the round when it is filled in. With --strict the exit code is 3 while anything is left.

    \b
    Example:
      caseaudit clean 2017-12
      caseaudit clean 2017-12 --strict
    """
    from pipeline.intake import REVIEW, still_open
    from pipeline.run import Options, clean_round
    from pipeline.store import load_table

    paths = clean_round(Workspace.at(workspace), round_id, Options(as_at=as_at_day(as_at), quiet=quiet))
    returns, problems = (load_table(paths.processed, name) for name in ("returns", "problems"))
    counts = returns["outcome"].value_counts()
    told = ", ".join(f"{counts.get(outcome, 0)} {outcome}" for outcome in ("used", "merged", "set aside"))
    click.echo(f"{len(returns)} returns found: {told}.")
    left = still_open(problems)
    for line in _what_is_left(left):
        click.echo(f"  {line}")
    if len(left):
        click.echo(f"To decide instead of mending, fill in: {shown(paths.processed / REVIEW)}")
    click.echo(f"{len(left)} left to do; all {len(problems)} remarks: {shown(paths.processed / 'problems.csv')}")
    if strict and len(left):
        lost = int((left["severity"] == "set aside").sum())
        raise IntakeError(
            f"{len(left)} things are left to mend or to decide, among them {lost} returns, rows or files set "
            f"aside, which --strict does not allow. See {paths.processed / 'problems.csv'}."
        )


def _what_is_left(left: pd.DataFrame) -> Iterator[str]:
    """A line for everything that is in no figure; mere remarks of one kind share a line."""
    alike: dict[tuple[str, ...], list[str]] = {}  # a form without many of its questions is one thing to mend
    for row in left[left["severity"] != "note"].fillna("").astype(str).to_dict("records"):
        alike.setdefault(tuple(row[name] for name in _PLACE), []).append(row["field"])
    for (file, sheet, cell, found, done, suggestion), fields in alike.items():
        place = " ".join(p for p in (file, "!".join(p for p in (sheet, cell) if p)) if p)
        more = f" and {len(fields) - _NAMED} more" if len(fields) > _NAMED else ""
        named = ", ".join(f for f in fields[:_NAMED] if f) + more
        quoted = f' ("{found}")' if found else ""
        yield f"{place} – {named}{': ' if named else ''}{done}{quoted}. {suggestion}"
    notes = left[left["severity"] == "note"].fillna("")
    for what, count in (notes["field"] + ": " + notes["done"]).str.removeprefix(": ").value_counts().items():
        yield f"{count} × {what}"


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--formats", default="html,pdf", show_default=True, help="Of packs and notes, separated by commas.")
@engine_option
@click.option("--discard-edits", is_flag=True, help="Write over packs that were edited by hand.")
@workspace_option
def packs(round_id: str, formats: str, engine: str, discard_edits: bool, workspace: str) -> None:
    """Make what those who must act get of a round that was run: all of it internal.

    The action tracker and the register of cases of concern, to be filled in and sent back; two pages for each team; for
    each auditor a private note on the audits that were read again.

    \b
    Example:
      caseaudit packs 2017-12
      caseaudit packs 2017-12 --formats pdf
    """
    from pipeline.run import holding, make_packs

    space = Workspace.at(workspace)
    with holding(space, f"packs {round_id}", remark):
        files = make_packs(space, round_id, listed(formats), engine, discard_edits)
    say_paths(files)


@click.command()
@click.argument("round_ids", metavar="[ROUND]...", nargs=-1)
@click.option("--from", "first", metavar="ROUND", help="From this round on.")
@click.option("--to", "last", metavar="ROUND", help="Up to this round.")
@click.option("--publish", "and_publish", is_flag=True, help="Publish each round that succeeds.")
@click.option("--note", metavar="WHY", help="With --publish: why a round that is published already is corrected.")
@click.option("--scheduler", metavar="ADDRESS", help="Do it on a Dask cluster, such as tcp://10.0.0.5:8786.")
@run_options
@workspace_option
def batch(
    round_ids: tuple[str, ...],
    first: str | None,
    last: str | None,
    and_publish: bool,
    note: str | None,
    workspace: str,
    **options: Any,
) -> int:
    """Run many rounds: those named, a range, or all. One bad round does not stop the others.

    \b
    Example:
      caseaudit batch --publish
      caseaudit batch --from 2017-09 --to 2017-12
      caseaudit batch --jobs 4 --json-log batch.log --quiet
    """
    from pipeline.run import run_batch, write_batch_report

    space = Workspace.at(workspace)
    chosen = list(round_ids) or [r for r in space.round_ids() if (not first or r >= first) and (not last or r <= last)]
    if not chosen:
        known = ", ".join(space.round_ids()) or "none yet"
        raise ConfigurationError(f"There is no such round to run in {space.raw}. Rounds here: {known}.")
    results = run_batch(space, chosen, options_of(**options), and_publish, note)
    for result in results:
        more = str(result.error) if result.error else f"{len(result.files)} files"
        click.echo(f"{result.round_id:<24} {result.how:<10} {more}")
    click.echo(f"\nReport of this batch: {shown(write_batch_report(space, results))}")
    if and_publish and (space.published / "index.html").is_file():
        click.echo(f"\nOpen {space.published / 'index.html'}")
    return max((r.error.exit_code for r in results if r.error), default=0)
