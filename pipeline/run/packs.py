"""The packs of a round: tracker, register, team packs, coaching notes, from the tables of its last run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.config import load_round
from pipeline.errors import ConfigurationError
from pipeline.manifest import refuse_stale_tables
from pipeline.run.finishing import keep_internal
from pipeline.workspace import RoundPaths, Workspace

__all__ = ["make_packs"]

PACK_FORMATS = ("html", "pdf")


def make_packs(
    workspace: Workspace,
    round_id: str,
    formats: Sequence[str] = PACK_FORMATS,
    engine: str = "auto",
    discard_edits: bool = False,
) -> list[Path]:
    """Everything that those who must act get of a round, among its internal documents; the files.

    StoreError if the round has not been run, or its tables are out of date; ConfigurationError for a format that packs
    cannot have. Packs and notes of an earlier run that belong to nobody any more are taken away.
    """
    from pipeline.compose import compose_coaching_notes, compose_team_packs

    unknown = [format for format in formats if format not in PACK_FORMATS]
    if unknown or not formats:
        raise ConfigurationError(
            f'"{", ".join(unknown)}" is no format of packs; choose from: {", ".join(PACK_FORMATS)}.'
        )
    round_, paths = load_round(workspace, round_id), workspace.round(round_id)
    refuse_stale_tables(workspace, round_)
    files = _workbooks(workspace, round_id)
    for folder, compose in (("teams", compose_team_packs), ("coaching", compose_coaching_notes)):
        packs = compose(workspace, round_, discard_edits=discard_edits)
        files += _finish(paths, folder, [pack.path for pack in packs], formats, engine)
    return files


def _workbooks(workspace: Workspace, round_id: str) -> list[Path]:
    """The two workbooks that are filled in."""
    from pipeline.compose import action_tracker, concerns_register, open_material
    from pipeline.store import save_workbook

    round_ = load_round(workspace, round_id)
    material, folder = open_material(workspace, round_, "internal", None), workspace.round(round_id).internal
    made = {"action_tracker.xlsx": action_tracker(material), "concerns_register.xlsx": concerns_register(material)}
    for name, book in made.items():
        save_workbook(book, folder / name, round_.reported)
    return [folder / name for name in made]


def _finish(paths: RoundPaths, folder: str, sources: list[Path], formats: Sequence[str], engine: str) -> list[Path]:
    """The finished files of some packs in a folder of their own, and none besides."""
    from pipeline.render import render

    place = paths.internal / folder
    files = [
        keep_internal(made, place) for source in sources for made in render(source, formats, engine).files.values()
    ]
    for old in place.glob("*"):
        if old.is_file() and old not in files:
            old.unlink()
    return files
