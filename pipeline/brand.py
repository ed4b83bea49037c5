"""The look of a council's reports: colours and fonts, and pages of HTML that are filled in them.

A room of its own above those that draw, so that a page can be written without anything that draws being imported.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import load_colours, load_council
from pipeline.config.files import read_yaml
from pipeline.workspace import Workspace

__all__ = ["Brand", "fill_page", "load_brand"]


@dataclass(frozen=True)
class Brand:
    """Colours by name and the font of the reports, from ``theme/_brand.yml`` and the council's own."""

    colours: Mapping[str, str]
    font: str
    font_files: tuple[Path, ...]
    web_fonts: Mapping[int, str]  # weight → woff2 in base64, for pages and pictures that carry their fonts with them

    @property
    def css(self) -> str:
        """The colours as custom properties, for the style of a page."""
        return " ".join(f"--{name}: {colour};" for name, colour in self.colours.items())

    def grade(self, grade_id: str) -> str:
        """The colour of a grade; grey for one that the brand does not name."""
        return self.colours.get(grade_id.replace("_", "-"), self.colours["muted"])


def load_brand(workspace: Workspace) -> Brand:
    """The brand of the reports made here; ConfigurationError for colours of the council's own that cannot be used."""
    theme = workspace.own_or_packaged("reports", "theme")
    content: dict[str, Any] = read_yaml(theme / "_brand.yml")
    font = content["typography"]["fonts"][0]
    web = {
        weight: base64.b64encode((theme / "fonts" / f"source-sans-3-latin-{weight}-normal.woff2").read_bytes()).decode()
        for weight in (400, 700)
    }
    files = tuple(theme / entry["path"] for entry in font["files"])
    return Brand(load_colours(workspace), font["family"], files, web)


def fill_page(workspace: Workspace, name: str, **words: Any) -> str:
    """``reports/templates/NAME.jinja`` filled with ``words``, and with the council and its brand.

    A template of the workspace's own takes the place of ours, also of one that another includes.
    """
    import jinja2

    file = f"{name}.jinja"
    ours = workspace.own_or_packaged("reports", "templates", file).parent
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([workspace.root / "reports" / "templates", ours]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    looks = {"council": load_council(workspace), "brand": load_brand(workspace)}
    return environment.get_template(file).render(**looks, **words)
