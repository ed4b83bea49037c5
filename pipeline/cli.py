"""The ``caseaudit`` command: words → one function → an exit code. A command imports what it needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.errors import CaseauditError, ConfigurationError, GateError, IntakeError
from pipeline.workspace import PASSWORD_VARIABLE, Workspace, as_at_day

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.run import Options

__all__ = ["cli", "main"]

Command = TypeVar("Command", bound=Callable[..., Any])


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


def _workspace(command: Command) -> Command:
    return click.option(
        "--workspace",
        default=".",
        show_default="here",
        metavar="DIR",
        help="Folder with data/, reports/ and notebooks/.",
    )(command)


_EDITIONS = click.Choice(["internal", "public", "both"])


def _run_options(command: Command) -> Command:
    for option in reversed(
        (
            click.option("--edition", type=_EDITIONS, default="both", show_default=True),
            click.option(
                "--formats", default="html,pdf,slides", show_default=True,
                help="html, pdf, docx, xlsx (data tables); slides, where the round has a deck. Separated by commas.",
            ),
            click.option(
                "--engine", type=click.Choice(["auto", "quarto", "embedded"]), default="auto", show_default=True,
                help="What renders: auto takes Quarto where it is found and new enough.",
            ),
            click.option("--as-at", metavar="DATE", help="Count audits dated up to this day, such as 2017-12-15."),
            click.option("--strict", is_flag=True, help="Stop if any return is set aside."),
            click.option("--discard-edits", is_flag=True, help="Write over documents that were edited by hand."),
            click.option("--jobs", type=int, metavar="N", help="Steps side by side on this machine; default: 2."),
            click.option("--explain", is_flag=True, help="Say why each step is done, or that nothing has changed."),
            click.option("--stock-kernels", is_flag=True, help="Start each notebook's kernel anew, as papermill does."),
            click.option("--json-log", type=click.Path(path_type=Path), help="Add a line of JSON an event to it."),
            click.option("--quiet", is_flag=True, help="No progress."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def _options(
    edition: str, formats: str, as_at: str | None, jobs: int | None, stock_kernels: bool, **others: Any
) -> Options:
    from pipeline.run import Options
    from pipeline.workspace import EDITIONS

    editions = EDITIONS if edition == "both" else (edition,)
    wanted = tuple(f.strip() for f in formats.split(",") if f.strip())
    if jobs is not None:
        others["jobs"] = jobs
    kernels: Any = "stock" if stock_kernels else "warm"
    return Options(editions=editions, formats=wanted, as_at=as_at_day(as_at), kernels=kernels, **others)


def _password_option(command: Command) -> Command:
    return click.option(
        "--ask-password", is_flag=True, expose_value=False, is_eager=True, callback=_ask_for_passwords,
        help="Ask for the passwords of protected returns; or set CASEAUDIT_PASSWORD, a line each.",
    )(command)  # fmt: skip


def _ask_for_passwords(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Take passwords from the terminal into the environment, which is the one way to the notebook that reads."""
    if not wanted:
        return
    import os

    if not sys.stdin.isatty():
        raise ConfigurationError(f"There is no terminal to ask on: put the password into {PASSWORD_VARIABLE}.")
    passwords: list[str] = []
    while typed := click.prompt("Password (nothing: no more)", default="", show_default=False, hide_input=True):
        passwords.append(typed)
    os.environ[PASSWORD_VARIABLE] = "\n".join(passwords)


@cli.command()
@click.argument("round_id", metavar="ROUND")
@_run_options
@_password_option
@_workspace
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
    files = run_round(space, round_id, _options(**options))
    for file in files:
        click.echo(_shown(file))


@cli.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--as-at", metavar="DATE", help="Keep the tables apart, as those of this day.")
@click.option("--strict", is_flag=True, help="Fail if anything is left that is neither mended nor decided.")
@click.option("--quiet", is_flag=True, help="No progress.")
@_password_option
@_workspace
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
        click.echo(f"To decide instead of mending, fill in: {_shown(paths.processed / REVIEW)}")
    click.echo(f"{len(left)} left to do; all {len(problems)} remarks: {_shown(paths.processed / 'problems.csv')}")
    if strict and len(left):
        lost = int((left["severity"] == "set aside").sum())
        raise IntakeError(
            f"{len(left)} things are left to mend or to decide, among them {lost} returns, rows or files set "
            f"aside, which --strict does not allow. See {paths.processed / 'problems.csv'}."
        )


def _what_is_left(left: pd.DataFrame) -> Iterator[str]:
    """A line for everything that is in no figure; mere remarks of one kind share a line."""
    for row in left[left["severity"] != "note"].fillna("").to_dict("records"):
        place = " ".join(str(p) for p in (row["file"], "!".join(p for p in (row["sheet"], row["cell"]) if p)) if p)
        found = f' ("{row["found"]}")' if row["found"] else ""
        field = f"{row['field']}: " if row["field"] else ""
        yield f"{place} – {field}{row['done']}{found}. {row['suggestion']}"
    notes = left[left["severity"] == "note"].fillna("")
    for what, count in (notes["field"] + ": " + notes["done"]).str.removeprefix(": ").value_counts().items():
        yield f"{count} × {what}"


@cli.command()
@click.argument("round_id", metavar="ROUND", required=False)
@click.option("--edition", type=click.Choice(["internal", "public"]), default="internal", show_default=True)
@click.option("--as-at", metavar="DATE", help="The figures as at this day, if they were made.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--explain", "measure", metavar="ID", help="One of them: what it counts, its sum, the returns behind it.")
@click.option("--dictionary", "listed", is_flag=True, help="What each measure means; of all rounds if none is named.")
@_workspace
def measures(
    round_id: str | None,
    workspace: str,
    edition: str,
    as_at: str | None,
    as_json: bool,
    measure: str | None,
    listed: bool,
) -> None:
    """Show the figures of a round, each with its base.

    \b
    Example:
      caseaudit measures 2017-12
      caseaudit measures 2017-12 --json
      caseaudit measures 2017-12 --explain ratings.good
    """
    import json

    from pipeline.measures import measure_rows
    from pipeline.protect import QUARTER, public_text
    from pipeline.run import explain_measure, load_measures, measures_dictionary

    space = Workspace.at(workspace)
    if listed:
        click.echo(measures_dictionary(space, round_id), nl=False)
        return
    if round_id is None:
        raise click.UsageError("Name the round, such as 2017-12; only --dictionary does without.")
    if measure is not None:
        click.echo("\n".join(explain_measure(space, round_id, measure, edition, as_at_day(as_at))))
        return
    table = load_measures(space, round_id, edition, as_at_day(as_at))
    rows = measure_rows(table, public_text)  # which writes a row of the internal table as ever
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        if row["by"] in (None, QUARTER):
            name = f"{row['id']}, {row['group']}" if row["by"] else row["id"]
            click.echo(f"{name:<45} {row['display']}")


@cli.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--discard-edits", is_flag=True, help="Write over a page that was edited by hand.")
@_workspace
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
    with holding(space, f"reconcile {round_id}", _remark):
        found = reconcile_round(space, round_id)
        round_ = load_round(space, round_id)
        pages = reconciliation_page(space, round_, formats_there(space, round_), discard_edits=discard_edits)
    for line in reconciliation_lines(found, min(shutil.get_terminal_size((100, 24)).columns, 120)):
        click.echo(line)
    csv = space.round(round_id).processed / "reconciliation.csv"
    click.echo("\n" + "\n".join(f"As a page: {_shown(page)}" for page in pages) + f"\nAs CSV:    {_shown(csv)}")
    open_ = found[~found["explained"]]
    if len(open_):
        lines = ", ".join(str(line) for line in dict.fromkeys(open_["line"]))
        raise GateError(f"{len(open_)} of {len(found)} findings are not explained: published.yml, line {lines}.")
    click.echo(f"All {len(found)} findings are equal or explained.")


@cli.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--edition", type=click.Choice(["internal", "public"]), default="public", show_default=True)
@_workspace
def check(round_id: str, workspace: str, edition: str) -> None:
    """Check the documents of a round: is every figure there, is any word missing.

    \b
    Example:
      caseaudit check 2017-12
    """
    from pipeline.check import check_round

    findings = check_round(Workspace.at(workspace), round_id, edition)
    for finding in findings:
        click.echo(f"{finding.document}, {finding.place}: {finding.message}")
    if findings:
        raise GateError(f"{len(findings)} findings stand against publishing round {round_id}.")
    click.echo(f"Nothing stands against publishing round {round_id}.")


@cli.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--dry-run", is_flag=True, help="Only say what stands against it, and what to do.")
@click.option("--sign", "role", metavar="ROLE", help="Sign the public edition as it is now; do not publish it yet.")
@click.option("--note", metavar="WHY", help="Publish a correction, and say on the site why.")
@click.option("--withdraw", "why", metavar="WHY", help="Take all its files off the site for good; say there why.")
@_workspace
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
    with holding(space, f"publish {round_id}", _remark):
        if role is not None:
            _sign(space, round_id, role)
        elif why is not None:
            withdraw_round(space, round_id, why)
            click.echo(f"Withdrawn: no file of round {round_id} is on the site. Copies elsewhere are not touched.")
        else:
            made = publish_round(space, round_id, note)
            what = f"Published, version {made.version}." if made.changed else "Already published, nothing changed."
            click.echo(f"{what} Open {_shown(space.published / 'index.html')}")


def _say_what_stands_against(space: Workspace, round_id: str) -> None:
    """A line a finding; GateError if there is one."""
    from pipeline.publish import gate, left_out

    for line in left_out(space, round_id):
        click.echo(line)
    findings = gate(space, round_id)
    for finding in findings:
        click.echo(f"{finding.document}, {finding.place}: {finding.message}")
    if findings:
        raise GateError(f"{len(findings)} findings stand against publishing round {round_id}.")
    click.echo(f"Round {round_id} can be published.")


def _sign(space: Workspace, round_id: str, role: str) -> None:
    """Sign a round against which nothing else stands; GateError if something does."""
    from pipeline.publish import sign_round

    signed = sign_round(space, round_id, role)
    click.echo(f"Signed by {signed.role}. Publish it with: caseaudit publish {round_id}")


@cli.command()
@click.argument("round_id", metavar="[ROUND]", required=False)
@click.option("--document", metavar="NAME", help="Of a round with several: committee_report, monthly_summary.")
@click.option("--edition", type=click.Choice(["internal", "public"]), default="internal", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free.")
@_workspace
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


@cli.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--formats", default="html,pdf", show_default=True, help="Of packs and notes, separated by commas.")
@click.option("--engine", type=click.Choice(["auto", "quarto", "embedded"]), default="auto", show_default=True)
@click.option("--discard-edits", is_flag=True, help="Write over packs that were edited by hand.")
@_workspace
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
    wanted = tuple(f.strip() for f in formats.split(",") if f.strip())
    with holding(space, f"packs {round_id}", _remark):
        files = make_packs(space, round_id, wanted, engine, discard_edits)
    for file in files:
        click.echo(_shown(file))


@cli.command()
@click.argument("round_ids", metavar="[ROUND]...", nargs=-1)
@click.option("--from", "first", metavar="ROUND", help="From this round on.")
@click.option("--to", "last", metavar="ROUND", help="Up to this round.")
@click.option("--publish", "and_publish", is_flag=True, help="Publish each round that succeeds.")
@click.option("--note", metavar="WHY", help="With --publish: why a round that is published already is corrected.")
@click.option("--scheduler", metavar="ADDRESS", help="Do it on a Dask cluster, such as tcp://10.0.0.5:8786.")
@_run_options
@_workspace
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
        raise ConfigurationError(f"There is no round to run in {space.raw}.")
    results = run_batch(space, chosen, _options(**options), and_publish, note)
    for result in results:
        more = str(result.error) if result.error else f"{len(result.files)} files"
        click.echo(f"{result.round_id:<24} {result.how:<10} {more}")
    click.echo(f"\nReport of this batch: {_shown(write_batch_report(space, results))}")
    if and_publish and (space.published / "index.html").is_file():
        click.echo(f"\nOpen {space.published / 'index.html'}")
    return max((r.error.exit_code for r in results if r.error), default=0)


@cli.command()
@click.argument("round_ids", metavar="[ROUND]...", nargs=-1)
@_workspace
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
        click.echo(f"{_shown(folder)}: {count} files")


@cli.command("new-round")
@click.argument("round_id", metavar="ROUND")
@_workspace
def new_round(round_id: str, workspace: str) -> None:
    """Make the folder of a new round: its settings, a blank return, registers, and prompts for the words.

    \b
    Example:
      caseaudit new-round 2018-01
    """
    from pipeline.run import start_round

    space = Workspace.at(workspace)
    for file in start_round(space, round_id):
        click.echo(_shown(file))


@cli.command()
@click.argument("pro_forma", metavar="[PROFORMA]", required=False)
@click.option("--scheme", help="The grades on its lists; default: those that the form names.")
@click.option("--layout", type=click.Choice(["single-case", "register"]), help="A form a case, or a row a case.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Draft the YAML of the form in this workbook.")
@click.option("--diff", nargs=2, metavar="A B", help="What changed from form A to form B: names, or YAML files.")
@click.option("--dictionary", "as_dictionary", is_flag=True, help="Write what every form asks, as data/raw/README.md.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to put it; default: here, under its own name.")
@_workspace
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
        click.echo(_shown(write_dictionary(space, output)))
    elif source:
        for line in write_draft(space, source, output):
            click.echo(line)
    elif pro_forma:
        target = output or Path(f"{pro_forma}.xlsx")
        write_template(space, pro_forma, scheme, target, layout)
        click.echo(str(target))


@cli.command()
@click.option("--new", is_flag=True, help="Make a key; an existing one is never overwritten.")
def key(new: bool) -> None:
    """Say where the key for pseudonyms is, or make one. The key itself is never shown.

    The key lies outside every repository, in your own settings, or comes from the environment (CASEAUDIT_KEY).
    Synthetic rounds need none.

    \b
    Example:
      caseaudit key --new
    """
    import os

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


@cli.command()
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


def _remark(text: str) -> None:
    click.echo(text, err=True)


def _shown(path: Path) -> str:
    """A path as a person would type it from where they are."""
    here = Path.cwd().resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    main()
