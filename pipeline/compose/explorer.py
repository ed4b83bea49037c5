"""The explorer: one page that goes from the figures on themes down to the words behind them; for managers alone.

The page holds the audits that count in the figures of practice, so that what is shown without a filter is a measure,
and any other figure is counted by the same rule.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.compose.charts import load_brand
from pipeline.config import Council, Round, load_council, load_scheme, load_vocabularies, series_up_to
from pipeline.errors import StoreError
from pipeline.measures import VIEW_TABLES, Rules, build_views, definition_breaks, measure_text
from pipeline.store import load_table, load_tables, write_text
from pipeline.workspace import Workspace

__all__ = ["EXPLORER", "explorer_content", "write_explorer"]

EXPLORER = "explorer.html"
_POLARITIES = {"weakness": "themes", "strength": "strengths"}  # polarity of a finding → how the ids of measures begin
Content = dict[str, Any]


def write_explorer(workspace: Workspace, round_: Round) -> Path:
    """``reports/internal/<round>/explorer.html``: the round with the earlier ones of its series; one file, no network.

    StoreError if the tables of the round have not been made.
    """
    import jinja2

    template = workspace.own_or_packaged("reports", "templates", "explorer.html.jinja")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    script = template.with_name("explorer.js").read_text(encoding="utf-8")
    content = explorer_content(workspace, round_)
    page = environment.get_template(template.name).render(
        round=round_,
        council=load_council(workspace),
        content=_harmless(content),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        fonts=load_brand(workspace.own_or_packaged("reports", "theme")).web_fonts,
        rounds=len(content["rounds"]),
    )
    target = workspace.round(round_.id).internal / EXPLORER
    write_text(target, page)
    return target


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
    for one in series_up_to(workspace, round_):
        folder = workspace.round(one.id).processed
        try:
            tables, counted = load_tables(folder, VIEW_TABLES), load_table(folder, "measures")
        except StoreError:
            if one is round_:
                raise
            continue  # an earlier round that was never run
        scheme = load_scheme(workspace, one.scheme)
        rules = Rules(one, scheme, words)
        views = build_views(tables)
        practice = views["audits"][rules.practice.mask(views)]
        place = {id_: len(audits) + n for n, id_ in enumerate(practice["return_id"])}
        audits += [lists.audit(len(rounds), row, scheme.vocabulary.labels) for row in practice.to_dict("records")]
        findings += _findings(tables["findings"], place, list(themes), lists)
        measures[one.id] = _measures(counted)
        breaks = definition_breaks(one, before) if before else []
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


def _harmless(content: Content) -> str:
    """JSON that cannot end the element it stands in, whatever was typed into a return."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
