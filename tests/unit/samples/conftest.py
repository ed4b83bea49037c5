"""The sample rounds as committed, read back once; and made anew, for the slow tests that compare the two."""

from __future__ import annotations

import pytest

from pipeline.config import Vocabulary, load_council, load_scheme, load_vocabularies
from pipeline.samples import make_samples
from pipeline.workspace import Workspace

from .reading import ALL_CASES, REPOSITORY, ROUNDS, Audit, CaseReturn, read_audits, read_returns, used


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with all sample rounds in it."""
    workspace = Workspace.at(tmp_path_factory.mktemp("made"))
    make_samples(workspace)
    return workspace


@pytest.fixture(scope="package")
def samples() -> Workspace:
    """The sample rounds as committed; a slow test sees that they are what is made."""
    return REPOSITORY


@pytest.fixture(scope="package")
def lists() -> dict[str, Vocabulary]:
    """What the choices of a form mean, with the council's teams."""
    grades = load_scheme(REPOSITORY, "practice-2017").vocabulary
    return load_vocabularies(REPOSITORY) | load_council(REPOSITORY).vocabularies | {"grade": grades}


@pytest.fixture(scope="package")
def audits(samples: Workspace, lists: dict[str, Vocabulary]) -> dict[str, list[Audit]]:
    """Monthly round to its returns as read back."""
    return {round_id: list(read_audits(samples.round(round_id).raw, lists)) for round_id in ROUNDS}


@pytest.fixture(scope="package")
def all_case_lists() -> dict[str, Vocabulary]:
    """What the choices of a form of the all-case round mean."""
    grades = load_scheme(REPOSITORY, "ofsted-2012").vocabulary
    return load_vocabularies(REPOSITORY) | load_council(REPOSITORY).vocabularies | {"grade": grades}


@pytest.fixture(scope="package")
def found(samples: Workspace, all_case_lists: dict[str, Vocabulary]) -> list[CaseReturn]:
    """Every return of the all-case round as read back, copies too."""
    return list(read_returns(samples.round(ALL_CASES).raw, all_case_lists))


@pytest.fixture(scope="package")
def returns(found: list[CaseReturn]) -> list[CaseReturn]:
    """Its returns without those that repeat another one."""
    return used(found)


@pytest.fixture(scope="package")
def outside(returns: list[CaseReturn]) -> list[CaseReturn]:
    """Those of the outside team, all graded."""
    return [r for r in returns if r.outside]


@pytest.fixture(scope="package")
def own(returns: list[CaseReturn]) -> list[CaseReturn]:
    """Those of the council's own social workers."""
    return [r for r in returns if not r.outside]
