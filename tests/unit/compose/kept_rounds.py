"""Small rounds on disk, taken in and counted, as far as an internal document needs it."""

from __future__ import annotations

from pathlib import Path

from pipeline.compose.material import Material, open_material
from pipeline.config import load_round, load_scheme, load_vocabularies
from pipeline.intake import Intake, find_key, save_intake, take_in
from pipeline.measures import Rules, all_definitions, build_views, evaluate
from pipeline.store import save_table
from pipeline.workspace import Workspace


def taken_in(space: Workspace, round_id: str = "2017-12") -> Intake:
    """Intake of a round and its measures, kept where a run keeps them."""
    round_ = load_round(space, round_id)
    folder = space.round(round_id).processed
    intake = take_in(space, round_, find_key(round_))
    save_intake(intake, folder)
    rules = Rules(round_, load_scheme(space, round_.scheme), load_vocabularies(space))
    save_table(folder, "measures", evaluate(all_definitions(rules), build_views(intake.tables, rules=rules)))
    return intake


def material_of(space: Workspace, round_id: str = "2017-12") -> Material:
    """What an internal document of the round may open."""
    return open_material(space, load_round(space, round_id), "internal", None)


def faults(intake: Intake, file: str) -> list[tuple[str, str, str]]:
    """What intake found wrong in one file of a round: (cell, what was done, what to do)."""
    problems = intake["problems"]
    mine = problems[problems["file"] == file]
    return list(mine[["cell", "done", "suggestion"]].fillna("").itertuples(index=False, name=None))


def saved(book: object, path: Path) -> Path:
    """A workbook as a person saves it."""
    book.save(path)  # type: ignore[attr-defined]
    return path
