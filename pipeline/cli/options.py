"""What several commands can be told, once for all of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.errors import ConfigurationError
from pipeline.workspace import EDITIONS, PASSWORD_VARIABLE, as_at_day

if TYPE_CHECKING:
    from pipeline.run import Options

__all__ = [
    "edition_option",
    "engine_option",
    "listed",
    "options_of",
    "password_option",
    "run_options",
    "workspace_option",
]

Command = TypeVar("Command", bound=Callable[..., Any])


def workspace_option(command: Command) -> Command:
    """Give a command the folder that it works in."""
    return click.option(
        "--workspace",
        default=".",
        show_default="here",
        metavar="DIR",
        help="Folder with data/, reports/ and notebooks/.",
    )(command)


def edition_option(default: str) -> Callable[[Command], Command]:
    """Let a command be told which edition it is about."""
    return click.option("--edition", type=click.Choice(EDITIONS), default=default, show_default=True)


def engine_option(command: Command) -> Command:
    """Let a command be told what renders."""
    return click.option(
        "--engine", type=click.Choice(["auto", "quarto", "embedded"]), default="auto", show_default=True,
        help="What renders: auto takes Quarto where it is found and new enough.",
    )(command)  # fmt: skip


def listed(words: str) -> tuple[str, ...]:
    """What was typed with commas between."""
    return tuple(word.strip() for word in words.split(",") if word.strip())


def run_options(command: Command) -> Command:
    """Give a command what a run can be told: ``options_of`` takes it."""
    for option in reversed(
        (
            click.option("--edition", type=click.Choice([*EDITIONS, "both"]), default="both", show_default=True),
            click.option(
                "--formats", default="html,pdf,slides", show_default=True,
                help="html, pdf, docx, xlsx (data tables); slides, where the round has a deck. Separated by commas.",
            ),
            engine_option,
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


def options_of(
    edition: str, formats: str, as_at: str | None, jobs: int | None, stock_kernels: bool, **others: Any
) -> Options:
    """The options of a run from what was typed; ConfigurationError for a word or a day that is none."""
    from pipeline.run import Options

    editions = EDITIONS if edition == "both" else (edition,)
    if jobs is not None:
        others["jobs"] = jobs
    kernels: Any = "stock" if stock_kernels else "warm"
    return Options(editions=editions, formats=listed(formats), as_at=as_at_day(as_at), kernels=kernels, **others)


def password_option(command: Command) -> Command:
    """Let a command that reads returns ask for their passwords."""
    return click.option(
        "--ask-password", is_flag=True, expose_value=False, is_eager=True, callback=_ask_for_passwords,
        help="Ask for the passwords of protected returns; or set CASEAUDIT_PASSWORD, a line each.",
    )(command)  # fmt: skip


def _ask_for_passwords(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Take passwords from the terminal into the environment, which is the one way to the notebook that reads."""
    if not wanted:
        return
    if not sys.stdin.isatty():
        raise ConfigurationError(f"There is no terminal to ask on: put the password into {PASSWORD_VARIABLE}.")
    passwords: list[str] = []
    while typed := click.prompt("Password (nothing: no more)", default="", show_default=False, hide_input=True):
        passwords.append(typed)
    os.environ[PASSWORD_VARIABLE] = "\n".join(passwords)
