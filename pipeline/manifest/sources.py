"""Sources: the short texts by which a run names what its steps read and make, and the files behind each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.config import file_of
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["files_of", "placed", "source_in_words", "table_source"]

# What is in a round's folder and no return: what people write and keep, and what was published elsewhere.
_WORDS = ("commentary.md", "published.yml", "approvals.yml", "sign_off.yml", "views")
_IN_WORDS = {
    "returns": "the returns or settings of {0}",
    "settings": "the settings of {0}",
    "commentary": "the commentary or approvals of {0}",
    "published": "published.yml of {0}",
    "council": "the council's own settings",
    "code": "caseaudit itself",
    "packages": "the installed packages",
    "key": "the key for pseudonyms",
    "notebook": "notebook {0}",
    "template": "the template {0}",
    "theme": "the theme",
    "engine": "the rendering engine",
    "ledger": "the public ledger on {0}",
    "protection": "what {0} may say in public",
    "table": "the table {1} of {0}",
    "project": "the {1} of {0} as written",
    "workbook": "the data tables of the {1} of {0}",
    "file": "the finished {1} of {0}",
}


def table_source(round_id: str, name: str, as_at: date | None = None) -> str:
    """The source that is a table of a round, as at a day if one is given."""
    return f"table:{placed(round_id, as_at)}:{name}"


def placed(round_id: str, as_at: date | None) -> str:
    """A round in a source: its id, and the day that it is as at if there is one."""
    return f"{round_id}@{as_at.isoformat()}" if as_at else round_id


def source_in_words(source: str) -> str:
    """A source as a person calls it: "the returns or settings of 2017-12"."""
    kind, *rest = source.split(":")
    return _IN_WORDS[kind].format(*rest) if rest else _IN_WORDS[kind]


def files_of(workspace: Workspace, source: str) -> list[Path]:
    """The files that a source stands for, there or not."""
    match source.split(":"):
        case ["council"]:
            return [workspace.council]
        case ["theme"]:
            return [workspace.own_or_packaged("reports", "theme"), workspace.brand]
        case ["notebook", name]:
            return [workspace.notebook(name)]
        case ["template", name]:
            return [workspace.own_or_packaged("reports", "templates", _template_name(name))]
        case [kind, place, *rest]:
            round_id, _, day = place.partition("@")
            return _files_of_round(workspace.round(round_id, date.fromisoformat(day) if day else None), kind, rest)
    raise ValueError(f"{source} stands for no files")


def _files_of_round(paths: RoundPaths, kind: str, rest: list[str]) -> list[Path]:
    match kind, rest:
        case "returns", []:
            return [f for f in sorted(paths.raw.glob("*")) if f.name not in _WORDS]
        case "settings", []:
            return [paths.settings]
        case "commentary", []:
            return [paths.commentary, paths.approvals, paths.kept_views]
        case "published", []:
            return [paths.figures_published]
        case "protection", []:
            return [paths.statements, paths.protection]
        case "table", [name]:
            return [paths.processed / f"{name}.parquet"]
        case "project", [document, edition]:
            folder = paths.build(edition)
            return [folder / f"{document}.qmd", folder / "_quarto.yml", folder / "figures" / document, folder / "theme"]
        case "workbook", [document, edition]:
            return [paths.build(edition) / file_of(document, "xlsx")]
        case "file", [name, edition]:
            return [(paths.internal if edition == "internal" else paths.build(edition)) / name]
    raise ValueError(f"a round has no source {kind} of {rest}")


def _template_name(name: str) -> str:
    """Templates are of Quarto documents, unless their name says of what; scripts and styles stand as they are."""
    if name.endswith((".js", ".css")):
        return name
    return f"{name}.jinja" if "." in name else f"{name}.qmd.jinja"
