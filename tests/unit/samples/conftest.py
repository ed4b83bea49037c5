"""The sample rounds made once, and read back once."""

from __future__ import annotations

import pytest

from pipeline.config import Vocabulary, load_council, load_scheme, load_vocabularies
from pipeline.samples import make_samples
from pipeline.workspace import Workspace

from .reading import REPOSITORY, ROUNDS, Audit, read_audits


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with all sample rounds in it."""
    workspace = Workspace.at(tmp_path_factory.mktemp("made"))
    make_samples(workspace)
    return workspace


@pytest.fixture(scope="package")
def lists() -> dict[str, Vocabulary]:
    """What the choices of a form mean, with the council's teams."""
    grades = load_scheme(REPOSITORY, "practice-2017").vocabulary
    return load_vocabularies(REPOSITORY) | load_council(REPOSITORY).vocabularies | {"grade": grades}


@pytest.fixture(scope="package")
def audits(made: Workspace, lists: dict[str, Vocabulary]) -> dict[str, list[Audit]]:
    """Round to its returns as read back."""
    return {round_id: list(read_audits(made.round(round_id).raw, lists)) for round_id in ROUNDS}
