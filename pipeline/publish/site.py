"""The public site: an index and a folder a round, from finished public documents alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pipeline.compose import document_path, load_brand
from pipeline.config import load_council, load_round
from pipeline.errors import GateError
from pipeline.publish.gate import gate
from pipeline.store import PUBLIC, read_json, write_json, write_text
from pipeline.workspace import Workspace

__all__ = ["publish_round"]

_NAMES = {"monthly_summary": "Monthly audit summary"}
_FORMATS = {"html": "Web page", "pdf": "PDF"}


def publish_round(workspace: Workspace, round_id: str) -> list[Path]:
    """Put the public documents of a round on the site and write its index; the new files.

    Raises GateError with every reason if the gate refuses; nothing is touched then.
    """
    findings = gate(workspace, round_id)
    if findings:
        told = "\n".join(f"  – {f.document}, {f.place}: {f.message}" for f in findings)
        raise GateError(f"Round {round_id} cannot be published yet:\n{told}")
    paths = workspace.round(round_id)
    round_ = load_round(workspace, round_id)
    fresh = paths.published.with_name(f".{round_id}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    names = []
    for document in round_.reports:
        for form in _FORMATS:
            made = document_path(paths, "public", document).with_suffix(f".{form}")
            shutil.copyfile(made, fresh / made.name)
            (fresh / made.name).chmod(PUBLIC)
            names.append(made.name)
    about = {
        "title": f"{_NAMES[round_.reports[0]]}: {round_.label}",
        "period_last": round_.period.last.isoformat(),
        "reported": round_.reported.isoformat(),
        "focus_theme": round_.focus_theme,
        "synthetic": round_.synthetic,
        "files": names,
    }
    write_json(fresh / "about.json", about, PUBLIC)
    _swap(fresh, paths.published)
    write_index(workspace)
    return [paths.published / name for name in names]


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
    rounds = [_entry(folder) for folder in workspace.published.iterdir() if (folder / "about.json").is_file()]
    page = environment.get_template(template.name).render(
        council=load_council(workspace),
        rounds=sorted(rounds, key=lambda r: r["period_last"], reverse=True),
        synthetic=any(r["synthetic"] for r in rounds),
        fonts=load_brand(theme).web_fonts,
    )
    index = workspace.published / "index.html"
    write_text(index, page, PUBLIC)
    return index


def _entry(folder: Path) -> dict[str, Any]:
    about: dict[str, Any] = read_json(folder / "about.json")
    files = [
        {
            "path": f"{folder.name}/{name}",
            "format": _FORMATS[Path(name).suffix[1:]],
            "size": f"{max(1, round((folder / name).stat().st_size / 1000))} KB",
        }
        for name in about["files"]
        if (folder / name).is_file()
    ]
    year, month, day = map(int, about["reported"].split("-"))
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return about | {"files": files, "reported_words": f"{day} {months[month - 1]} {year}"}
