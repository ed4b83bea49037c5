"""The public site: an index and a folder a round, from finished public documents alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pipeline.compose import DOCUMENT_KINDS, DocumentKind, day_in_words, load_brand
from pipeline.config import Round, load_council, load_round
from pipeline.errors import GateError
from pipeline.manifest import finished_files
from pipeline.publish.gate import gate
from pipeline.store import PUBLIC, read_json, write_json, write_text
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["publish_round"]

_FORMATS = {"html": "Web page", "pdf": "PDF", "docx": "Word", "pptx": "Slides", "xlsx": "Data"}


def publish_round(workspace: Workspace, round_id: str) -> list[Path]:
    """Put the public documents of a round on the site and write its index; the new files.

    Raises GateError with every reason if the gate refuses, or if another round on the site cannot be listed; nothing is
    touched then.
    """
    findings = gate(workspace, round_id)
    if findings:
        told = "\n".join(f"  – {f.document}, {f.place}: {f.message}" for f in findings)
        raise GateError(f"Round {round_id} cannot be published yet:\n{told}")
    paths = workspace.round(round_id)
    round_ = load_round(workspace, round_id)
    _refuse_unknown_form(workspace, round_id)
    fresh = paths.published.with_name(f".{round_id}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    finished = finished_files(workspace, round_, "public")
    documents = [_put(paths, round_, DOCUMENT_KINDS[name], finished[name], fresh) for name in round_.reports]
    about = {
        "period_last": round_.period.last.isoformat(),
        "synthetic": round_.synthetic,
        "documents": documents,
    }
    write_json(fresh / "about.json", about, PUBLIC)
    _swap(fresh, paths.published)
    write_index(workspace)
    return [paths.published / name for document in documents for name in document["files"]]


def _refuse_unknown_form(workspace: Workspace, round_id: str) -> None:
    """GateError if the index could not list another round of the site: an earlier version of caseaudit put it there."""
    others = [f for f in _rounds_on_site(workspace) if f.name != round_id]
    unknown = [f.name for f in others if not _can_be_listed(read_json(f / "about.json"))]
    if unknown:
        folders = " and ".join(str(workspace.published / name) for name in unknown)
        first = f"First publish it again with: caseaudit publish {unknown[0]}, or take {folders} away."
        if len(unknown) > 1:
            first = f"Take {folders} away, and publish these rounds again after this one."
        raise GateError(
            f"The index of the site cannot list {' and '.join(unknown)}, as published by another version of "
            f"caseaudit. Nothing was changed. {first}"
        )


def _rounds_on_site(workspace: Workspace) -> list[Path]:
    return sorted(about.parent for about in workspace.published.glob("[!.]*/about.json"))


def _can_be_listed(about: Any) -> bool:
    """Whether an ``about.json`` has what the index says of a round."""
    return (
        isinstance(about, dict)
        and {"period_last", "synthetic", "documents"} <= about.keys()
        and all(isinstance(d, dict) and {"title", "about", "files"} <= d.keys() for d in about["documents"])
    )


def _put(paths: RoundPaths, round_: Round, kind: DocumentKind, finished: list[str], folder: Path) -> dict[str, Any]:
    """The public files of a document into the new folder of its round; what the index says of it."""
    files = sorted(finished, key=lambda name: list(_FORMATS).index(Path(name).suffix[1:]))
    for name in files:
        shutil.copyfile(paths.build("public") / name, folder / name)
        (folder / name).chmod(PUBLIC)
    about = f"Focus: {round_.focus_theme}. " if round_.focus_theme else ""
    if kind.for_meeting and round_.meeting:
        about = f"Report to the {round_.meeting.committee}. "
    said = f"{about}Reported on {day_in_words(round_.reported)}."
    return {"title": kind.title(round_), "about": said, "files": files}


def _swap(fresh: Path, place: Path) -> None:
    """Put a whole folder in the place of an older one."""
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def write_index(workspace: Workspace) -> Path:
    """``index.html``: what there is, newest first."""
    import jinja2

    template = workspace.own_or_packaged("reports", "templates", "index.html.jinja")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    theme = workspace.own_or_packaged("reports", "theme")
    known = {f.name: read_json(f / "about.json") for f in _rounds_on_site(workspace)}
    newest_first = sorted(known.items(), key=lambda entry: entry[1]["period_last"], reverse=True)
    page = environment.get_template(template.name).render(
        council=load_council(workspace),
        documents=[
            d | _listed(workspace.published / id_, d) for id_, about in newest_first for d in about["documents"]
        ],
        synthetic=any(about["synthetic"] for about in known.values()),
        fonts=load_brand(theme).web_fonts,
    )
    index = workspace.published / "index.html"
    write_text(index, page, PUBLIC)
    return index


def _listed(folder: Path, document: dict[str, Any]) -> dict[str, Any]:
    """The files of a document as the index links to them."""
    files = [
        {
            "path": f"{folder.name}/{name}",
            "format": _FORMATS[Path(name).suffix[1:]],
            "size": f"{max(1, round((folder / name).stat().st_size / 1000))} KB",
        }
        for name in document["files"]
        if (folder / name).is_file()
    ]
    return {"files": files}
