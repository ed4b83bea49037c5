"""A round that was run for the public, once for all tests of this folder; each gets a copy of its own."""

from __future__ import annotations

import shutil

import pytest

from pipeline.manifest import Manifest
from pipeline.run import Options, run_round
from pipeline.workspace import Workspace
from tests.conftest import leave_kernels_out, small_round_run

ROUND = "2017-12"
HTML = Options(editions=("public",), formats=("html", "pdf"), engine="embedded", quiet=True)


def run_again(workspace):
    """The public edition of the round, made anew as far as something has changed."""
    with pytest.MonkeyPatch.context() as patch:
        leave_kernels_out(patch)
        run_round(workspace, ROUND, HTML)


@pytest.fixture(scope="session")
def run_once(tmp_path_factory):
    """A workspace with the round, run."""
    return small_round_run(tmp_path_factory.mktemp("run once") / "workspace", HTML, ROUND)


@pytest.fixture
def ready(run_once, tmp_path):
    """A workspace with a round that the gate lets through, to be changed."""
    shutil.copytree(run_once.root, tmp_path / "workspace")
    return Workspace.at(tmp_path / "workspace")


@pytest.fixture
def correct(ready):
    """A function that makes the finished page of the round another one, as a run after a late return would."""

    return lambda: put_on_page(ready, "<p>corrected</p>")


def put_on_page(workspace, more):
    """The finished page with something more on it, as if it had been rendered like that."""
    page = workspace.round(ROUND).build("public") / "monthly_summary.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{more}</main>"), encoding="utf-8")
    manifest = Manifest.of(workspace, ROUND)
    for name, record in list(manifest.records.items()):
        if any("monthly_summary.html" in source for source in record.made):
            manifest.note(name, record.made_from, record.made, record.asked)


def tree(folder):
    """Everything in a folder: path → bytes."""
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}
