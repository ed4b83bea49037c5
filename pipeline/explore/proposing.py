"""A suggested topic taken into the list of themes: a proposed coding of each round, and the list with the theme in it.

Both lie in ``data/processed`` until a person has read them over and saves them where intake reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.compose import Said, say
from pipeline.config import Vocabulary, plain
from pipeline.config.files import parse_yaml
from pipeline.errors import ConfigurationError
from pipeline.explore.choosing import Chosen
from pipeline.explore.topics import Topic
from pipeline.intake import ALSO, CODING, coding_workbook, read_coding
from pipeline.intake.containers import Refusal
from pipeline.store import save_workbook, write_text
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["propose_theme"]

_VOCABULARIES = "vocabularies.yml"
_STAMP = date(2017, 1, 2)  # the only date in the workbook, so that the same content gives the same bytes
Row = dict[str, Any]


def propose_theme(workspace: Workspace, chosen: Chosen, topics: Iterable[Topic], number: int, label: str) -> Said:
    """Take a topic into the list under ``label``, new or a theme that there is; what was written, and what to do next.

    Writes ``data/processed/<round>/coding.xlsx`` for each round that has passages of the topic, after what was coded or
    proposed before; for a new theme also ``vocabularies.yml`` beside that of the last round. ConfigurationError for a
    number that no topic has, and for a label without a word.
    """
    topic = next((t for t in topics if t.number == number), None)
    if topic is None:
        raise ConfigurationError(f"There is no topic {number} among those suggested for this choice.")
    if not plain(label):
        raise ConfigurationError("Write what the theme is called, as auditors should read it in the list.")
    themes = chosen.latest.rules.vocabularies["themes"]
    known = themes.match(label)
    name = themes.labels[known] if known else " ".join(label.split())
    told = [f"“{name}”: {len(topic.passages):,} passages. Nothing has changed yet; read over what is proposed, then:"]
    if known is None:
        listed = workspace.round(chosen.latest.round.id).processed / _VOCABULARIES
        write_text(listed, proposed_list(workspace.council / _VOCABULARIES, listed, themes, name))
        told.append(f"- save {_shown(workspace, listed)} as data/council/{_VOCABULARIES};")
    for id_, passages in topic.passages.groupby("round"):
        proposed = _coding(workspace, str(id_), passages, chosen.labels, name)
        told.append(f"- save {_shown(workspace, proposed)} as data/raw/{id_}/{CODING};")
    told.append(f"- run again: caseaudit run {chosen.latest.round.id}")
    return say(*told)


def proposed_list(own: Path, proposed: Path, themes: Vocabulary, label: str) -> str:
    """The council's ``own`` lists with the theme at the end of that of themes, as YAML; comments in them are not kept.

    Themes that an earlier proposal added stay in it.
    """
    content, before = (parse_yaml(p, p.read_text(encoding="utf-8")) if p.is_file() else None for p in (own, proposed))
    terms: Row = {t.id: {"label": t.label, **({"aliases": list(t.aliases)} if t.aliases else {})} for t in themes.terms}
    terms = {**(before or {}).get("themes", {}), **terms} if before else terms
    terms = {**{id_: terms[id_] for id_ in themes.ids}, **terms, plain(label).replace(" ", "_"): {"label": label}}
    return yaml.safe_dump({**(content or {}), "themes": terms}, sort_keys=False, allow_unicode=True)


def _coding(workspace: Workspace, id_: str, passages: pd.DataFrame, labels: Mapping[str, str], name: str) -> Path:
    """The proposed coding of a round: what it has already, and these passages."""
    paths = workspace.round(id_)
    proposed = paths.processed / CODING
    rows = [row for path in (paths.raw / CODING, proposed) if path.is_file() for row in _rows(path)]
    listed: list[Row] = passages.to_dict("records")  # type: ignore[assignment]
    rows += [
        {
            "return_id": passage["return_id"],
            "polarity": passage["polarity"],
            "named": labels[passage["theme"]],
            "words": passage["words"],
            "theme": name,
            "decision": ALSO,
        }
        for passage in listed
    ]
    once = {
        tuple(plain(row[part]) for part in ("return_id", "polarity", "named", "theme")): row for row in reversed(rows)
    }
    save_workbook(coding_workbook(id_, list(reversed(once.values()))), proposed, _STAMP)
    return proposed


def _rows(path: Path) -> list[Row]:
    """The rows of a coding; none where it cannot be read, which intake tells of."""
    read = read_coding(path)
    return [] if isinstance(read, Refusal) else read


def _shown(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()
