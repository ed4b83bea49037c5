"""Actions beside a theme: those required in the audits that name it as a weakness, and what became of them."""

from __future__ import annotations

from pipeline.measures import all_definitions, evaluate, explanation
from tests.unit.measures.conftest import ALL_CASES, RULES, viewed

DONE = {"return_id": "R-1", "action_id": "A-1", "status": "done", "due_by_report": True}
LATE = DONE | {"action_id": "A-2", "status": "open"}
LATER = DONE | {"action_id": "A-3", "status": "open", "due_by_report": False}


def weak(return_id, *themes):
    """Findings of an audit: these themes as weaknesses."""
    return [{"return_id": return_id, "theme": theme, "polarity": "weakness", "words": "x"} for theme in themes]


def test_an_action_counts_under_each_weakness_of_its_audit(figures) -> None:
    """Three actions, two due, one done: beside both themes, and beside no other."""
    found = figures({}, {}, actions=[DONE, LATE, LATER], findings=weak("R-1", "supervision", "planning"))
    for theme in ("supervision", "planning"):
        assert found[f"weakness_actions.{theme}"] == (3, None)
        assert found[f"weakness_actions_done.{theme}"] == (1, 2)
    assert found["weakness_actions.casework"] == (0, None)
    assert found["weakness_actions_done.casework"] == (None, 0)


def test_a_strength_and_another_audit_count_for_nothing(figures) -> None:
    """The theme is good in the audit with actions, and weak in one without."""
    good = weak("R-1", "supervision")[0] | {"polarity": "strength"}
    found = figures({}, {}, actions=[DONE], findings=[good, *weak("R-2", "supervision")])
    assert found["themes.supervision"] == (1, 2)
    assert found["weakness_actions.supervision"] == (0, None)


def test_they_are_of_the_same_audits_as_the_theme(figures) -> None:
    """An audit that was not admitted is in neither; its action is still one that was required."""
    admitted, not_admitted = {}, {"admissibility": "inadmissible"}
    named = [*weak("R-1", "supervision"), *weak("R-2", "supervision")]
    found = figures(admitted, not_admitted, actions=[DONE, LATE | {"return_id": "R-2"}], findings=named)
    assert found["themes.supervision"] == (1, 1)
    assert found["weakness_actions.supervision"] == (1, None)
    assert found["actions.total"] == (2, None)


def test_of_an_audit_of_all_cases_only_their_number_is_counted() -> None:
    """No tracker follows them up."""
    views = viewed({"grade": "adequate"}, rules=ALL_CASES, actions=[DONE], findings=weak("R-1", "supervision"))
    found = evaluate(all_definitions(ALL_CASES), views).set_index("id")["n"]
    assert found["weakness_actions.supervision"] == 1
    assert [id_ for id_ in found.index if id_.startswith("weakness_actions_done")] == []


def test_what_is_counted_is_told_in_words() -> None:
    """The weakness of the audit, not a theme of the action."""
    definition = next(d for d in all_definitions(RULES) if d.id == "weakness_actions_done.supervision")
    views = viewed({}, actions=[DONE, LATE], findings=weak("R-1", "supervision"))
    lines = explanation(definition, evaluate([definition], views), RULES)
    assert lines[0].endswith("Supervision: done, of these actions that were due")
    assert 'weakness "Supervision" is yes' in lines[1]
    assert "1 of 2" in lines[3]
