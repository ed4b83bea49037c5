"""The two explorer pages: a self-contained HTML file each, that asks the network for nothing.

The internal one goes from the figures on themes down to the words behind them; for managers alone. The public one shows
what ``measures_public`` breaks down, from that table alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.brand import fill_page
from pipeline.config import Round
from pipeline.explore.content import explorer_content
from pipeline.explore.public_content import public_content
from pipeline.store import PUBLIC, write_text
from pipeline.workspace import Workspace

__all__ = ["EXPLORER", "page_content", "write_explorer", "write_public_explorer"]

EXPLORER = "explorer.html"
_BEGINS, _ENDS = '<script type="application/json" id="content">', "</script>"


def write_explorer(workspace: Workspace, round_: Round) -> Path:
    """``reports/internal/<round>/explorer.html``: the round with the earlier ones of its series.

    StoreError if the tables of the round have not been made.
    """
    content = explorer_content(workspace, round_)
    target = workspace.round(round_.id).internal / EXPLORER
    write_text(target, explorer_page(workspace, round_, content, "explorer"))
    return target


def write_public_explorer(workspace: Workspace, round_: Round) -> Path:
    """``explorer.html`` among the finished public files of the round.

    StoreError if ``measures_public`` has not been made.
    """
    content = public_content(workspace, round_)
    target = workspace.round(round_.id).build("public") / EXPLORER
    write_text(target, explorer_page(workspace, round_, content, "public_explorer"), PUBLIC)
    return target


def explorer_page(workspace: Workspace, round_: Round, content: dict[str, Any], name: str) -> str:
    """The page ``explorer`` or ``public_explorer`` with its content, style and script in it."""
    template = workspace.own_or_packaged("reports", "templates", f"{name}.html.jinja")
    parts = ("explorer_shared.js", f"{name}.js")
    script = "".join(template.with_name(part).read_text(encoding="utf-8") for part in parts)
    return fill_page(
        workspace,
        f"{name}.html",
        round=round_,
        content=_harmless(content),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        style=template.with_name("explorer.css").read_text(encoding="utf-8"),
    )


def page_content(page: str) -> dict[str, Any]:
    """The content of a finished explorer page; ValueError if it has none."""
    _, begun, rest = page.partition(_BEGINS)
    text, ended, _ = rest.partition(_ENDS)
    if not begun or not ended:
        raise ValueError("the page holds no content")
    content: dict[str, Any] = json.loads(text)
    return content


def _harmless(content: dict[str, Any]) -> str:
    """JSON that cannot end the element it stands in, whatever was typed into a return."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
