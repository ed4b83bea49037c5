"""The pages of the site: an index of rounds, and a page for each with its versions; they ask no network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.brand import fill_page
from pipeline.compose import DOCUMENT_KINDS, Figures, commentary_for, day_in_words
from pipeline.config import Round, series_up_to
from pipeline.markdown import unescape
from pipeline.publish.finished import FORMATS
from pipeline.publish.on_site import OnSite, Version, known_rounds
from pipeline.store import PUBLIC, load_table, write_text
from pipeline.workspace import Workspace

__all__ = ["summary_of", "write_pages"]


def summary_of(workspace: Workspace, round_: Round) -> Iterator[str]:
    """The paragraphs of a round's summary in plain words: the part that its first report begins with."""
    kind = DOCUMENT_KINDS[round_.reports[0]]
    tables = {
        r.id: load_table(workspace.round(r.id).processed, "measures_public") for r in series_up_to(workspace, round_)
    }
    commentary = commentary_for(workspace, round_.id, "public")
    told = commentary.without({line.number for part in commentary.parts.values() for line in part if line.told})
    for block in told.markdown(next(iter(kind.prompts)), Figures("site", round_, tables)).split("\n\n"):
        yield unescape(block)


def write_pages(workspace: Workspace, site: Path) -> list[Path]:
    """``index.html`` of a site and of each round on it; the pages."""
    rounds = known_rounds(site)
    script = workspace.own_or_packaged("reports", "templates", "site.js").read_text(encoding="utf-8")
    pages = {
        site / "index.html": fill_page(
            workspace,
            "index.html",
            rounds=[_shown(r) for r in rounds],
            synthetic=any(r.synthetic for r in rounds),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    }
    for known in rounds:
        pages[site / known.round / "index.html"] = fill_page(
            workspace, "round.html", round=_shown(known), synthetic=known.synthetic
        )
    for path, text in pages.items():
        write_text(path, text, PUBLIC)
    return list(pages)


def _shown(known: OnSite) -> dict[str, Any]:
    """A round as the templates show it: the version that holds, and those before it, newest first."""
    *earlier, last = [_version(v, f"v{v.number}/") for v in known.versions]
    if known.withdrawn is None:
        last = _version(known.last, "")
    return {
        "id": known.round,
        "title": known.title,
        "period": known.period,
        "summary": known.summary,
        "last": last,
        "versions": [last, *reversed(earlier)],
        "withdrawn": known.withdrawn and {"on": day_in_words(known.withdrawn.on), "why": known.withdrawn.why},
    }


def _version(version: Version, folder: str) -> dict[str, Any]:
    documents = [
        {
            "title": document.title,
            "about": document.about,
            "files": [
                {"path": folder + file.name, "format": FORMATS[Path(file.name).suffix[1:]], "size": _size(file.size)}
                for file in document.files
            ],
        }
        for document in version.documents
    ]
    return {
        "number": version.number,
        "published": day_in_words(version.published),
        "note": version.note,
        "folder": folder,
        "documents": documents,
    }


def _size(size: int) -> str:
    """A size in words: "350 KB", "1.2 MB"."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
