"""What the internal explorer page holds: the audits that count in the figures of practice, and what was found in them.

So what the page shows without a filter is a measure, and any other figure is counted by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.basis import rules_of
from pipeline.config import Council, Round, load_council, load_vocabularies, series_up_to
from pipeline.errors import StoreError
from pipeline.forms import forms_used
from pipeline.measures import VIEW_TABLES, build_views, definition_breaks, measure_text
from pipeline.store import load_table, load_tables
from pipeline.workspace import Workspace

__all__ = ["explorer_content"]

_POLARITIES = {"weakness": "themes", "strength": "strengths"}  # polarity of a finding → how the ids of measures begin
Content = dict[str, Any]


def explorer_content(workspace: Workspace, round_: Round) -> Content:
    """Everything that the page shows: rounds; lists of themes, teams, grades and texts; audits; findings; measures.

    An audit is ``[round, team, grade, case, plan, age]`` and a finding ``[audit, theme, 0 weakness or 1 strength,
    text]``: places in those lists, -1 where blank, but for the case, which is a pseudonym.
    """
    words, council = load_vocabularies(workspace), load_council(workspace)
    themes = words["themes"].labels
    lists = _Lists(council)
    rounds: list[Content] = []
    audits: list[list[Any]] = []
    findings: list[list[int]] = []
    measures: dict[str, dict[str, str]] = {}
    before: Round | None = None
    series = series_up_to(workspace, round_)
    forms = forms_used(workspace, series)
    for one in series:
        folder = workspace.round(one.id).processed
        try:
            tables, counted = load_tables(folder, VIEW_TABLES), load_table(folder, "measures")
        except StoreError:
            if one is round_:
                raise
            continue  # an earlier round that was never run
        rules = rules_of(workspace, one)
        views = build_views(tables)
        practice = views["audits"][rules.practice.mask(views)]
        place = {id_: len(audits) + n for n, id_ in enumerate(practice["return_id"])}
        audits += [lists.audit(len(rounds), row, rules.scheme.vocabulary.labels) for row in practice.to_dict("records")]
        findings += _findings(tables["findings"], place, list(themes), lists)
        measures[one.id] = _measures(counted)
        breaks = definition_breaks(one, before, forms) if before else []
        rounds.append({"id": one.id, "label": one.label, "broken": bool(breaks)})
        before = one
    return {
        "rounds": rounds,
        "themes": [{"id": id_, "label": label} for id_, label in themes.items()],
        **lists.content(words),
        "audits": audits,
        "findings": findings,
        "measures": measures,
    }


class _Lists:
    """Teams, grades and texts, each once; their places stand for them."""

    def __init__(self, council: Council) -> None:
        self._teams: dict[str, int] = {team.name: n for n, team in enumerate(council.teams)}
        self._grades: dict[str, int] = {}
        self._plans: dict[str, int] = {}
        self._ages: dict[str, int] = {}
        self._texts: dict[str, int] = {}

    def audit(self, round_: int, row: Mapping[Any, Any], grades: Mapping[str, str]) -> list[Any]:
        for label in grades.values():
            self._grades.setdefault(label, len(self._grades))
        grade = grades.get(str(row["grade"]))
        return [
            round_,
            _place(self._teams, _text(row["team"])),
            _place(self._grades, grade),
            str(row["case_id"]),
            _place(self._plans, _text(row.get("plan_type"))),
            _place(self._ages, _text(row.get("age_band"))),
        ]

    def text(self, words: object) -> int:
        return _place(self._texts, _text(words))

    def content(self, words: Mapping[str, Any]) -> Content:
        def labelled(places: Iterable[str], name: str) -> list[str]:
            labels = words[name].labels if name in words else {}
            return [labels.get(id_, id_) for id_ in places]

        return {
            "teams": list(self._teams),
            "grades": list(self._grades),
            "plans": labelled(self._plans, "plan_type"),
            "ages": labelled(self._ages, "age_band"),
            "texts": list(self._texts),
        }


def _place(places: dict[str, int], value: str | None) -> int:
    return -1 if value is None else places.setdefault(value, len(places))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _findings(table: pd.DataFrame, place: Mapping[str, int], themes: list[str], lists: _Lists) -> list[list[int]]:
    """A row a finding of an audit that counts."""
    made = []
    for row in table.to_dict("records"):
        audit = place.get(row["return_id"])
        if audit is not None and row["theme"] in themes and row["polarity"] in _POLARITIES:
            polarity = list(_POLARITIES).index(row["polarity"])
            made.append([audit, themes.index(row["theme"]), polarity, lists.text(row["words"])])
    return made


def _measures(table: pd.DataFrame) -> dict[str, str]:
    """The measures on themes of the whole service, as reports write them: what the page must show without a filter."""
    whole = table[table["by"].isna() & table["available"].astype(bool)]
    mine = whole[whole["id"].str.startswith(tuple(f"{start}." for start in _POLARITIES.values()))]
    rows: list[Any] = mine.to_dict("records")
    return {str(row["id"]): measure_text(row, "share") for row in rows}
