"""Rules across the answers of a form, as its YAML states them: a small closed language, and what breaks it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field as Setting
from pydantic import model_validator

from pipeline.config import Vocabulary, plain
from pipeline.config.files import Settings

if TYPE_CHECKING:
    from pipeline.forms.definition import Field, ProForma

__all__ = ["Broken", "Rule", "broken_rules", "unknown_names"]

# A rule of a register may name an answer of the return that its row belongs to: "return.audit_date".
_OF_RETURN = "return."
Test = bool | str | tuple[bool | str, ...]
Severity = Literal["note", "value left out"]


class Rule(Settings):
    """What answers must fit together, and what is told where they do not.

    ``when`` and ``expect``: field → what it must be: ``answered``, ``blank``, ``lowest`` (the last of its list, as the
    lowest grade), a term's id, yes or no, or a list of these, of which one is enough. Where all of ``when`` holds, all
    of ``expect`` must. ``not_before``: a date → the date that it may not be before. ``not_same``: two fields that may
    not name the same person. ``each``: the rule is about every row of this repeated group. ``at``: the field that the
    fault is told at; a form that does not ask it has not broken the rule. ``{lowest}`` in the words stands for the
    label of the lowest grade.
    """

    when: dict[str, Test] = Setting(default={})
    expect: dict[str, Test] = Setting(default={})
    not_before: dict[str, str] = Setting(default={})
    not_same: tuple[str, ...] = ()
    each: str | None = None
    at: str
    found: str
    advice: str
    severity: Severity = "note"

    @model_validator(mode="after")
    def _says_one_thing(self) -> Rule:
        if sum(map(bool, (self.expect, self.not_before, self.not_same))) != 1:
            raise ValueError('a rule needs one of "expect", "not_before" and "not_same", and only one')
        if self.not_same and len(self.not_same) != 2:
            raise ValueError('"not_same" names two fields: [moderator, auditor]')
        if re.search(r"[{}]", (self.found + self.advice).replace("{lowest}", "")):
            raise ValueError('the words of a rule know no name in braces but "{lowest}"')
        return self

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that the rule names, the one it is told at first."""
        named = (*self.when, *self.expect, *self.not_before, *self.not_before.values(), *self.not_same)
        return tuple(dict.fromkeys((self.at, *named)))

    @property
    def of_return(self) -> bool:
        """Whether it needs the return that a row of a register belongs to."""
        return any(name.startswith(_OF_RETURN) for name in self.fields)


@dataclass(frozen=True)
class Broken:
    """One rule that the answers of a form break; ``row``: in which row of the group ``rule.each``, from 0."""

    rule: Rule
    fields: tuple[str, ...]
    found: str
    advice: str
    severity: Severity
    row: int | None = None


def broken_rules(
    pro_forma: ProForma,
    values: Mapping[str, Any],
    vocabularies: Mapping[str, Vocabulary],
    groups: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    *,
    with_return: bool = False,
) -> list[Broken]:
    """The rules of a pro forma that the answers break, in its order.

    ``values`` holds the cleaned answer to each question that the sheet asks, None where it is blank; ``groups`` the
    same for each row of its tables. ``with_return``: only the rules of a register that look at the return it is about,
    whose answers then stand in ``values`` as ``return.audit_date``; without it, only the others.
    """
    fields = {f.id: f for f in pro_forma.fields}
    broken = []
    for rule in pro_forma.rules:
        if rule.of_return != with_return:
            continue
        asked = fields | {f.id: f for g in pro_forma.groups if g.id == rule.each for f in g.columns}
        lists = {id_: vocabularies.get(f.vocabulary or "") for id_, f in asked.items()}
        for row, answers in _scopes(rule, values, groups or {}):
            if rule.at in answers and not _kept(rule, answers, lists):
                found, advice = (_worded(text, lists) for text in (rule.found, rule.advice))
                broken.append(Broken(rule, rule.fields, found, advice, rule.severity, row))
    return broken


def _scopes(
    rule: Rule, values: Mapping[str, Any], groups: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[tuple[int | None, Mapping[str, Any]]]:
    """The answers that a rule looks at: the form's, or each row of a group with them."""
    if rule.each is None:
        yield None, values
        return
    for n, row in enumerate(groups.get(rule.each, ())):
        yield n, {**values, **row}


def _kept(rule: Rule, answers: Mapping[str, Any], lists: Mapping[str, Vocabulary | None]) -> bool:
    if not all(_is(answers.get(id_), test, lists.get(id_)) for id_, test in rule.when.items()):
        return True
    if rule.not_same:
        one, other = (answers.get(id_) for id_ in rule.not_same)
        return not one or not other or not plain(one) or plain(one) != plain(other)
    for later, earlier in rule.not_before.items():
        days = (answers.get(later), answers.get(earlier))
        if isinstance(days[0], date) and isinstance(days[1], date) and days[0] < days[1]:
            return False
    return all(_is(answers.get(id_), test, lists.get(id_)) for id_, test in rule.expect.items())


def _is(value: Any, test: Test, vocabulary: Vocabulary | None) -> bool:
    """Whether an answer is what a test says."""
    if isinstance(test, tuple):
        return any(_is(value, part, vocabulary) for part in test)
    if test in ("answered", "blank"):
        return (value is None) == (test == "blank")
    if test == "lowest":
        return vocabulary is not None and bool(vocabulary.terms) and value == vocabulary.terms[-1].id
    return value is not None and str(_word(test)) in str(_word(value)).split(";")


def _word(value: Any) -> Any:
    """Yes and no by the ids that lists have for them, however YAML or a table holds them."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _worded(text: str, lists: Mapping[str, Vocabulary | None]) -> str:
    grades = lists.get("grade")
    return text.replace("{lowest}", grades.terms[-1].label) if grades and grades.terms else text


def unknown_names(rules: Sequence[Rule], fields: Mapping[str, Field], groups: Mapping[str, Sequence[Field]]) -> str:
    """What is wrong with the names in the rules of a form, as a sentence; empty where each can be looked up."""
    for rule in rules:
        if rule.each is not None and rule.each not in groups:
            return f'the rule at "{rule.at}" is about each row of "{rule.each}", and the form has no such group'
        known = set(fields) | {f.id for f in groups.get(rule.each or "", ())}
        for name in rule.fields:
            if name not in known and not name.startswith(_OF_RETURN):
                return f'the rule at "{rule.at}" names "{name}", and the form has no such field'
    return ""
