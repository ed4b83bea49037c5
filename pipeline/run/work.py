"""The work of each step, done in whichever process or on whichever machine it falls to; a step names a function here.

Every function takes the root of the workspace, the id of the round, the day it is as at (None: all of it) and what was
asked for, and gives back what the run should know: nothing about a case, since it may be shown or logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.errors import IntakeError
from pipeline.run.notebooks import run_notebook
from pipeline.workspace import RoundPaths, Workspace

if TYPE_CHECKING:
    import pandas as pd

Asked = Mapping[str, Any]
Told = dict[str, Any]


def clean(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """01: the returns become tables. A key that is missing is told before it is begun."""
    from pipeline.config import load_round
    from pipeline.intake import find_key

    find_key(load_round(Workspace.at(root), round_id))
    return _notebook(root, round_id, as_at, "01_clean_returns")


def refuse_set_aside(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """IntakeError if anything was set aside, for a run under ``--strict``."""
    from pipeline.store import load_table

    paths = _paths(root, round_id, as_at)
    lost = load_table(paths.processed, "problems").query("severity == 'set aside'")
    if len(lost):
        raise IntakeError(
            f"{len(lost)} returns, rows or files were set aside, which --strict does not allow. Each has its reason in "
            f"{paths.processed / 'problems.csv'}."
        )
    return {}


def count(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """02 to 04: the measures of one subject."""
    return _notebook(root, round_id, as_at, asked["notebook"])


def set_beside(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """05: the measures of the round, beside those before it; tells which are not what they were at the last run."""
    from pipeline.errors import StoreError
    from pipeline.store import load_table

    folder = _paths(root, round_id, as_at).processed
    try:
        before = load_table(folder, "measures") if (folder / "measures.parquet").is_file() else None
    except StoreError:  # of another version, or damaged: it is about to be made anew
        before = None
    _notebook(root, round_id, as_at, "05_trends")
    return {} if before is None else {"changed": _changed(before, load_table(folder, "measures"))}


def _changed(before: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """Each measure of the whole service that is not what it was: "Good: 2 of 25 (8%), it was 1 of 24 (4%)"."""
    from pipeline.measures import measure_rows

    then, since = (
        {str(row["id"]): str(row["display"]) for row in measure_rows(table) if row["by"] is None}
        for table in (before, now)
    )
    told = [
        f"{id_}: {display}, it was {then.get(id_, 'not there')}"
        for id_, display in since.items()
        if then.get(id_) != display
    ]
    return [*told, *(f"{id_} is gone; it was {then[id_]}" for id_ in then if id_ not in since)]


def protect(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """The measures that a public document may open, and what it may state."""
    from pipeline.publish.protecting import protect_round

    found = protect_round(Workspace.at(root), round_id, as_at)
    return {"given_away": len(found.given_away)}


def write(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """06 or 07: a document as a Quarto project, in one edition."""
    more = {"edition": asked["edition"], "discard_edits": asked.get("discard_edits", False)}
    told = _notebook(root, round_id, as_at, asked["notebook"], more, f"{asked['notebook']}_{asked['edition']}")
    if Workspace.at(root).brand.is_file():
        from pipeline.render.reference import write_reference

        write_reference(_paths(root, round_id, as_at).build(asked["edition"]) / "theme")
    return told


def render(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """The finished files of a document."""
    from pipeline.run.finishing import finish_document

    paths = _paths(root, round_id, as_at)
    _, engine = finish_document(paths, asked["edition"], asked["document"], asked["formats"], asked["engine"])
    return {"engine": engine} if engine else {}


def prompt(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """The figures of the round beside the prompts for its commentary; tells which parts wait for words."""
    from pipeline.compose import DOCUMENT_KINDS, commentary_for
    from pipeline.compose.prompts import write_commentary_figures
    from pipeline.config import load_round

    space = Workspace.at(root)
    round_ = load_round(space, round_id)
    write_commentary_figures(space, round_)
    headings = tuple(dict.fromkeys(h for name in round_.reports for h in DOCUMENT_KINDS[name].prompts))
    gaps = commentary_for(space, round_id, "internal").gaps(headings)
    return {"unwritten": gaps} if gaps else {}


def explore(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """The explorer page of an edition."""
    from pipeline.config import load_round
    from pipeline.explore import write_explorer, write_public_explorer

    space, write_page = Workspace.at(root), write_public_explorer if asked["edition"] == "public" else write_explorer
    write_page(space, load_round(space, round_id))
    return {}


def reconcile(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """What was published of the round, beside what its returns give."""
    from pipeline.run.reconciling import reconcile_round

    found = reconcile_round(Workspace.at(root), round_id, just_made=True)
    return {"unexplained": int((~found["explained"].astype(bool)).sum())}


def forget(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """Nothing is listed as published any more: what an earlier run made of it goes."""
    from pipeline.config import load_round
    from pipeline.run.reconciling import forget_reconciliation

    space = Workspace.at(root)
    forget_reconciliation(space, load_round(space, round_id))
    return {}


def page(root: str, round_id: str, as_at: date | None, asked: Asked) -> Told:
    """The page on what was published."""
    from pipeline.config import load_round
    from pipeline.run.reconciling import reconciliation_page

    space = Workspace.at(root)
    reconciliation_page(
        space, load_round(space, round_id), asked["formats"], asked["engine"], asked.get("discard_edits", False)
    )
    return {}


def _paths(root: str, round_id: str, as_at: date | None) -> RoundPaths:
    return Workspace.at(root).round(round_id, as_at)


def _notebook(
    root: str, round_id: str, as_at: date | None, notebook: str, more: Asked | None = None, kept_as: str | None = None
) -> Told:
    """One notebook with the parameters that all have, and more; its executed copy is kept."""
    space = Workspace.at(root)
    parameters = {
        "round_id": round_id,
        "workspace": str(space.root),
        "as_at": as_at.isoformat() if as_at else "",
        **(more or {}),
    }
    executed = space.round(round_id, as_at).executed / f"{kept_as or notebook}.ipynb"
    run_notebook(space.notebook(notebook), executed, parameters)
    return {}
