"""The packaged pro formas and vocabularies, and sheets as a reader of workbooks sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pipeline.config import Vocabulary, load_scheme, load_vocabularies
from pipeline.config.council import Council, Team
from pipeline.forms import ProForma, Sheet, load_pro_forma
from pipeline.intake import read_workbook
from pipeline.workspace import Workspace


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with nothing in it: everything comes from the package."""
    return Workspace.at(tmp_path_factory.mktemp("packaged"))


@pytest.fixture(scope="session")
def words(packaged: Workspace) -> dict[str, Vocabulary]:
    """The vocabularies of a round, with two teams."""
    council = Council(name="X", teams=(Team(name="East", service="Care"), Team(name="West", service="Safeguarding")))
    grades = load_scheme(packaged, "practice-2017").vocabulary
    return load_vocabularies(packaged) | council.vocabularies | {"grade": grades}


@pytest.fixture(scope="session")
def core_audit(packaged: Workspace) -> ProForma:
    """The single-case form."""
    return load_pro_forma(packaged, "core-audit")


@pytest.fixture
def sheets(tmp_path: Path) -> Callable[[Workbook], list[Sheet]]:
    """A function that saves a workbook and reads it again as intake does."""

    def read(book: Workbook) -> list[Sheet]:
        path = tmp_path / "book.xlsx"
        book.save(path)
        found: Any = read_workbook(path)
        return found

    return read
