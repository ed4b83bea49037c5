"""The ``caseaudit`` command: words → one function → an exit code.

A family of commands is a file: ``starting`` (before a round), ``running`` (its returns and documents), ``looking`` (its
figures) and ``publishing``. A command imports what it needs when it is called, so that ``--help`` comes at once.
"""

from __future__ import annotations

import sys

import click

from pipeline.cli.looking import measures, preview, reconcile
from pipeline.cli.publishing import check, publish
from pipeline.cli.running import batch, clean, packs, run
from pipeline.cli.starting import doctor, key, new_round, new_workspace, sample, template
from pipeline.errors import CaseauditError

__all__ = ["main"]


def main() -> None:
    """Run the command; a refusal is one sentence on stderr and its exit code, never a traceback."""
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except CaseauditError as error:
        click.echo(f"caseaudit: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("caseaudit: interrupted; what was finished is kept.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="caseaudit")
def cli() -> None:
    """Reports on the case-file audits of children's social care.

    \b
    A first look, with the synthetic sample rounds:
      caseaudit run 2017-12
      caseaudit publish 2017-12
    """


for _command in (
    *(batch, check, clean, doctor, key, measures, new_round, new_workspace),
    *(packs, preview, publish, reconcile, run, sample, template),
):
    cli.add_command(_command)
