"""A form filled in from our own template reads back as it was typed, with no problem."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.config import Vocabulary, plain
from pipeline.forms import Field, ProForma, fill, find_sheets, load_pro_forma, read_records
from pipeline.forms.definition import Group
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.problems import Place, Problems

RETURNS = ("closed-case", "core-audit", "current-case")
REGISTERS = ("action-tracker", "concerns", "follow-up", "moderation", "outside-findings")
LAYOUTS = [*((n, "single-case") for n in RETURNS), *((n, "register") for n in (*RETURNS, *REGISTERS))]
AROUND = date(2017, 12, 31)
LETTERS = st.characters(categories=["L", "N", "P", "S", "Zs"])


def answer(f: Field, lists: Mapping[str, Vocabulary], taken: set[str]) -> st.SearchStrategy[Any]:
    """Anything that may be typed into a field: a label or alias of its list, a date, words of one's own."""
    listed = lists.get("yes_no" if f.type == "yes_no" else f.vocabulary or "")
    if f.type == "date":
        return st.integers(-300, 300).map(lambda n: AROUND + timedelta(days=n))
    if listed and listed.terms:
        # a word that is a question of the form too, such as "Management oversight", is typed into a table only
        words = [w for t in listed.terms for w in (t.label, *t.aliases) if plain(w) not in taken]
        return st.sampled_from(words)
    if f.type == "case":
        return st.integers(100_000, 999_999).map("WY-{}".format)
    words = st.text(LETTERS, min_size=1, max_size=60).filter(lambda t: bool(plain(t)) and plain(t) not in taken)
    # a name has a letter: a dash or a number is nobody, and is told as an answer that is missing
    return words.filter(lambda t: any(sign.isalpha() for sign in plain(t))) if f.type == "person" else words


def rows(group: Group, lists: Mapping[str, Vocabulary], taken: set[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of a table: every row of a fixed one, some of another, each with its first column."""
    first, *others = group.columns
    more = {f.id: answer(f, lists, taken) for f in others}
    if group.fixed:
        names = list(lists[first.vocabulary or ""].labels.values())
        some = {others[0].id: more.pop(others[0].id)}
        one = [st.fixed_dictionaries({first.id: st.just(n), **some}, optional=more) for n in names]
        return st.tuples(*one).map(list)
    row = st.fixed_dictionaries({first.id: answer(first, lists, taken)}, optional=more)
    return st.lists(row, max_size=group.rows)


def returns(form: ProForma, lists: Mapping[str, Vocabulary]) -> st.SearchStrategy[Any]:
    """Answers and tables of one return."""
    fields = [*form.fields, *(f for g in form.groups for f in g.columns)]
    taken = {s for f in fields for s in f.spellings} | {plain(s.heading) for s in form.sections}
    needed = {f.id: answer(f, lists, taken) for f in form.fields if f.required}
    optional = {f.id: answer(f, lists, taken) for f in form.fields if not f.required}
    tables = st.fixed_dictionaries({g.id: rows(g, lists, taken) for g in form.groups})
    return st.tuples(st.fixed_dictionaries(needed, optional=optional), tables)


@pytest.fixture(autouse=True)
def short_registers(monkeypatch):
    """A blank register has 200 rows to be filled in, which take seconds to style; here three are filled."""
    monkeypatch.setattr("pipeline.forms.blank.REGISTER_ROWS", 4)


@pytest.mark.parametrize(("name", "layout"), LAYOUTS)
@given(data=st.data())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_typed_is_what_is_read(packaged, words, sheets, name, layout, data):
    """Every answer, in both layouts, and cleaning finds no fault in any."""
    form = load_pro_forma(packaged, name)
    typed = data.draw(
        returns(form, words) if layout == "single-case" else st.lists(returns(form, words), min_size=1, max_size=3)
    )
    if layout == "single-case":
        book, typed = fill(form, words, *typed), [typed]
    else:
        book = fill(form, words, [answers for answers, _ in typed], [tables for _, tables in typed], "register")
    found = find_sheets([form], sheets(book))
    assert isinstance(found, list)
    records = read_records(form, found[0][0], words)
    assert [{i: as_typed(a.value) for i, a in r.answers.items() if a.value is not None} for r in records] == [
        answers for answers, _ in typed
    ]
    for record, (_, tables) in zip(records, typed, strict=True):
        assert {
            g: [{i: as_typed(a.value) for i, a in row.items() if a.value is not None} for row in rs]
            for g, rs in record.groups.items()
        } == tables
    cleaner = Cleaner(words, AROUND, str, Problems(str))
    for record in records:
        cleaner.note_missing(record, Place("f"))
        for f in form.fields:
            cleaner.value(f, record.answers.get(f.id), Place("f"))
        for group in form.groups:
            for row in record.groups[group.id]:
                for f in group.columns:
                    cleaner.value(f, row.get(f.id), Place("f"))
    assert cleaner.problems.rows == []


def as_typed(value: object) -> object:
    """A day as it was given to the workbook, which keeps a time with it."""
    return value.date() if hasattr(value, "date") else value
