"""What many tests share: the sample rounds run and published once, small rounds written to order, the real command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from pipeline.config import Vocabulary, load_council, load_scheme, load_vocabularies
from pipeline.forms import ProForma, fill, load_pro_forma
from pipeline.run import Options, run_batch, run_round
from pipeline.run.batch import Result
from pipeline.run.crews import HereCrew
from pipeline.run.graph import carry_out, merged, steps_of
from pipeline.run.progress import Progress
from pipeline.samples.plans import sample_rounds
from pipeline.store import save_workbook
from pipeline.workspace import Workspace
from tests.in_process import run_cells

pytest_plugins = ["tests.browser.chromium"]  # one browser for all who look at pages: a process has room for no second
REPOSITORY = Path(__file__).parents[1]
ROUND = """
id: {id}
title: Core audits
kind: monthly
series: monthly
period: {{first: {id}-01, last: {id}-28}}
reported: {id}-28
scheme: practice-2017
pro_formas: [{{name: core-audit, version: "2017.2"}}]
auditor_pool: core group
focus_theme: planning
synthetic: {synthetic}
"""
COMMENTARY = """
## Summary

Of the audits, {ratings.good.n_of} were good.

## What difference it made

Much.

## Analysis

Some.

## Other sources

None.

## Recommendations

1. Do more.

## Next steps

- Go on.
"""


def tracked() -> list[str]:
    """The files that a clone would have."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (REPOSITORY / name).is_file()]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is about the samples as published takes minutes before it begins: it is slow, and need not say so."""
    for item in items:
        if "published" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


_WHOLE = ("tests/unit/samples/", "tests/unit/publish/")  # whose modules share samples made anew, a round that was run


class Sharing(LoadScopeScheduling):
    """Tests on several cores: a module stays whole, and one core has all that share samples made or run once."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::")[0]
        if module.startswith(_WHOLE):
            return str(Path(module).parent)
        return _shared_by(module) or module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """The samples take minutes to run and publish: on each core anew they would cost more than all other tests."""
    return Sharing(config, log)


@cache
def _shared_by(module: str) -> str | None:
    """The samples that tests of a module take: as published, or as counted, as ``tests/unit/explore`` opens them."""
    words = (REPOSITORY / module).read_text(encoding="utf-8")
    for fixtures in ("published", "counted_samples|months|all_cases"):
        if re.search(rf"def \w+\([^)]*\b({fixtures})\b", words):
            return fixtures
    return None


@dataclass(frozen=True)
class Published:
    """A workspace in which the sample rounds were run and published, and how each ended."""

    workspace: Workspace
    results: Sequence[Result]


def samples_in(root: Path) -> Workspace:
    """The sample rounds as committed, in a folder of their own."""
    for part in ("raw", "council"):
        shutil.copytree(REPOSITORY / "data" / part, root / "data" / part)
    return Workspace.at(root)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The sample rounds as committed, run by the real notebooks and published, once for all tests."""
    workspace = samples_in(tmp_path_factory.mktemp("published"))
    results = run_batch(workspace, sample_rounds(), Options(engine="embedded", quiet=True), publish=True)
    return Published(workspace, results)


@pytest.fixture(scope="session")
def counted_samples(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The tables and measures of the sample rounds, made without kernels and without a document, once for all tests."""
    workspace, options = samples_in(tmp_path_factory.mktemp("counted")), Options(editions=("internal",), quiet=True)
    counting = ("clean", "count", "set_beside")
    steps = merged([[s for s in steps_of(workspace, id_, options) if s.work in counting] for id_ in sample_rounds()])
    with pytest.MonkeyPatch.context() as patch:
        leave_kernels_out(patch)
        ended = carry_out(workspace, steps, HereCrew, Progress(steps, options, sample_rounds()))
    assert {e.how for e in ended.values()} == {"done"}
    return workspace


_DRAWN: dict[str, bytes] = {}


def _drawn(form: ProForma, words: Mapping[str, Vocabulary], typed: Any, groups: Any = None) -> bytes:
    """A form filled in; drawn once for all tests that fill in the same."""
    asked = repr((form, words, typed, groups))
    if asked not in _DRAWN:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "form.xlsx"
            save_workbook(fill(form, words, typed, groups), file, date(2017, 1, 2))
            _DRAWN[asked] = file.read_bytes()
    return _DRAWN[asked]


@dataclass(frozen=True)
class SmallRounds:
    """A workspace of one's own, and rounds of a few returns written into it through the real forms."""

    workspace: Workspace

    def write(
        self,
        id_: str = "2017-12",
        grades: Sequence[str] = ("Good", "not yet good", "Not yet good"),
        *,
        synthetic: bool = True,
        answers: Mapping[str, Any] | None = None,
        groups: Mapping[str, Any] | None = None,
        commentary: str | None = COMMENTARY,
    ) -> Path:
        """A round with a return for each grade, all moderated; its folder."""
        folder = self.workspace.raw / id_
        (folder / "returns").mkdir(parents=True)
        (folder / "round.yml").write_text(ROUND.format(id=id_, synthetic=str(synthetic).lower()), encoding="utf-8")
        if commentary:
            (folder / "commentary.md").write_text(commentary, encoding="utf-8")
        words = (
            load_vocabularies(self.workspace)
            | load_council(self.workspace).vocabularies
            | {"grade": load_scheme(self.workspace, "practice-2017").vocabulary}
        )
        audit, moderation = (load_pro_forma(self.workspace, name) for name in ("core-audit", "moderation"))
        moderated = []
        for n, grade in enumerate(grades):
            case = {"case_ref": f"WY-10000{n}", "auditor": "J. Okafor", "audit_date": f"{10 + n}/{id_[5:]}/{id_[:4]}"}
            typed = case | {
                "grade": grade,
                "audit_type": "Core",
                "team": "Leaving Care",
                "age_band": "18+",
                "plan_type": "Care leaver",
                "case_of_concern": "No",
                "oversight": "Clear",
                "drift": "No",
                **(answers or {}),
            }
            (folder / "returns" / f"audit {n}.xlsx").write_bytes(_drawn(audit, words, typed, groups))
            moderated.append({**case, "moderator": "B. Lee", "admissibility": "Immediately admissible"})
        (folder / "moderation.xlsx").write_bytes(_drawn(moderation, words, moderated))
        return folder


@pytest.fixture
def small_rounds(tmp_path: Path) -> SmallRounds:
    """An empty workspace with the sample council."""
    root = tmp_path / "workspace"
    shutil.copytree(REPOSITORY / "data" / "council", root / "data" / "council")
    return SmallRounds(Workspace.at(root))


def leave_kernels_out(patch: pytest.MonkeyPatch) -> None:
    """The notebooks' own code cells run in this process, for tests that are about something else than kernels."""
    patch.setattr("pipeline.run.work.run_notebook", run_cells)
    patch.setattr("pipeline.run.batch.open_crew", lambda options: HereCrew())


@pytest.fixture
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """No kernels in this test."""
    leave_kernels_out(monkeypatch)


def small_round_run(
    folder: Path, options: Options, round_id: str = "2017-12", earlier: Sequence[str] = (), **written: Any
) -> Workspace:
    """A workspace in a folder with a small round that was run without kernels, to be copied by many tests.

    Beside it rounds of two audits, from earlier months, whose documents are not made. ``written``: as for ``write``.
    """
    shutil.copytree(REPOSITORY / "data" / "council", folder / "data" / "council")
    rounds = SmallRounds(Workspace.at(folder))
    for month in earlier:
        rounds.write(month, ("Good", "not yet good"))
    rounds.write(round_id, **written)
    with pytest.MonkeyPatch.context() as patch:
        leave_kernels_out(patch)
        run_round(rounds.workspace, round_id, options)
    return rounds.workspace


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def caseaudit(tmp_path: Path) -> Command:
    """The real command in a process of its own, far from this repository."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        outside = tmp_path / "elsewhere"
        outside.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *map(str, words)],
            cwd=outside,
            env={**os.environ, "XDG_CONFIG_HOME": str(outside), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run
