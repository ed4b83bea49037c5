"""Publishing that is killed, at any moment, leaves the old site or the new one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.publish import publish_round, settle, swapping, withdraw_round
from tests.unit.publish.conftest import ROUND, tree


class Killed(BaseException):
    """What stands for the end of the process: nothing catches it."""


MOMENTS = ("rename", "replace", "mkdir", "rmdir", "unlink", "chmod", "link")


def killed_at(patch, number):
    """Let the process end just before its n-th call that changes the disk; how many calls there were."""
    count = [0]

    def dying(real):
        def call(*arguments, **more):
            count[0] += 1
            if count[0] == number:
                raise Killed
            return real(*arguments, **more)

        return call

    for name in MOMENTS:
        patch.setattr(os, name, dying(getattr(os, name)))
    for name in ("rename", "replace", "chmod", "mkdir", "unlink"):
        patch.setattr(Path, name, dying(getattr(Path, name)))
    patch.setattr(swapping, "_exchange", dying(swapping._exchange))
    # a killed process tidies nothing up
    patch.setattr(shutil, "rmtree", dying(shutil.rmtree))
    return count


@pytest.fixture(params=["in one move", "in two moves"])
def moves(request, monkeypatch):
    """Linux, where two folders change places at once, and everything else."""
    if request.param == "in two moves":
        monkeypatch.setattr(swapping, "_exchange", lambda one, other: False)
    elif not swapping.sys.platform.startswith("linux"):
        pytest.skip("this system cannot exchange two folders")
    return request.param


@pytest.fixture(autouse=True)
def without_gate(monkeypatch):
    """What the gate finds is no matter here, and each of many killed publishings would ask it."""
    monkeypatch.setattr("pipeline.publish.publishing.gate", lambda workspace, round_id: [])
    monkeypatch.setattr("pipeline.publish.publishing.identifiers_of", lambda workspace, round_id: None)
    monkeypatch.setattr("pipeline.publish.publishing.traces_in", lambda known, path: [])


def states(ready, change):
    """(old, new): the site before and after a change, each as a tree."""
    old = tree(ready.published)
    kept = ready.root / "kept"
    shutil.copytree(ready.published, kept)
    change()
    new = tree(ready.published)
    shutil.rmtree(ready.published)
    shutil.copytree(kept, ready.published)
    assert old != new
    return old, new


@pytest.mark.slow
@pytest.mark.parametrize("what", ["correction", "withdrawal"])
def test_a_killed_publishing_leaves_the_old_site_or_the_new(ready, correct, moves, what):
    """Whichever call it is killed before, once the next command has settled what was left."""
    publish_round(ready, ROUND)
    correct()

    def change():
        if what == "withdrawal":
            withdraw_round(ready, ROUND, "A family asked for it")
        else:
            publish_round(ready, ROUND, "A late return")

    old, new = states(ready, change)
    seen, number = set(), 0
    while True:
        number += 1
        with pytest.MonkeyPatch.context() as patch:
            killed_at(patch, number)
            try:
                change()
            except Killed:
                ended = False
            else:
                ended = True
        if moves == "in one move":
            assert ready.published.is_dir(), f"no site after call {number}"
        settle(ready)
        now = tree(ready.published)
        assert now in (old, new), f"half a site after call {number}"
        seen.add(now == new)
        assert [f.name for f in ready.published.parent.glob(".published*")] == []
        if ended:
            break
        shutil.rmtree(ready.published)
        shutil.copytree(ready.root / "kept", ready.published)
    assert seen == {True, False}
    assert number > 10


def test_a_first_publishing_that_is_killed_leaves_no_site(ready):
    """There was none before; the next command finds nothing half-made."""
    with pytest.MonkeyPatch.context() as patch:
        killed_at(patch, 12)
        with pytest.raises(Killed):
            publish_round(ready, ROUND)
    settle(ready)
    assert not ready.published.exists()
    assert publish_round(ready, ROUND).version == 1


def test_a_full_disk_is_a_refusal_and_changes_nothing(ready, correct, monkeypatch):
    """The sentence names the usual causes."""
    publish_round(ready, ROUND)
    before = tree(ready.published)
    correct()

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError, match="No space left"):
        publish_round(ready, ROUND, "A late return")
    assert tree(ready.published) == before


def test_a_site_behind_a_link_stays_behind_it(ready):
    """Where the web server looks may be elsewhere: the link is left, and what it leads to is replaced."""
    elsewhere = ready.root / "www" / "audits"
    elsewhere.mkdir(parents=True)
    ready.published.parent.mkdir(exist_ok=True)
    ready.published.symlink_to(elsewhere, target_is_directory=True)
    publish_round(ready, ROUND)
    assert ready.published.is_symlink()
    assert (elsewhere / "index.html").is_file()
