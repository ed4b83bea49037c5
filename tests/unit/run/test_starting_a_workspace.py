"""A workspace of one's own: made whole or not at all, and what its notebooks and its README promise."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from pipeline.cli import cli
from pipeline.config import load_council
from pipeline.errors import ConfigurationError, StoreError
from pipeline.run import start_round, start_workspace
from pipeline.workspace import Workspace, packaged
from tests.in_process import run_cells

REPOSITORY = Path(__file__).parents[3]


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its content."""
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.fixture
def started(tmp_path) -> Workspace:
    """A workspace as the command makes it."""
    start_workspace(tmp_path / "audits")
    return Workspace.at(tmp_path / "audits")


def change(notebook: Path, **cell: object) -> None:
    """Change the first code cell of a notebook, as JupyterLab would save it."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    next(c for c in content["cells"] if c["cell_type"] == "code").update(cell)
    notebook.write_text(json.dumps(content), encoding="utf-8")


def test_a_workspace_can_be_used_as_it_is_made(started):
    """Its settings can be read before they are filled in, and a round can be started in it."""
    assert load_council(started).name == "The council"
    assert start_round(started, "2018-01")
    assert started.round_ids() == ["2018-01"]


def test_the_teams_that_the_settings_show_are_teams_when_taken_out_of_their_comment(started):
    """The example can be followed by the letter."""
    settings = started.council / "council.yml"
    shown, n = re.subn(r"^# (teams:|  - )", r"\1", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings.write_text(shown, encoding="utf-8")
    assert n == 3
    assert [t.name for t in load_council(started).teams] == ["Front Door", "Leaving Care"]


@pytest.mark.skipif(os.name == "nt", reason="folders have no such rights on Windows")
def test_nobody_else_may_open_the_folders_that_cases_come_to(started):
    """What came in, what is made of it, and the notebooks, which show it once they were run."""
    for name in ("data/raw", "data/processed", "notebooks", "reports/build", "reports/internal"):
        assert stat.S_IMODE((started.root / name).stat().st_mode) == 0o700, name


def test_git_sees_no_case_file_of_a_workspace(started):
    """Returns, tables, documents, executed notebooks and keys are ignored; the council's settings are not."""
    hidden = [
        *("data/raw/2018-01/returns/a.xlsx", "data/raw/2018-01/commentary.md", "data/processed/2018-01/problems.csv"),
        *("reports/internal/2018-01/a.html", "reports/build/a.qmd", "notebooks/02_ratings.ipynb", "pseudonyms.key"),
    ]
    for name in hidden:
        (started.root / name).parent.mkdir(parents=True, exist_ok=True)
        (started.root / name).touch()
    git = ["git", "-C", str(started.root)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    seen = subprocess.run(
        [*git, "ls-files", "--others", "--exclude-standard"], check=True, capture_output=True, text=True
    )
    assert set(seen.stdout.split()) == {".gitignore", "README.md", "data/council/council.yml"}


def test_a_folder_with_other_things_in_it_can_become_a_workspace(tmp_path):
    """What is there stays as it is, inside the workspace's folders too."""
    mine = tmp_path / "data" / "council" / "proformas" / "ours.yml"
    mine.parent.mkdir(parents=True)
    mine.write_text("ours", encoding="utf-8")
    made = start_workspace(tmp_path)
    assert mine.read_text(encoding="utf-8") == "ours"
    assert set(files_in(tmp_path)) == {p.relative_to(tmp_path).as_posix() for p in (*made, mine)}


@pytest.mark.parametrize("there", ["README.md", "data/council/council.yml", "notebooks/05_trends.ipynb", "reports"])
def test_nothing_is_made_where_anything_would_be_written_over(tmp_path, there):
    """The sentence names the file, and the folder is as it was."""
    (tmp_path / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / there).write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"{re.escape(there)} is there already; nothing was changed"):
        start_workspace(tmp_path)
    assert files_in(tmp_path) == {there: b"mine"}


def test_a_file_is_no_folder_for_a_workspace(tmp_path):
    """Nor is it touched."""
    (tmp_path / "audits").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is a file"):
        start_workspace(tmp_path / "audits")
    assert files_in(tmp_path) == {"audits": b"mine"}


@pytest.mark.parametrize("nth", [0, 1, 3])
def test_a_workspace_that_cannot_be_finished_leaves_nothing(tmp_path, monkeypatch, nth):
    """Where the disk fails between two moves, what was moved is taken away again."""
    (tmp_path / "mine").touch()
    rename, moved = Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        if len(moved) == nth:
            raise OSError(28, "No space left on device")
        moved.append(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(StoreError, match="No space left on device"):
        start_workspace(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


@pytest.mark.slow
def test_with_samples_it_is_the_invented_council_and_its_rounds(tmp_path, monkeypatch):
    """The sample rounds of the repository, and the council that they are of."""
    monkeypatch.setattr("pipeline.samples.making.sample_rounds", lambda: ("2017-07",))  # six take long
    start_workspace(tmp_path / "look", samples=True)
    made, ours = files_in(tmp_path / "look" / "data"), REPOSITORY / "data"
    assert made["council/council.yml"] == (ours / "council" / "council.yml").read_bytes()
    month = {name: content for name, content in made.items() if name.startswith("raw/")}
    assert month == {f"raw/2017-07/{name}": content for name, content in files_in(ours / "raw" / "2017-07").items()}


def test_an_unchanged_copy_of_a_notebook_is_never_run_in_place_of_ours(started):
    """Also once it was opened and run: a newer caseaudit is not held back by copies to look at."""
    copy = started.root / "notebooks" / "02_ratings.ipynb"
    change(copy, outputs=[{"output_type": "stream", "name": "stdout", "text": "25"}], execution_count=3)
    assert started.notebook("02_ratings") == packaged("notebooks", "02_ratings.ipynb")


def test_a_changed_copy_of_a_notebook_is_run_in_place_of_ours(started):
    """It is the analyst's own from then on."""
    copy = started.root / "notebooks" / "02_ratings.ipynb"
    change(copy, source="round_id = '2018-01'")
    assert started.notebook("02_ratings") == copy


def test_a_changed_copy_of_an_earlier_notebook_is_refused(started):
    """Ours has changed since: the figures that the stale one makes may not be what the reports expect."""
    copy = started.root / "notebooks" / "02_ratings.ipynb"
    change(copy, source="round_id = '2018-01'")
    content = json.loads(copy.read_text(encoding="utf-8"))
    content["metadata"]["caseaudit"]["copy_of"] = "of an earlier version"
    copy.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"02_ratings\.ipynb was changed here, .* carry your change over"):
        started.notebook("02_ratings")


@pytest.mark.parametrize("content", ["", "[]", '{"cells": [{}]}', '{"cells": 3}'])
def test_a_notebook_that_is_none_is_refused(started, content):
    """By name, with what to do."""
    (started.root / "notebooks" / "02_ratings.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"02_ratings\.ipynb cannot be read as a notebook"):
        started.notebook("02_ratings")


def test_a_copy_of_a_notebook_runs_where_it_lies(started, small_rounds, without_kernels):
    """Its default parameters lead from notebooks/ to the workspace that it is in."""
    small_rounds.write()
    (small_rounds.workspace.raw / "2017-12").rename(started.raw / "2017-12")
    run_cells(started.root / "notebooks" / "01_clean_returns.ipynb", started.root / "executed.ipynb", {})
    assert (started.round("2017-12").processed / "returns.parquet").is_file()


def test_the_readme_of_a_workspace_names_commands_and_folders_that_there_are(started):
    """Each command is one, and each folder is there or made by a run."""
    text = (started.root / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`caseaudit ([a-z-]+)", text))
    assert {"key", "new-round", "clean", "run", "publish"} <= named <= set(cli.commands)
    listed = re.findall(r"^(\w+/\S*)", text, flags=re.MULTILINE)
    assert [p for p in listed if not (started.root / p).is_dir()] == ["reports/published/"]
