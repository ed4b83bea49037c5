"""Rules across fields: what a form may say of its answers, and when they break it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from pipeline.config import load_scheme
from pipeline.forms import broken_rules, load_pro_forma, pro_forma_names
from pipeline.forms.definition import ProForma
from pipeline.forms.rules import Rule

DAY = date(2012, 11, 6)
BEFORE = date(2012, 11, 5)
HIGH = {"immediacy": "within_days", "immediate_alert": True}


@pytest.fixture(scope="module")
def lists(packaged, words):
    """The lists of an all-case round."""
    return words | {"grade": load_scheme(packaged, "ofsted-2012").vocabulary}


@pytest.mark.parametrize(
    ("form", "values", "found"),
    [
        ("current-case", HIGH | {"grade": "adequate"}, "a high risk, but not graded Inadequate"),
        ("current-case", HIGH | {"grade": None}, "a high risk, but not graded Inadequate"),
        ("current-case", HIGH | {"grade": "inadequate"}, None),
        (
            "current-case",
            HIGH | {"grade": "inadequate", "immediate_alert": False},
            "a high risk, but no immediate alert",
        ),
        (
            "current-case",
            HIGH | {"grade": "inadequate", "immediate_alert": None},
            "a high risk, but no immediate alert",
        ),
        ("closed-case", {"grade": "inadequate", "immediacy": None}, "graded Inadequate without a descriptor"),
        ("closed-case", {"grade": "inadequate"}, None),  # it is not asked how immediate
        ("closed-case", {"grade": "good", "nature": "child_not_seen"}, "a descriptor, but not graded Inadequate"),
        ("closed-case", {"grade": None, "nature": "child_not_seen", "immediacy": "historic"}, None),
        ("closed-case", {"opened": DAY, "closed": BEFORE}, "closed before it was opened"),
        ("closed-case", {"opened": DAY, "closed": DAY}, None),
        ("closed-case", {"opened": None, "closed": BEFORE}, None),
        ("concerns", {"found": DAY, "alerted": None}, "a case of concern without the date of an alert"),
        ("concerns", {"found": DAY, "alerted": DAY}, None),
        (
            "concerns",
            {"found": DAY, "alerted": DAY, "acted": BEFORE},
            "alerted, reviewed or acted on before it was found",
        ),
    ],
)
def test_the_packaged_forms_know_what_does_not_fit_together(packaged, lists, form, values, found):
    """A rule is broken by its answers and kept by those next to them."""
    broken = broken_rules(load_pro_forma(packaged, form), values, lists)
    assert [b.found[: len(found or "")] for b in broken] == ([found] if found else [])


def test_an_action_is_not_due_before_its_audit(packaged, lists):
    """Every row of the table is looked at, and the broken one is named."""
    form = load_pro_forma(packaged, "closed-case")
    rows = {"actions": [{"due": DAY}, {"due": BEFORE}, {"due": None}]}
    (broken,) = broken_rules(form, {"audit_date": DAY}, lists, rows)
    assert (broken.rule.at, broken.row) == ("due", 1)


@pytest.mark.parametrize(
    ("form", "values", "found"),
    [
        ("moderation", {"moderator": "j. okafor", "return.auditor": "J Okafor"}, ["the moderator is the auditor"]),
        ("moderation", {"moderator": "J. Okafor", "return.auditor": "B. Lee"}, []),
        ("moderation", {"moderator": "-", "return.auditor": "?"}, []),
        ("moderation", {"moderation_date": BEFORE, "return.audit_date": DAY}, ["moderated before it was audited"]),
        (
            "action-tracker",
            {"completed": BEFORE, "return.audit_date": DAY},
            ["completed before the audit that requires it"],
        ),
        ("action-tracker", {"completed": DAY, "return.audit_date": DAY}, []),
    ],
)
def test_a_register_is_compared_with_the_return_it_is_about(packaged, lists, form, values, found):
    """Only when the return is known; until then these rules are not tried."""
    register = load_pro_forma(packaged, form)
    assert [b.found for b in broken_rules(register, values, lists, with_return=True)] == found
    assert broken_rules(register, values, lists) == []


def test_a_blank_form_breaks_no_rule(packaged, lists):
    """What nobody answered contradicts nothing."""
    for name in pro_forma_names(packaged):
        form = load_pro_forma(packaged, name)
        assert broken_rules(form, {f.id: None for f in form.fields}, lists) == []


def test_the_lowest_grade_is_that_of_the_scheme(packaged, words, lists):
    """The same rule holds under other grades, and is told in their words."""
    form = load_pro_forma(packaged, "current-case")
    (broken,) = broken_rules(form, HIGH | {"grade": "good"}, words)
    assert broken.found.startswith("a high risk, but not graded Doesn't yet meet Good")
    assert broken_rules(form, HIGH | {"grade": "not_yet_good"}, words) == []


def rule(**parts: object) -> Rule:
    """A rule with words."""
    return Rule.model_validate({"at": "a", "found": "f", "advice": "g"} | parts)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({}, 'a rule needs one of "expect", "not_before" and "not_same"'),
        ({"expect": {"a": "blank"}, "not_same": ["a", "b"]}, "and only one"),
        ({"not_same": ["a"]}, '"not_same" names two fields'),
        ({"expect": {"a": "blank"}, "found": "{a} is wrong"}, 'no name in braces but "{lowest}"'),
    ],
)
def test_a_rule_says_one_thing(parts, says):
    """A rule that could be read in two ways is refused."""
    with pytest.raises(ValidationError, match=says):
        rule(**parts)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"expect": {"grde": "lowest"}}, 'the rule at "nature" names "grde", and the form has no such field'),
        (
            {"expect": {"nature": "blank"}, "each": "acts"},
            'is about each row of "acts", and the form has no such group',
        ),
    ],
)
def test_a_rule_names_what_the_form_asks(packaged, bad, says):
    """A slip in an id would make a rule that is never broken."""
    form = load_pro_forma(packaged, "closed-case")
    rules = [rule(at="nature", **bad)]
    with pytest.raises(ValidationError, match=says):
        ProForma.model_validate(form.model_dump() | {"rules": rules})


@pytest.mark.parametrize(
    ("test", "value", "kept"),
    [
        ("yes", True, True),
        (True, "yes", True),
        (False, "no", True),
        ("no", True, False),
        (["x", "blank"], None, True),
        (["x", "y"], "y", True),
        ("x", "w;x", True),
        ("x", None, False),
        ("answered", False, True),
        ("lowest", "poor", False),  # a field without a list has no lowest answer
    ],
)
def test_what_an_answer_may_be(test, value, kept):
    """Yes and no however they are written, one of several, and a list of answers that has the one."""
    form = ProForma.model_validate(
        {
            "name": "n", "version": "1", "title": "t", "layout": "register", "sheet": "s",
            "sections": [{"heading": "h", "fields": [{"id": "a", "label": "A"}]}],
            "rules": [{"expect": {"a": test}, "at": "a", "found": "f", "advice": "g"}],
        }
    )  # fmt: skip
    assert (broken_rules(form, {"a": value}, {}) == []) == kept


def test_the_rule_in_the_page_on_what_comes_in_is_one():
    """What the page shows can be put into a form as it stands."""
    text = (Path(__file__).parents[3] / "data" / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    shown = yaml.safe_load(block)["rules"]
    form = yaml.safe_load((Path(__file__).parents[2] / "fixtures" / "forms" / "harbour-audit.yml").read_text("utf-8"))
    harbour = ProForma.model_validate(form | {"rules": shown})
    (broken,) = broken_rules(harbour, {"case_of_concern": True, "alert_made": None}, {})
    assert broken.found == "a case of concern, and nobody was told"
