"""The real command on a terminal: bars that grow, passwords that are asked for and not shown, and where the key is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from msoffcrypto.format.ooxml import OOXMLFile

from pipeline.cli import cli
from pipeline.errors import ConfigurationError
from pipeline.store import load_table
from pipeline.workspace import KEY_VARIABLE

on_posix = pytest.mark.skipif(os.name != "posix", reason="terminals like these are POSIX's")


def on_a_terminal(words: Sequence[object], answers: Sequence[tuple[str, str]] = ()) -> tuple[int, str]:
    """Exit code of the command, and what stood on its terminal; ``answers``: what is typed after each question."""
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (40, 120))
    command = [sys.executable, "-m", "pipeline.cli", *map(str, words)]
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    shown, waiting = "", list(answers)
    while True:
        try:
            read = os.read(ours, 4096)
        except OSError:  # the last who held the other end is gone; on macOS nothing is read then
            read = b""
        if not read:
            break
        shown += read.decode("utf-8", "replace")
        if waiting and shown.endswith(waiting[0][0]):  # the last sign of a question stands once the echo is off
            os.write(ours, waiting.pop(0)[1].encode() + b"\n")
    os.close(ours)
    return process.wait(60), shown


@pytest.mark.slow
@on_posix
def test_a_run_shows_a_bar_that_moves(small_rounds):
    """The round, its step, and how many are done; the seconds at the end."""
    small_rounds.write()
    code, shown = on_a_terminal(["clean", "2017-12", "--workspace", small_rounds.workspace.root])
    assert code == 0, shown
    assert "Round 2017-12: cleaning the returns" in shown
    assert "0/1" in shown
    assert "Seconds by step: cleaning the returns" in shown


@pytest.mark.slow
@on_posix
def test_a_password_that_is_asked_for_opens_a_return_and_is_not_shown(small_rounds):
    """Typed once; an empty answer ends the questions. Without a terminal it is said where else it can be put."""
    small_rounds.write()
    folder = small_rounds.workspace.round("2017-12").raw / "returns"
    closed, made = folder / "audit 1.xlsx", io.BytesIO()
    OOXMLFile(io.BytesIO(closed.read_bytes())).encrypt("swordfish", made)
    closed.write_bytes(made.getvalue())
    words = ["clean", "2017-12", "--ask-password", "--workspace", small_rounds.workspace.root]
    question = "Password (nothing: no more): "
    code, shown = on_a_terminal(words, [(question, "swordfish"), (question, "")])
    assert code == 0, shown
    assert shown.count(question) == 2
    assert "swordfish" not in shown
    returns = load_table(small_rounds.workspace.round("2017-12").processed, "returns")
    assert returns["outcome"].tolist() == ["used"] * 3
    piped = CliRunner().invoke(cli, list(map(str, words)))
    assert isinstance(piped.exception, ConfigurationError)
    assert "put the password into CASEAUDIT_PASSWORD" in str(piped.exception)


def test_the_key_is_told_by_its_place_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None yet, made, there, and that one from the environment is used in its place."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv(KEY_VARIABLE, raising=False)

    def said(*words: str) -> str:
        return CliRunner().invoke(cli, ["key", *words], catch_exceptions=False).output

    assert "There is no key yet; it would be at" in said()
    assert said("--new").startswith("Made ")
    (file,) = (f for f in tmp_path.rglob("*") if f.is_file())
    assert said() == f"The key is at {file}\n"
    monkeypatch.setenv(KEY_VARIABLE, "another key, which is long enough to protect")
    assert said() == f"The key comes from {KEY_VARIABLE}. The one at {file} is not used while it is set.\n"
    assert "another key" not in said()
    with pytest.raises(ConfigurationError, match="There is a key already"):
        said("--new")
