"""A new version of a form: the series of what it asks otherwise is cut, with the reason; everything else goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Round
from pipeline.forms import ProForma, forms_used, load_pro_forma
from pipeline.measures import (
    Definition,
    Subset,
    all_definitions,
    comparable,
    definition_breaks,
    read_trends,
    trends_table,
    what_else_differed,
    why_apart,
)
from pipeline.measures.trends.forms import _COUNTED_AS, _fields
from pipeline.tables import as_table
from pipeline.workspace import Workspace
from tests.unit.measures.conftest import ALL_CASES, RULES
from tests.unit.measures.test_trends_series import AUDITS, NOT_GOOD, SCHEMES, month, share_row

FORM = load_pro_forma(Workspace(Path("nowhere")), "core-audit")
DRIFT = Definition("practice.drift", "Drift or delay", AUDITS.having(drift=True), AUDITS, family="themes")
# Columns of the views that come from registers, trackers and settings, or say what became of a return: no form asks.
_NOT_ASKED = {
    *("acted_in_time", "admissibility", "alerted_in_time", "found", "kind", "out_of_order", "outcome", "pro_forma"),
    *("reviewed_in_time", "severity", "stage", "status", "theme"),
}


def form(version: str, continues: list[dict[str, Any]] | None = None, **meanings: str) -> ProForma:
    """The core audit under another version, some of its questions with another meaning."""
    made = FORM.model_dump(exclude={"continues"}) | {"version": version, "continues": continues or []}
    for section in made["sections"]:
        for field in section["fields"]:
            field["meaning"] = meanings.get(field["id"], field["meaning"])
    return ProForma.model_validate(made)


def used(version: str) -> dict[str, Any]:
    """The settings of a round that used this version."""
    return {"pro_formas": [{"name": "core-audit", "version": version}]}


def known(*forms: ProForma) -> dict[tuple[str, str], ProForma]:
    """These forms by name and version."""
    return {(f.name, f.version): f for f in forms}


@pytest.fixture
def two_months() -> tuple[Round, Round]:
    """A month, and the next with a new version of the form."""
    return month(0, **used("1")), month(1, **used("2"))


def test_a_question_asked_otherwise_breaks_its_own_figures_and_no_other(two_months) -> None:
    """Drift means something else now: not compared, and why; the grades are."""
    before, now = two_months
    forms = known(form("1"), form("2", drift="Of more than a month"))
    assert comparable([NOT_GOOD, DRIFT], now, before, SCHEMES, forms) == {NOT_GOOD.id: NOT_GOOD.id}
    assert definition_breaks(now, before, forms) == []
    ((why, labels),) = why_apart([NOT_GOOD, DRIFT], now, before, SCHEMES, forms).items()
    assert labels == ["Drift or delay"]
    assert why.startswith("the audit form changed in “Drift or delay for this child”: it meant what its label says, ")
    assert why.endswith('and means "Of more than a month"')


def test_a_series_is_cut_where_its_question_changed(two_months) -> None:
    """In the month of the new version, with the reason; that of the grades goes through."""
    series = [month(0, **used("1")), month(1, **used("1")), month(2, **used("2")), month(3, **used("2"))]
    counted = {r.id: as_table("measures", [share_row(d.id, (5, 25)) for d in (NOT_GOOD, DRIFT)]) for r in series}
    forms = known(form("1"), form("2", drift="Of more than a month"))
    table = trends_table([NOT_GOOD, DRIFT], series, counted, SCHEMES, forms)
    assert table.groupby("id", sort=False)["segment"].max().to_dict() == {NOT_GOOD.id: 1, DRIFT.id: 2}
    (cut,) = read_trends(table, series[-1].id)
    assert (cut.measure, cut.kind, cut.at) == (DRIFT.id, "cut", "2016-03")
    assert cut.why is not None
    assert cut.why.startswith("the audit form changed in “Drift or delay for this child”")


def test_what_the_form_says_continues_is_compared_and_told(two_months) -> None:
    """By a person's judgement, from the version that it names; its reason stands beside a change."""
    before, now = two_months
    bridge = {"version": "1", "fields": ["drift"], "reason": "Reworded only."}
    forms = known(form("1"), form("2", [bridge], drift="Delay"))
    assert set(comparable([NOT_GOOD, DRIFT], now, before, SCHEMES, forms)) == {NOT_GOOD.id, DRIFT.id}
    assert what_else_differed(now, before, forms) == [
        "“Drift or delay for this child” was asked otherwise, and is compared all the same (Reworded only)"
    ]
    assert why_apart([DRIFT], now, before, SCHEMES, forms) == {}


@pytest.mark.parametrize("kept", [[], ["1"], ["2"]])
def test_a_version_that_is_not_kept_breaks_everything(two_months, kept) -> None:
    """Nobody knows what it asked."""
    before, now = two_months
    forms = known(*(form(version) for version in kept))
    assert definition_breaks(now, before, forms) == ["the audit form changed"]
    assert comparable([NOT_GOOD], now, before, SCHEMES, forms) == {}


def test_another_form_breaks_everything() -> None:
    """Whatever it asks."""
    now = month(1, pro_formas=[{"name": "closed-case", "version": "2"}])
    assert definition_breaks(now, month(0, **used("1")), known(form("1"))) == ["the audit form changed"]


def test_a_version_that_asks_the_same_breaks_nothing_and_is_told(two_months) -> None:
    """Beside a change, since the auditor sees another form."""
    before, now = two_months
    forms = known(form("1"), form("2"))
    assert definition_breaks(now, before, forms) == []
    assert what_else_differed(now, before, forms) == []  # nothing at all has changed
    differed = what_else_differed(now, before, known(form("1"), form("2", drift="Delay")))
    assert differed == ["the audit form has a new version, with the same questions about what is compared"]


def test_a_recorded_bridge_joins_what_the_form_breaks(two_months) -> None:
    """For the measure that it names, and with its reason."""
    before, now = month(0, **used("1")), month(1, **used("2"), bridge={"reason": "r.", "measures": [DRIFT.id]})
    forms = known(form("1"), form("2", drift="Delay", grade="Of the whole case"))
    assert comparable([NOT_GOOD, DRIFT], now, before, SCHEMES, forms) == {DRIFT.id: DRIFT.id}
    assert what_else_differed(now, before, forms) == ["the audit form changed (bridged: r)"]


def test_every_answer_that_a_figure_counts_is_a_question_or_known_to_be_none() -> None:
    """A column that no question leads to would never break a series."""
    space = Workspace(Path("nowhere"))
    forms = [load_pro_forma(space, name) for name in ("core-audit", "closed-case", "current-case")]
    paths = [f.id for p in forms for f in p.fields]
    paths += [f"{g.id}.{f.id}" for p in forms for g in p.groups for f in g.columns]
    assert set(_COUNTED_AS) <= set(paths)
    columns = {c for path in paths for c in _COUNTED_AS.get(path, (path.rpartition(".")[2],))}
    prefixes = (*(c for c in columns if c.endswith("_")), "reason_")  # the reasons stand in the moderator's form
    used_ = {name for rules in (RULES, ALL_CASES) for d in all_definitions(rules) for name in _fields(d)}
    assert {n for n in used_ - columns - _NOT_ASKED if not n.startswith(prefixes)} == set()


def test_the_forms_that_rounds_used_are_those_kept_under_their_version(tmp_path) -> None:
    """Not the present form under an older name."""
    folder = tmp_path / "data" / "council" / "proformas"
    folder.mkdir(parents=True)
    text = (Path(str(load_pro_forma.__code__.co_filename)).parent / "proformas" / "core-audit.yml").read_text("utf-8")
    (folder / "core-audit@2016.1.yml").write_text(text.replace('"2017.2"', '"2016.1"'), encoding="utf-8")
    rounds = [month(i, **used(version)) for i, version in enumerate(("2016.1", "2016.2", "2017.2"))]
    assert set(forms_used(Workspace(tmp_path), rounds)) == {("core-audit", "2016.1"), ("core-audit", "2017.2")}


def test_a_count_of_returns_is_no_matter_of_the_form(two_months) -> None:
    """What filters on no answer is the same on any version."""
    before, now = two_months
    found = Definition("coverage.found", "Found", Subset("returns"))
    forms = known(form("1"), form("2", grade="x", drift="y"))
    assert comparable([found], now, before, SCHEMES, forms) == {found.id: found.id}
