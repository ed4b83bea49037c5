"""The README and its pages keep their word: commands run in a fresh clone, the tree is the tree, pictures are there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from pipeline.run.notebooks import run_notebook
from tests.conftest import tracked

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = {
    name: (REPOSITORY / name).read_text(encoding="utf-8")
    for name in ("data/README.md", "reports/publishing.md", "reports/unattended.md")
}
TUTORIAL = README[README.index("\n## A round of your own\n") :].partition("\n## What")[0]  # test_walk.py walks it
BLOCK = re.compile(
    r"(?:^[ ]*<!-- no-test: (?P<reason>[^>]+) -->\n)?^[ ]*```(?P<language>\w+)\n(?P<commands>.*?)^[ ]*```",
    re.MULTILINE | re.DOTALL,
)
BLOCKS = [
    m
    for page in (README.replace(TUTORIAL, ""), *PAGES.values())
    for m in BLOCK.finditer(page)
    if m["language"] in ("sh", "bat")
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A fresh copy of what is in the repository, in a new folder with a space in its name."""
    import shutil

    folder = tmp_path_factory.mktemp("fresh clone")
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, folder / name)
    return folder


def shell(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line of the README as a newcomer types it."""
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=1500,
    )


def test_every_block_of_commands_is_tested_or_says_why_not():
    """There are blocks of both kinds, and each that is not tested has a reason."""
    assert sum(b["reason"] is None for b in BLOCKS) >= 3
    assert all(len(b["reason"]) > 5 for b in BLOCKS if b["reason"] is not None)


@pytest.fixture(scope="module")
def walked(clone):
    """The fresh clone after every command of the README that is not marked otherwise, and how each ended."""
    commands = [line.strip() for b in BLOCKS if b["reason"] is None for line in b["commands"].strip().splitlines()]
    return {command: shell(command, clone) for command in commands}


@pytest.mark.slow
def test_the_commands_of_the_readme_run_in_a_fresh_clone(clone, walked):
    """From clone to report with the one command, and every other command after it, each ends with 0."""
    assert next(iter(walked)) == "make report"
    for command, done in walked.items():
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        assert "Traceback" not in done.stderr
    assert f"Open {clone}/reports/published/index.html" in walked["make report"].stdout
    assert (clone / "reports/published/2017-12/monthly_summary.pdf").stat().st_size > 50_000


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.stem for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb"))])
def test_a_notebook_runs_on_its_own_with_its_default_parameters(clone, walked, name, tmp_path):
    """Opened in the clone's notebooks folder and run from top to bottom, it ends well and shows something."""
    executed = tmp_path / "executed.ipynb"
    run_notebook(clone / "notebooks" / f"{name}.ipynb", executed, {})
    outputs = [o for c in nbformat.read(str(executed), as_version=4).cells for o in c.get("outputs", ())]
    assert len(outputs) >= 3
    assert not any(o.output_type in ("error", "stream") for o in outputs)


@pytest.mark.slow
def test_make_report_works_again_without_a_network(clone, walked):
    """The second time nothing is fetched: it ends with 0 although no package can be reached."""
    offline = {
        "UV_OFFLINE": "1",
        "PIP_NO_INDEX": "1",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    done = shell("make report", clone, **offline)
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_tree_in_the_readme_is_the_tree():
    """Each path that the README lists is there or made by a run, and no top-level name is left out."""
    tree = README.rpartition("```\n")[0].rpartition("```\n")[2]
    listed = [line.split()[0].rstrip("/") for line in tree.splitlines() if line.strip()]
    made = {"data/processed", "reports/build", "reports/internal", "reports/published"}
    assert [p for p in listed if p not in made and not (REPOSITORY / p).exists()] == []
    top = {name.split("/")[0] for name in tracked()} - {"README.md", ".gitignore"}
    assert {p.split("/")[0] for p in listed} == top


def test_every_page_beside_the_readme_is_linked_from_it_and_every_link_leads_somewhere():
    """A page that nobody finds is not there; neither is one that moved."""
    assert [p for p in PAGES if f"]({p})" not in README] == []
    for place, text in (("README.md", README), *PAGES.items()):
        links = re.findall(r"\]\(([^)#:]+)\)", text)
        assert [link for link in links if not ((REPOSITORY / place).parent / link).exists()] == [], place


def test_the_readme_can_be_read_in_one_sitting():
    """What is deep stands on pages of its own."""
    assert len(README.splitlines()) <= 200


def test_the_pictures_of_the_readme_are_there_and_described():
    """Each picture exists and has alt text."""
    pictures = re.findall(r"!\[(.*?)\]\((.+?)\)", README)
    assert pictures
    assert all(len(alt) > 20 and (REPOSITORY / path).is_file() for alt, path in pictures)


def test_every_command_is_in_the_readme_and_has_help_with_an_example():
    """The table of commands is whole; each command's help shows how it is called."""
    from pipeline.cli import cli

    for name, command in cli.commands.items():
        assert re.search(rf"`{name}\b|, `{name}`", README), name
        assert f"caseaudit {name}" in (command.help or ""), name
