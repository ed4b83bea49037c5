"""Documents turned into finished files: one interface, two engines that give the same pages.

``render(document, formats)`` takes a ``.qmd`` that lies in the root of a self-contained build folder, beside ``theme/``
and ``figures/``, and writes ``<name>.html``, ``.pdf`` or ``.docx`` of a report and ``.pptx`` of a deck beside it.
Quarto does it where it is installed and new enough; elsewhere the embedded engine does, with pandoc and Typst, the two
programs Quarto itself drives.

    source.py      a document as written: front matter, body, line numbers
    shortcodes.py  var, meta, include and pagebreak, for the embedded engine
    preflight.py   what would spoil a document in any engine, said in words beforehand
    pictures.py    what would spoil a picture, or the machine that opens it
    subset.py      the constructs a report may use
    deck.py        what would spoil a deck;  room.py  how much room words need
    pandoc.py      one call of pandoc;  tree.py  what it reads;  about.py  what a document says of itself
    office.py      Word and PowerPoint files as their parts
    word.py        what a Word file still needs after either engine;  slides.py  the same of PowerPoint
    reference/     the look of both, made from the brand
    embedded.py    pandoc and Typst, from PyPI alone
    quarto.py      the Quarto command line, by subprocess
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import ConfigurationError, RenderError
from pipeline.render.embedded import MADE, EmbeddedEngine, missing_programs
from pipeline.render.quarto import DOWNLOAD, QuartoEngine, find_quarto, preview_document

__all__ = ["Engine", "Rendered", "describe_engines", "preview_document", "render"]

ENGINES = ("auto", "quarto", "embedded")
FORMATS = ("html", "pdf", "docx", "slides", "revealjs")
"""A report becomes the first three; a deck becomes slides (PowerPoint), or by Quarto alone slides in a browser."""


@dataclass(frozen=True)
class Rendered:
    """What a document became: format → finished file beside the document, and the engine with its version."""

    files: dict[str, Path]
    engine: str


class Engine(Protocol):
    """Something that turns a document into files, all of them or none; ``name`` says what and which version."""

    @property
    def name(self) -> str:
        """The engine and its version, as recorded with a round."""

    def render(self, document: Path, formats: Sequence[str]) -> dict[str, Path]:
        """Write one file a format beside the document and return them; RenderError if any of them fails."""


def choose_engine(name: str = "auto") -> Engine:
    """Return the engine asked for; ``auto`` takes Quarto if it is found and new enough, else the embedded engine.

    ConfigurationError for an unknown name, or if ``quarto`` is asked for and is missing or too old.
    """
    if name not in ENGINES:
        raise ConfigurationError(f'There is no engine "{name}". Choose one of: {", ".join(ENGINES)}.')
    if name == "embedded":
        return EmbeddedEngine()
    found = find_quarto()
    if isinstance(found, QuartoEngine):
        return found
    if name == "quarto":
        raise ConfigurationError(found)
    return EmbeddedEngine()


def render(document: Path, formats: Sequence[str], engine: str = "auto") -> Rendered:
    """Turn a document into finished files, all of them or none.

    ``formats`` are names from FORMATS; RenderError says in words what is wrong with a document and in which line.
    """
    document = Path(document).absolute()
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        message = f"this format is not made; the formats are {', '.join(FORMATS)}."
        raise RenderError(document, ", ".join(unknown), message)
    wanted = tuple(dict.fromkeys(formats))
    if {"html", "revealjs"} <= set(wanted):
        raise RenderError(document, "html, revealjs", "both would be the same file: ask for one of them.")
    chosen = choose_engine(engine)
    return Rendered(chosen.render(document, wanted), chosen.name)


def describe_engines() -> list[str]:
    """A line an engine: what was found, or what is missing and how to get it; then which of them ``auto`` takes."""
    missing, found = missing_programs(), find_quarto()
    embedded = (
        f"The embedded engine lacks {' and '.join(missing)}. Get it with: pip install {' '.join(missing)}"
        if missing
        else f"Found: {EmbeddedEngine().name}, which makes {', '.join(MADE)}"
    )
    if isinstance(found, QuartoEngine):
        return [
            embedded,
            f"Found: {found.name}, which makes {', '.join(FORMATS)}",
            f"--engine auto takes: {found.name}",
        ]
    auto = "nothing: get one of the two first" if missing else EmbeddedEngine().name
    return [embedded, f"{found} Get it at {DOWNLOAD}", f"--engine auto takes: {auto}"]
