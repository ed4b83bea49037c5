"""``caseaudit publish`` as it is typed: what it says and with what it ends; and who may read what it leaves."""

from __future__ import annotations

import os

import pytest

from tests.unit.publish.conftest import ROUND


@pytest.fixture
def publish(ready, caseaudit):
    """The command on the round that is ready."""
    return lambda *words: caseaudit("publish", ROUND, *words, "--workspace", ready.root)


@pytest.mark.slow
def test_publishing_correcting_and_withdrawing_by_command(publish, correct, ready):
    """Each says what it did; a correction without its note, and a second withdrawal, end with 5."""
    done = publish("--dry-run")
    untold, *more = done.stdout.splitlines()
    assert untold.startswith("commentary.md: ratings.good reads “a number that is not given” in the public")
    assert (done.returncode, more) == (0, [f"Round {ROUND} can be published."]), done.stderr
    assert "Published, version 1." in publish().stdout
    assert "Already published, nothing changed." in publish().stdout
    correct()
    refused = publish()
    assert refused.returncode == 5 and "--note" in refused.stderr and "Traceback" not in refused.stderr
    assert "Published, version 2." in publish("--note", "A late return").stdout
    done = publish("--withdraw", "A family asked for it")
    assert "no file of round 2017-12 is on the site" in done.stdout
    assert publish("--withdraw", "Again").returncode == 5


@pytest.mark.slow
def test_a_dry_run_lists_what_stands_against_it_and_what_is_left_out(publish, ready):
    """Exit code 5, a line each, and nothing made."""
    paths = ready.round(ROUND)
    paths.protection.unlink()
    done = publish("--dry-run")
    assert done.returncode == 5
    assert "2017-12, small numbers: there is no account" in done.stdout
    assert "1 finding stands against publishing" in done.stderr
    assert not ready.published.exists()


def test_only_one_thing_is_asked_of_it_at_a_time(publish):
    """Exit code 2."""
    done = publish("--dry-run", "--withdraw", "Why")
    assert done.returncode == 2
    assert "Give one of --dry-run, --sign, --note and --withdraw." in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="on Windows a folder has the rights of the one that it is in")
def test_what_is_not_public_is_closed_to_others_and_the_site_is_open(publish, ready):
    """Every file and folder of the tree, whatever the umask was and however open an earlier version left them."""
    for folder in (ready.processed, ready.built, ready.internal):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    assert publish().returncode == 0
    for closed in (ready.processed, ready.built, ready.internal):
        assert closed.stat().st_mode & 0o777 == 0o700, closed
        # what a run wrote is closed in itself as well, so that a copy of it is
        files = [f for f in closed.rglob("*") if f.is_file() and ROUND in f.parts]
        assert [str(f) for f in files if f.stat().st_mode & 0o777 != 0o600] == []
    for path in (ready.published, *ready.published.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    assert ready.published.parent.stat().st_mode & 0o005 == 0o005
