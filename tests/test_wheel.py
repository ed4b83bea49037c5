"""The wheel works alone: it holds what the repository has and nothing else, and reports are made with no repository."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from pipeline.check.texts import html_text, pdf_text
from tests.test_readme import REPOSITORY, tracked

pytestmark = pytest.mark.slow
LOCK = REPOSITORY / "requirements.lock"
# What a wheel must not take along: git ignores it, and it may show cases or stand in for what was built anew.
IGNORED = (
    "notebooks/.ipynb_checkpoints/02_ratings-checkpoint.ipynb",
    "pipeline/__pycache__/errors.cpython-311.pyc",
    "data/raw/2018-01/returns/audit.xlsx",
    "data/processed/2018-01/measures.parquet",
    "reports/internal/2018-01/monthly_summary.html",
    "pipeline/our.key",
)
INSIDE = ("notebooks/", "reports/templates/", "reports/theme/", "requirements.lock")


def uv(*words: object, folder: Path) -> None:
    """A command of uv, from the PATH or from beside this Python, where ``make`` puts it."""
    beside = Path(sys.executable).with_name("uv")
    program = shutil.which("uv") or (str(beside) if beside.is_file() else None)
    assert program, "uv is neither on the PATH nor beside Python; run make test-slow, or install it with pip install uv"
    done = subprocess.run(
        [program, *map(str, words)], cwd=folder, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, Path]:
    """Source distribution and wheel of a clone in which somebody has worked with cases."""
    clone = tmp_path_factory.mktemp("clone")
    for name in (*tracked(), *IGNORED):
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        if name in IGNORED:
            (clone / name).write_text("a case", encoding="utf-8")
        else:
            shutil.copy(REPOSITORY / name, clone / name)
    out = tmp_path_factory.mktemp("dist")
    uv("build", "--quiet", "--out-dir", out, folder=clone)
    (source,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return source, wheel


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory) -> Path:
    """The programs of a fresh environment with the wheel in it, at the versions of the lock."""
    folder = tmp_path_factory.mktemp("environment")
    uv("venv", "--quiet", "--python", sys.executable, "venv", folder=folder)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    uv("pip", "install", "--quiet", "--python", programs / "python", "--constraint", LOCK, built[1], folder=folder)
    return programs


class Newcomer:
    """Somebody in an empty folder, with the installed command and no repository around."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder

    def types(self, *words: str, folder: str = ".") -> str:
        """What a command prints; it has to end well."""
        program, *rest = words
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "CASEAUDIT"))}
        done = subprocess.run(
            [self.programs / program, *rest],
            cwd=self.folder / folder,
            env={**clean, "XDG_CONFIG_HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        return done.stdout


@pytest.fixture(scope="module")
def newcomer(installed, tmp_path_factory) -> Newcomer:
    """After ``new-workspace --samples`` and one month run and published in it."""
    someone = Newcomer(installed, tmp_path_factory.mktemp("a folder"))
    someone.types("caseaudit", "new-workspace", "--samples", "audits")
    someone.types("caseaudit", "run", "2017-07", "--engine", "embedded", "--formats", "html,pdf", folder="audits")
    someone.types("caseaudit", "publish", "2017-07", folder="audits")
    return someone


def test_a_wheel_holds_what_the_repository_has_and_nothing_else(built):
    """The package, and inside it notebooks, templates, theme and lock; no test, no case, no cache."""
    names = ZipFile(built[1]).namelist()
    inside = {f"pipeline/_packaged/{name}" for name in tracked() if name.startswith(INSIDE)}
    package = {name for name in tracked() if name.startswith("pipeline/")}
    assert {name for name in names if ".dist-info/" not in name} == package | inside
    for needed in ("config/profiles/standard.yml", "config/schemes/practice-2017.yml", "config/vocabularies.yml"):
        assert f"pipeline/{needed}" in names
    for needed in ("forms/proformas/core-audit.yml", "samples/rounds/2017-12/sample.yml", "samples/council.yml"):
        assert f"pipeline/{needed}" in names


def test_a_source_distribution_holds_what_git_does(built):
    """Every file of a clone, so that the tests run from it too, and beside them only what it is called."""
    with tarfile.open(built[0]) as source:
        names = {member.name.partition("/")[2] for member in source.getmembers() if member.isfile()}
    assert names == {*tracked(), "PKG-INFO"}


def test_the_code_of_the_newcomer_is_the_wheels(newcomer):
    """This repository is out of the game."""
    place = newcomer.types("python", "-c", "import pipeline; print(pipeline.__file__)").strip()
    assert Path(place).is_relative_to(newcomer.programs.parent)


def test_a_month_is_published_from_an_installed_wheel(newcomer):
    """Page, PDF and index say that they are of July 2017, and how many cases were audited."""
    site = newcomer.folder / "audits" / "reports" / "published"
    text = html_text(site / "2017-07" / "monthly_summary.html")
    assert re.search(r"In July 2017 the service audited \d+ cases as core audits", text)
    assert "Wyeshire County Council" in text
    assert "Monthly audit summary: July 2017" in pdf_text(site / "2017-07" / "monthly_summary.pdf")
    assert "July 2017" in (site / "index.html").read_text(encoding="utf-8")


def test_a_month_published_from_a_wheel_names_the_lock_it_was_made_by(newcomer):
    """The wheel carries the lock, so that provenance can."""
    published = newcomer.folder / "audits" / "reports" / "published" / "2017-07"
    said = json.loads((published / "provenance.json").read_text(encoding="utf-8"))
    assert said["requirements_lock_sha256"] == hashlib.sha256(LOCK.read_bytes()).hexdigest()


def test_the_notebooks_of_a_workspace_from_a_wheel_run(newcomer):
    """A copy that was changed is what the next run executes; an unchanged one never is."""
    copy = newcomer.folder / "audits" / "notebooks" / "04_auditor_quality.ipynb"
    content = json.loads(copy.read_text(encoding="utf-8"))
    next(c for c in content["cells"] if c["cell_type"] == "code")["source"] += "\nmine = 1  # ours"
    copy.write_text(json.dumps(content), encoding="utf-8")
    newcomer.types("caseaudit", "run", "2017-07", "--edition", "internal", "--formats", "html", folder="audits")
    executed = newcomer.folder / "audits" / "data" / "processed" / "2017-07" / "notebooks"
    assert "mine = 1" in (executed / "04_auditor_quality.ipynb").read_text(encoding="utf-8")


def test_the_other_commands_of_everyday_use_work_from_a_wheel(newcomer):
    """A round is started, a blank made, a sample made again."""
    newcomer.types("caseaudit", "new-workspace", "ours")
    assert "core-audit.xlsx" in newcomer.types("caseaudit", "new-round", "2018-01", folder="ours")
    assert (newcomer.folder / "ours" / "data" / "raw" / "2018-01" / "blank" / "core-audit.xlsx").is_file()
    newcomer.types("caseaudit", "template", "closed-case", folder="ours")
    assert "41 files" in newcomer.types("caseaudit", "sample", "2017-12", folder="audits")
    assert "embedded" in newcomer.types("caseaudit", "doctor")
