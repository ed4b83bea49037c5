"""A page of HTML from its template: everything that is printed into it is escaped."""

from __future__ import annotations

from typing import Any

from pipeline.compose.charts import load_brand
from pipeline.config import load_council
from pipeline.workspace import Workspace

__all__ = ["fill_page"]


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
