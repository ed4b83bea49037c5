"""From finished documents to the public site: ``check``, ``publish``."""

from __future__ import annotations

import click

from pipeline.cli.options import edition_option, workspace_option
from pipeline.cli.saying import remark, shown, stop_at
from pipeline.workspace import Workspace

__all__ = ["check", "publish"]


@click.command()
@click.argument("round_id", metavar="ROUND")
@edition_option("public")
@workspace_option
def check(round_id: str, workspace: str, edition: str) -> None:
    """Check the documents of a round: is every figure there, is any word missing.

    \b
    Example:
      caseaudit check 2017-12
    """
    from pipeline.check import check_round

    stop_at(check_round(Workspace.at(workspace), round_id, edition), round_id)
    click.echo(f"Nothing stands against publishing round {round_id}.")


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--dry-run", is_flag=True, help="Only say what stands against it, and what to do.")
@click.option("--sign", "role", metavar="ROLE", help="Sign the public edition as it is now; do not publish it yet.")
@click.option("--note", metavar="WHY", help="Publish a correction, and say on the site why.")
@click.option("--withdraw", "why", metavar="WHY", help="Take all its files off the site for good; say there why.")
@workspace_option
def publish(round_id: str, workspace: str, dry_run: bool, role: str | None, note: str | None, why: str | None) -> None:
    """Put the public edition of a round on the site, if nothing stands against it.

    \b
    Example:
      caseaudit publish 2017-12 --dry-run
      caseaudit publish 2017-12 --sign "Head of Safeguarding"
      caseaudit publish 2017-12
      caseaudit publish 2017-12 --note "Two late returns are counted"
      caseaudit publish 2017-12 --withdraw "A family asked for it"
    """
    from pipeline.publish import publish_round, withdraw_round
    from pipeline.run import holding

    if sum((dry_run, role is not None, note is not None, why is not None)) > 1:
        raise click.UsageError("Give one of --dry-run, --sign, --note and --withdraw.")
    space = Workspace.at(workspace)
    if dry_run:
        _say_what_stands_against(space, round_id)
        return
    with holding(space, f"publish {round_id}", remark):
        if role is not None:
            _sign(space, round_id, role)
        elif why is not None:
            withdraw_round(space, round_id, why)
            click.echo(f"Withdrawn: no file of round {round_id} is on the site. Copies elsewhere are not touched.")
        else:
            made = publish_round(space, round_id, note)
            what = f"Published, version {made.version}." if made.changed else "Already published, nothing changed."
            click.echo(f"{what} Open {shown(space.published / 'index.html')}")


def _say_what_stands_against(space: Workspace, round_id: str) -> None:
    """A line a finding; GateError if there is one."""
    from pipeline.publish import gate, left_out

    for line in left_out(space, round_id):
        click.echo(line)
    stop_at(gate(space, round_id), round_id)
    click.echo(f"Round {round_id} can be published.")


def _sign(space: Workspace, round_id: str, role: str) -> None:
    """Sign a round against which nothing else stands; GateError if something does."""
    from pipeline.publish import sign_round

    signed = sign_round(space, round_id, role)
    click.echo(f"Signed by {signed.role}. Publish it with: caseaudit publish {round_id}")
