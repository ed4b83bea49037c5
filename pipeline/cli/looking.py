"""The figures of a round, and its pages: ``measures``, ``reconcile``, ``preview``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import edition_option, workspace_option
from pipeline.cli.saying import remark, shown
from pipeline.errors import GateError
from pipeline.workspace import Workspace, as_at_day

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["measures", "preview", "reconcile"]


@click.command()
@click.argument("round_id", metavar="ROUND", required=False)
@edition_option("internal")
@click.option("--as-at", metavar="DATE", help="The figures as at this day, if they were made.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--explain", "measure", metavar="ID", help="One of them: what it counts, its sum, the returns behind it.")
@click.option("--dictionary", "listed", is_flag=True, help="What each measure means; of all rounds if none is named.")
@click.option("--output", type=click.Path(path_type=Path), help="A file to write it into, instead of showing it.")
@workspace_option
def measures(
    round_id: str | None,
    workspace: str,
    edition: str,
    as_at: str | None,
    as_json: bool,
    measure: str | None,
    listed: bool,
    output: Path | None,
) -> None:
    """Show the figures of a round, each with its base.

    \b
    Example:
      caseaudit measures 2017-12
      caseaudit measures 2017-12 --json
      caseaudit measures 2017-12 --explain ratings.good
      caseaudit measures --dictionary --output dictionary.md
    """
    from pipeline.run import explain_measure, load_measures, measures_dictionary
    from pipeline.store import PRIVATE, PUBLIC, write_text

    space = Workspace.at(workspace)
    if listed:
        text = measures_dictionary(space, round_id)
    elif round_id is None:
        raise click.UsageError("Name the round, such as 2017-12; only --dictionary does without.")
    elif measure is not None:
        text = "\n".join(explain_measure(space, round_id, measure, edition, as_at_day(as_at))) + "\n"
    else:
        text = _listed(load_measures(space, round_id, edition, as_at_day(as_at)), as_json)
    if output:
        write_text(output, text, PUBLIC if listed else PRIVATE)
        click.echo(shown(output))
    else:
        click.echo(text, nl=False)


def _listed(table: pd.DataFrame, as_json: bool) -> str:
    """The figures of a round, a line each; as JSON those of every group too."""
    import json

    from pipeline.measures import measure_rows
    from pipeline.protect import QUARTER, public_text

    rows = measure_rows(table, public_text)  # which writes a row of the internal table as ever
    if as_json:
        return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
    whole = [row for row in rows if row["by"] in (None, QUARTER)]
    names = [f"{row['id']}, {row['group']}" if row["by"] else row["id"] for row in whole]
    return "".join(f"{name:<45} {row['display']}\n" for name, row in zip(names, whole, strict=True))


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--discard-edits", is_flag=True, help="Write over a page that was edited by hand.")
@workspace_option
def reconcile(round_id: str, discard_edits: bool, workspace: str) -> None:
    """Set each figure that was published for a round beside ours: equal, explained, or not.

    What was published stands in published.yml in the folder of the round. The result is shown, kept as CSV, and
    written as a page among the internal documents. The tables of the round are those of its last run; if the returns
    have changed since, run it again first. Exit code 5 if a difference is not explained.

    \b
    Example:
      caseaudit reconcile 2017-12
    """
    import shutil

    from pipeline.config import load_round
    from pipeline.measures import reconciliation_lines
    from pipeline.run import formats_there, holding, reconcile_round, reconciliation_page

    space = Workspace.at(workspace)
    with holding(space, f"reconcile {round_id}", remark):
        found = reconcile_round(space, round_id)
        round_ = load_round(space, round_id)
        pages = reconciliation_page(space, round_, formats_there(space, round_), discard_edits=discard_edits)
    for line in reconciliation_lines(found, min(shutil.get_terminal_size((100, 24)).columns, 120)):
        click.echo(line)
    csv = space.round(round_id).processed / "reconciliation.csv"
    click.echo("\n" + "\n".join(f"As a page: {shown(page)}" for page in pages) + f"\nAs CSV:    {shown(csv)}")
    open_ = found[~found["explained"]]
    if len(open_):
        lines = ", ".join(str(line) for line in dict.fromkeys(open_["line"]))
        raise GateError(f"{len(open_)} of {len(found)} findings are not explained: published.yml, line {lines}.")
    click.echo(f"All {len(found)} findings are equal or explained.")


@click.command()
@click.argument("round_id", metavar="[ROUND]", required=False)
@click.option("--document", metavar="NAME", help="Of a round with several: committee_report, monthly_summary.")
@edition_option("internal")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free.")
@workspace_option
def preview(round_id: str | None, document: str | None, edition: str, port: int, workspace: str) -> None:
    """Serve the public site to this machine alone, as a web server would. Ctrl-C ends it.

    With a ROUND: let Quarto show a document of it, as written by the last run, while you edit its .qmd.

    \b
    Example:
      caseaudit preview
      caseaudit preview --port 8080
      caseaudit preview 2017-12
    """
    space = Workspace.at(workspace)
    if round_id is None:
        from pipeline.publish import serve

        serve(space, port, click.echo)
        return
    from pipeline.run import preview_round

    sys.exit(preview_round(space, round_id, edition, document))
