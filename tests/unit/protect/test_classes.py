"""The class of a field and of a measure."""

from __future__ import annotations

import pytest

from pipeline.forms import load_pro_forma
from pipeline.measures import Definition, Subset, all_definitions
from pipeline.protect.fields import Field, class_of, field, filter_class
from tests.attacks.months import PACKAGED, all_case_rules, monthly_rules

AUDITS = Subset("audits")

# Every measure of a month and of an audit of all cases, as reviewed: a new one stands here before it is published.
# An id that ends in a dot stands for all of its subject, which a vocabulary or a pro forma lists.
CLASSES = {
    "A": """
        coverage. sources. sources_good. actions.
        auditing.total auditing.moderated auditing.admissible auditing.immediately_admissible
        auditing.admissible_development auditing.inadmissible auditing.not_moderated auditing.reason_impact_not_recorded
        auditing.reason_not_triangulated auditing.reason_too_brief
        auditing.reason_dense_or_confusing auditing.reason_wrong_form auditing.reason_other auditing.no_reason
        auditing.evidence_given auditing.impact_given auditing.in_period auditing.moderated_in_time
    """,
    "B": """
        themes. strengths. aspects. oversight. sections. weakness_actions. weakness_actions_done.
        ratings.total ratings.outstanding ratings.good ratings.not_yet_good ratings.good_or_better
        ratings.some_good_features ratings.adequate ratings.inadequate ratings.adequate_or_better
        ratings.adequate_or_worse
        practice.drift practice.practitioner_took_part practice.family_feedback practice.right_to_close
        practice.drift_where_oversight_clear practice.drift_where_oversight_not_clear
        practice.child_seen practice.seen_alone practice.current_plan practice.visits_on_time
        practice.supervision_six_weeks practice.decisions_carried_out practice.chronology_up_to_date
        auditing.pairs auditing.agreed auditing.moderated_better auditing.moderated_worse auditing.disagreed
    """,
    "C": "risk. risk_areas. nature. immediacy. ratings.any_good_or_better auditing.reason_concern_not_captured",
}
OF_CHILDREN = {"cases", "concerns", "follow_ups"}  # views of which everything is of class C


def every_definition() -> list[Definition]:
    """Of both kinds of round."""
    return [d for rules in (monthly_rules("2017-12"), all_case_rules()) for d in all_definitions(rules)]


def test_every_measure_has_the_class_that_was_reviewed() -> None:
    """And no class stands for a measure that is no more."""
    reviewed = {name: letter for letter, names in CLASSES.items() for name in names.split()}
    found = {}
    for definition in every_definition():
        subject = definition.id.partition(".")[0] + "."
        found[subject if subject in reviewed else definition.id] = class_of(definition)
        assert reviewed.get(subject, reviewed.get(definition.id)) == class_of(definition), definition.id
    assert found == reviewed


def test_every_field_and_view_of_a_measure_is_declared() -> None:
    """What is not is of class C, may hold anything, and is searched as if nobody knew its values."""
    subsets = [part for d in every_definition() for part in (d.counts, d.of) if isinstance(part, Subset)]
    assert {name for part in subsets for name in part.fields if field(name) == Field()} == set()
    assert {part.view for part in subsets if filter_class(part.view, ()) == "C"} == OF_CHILDREN


@pytest.mark.parametrize("rules", [monthly_rules("2017-12"), all_case_rules()], ids=["month", "all cases"])
def test_no_measure_is_declared_lower_than_its_fields(rules) -> None:
    """And below the whole service each is of class C."""
    for definition in all_definitions(rules):
        assert class_of(definition) == definition.disclosure
        assert class_of(definition, "team") == "C"


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        (AUDITS.having(audit_type="core"), "A"),
        (AUDITS.having(audit_type="core", grade="good"), "B"),
        (AUDITS.having(grade="good", team="East"), "C"),
        (AUDITS.having(hair_colour="red"), "C"),
        (Subset("siblings"), "C"),
    ],
)
def test_a_measure_takes_the_highest_class_among_its_fields(counts, found) -> None:
    """What nobody declared, field or view, is of class C; a definition that says less is a mistake of ours."""
    assert class_of(Definition("x.y", "x", counts, disclosure=found)) == found
    for lower in "AB":
        if lower < found:
            with pytest.raises(ValueError, match=r"x\.y is declared"):
                class_of(Definition("x.y", "x", counts, disclosure=lower))


def test_the_base_counts_for_the_class_as_well() -> None:
    """A share of cases of concern speaks of them."""
    of_children = Definition("x.y", "x", AUDITS, AUDITS.having(case_of_concern=True), disclosure="B")
    with pytest.raises(ValueError, match="its fields are of class C"):
        class_of(of_children)


@pytest.mark.parametrize("name", ["core-audit", "closed-case", "current-case"])
def test_a_field_is_no_lower_than_its_pro_forma_says(name) -> None:
    """The two lists, of questions and of what measures filter on, agree where both declare a field."""
    form = load_pro_forma(PACKAGED, name)
    asked = {
        f.id: f.disclosure for f in form.fields if f.disclosure in ("A", "B") and "disclosure" in f.model_fields_set
    }
    assert {"grade", "audit_date"} <= asked.keys()
    assert {id_: field(id_).disclosure for id_, said in asked.items() if field(id_).disclosure < said} == {}
