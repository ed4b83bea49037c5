"""The class of a field and of a measure."""

from __future__ import annotations

import pytest

from pipeline.forms import load_pro_forma
from pipeline.measures import Definition, Subset, all_definitions
from pipeline.protect import class_of
from pipeline.protect.fields import field
from tests.attacks.months import PACKAGED, all_case_rules, monthly_rules

AUDITS = Subset("audits")


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
