"""The site changes as a whole: a new one is made beside it and takes its place, so that a reader sees one or the other.

The ledger is part of the site: what was told and what is told of it cannot come apart.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store import PUBLIC, unwritable
from pipeline.workspace import Workspace

__all__ = ["new_site", "settle", "swap"]

_OPEN_FOLDER = 0o755
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux (renameat2(2))


def _places(workspace: Workspace) -> tuple[Path, Path, Path]:
    """Where the site is, where a new one is made, where the old one waits to be deleted: on one disk."""
    site = workspace.published.resolve()  # it may be a link to where a web server looks
    return site, site.with_name(f".{site.name}.new"), site.with_name(f".{site.name}.old")


def settle(workspace: Workspace) -> None:
    """Clear away what a publishing that was killed has left; a site that it had just put aside comes back.

    StoreError where something cannot be deleted: it may be what was withdrawn.
    """
    site, new, old = _places(workspace)
    if old.is_dir() and not site.exists():
        old.rename(site)
    for left in (new, old):
        try:
            if left.exists():
                shutil.rmtree(left)
        except OSError as error:
            raise StoreError(
                f"An old copy of the site, {left}, cannot be deleted ({error.strerror or error}). It may hold what was "
                "corrected or withdrawn: delete it by hand."
            ) from error


@contextmanager
def new_site(workspace: Workspace) -> Iterator[Path]:
    """A copy of the site to be changed; it is deleted again unless ``swap`` put it in the site's place."""
    settle(workspace)
    site, new, _ = _places(workspace)
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        if site.is_dir():
            shutil.copytree(site, new, copy_function=_same_file)
        else:
            new.mkdir()
        yield new
    except OSError as error:
        raise unwritable(Path(error.filename or new), error) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _same_file(source: str, target: str) -> str:
    """A second name for a file, which is written anew and never changed in place; a copy where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def swap(workspace: Workspace) -> None:
    """Put the new site in the place of the old one, and delete that.

    In one move where the system can (Linux); elsewhere in two, and a run that is killed between them is undone by the
    next command (``settle``). StoreError if the old one cannot be deleted.
    """
    site, new, old = _places(workspace)
    _open_to_all(new)
    if not site.exists():
        new.rename(site)
    elif not _exchange(new, site):
        site.rename(old)
        new.rename(site)
    settle(workspace)


def _open_to_all(folder: Path) -> None:
    """A site is read by everybody, whatever the umask of who publishes."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(_OPEN_FOLDER if path.is_dir() else PUBLIC)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at once; False where the system cannot do that."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
