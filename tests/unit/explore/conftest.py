"""The sample rounds opened as an analyst opens them, and a copy in which to write."""

from __future__ import annotations

import shutil

import pytest

from pipeline.explore import open_rounds
from pipeline.workspace import Workspace

MONTH, ALL_CASES = "2017-12", "2012-11-all-cases"


@pytest.fixture(scope="session")
def months(counted_samples):
    """The series of months up to December 2017."""
    return open_rounds(counted_samples.root, MONTH)


@pytest.fixture(scope="session")
def all_cases(counted_samples):
    """The audit of all cases."""
    return open_rounds(counted_samples.root, ALL_CASES)


@pytest.fixture
def own_space(counted_samples, tmp_path):
    """The sample rounds with their tables, to change."""
    for part in ("raw", "council", "processed"):
        shutil.copytree(counted_samples.root / "data" / part, tmp_path / "data" / part)
    return Workspace.at(tmp_path)
