"""The council's own colours in a copy of the theme: in every place where the theme names one."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.brand import Brand
from pipeline.store import write_text

__all__ = ["colour_theme"]

_NAMING = ("_brand.yml", "report.css", "typst-template.typ", "slides.scss")


def colour_theme(theme: Path, brand: Brand) -> None:
    """Put the colours of ``brand`` into the files of a theme folder: ``--navy: #16324f``, ``navy: rgb("#16324f")``."""
    named = re.compile(rf'(?<![\w-])((?:--|\$)?({"|".join(brand.colours)}): (?:rgb\()?"?)#[0-9a-fA-F]{{3,6}}\b')
    for name in _NAMING:
        text = (theme / name).read_text(encoding="utf-8")
        write_text(theme / name, named.sub(lambda found: found[1] + brand.colours[found[2]], text))
