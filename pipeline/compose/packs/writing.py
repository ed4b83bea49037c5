"""Writing the packs of a round: a Quarto project for the teams, another for the auditors, each closed to others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.compose.cases import actions_of, concerns_of
from pipeline.compose.documents import write_document
from pipeline.compose.figures import Figures
from pipeline.compose.kinds import DocumentKind
from pipeline.compose.material import open_material
from pipeline.compose.packs.coaching import coaching_context, moderated_audits, spoken
from pipeline.compose.packs.parts import measures_of_part
from pipeline.compose.packs.team import team_context
from pipeline.config import Round, plain
from pipeline.workspace import Workspace

__all__ = ["Pack", "compose_coaching_notes", "compose_team_packs"]

_INTERNAL = "For the team manager: not for publication"
_PRIVATE = "Private: for {} and the moderators alone"


@dataclass(frozen=True)
class Pack:
    """One document as written: whose it is (a team, or the pseudonym of an auditor), and where it lies."""

    whose: str
    path: Path


def compose_team_packs(workspace: Workspace, round_: Round, *, discard_edits: bool = False) -> list[Pack]:
    """Two pages for each team with an audit in the round; StoreError if the round has not been run.

    CompositionError if a person has edited one since it was last written, unless ``discard_edits``.
    """
    material = open_material(workspace, round_, "internal", None)
    returns = material.tables_of(round_, ("returns",))["returns"].query("used")
    actions, concerns = actions_of(material), concerns_of(material)
    folder = workspace.round(round_.id).build("teams")
    made, names = [], _file_names(sorted(returns["team"].dropna().unique()))
    for team, name in names.items():
        measures = {round_.id: measures_of_part(material, "team", team)}
        own = [a for a in actions if a.team == team], [c for c in concerns if c.team == team]
        kind = _kind("team_pack", team, _INTERNAL)
        composed = write_document(
            kind,
            partial(team_context, team=team, actions=own[0], concerns=own[1]),
            replace(material, measures=measures),
            Figures(name, round_, measures),
            folder / f"{name}.qmd",
            discard_edits,
        )
        made.append(Pack(team, composed.path))
    return made


def compose_coaching_notes(workspace: Workspace, round_: Round, *, discard_edits: bool = False) -> list[Pack]:
    """A note for each auditor of whom an audit was read again, under the pseudonym; it alone has the name.

    An auditor without such an audit gets none: there is nothing to say. Errors as of ``compose_team_packs``.
    """
    material = open_material(workspace, round_, "internal", None)
    names = material.tables_of(round_, ("keys",))["keys"].set_index("pseudonym")["stands_for"]
    folder = workspace.round(round_.id).build("coaching")
    made = []
    for auditor, audits in sorted(moderated_audits(material).items()):
        name = spoken(str(names.get(auditor, auditor)))
        composed = write_document(
            _kind("coaching_note", "Your moderated audits", _PRIVATE.format(name)),
            partial(coaching_context, name=name, audits=audits),
            material,
            Figures(auditor, round_, material.measures),
            folder / f"{auditor}.qmd",
            discard_edits,
        )
        made.append(Pack(auditor, composed.path))
    return made


def _kind(template: str, title: str, marked: str) -> DocumentKind:
    """A document without parts that people write; braces in a name are no place to fill in."""
    plainly = title.replace("{", "{{").replace("}", "}}")
    return DocumentKind(template, f"{plainly}, {{round.label}}", marked=marked, contents=False)


def _file_names(teams: list[str]) -> dict[str, str]:
    """Team → the name of its file: its letters and digits; a number behind where two teams have the same."""
    names: dict[str, str] = {}
    for team in teams:
        base = re.sub(r"[^a-z0-9]+", "-", plain(team)).strip("-") or "team"
        name, n = base, 2
        while name in names.values():
            name, n = f"{base}-{n}", n + 1
        names[team] = name
    return names
