"""Words of a return that were copied into the commentary: somebody's own words can be recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.compose import commentary_for
from pipeline.store import load_table
from pipeline.workspace import Workspace

__all__ = ["copied_lines"]

RUN = 10  # so many words in the same order are not the same by chance
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OWN_WORDS = {
    "returns": ("impact_story", "comments"),
    "judgements": ("evidence", "impact"),
    "findings": ("words",),
}


def copied_lines(workspace: Workspace, round_id: str) -> list[int]:
    """The lines of the public commentary, marked stories and quotes aside, that share a run of words with a return."""
    written = [
        (line.number, set(_runs(line.text)))
        for lines in commentary_for(workspace, round_id, "public").parts.values()
        for line in lines
        if not line.told
    ]
    theirs = (
        {run for text in _texts(workspace, round_id) for run in _runs(text)} if any(r for _, r in written) else set()
    )
    return [number for number, runs in written if runs & theirs]


def _texts(workspace: Workspace, round_id: str) -> Iterator[str]:
    folder = workspace.round(round_id).processed
    for name, columns in _OWN_WORDS.items():
        table = load_table(folder, name)
        for column in columns:
            yield from map(str, table[column].dropna().unique())


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return (tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))
