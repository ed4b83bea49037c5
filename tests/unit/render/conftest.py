"""Build folders for the tests of rendering, and the full document rendered once for all of them."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.render import render

FIXTURES = Path(__file__).parents[2] / "fixtures" / "render"
write_build = runpy.run_path(str(FIXTURES / "build_folder.py"))["write_build"]

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """A function from a body (and changes to the front matter) to a document in a build folder of its own."""
    return lambda body, **changes: write_build(tmp_path / "build", body, **changes)


@pytest.fixture(scope="session")
def full_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document that uses the whole subset, not yet rendered."""
    body = (FIXTURES / "full_subset.qmd").read_text(encoding="utf-8")
    return write_build(tmp_path_factory.mktemp("full") / "build", body)


@pytest.fixture(scope="session")
def finished(full_document: Path) -> dict[str, Path]:
    """The finished files of the full document, by the embedded engine."""
    return render(full_document, ["html", "pdf"], "embedded").files


@pytest.fixture(scope="session")
def word(full_document: Path) -> Path:
    """The full document as a Word file, by the embedded engine."""
    return render(full_document, ["docx"], "embedded").files["docx"]


@pytest.fixture(scope="session")
def deck_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deck in the shape of a briefing, not yet rendered."""
    body = (FIXTURES / "deck.qmd").read_text(encoding="utf-8")
    return write_build(tmp_path_factory.mktemp("deck") / "build", body)


@pytest.fixture(scope="session")
def deck(deck_document: Path) -> Path:
    """The deck as a PowerPoint file, by the embedded engine."""
    return render(deck_document, ["slides"], "embedded").files["slides"]


@pytest.fixture
def pdf_text() -> Callable[[Path], str]:
    """A function from a PDF to its text, with every run of white space folded to one space."""
    import pypdfium2

    def read(path: Path) -> str:
        with pypdfium2.PdfDocument(path) as document:
            return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())

    return read
