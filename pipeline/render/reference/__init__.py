"""The look of Word and PowerPoint files, from ``_brand.yml``: ``theme/reference.docx`` and ``theme/reference.pptx``.

Pandoc and Quarto take styles, page and master from a reference document. Ours are made here and kept in the theme, so
that a render needs no step more; a test holds them in step. A council that wants another look edits a copy of them in
Word and PowerPoint, and puts it with its own theme.

    python -m pipeline.render.reference reports/theme

    word.py    styles, page, header and footer of a document
    slides.py  master and layouts of a deck
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.render.office import Parts, read_parts, write_parts
from pipeline.render.pandoc import program
from pipeline.render.reference.slides import deck_parts
from pipeline.render.reference.word import document_parts

__all__ = ["Look", "write_reference"]


@dataclass(frozen=True)
class Look:
    """What ``_brand.yml`` gives: colours by name, as six hexadecimal digits, and the font."""

    colours: dict[str, str]
    font: str


def load_look(theme: Path) -> Look:
    """The look of a theme folder."""
    brand = yaml.safe_load((theme / "_brand.yml").read_text(encoding="utf-8"))
    palette = brand["color"]["palette"]
    return Look(
        {name: str(colour).lstrip("#").upper() for name, colour in palette.items()}, brand["typography"]["base"]
    )


def reference_files(theme: Path) -> dict[str, bytes]:
    """Name → content of the two reference documents that a theme's brand makes."""
    look = load_look(theme)
    return {
        "reference.docx": write_parts(document_parts(_defaults("docx"), look.colours, look.font)),
        "reference.pptx": write_parts(deck_parts(_defaults("pptx"), look.colours, look.font)),
    }


def write_reference(theme: Path) -> list[Path]:
    """Write both reference documents into a theme folder; the files."""
    for name, data in reference_files(theme).items():
        (theme / name).write_bytes(data)
    return [theme / name for name in reference_files(theme)]


def _defaults(kind: str) -> Parts:
    """The parts of pandoc's own reference document, which ours replace for the most part."""
    done = subprocess.run(
        [program(), "--print-default-data-file", f"reference.{kind}"], capture_output=True, check=True, timeout=60
    )
    return read_parts(done.stdout)
