"""Before a round: ``new-workspace``, ``new-round``, ``template``, ``sample``, ``key``, ``doctor``."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import workspace_option
from pipeline.cli.saying import remark, say_paths, shown
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

__all__ = ["doctor", "key", "new_round", "new_workspace", "sample", "template"]


@click.command("new-workspace")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--samples", is_flag=True, help="With the six synthetic sample rounds of an invented council.")
def new_workspace(folder: Path, samples: bool) -> None:
    """Make a folder to work in: settings to fill in, copies of the notebooks, and a README of what to do next.

    Its .gitignore keeps case files out of git. Nothing that is there already is written over.

    \b
    Example:
      caseaudit new-workspace audits
      caseaudit new-workspace --samples first-look
    """
    from pipeline.run import start_workspace

    made = start_workspace(folder, samples)
    click.echo(f"{folder}: {len(made)} files. What to do next stands in {shown(folder.resolve() / 'README.md')}")
    if samples:
        click.echo(
            f"To make the reports of its rounds: caseaudit batch --publish --workspace {shlex.quote(str(folder))}"
        )
    else:
        click.echo(f"Begin with {shown(folder.resolve() / 'data' / 'council' / 'council.yml')}")


@click.command("new-round")
@click.argument("round_id", metavar="ROUND")
@workspace_option
def new_round(round_id: str, workspace: str) -> None:
    """Make the folder of a new round: its settings, a blank return, registers, and prompts for the words.

    \b
    Example:
      caseaudit new-round 2018-01
    """
    from pipeline.run import start_round

    space = Workspace.at(workspace)
    say_paths(start_round(space, round_id))
    folder = shown(space.round(round_id).raw)
    remark(
        f"Next: look at {folder}/round.yml, send out {folder}/blank, put what comes back into {folder}/returns, then: "
        f"caseaudit clean {round_id}"
    )


@click.command()
@click.argument("pro_forma", metavar="[PROFORMA]", required=False)
@click.option("--scheme", help="The grades on its lists; default: those that the form names.")
@click.option("--layout", type=click.Choice(["single-case", "register"]), help="A form a case, or a row a case.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Draft the YAML of the form in this workbook.")
@click.option("--diff", nargs=2, metavar="A B", help="What changed from form A to form B: names, or YAML files.")
@click.option("--dictionary", "as_dictionary", is_flag=True, help="Write what every form asks, as data/raw/README.md.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to put it; default: here, under its own name.")
@workspace_option
def template(
    pro_forma: str | None,
    scheme: str | None,
    layout: Any,
    source: Path | None,
    diff: tuple[str, str] | None,
    as_dictionary: bool,
    output: Path | None,
    workspace: str,
) -> None:
    """Make a blank return or register, with drop-down lists and instructions; or work on the forms themselves.

    \b
    Example:
      caseaudit template core-audit
      caseaudit template core-audit --layout register
      caseaudit template --from "our audit tool.xlsx" --output data/council/proformas/our-audit.yml
      caseaudit template --diff core-audit data/council/proformas/our-audit.yml
      caseaudit template --dictionary
    """
    from pipeline.run import form_differences, write_dictionary, write_draft, write_template

    space = Workspace.at(workspace)
    if sum(map(bool, (pro_forma, source, diff, as_dictionary))) != 1:
        raise ConfigurationError("Name a pro forma, or give one of --from, --diff and --dictionary.")
    if diff:
        click.echo("\n".join(form_differences(space, *diff)))
    elif as_dictionary:
        click.echo(shown(write_dictionary(space, output)))
    elif source:
        for line in write_draft(space, source, output):
            click.echo(line)
    elif pro_forma:
        target = output or Path(f"{pro_forma}.xlsx")
        write_template(space, pro_forma, scheme, target, layout)
        click.echo(str(target))


@click.command()
@click.argument("round_ids", metavar="[ROUND]...", nargs=-1)
@workspace_option
def sample(round_ids: tuple[str, ...], workspace: str) -> None:
    """Make the synthetic sample rounds again: the same content every time.

    \b
    Example:
      caseaudit sample 2017-12
    """
    from pipeline.samples import make_samples

    space = Workspace.at(workspace)
    made = make_samples(space, round_ids or None)
    for folder in dict.fromkeys(space.raw / file.relative_to(space.raw).parts[0] for file in made):
        count = sum(file.is_relative_to(folder) for file in made)
        click.echo(f"{shown(folder)}: {count} files")


@click.command()
@click.option("--new", is_flag=True, help="Make a key; an existing one is never overwritten.")
def key(new: bool) -> None:
    """Say where the key for pseudonyms is, or make one. The key itself is never shown.

    The key lies outside every repository, in your own settings, or comes from the environment (CASEAUDIT_KEY).
    Synthetic rounds need none.

    \b
    Example:
      caseaudit key --new
    """
    from pipeline.intake import KEY_VARIABLE, key_file, make_key

    path = key_file()
    if new:
        click.echo(
            f"Made {make_key()}. Keep a copy in a safe place: with another key the same case gets another pseudonym."
        )
    elif os.environ.get(KEY_VARIABLE, "").strip():
        unused = f" The one at {path} is not used while it is set." if path.is_file() else ""
        click.echo(f"The key comes from {KEY_VARIABLE}.{unused}")
    elif path.is_file():
        click.echo(f"The key is at {path}")
    else:
        click.echo(f"There is no key yet; it would be at {path}. Make it with: caseaudit key --new")


@click.command()
def doctor() -> None:
    """Say what is installed and what is missing.

    \b
    Example:
      caseaudit doctor
    """
    from pipeline.render import describe_engines

    click.echo(f"Python {sys.version.split()[0]}")
    for line in describe_engines():
        click.echo(line)
