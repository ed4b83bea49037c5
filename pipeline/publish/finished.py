"""The finished public files of a round, as its last run made them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.compose import DOCUMENT_KINDS, day_in_words
from pipeline.config import Round
from pipeline.manifest import Manifest
from pipeline.workspace import Workspace

__all__ = ["FORMATS", "Finished", "finished_documents"]

FORMATS = {"html": "Web page", "pdf": "PDF", "docx": "Word", "pptx": "Slides", "xlsx": "Data"}
# finished pages besides the reports that may go onto the site: name → title and what it is
FURTHER = {"explorer": ("Explorer: {round.label}", "The published figures, to be sorted and filtered.")}


@dataclass(frozen=True)
class Finished:
    """A document, what the site says of it, and its files."""

    title: str
    about: str
    files: tuple[Path, ...]


def finished_documents(workspace: Workspace, round_: Round) -> list[Finished]:
    """The reports of a round in order, then what else was made for the public; files of the last rendering alone."""
    folder = workspace.round(round_.id).build("public")
    made: dict[str, list[Path]] = {}
    for name, record in Manifest.of(workspace, round_.id).records.items():
        if name.startswith("rendering") and record.asked["edition"] == "public":
            made[record.asked["document"]] = [folder / source.split(":")[2] for source in record.made]
    further = [name for name in made if name in FURTHER and name not in round_.reports]
    return [_finished(round_, name, made[name]) for name in (*round_.reports, *further) if name in made]


def _finished(round_: Round, name: str, made: list[Path]) -> Finished:
    files = tuple(sorted(made, key=lambda path: list(FORMATS).index(path.suffix[1:])))
    if name in FURTHER:
        title, about = FURTHER[name]
        return Finished(title.format(round=round_), about, files)
    kind = DOCUMENT_KINDS[name]
    about = f"Focus: {round_.focus_theme}. " if round_.focus_theme else ""
    if kind.for_meeting and round_.meeting:
        about = f"Report to the {round_.meeting.committee}. "
    return Finished(kind.title(round_), f"{about}Reported on {day_in_words(round_.reported)}.", files)
