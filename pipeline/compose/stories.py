"""Stories and quotes in the commentary, and which of them the public edition may print (disclosure.md, Open sample).

A story says that a child is in the sample, and somebody's own words can be recognised: so in public each stands only
where a person approved exactly this text, in ``approvals.yml``. What is not approved is left out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pipeline.compose.commentary import Commentary, read_commentary
from pipeline.config import load_approvals
from pipeline.workspace import Workspace

__all__ = ["Story", "commentary_for", "has_story", "stories_of"]


@dataclass(frozen=True)
class Story:
    """A story or quote of the commentary: the line and part where it stands, its digest, and whether it is approved."""

    line: int
    part: str
    text: str
    approved: bool

    @property
    def sha256(self) -> str:
        """The digest by which it is approved: of its text on one line, so that it may be wrapped otherwise."""
        return text_digest(self.text)


def text_digest(text: str) -> str:
    """The digest of a text, whatever its line breaks and spaces."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def stories_of(workspace: Workspace, round_id: str) -> list[Story]:
    """Every story and quote in the commentary of a round; ConfigurationError where approvals.yml cannot be read."""
    paths = workspace.round(round_id)
    approvals = load_approvals(paths.approvals)
    return [
        Story(line.number, heading, line.text, approvals.approves(text_digest(line.text)))
        for heading, lines in read_commentary(paths.commentary).parts.items()
        for line in lines
        if line.told
    ]


def has_story(workspace: Workspace, round_id: str) -> bool:
    """Whether the public edition of a round prints a story or quote: then its sample is not open."""
    return any(story.approved for story in stories_of(workspace, round_id))


def commentary_for(workspace: Workspace, round_id: str, edition: str) -> Commentary:
    """The commentary as an edition may print it: whole in the internal one, without what is not approved in public."""
    written = read_commentary(workspace.round(round_id).commentary)
    if edition == "internal":
        return written
    return written.without({s.line for s in stories_of(workspace, round_id) if not s.approved})
