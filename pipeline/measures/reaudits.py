"""What became of a weakness when the same team was audited again: held, slipped, or untested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.measures.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["reaudit_sentence", "reaudits"]

_COLUMNS = ["team", "theme", "last_found", "then_n", "then_of", "n", "of", "verdict"]


def reaudits(past: Mapping[str, pd.DataFrame], views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """Each weakness that earlier rounds found in a team, beside this round's audits of that team.

    Columns: team, theme, last_found (the latest earlier round that found it), then_n of then_of (audits there), n of of
    (audits now), verdict. *held*: the team was audited and nobody found it again; *slipped*: it was found again;
    *untested*: no audit of the team counts in this round. With two or three audits a team, held is a hope: the bases
    stand beside it. ``past``: round id → audits (auditors.py), oldest first; audits that count under ``rules``.
    """
    import pandas as pd

    now = views["audits"][rules.practice.mask(views)]
    counts = {id_: audits[rules.practice.mask({"audits": audits})] for id_, audits in past.items()}
    rows = []
    for theme, label in rules.vocabularies["themes"].labels.items():
        found = _last_found(counts, f"weakness_{theme}")
        ours = _by_team(now, f"weakness_{theme}")
        for team in sorted(found):
            last, then_n, then_of = found[team]
            n, of = ours.get(team, (0, 0))
            verdict = "untested" if not of else "slipped" if n else "held"
            rows.append([team, label, last, then_n, then_of, n, of, verdict])
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.sort_values(["team", "theme"], kind="stable", ignore_index=True)


def reaudit_sentence(found: pd.DataFrame) -> str:
    """How many weaknesses held, slipped and are untested, of how many."""
    if found.empty:
        return "No earlier round of this series found a weakness in a team, so nothing could be audited again."
    n = found["verdict"].value_counts()
    held, slipped, untested = (int(n.get(v, 0)) for v in ("held", "slipped", "untested"))
    said = (
        f"Of {len(found)} weaknesses of a team in earlier rounds, {slipped} slipped, that is, were found again in this"
    )
    said += f" one, and {held} held."
    return f"{said} {untested} could not be tested, because no audit of the team counts." if untested else said


def _last_found(rounds: Mapping[str, pd.DataFrame], weakness: str) -> dict[str, tuple[str, int, int]]:
    """Team → the latest round that found the weakness in it, how often, of how many audits."""
    found: dict[str, tuple[str, int, int]] = {}
    for id_, audits in rounds.items():
        found |= {team: (id_, n, of) for team, (n, of) in _by_team(audits, weakness).items() if n}
    return found


def _by_team(audits: pd.DataFrame, weakness: str) -> dict[str, tuple[int, int]]:
    if weakness not in audits:
        return {str(team): (0, int(of)) for team, of in audits["team"].value_counts().items()}
    marks = audits.groupby("team")[weakness].agg(["sum", "count"])
    return {str(team): (int(n), int(of)) for team, n, of in marks.itertuples()}
