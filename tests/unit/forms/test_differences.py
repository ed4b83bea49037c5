"""Two versions of a form: what changed, and which answers may not be set beside the earlier ones."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.forms import ProForma, broken_fields, changed_fields, difference_lines

FIELDS: dict[str, dict[str, Any]] = {
    "case_ref": {"id": "case_ref", "label": "Case", "type": "case"},
    "grade": {"id": "grade", "label": "Overall grade", "type": "choice", "vocabulary": "view", "disclosure": "B"},
    "seen": {"id": "seen", "label": "Child seen", "type": "yes_no"},
}
LISTS: dict[str, Any] = {"view": {"fine": {"label": "Fine"}, "poor": {"label": "Poor", "aliases": ["bad"]}}}
DUE = {"id": "due", "label": "Due", "type": "date"}


def form(
    version: str = "2", without: str = "", lists: dict[str, Any] | None = None, rows: int = 3, **changed: Any
) -> ProForma:
    """A version of a form: fields changed or left out, other lists, other room in its table."""
    fields = [f | changed.get(id_, {}) for id_, f in FIELDS.items() if id_ != without]
    fields += [f for id_, f in changed.items() if id_ not in FIELDS and id_ not in ("continues", "due")]
    columns = [{"id": "words", "label": "Action"}, DUE | changed.get("due", {})]
    group = {"id": "actions", "rows": rows, "columns": columns}
    return ProForma.model_validate(
        {
            "name": "n", "version": version, "title": "Audit", "layout": "single-case", "sheet": "s",
            "sections": [{"heading": "H", "fields": fields, "group": group}],
            "vocabularies": LISTS if lists is None else lists,
            "continues": changed.get("continues", []),
        }
    )  # fmt: skip


def test_one_version_has_no_difference():
    """Nor has one with another version number and nothing else."""
    assert changed_fields(form("1"), form("2")) == []
    assert difference_lines(form("1"), form("2"), [])[-1] == "  nothing that is asked has changed"


@pytest.mark.parametrize(
    ("now", "field", "says", "breaks"),
    [
        (form(new={"id": "new", "label": "New"}), "new", "it is new", True),
        (form(without="seen"), "seen", "it is no longer asked", True),
        (form(seen={"label": "Was the child seen"}), "seen", 'its label was "Child seen"', False),
        (form(seen={"variants": ["Seen"]}), None, "", False),
        (form(seen={"type": "text"}), "seen", "it was answered by yes or no, and is by words", True),
        (
            form(seen={"meaning": "In the last month"}),
            "seen",
            'it meant what its label says, and means "In the last month"',
            True,
        ),
        (form(seen={"required": True}), "seen", "an answer: may stay blank → needed", False),
        (form(seen={"disclosure": "A"}), "seen", "its class was C, and is A", False),
        (form(seen={"cell": "C4"}), "seen", "its answer stood right, and stands in cell C4", False),
        (form(due={"type": "text"}), "actions.due", "it was answered by a date, and is by words", True),
        (form(rows=5), "actions", "it had room for 3 rows, and has 5", False),
        (form(lists={"view": LISTS["view"] | {"some": "Some"}}), "grade", "answers new: Some", True),
        (form(lists={"view": {"fine": "Fine"}}), "grade", "answers gone: Poor", True),
        (form(lists={"view": {"fine": "Fine", "bad": "Bad"}}), "grade", "answers new: Bad, gone: Poor", True),
        (
            form(lists={"view": {"fine": "Fine", "poor": "Weak"}}),
            "grade",
            'its answer "Poor" is now called "Weak"',
            False,
        ),
        (form(lists={"view": {"fine": {"label": "Fine", "aliases": ["ok"]}, "poor": "Poor"}}), None, "", False),
        (
            form(grade={"vocabulary": "other"}, lists={"other": LISTS["view"]}),
            "grade",
            "its list was view, and is other",
            True,
        ),
    ],
)
def test_each_change_is_told_with_what_it_does_to_trends(now, field, says, breaks):
    """A question is the same by its id; its label and place may change, its meaning may not."""
    changes = changed_fields(form("1"), now)
    assert [(c.field, c.words) for c in changes] == ([(field, says)] if field else [])
    assert broken_fields(changes) == ([field] if breaks else [])


def test_a_form_may_say_that_a_changed_answer_is_still_compared():
    """Only for the version that it names, and with the reason, which the list shows."""
    bridge = {"version": "1", "fields": ["grade"], "reason": "Poor was split; both are below the line"}
    now = form(lists={"view": {**LISTS["view"], "worse": "Worse"}}, continues=[bridge], seen={"type": "text"})
    changes = changed_fields(form("1"), now)
    assert broken_fields(changes) == ["seen"]
    assert any("still compared: Poor was split" in line for line in difference_lines(form("1"), now, changes))
    assert broken_fields(changed_fields(form("0"), now)) == ["grade", "seen"]


def test_a_bridge_names_what_the_form_asks():
    """A slip in it would leave the trend broken without a word."""
    with pytest.raises(ValueError, match=r'"continues" names "actions\.dew", and the form has no such field'):
        form(continues=[{"version": "1", "fields": ["actions.dew"], "reason": "x"}])


def test_lists_may_come_from_outside_the_form():
    """As those of the council, which change without the form."""
    before, now = form("1", lists={}), form("2", lists={})
    outside = [form(lists=lists).own_lists for lists in (LISTS, {"view": {"fine": "Fine"}})]
    assert broken_fields(changed_fields(before, now, *outside)) == ["grade"]
