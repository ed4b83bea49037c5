"""A pro forma's definition: what a council may write, and what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.errors import ConfigurationError
from pipeline.forms import Field, ProForma, load_pro_forma, pro_forma_names
from pipeline.forms.definition import Group, Section
from pipeline.workspace import Workspace

TEXT = """
name: core-audit
version: "9"
title: Ours
layout: single-case
sheet: Audit
sections: [{heading: H, fields: [{id: case_ref, label: Case, type: case}]}]
"""


def form(*fields: Field, layout: str = "single-case", group: Group | None = None) -> ProForma:
    """A pro forma of one section."""
    section = Section(heading="H", fields=fields, group=group)
    return ProForma(name="n", version="1", title="t", layout=layout, sheet="s", sections=(section,))


def test_two_fields_may_not_answer_to_one_label():
    """However it is spelt: "Due date" of one field is the variant "due-date" of another."""
    with pytest.raises(ValidationError, match='two fields answer to the label "Due date"'):
        form(Field(id="a", label="When", variants=("due-date",)), Field(id="b", label="Due date"))


def test_two_fields_may_not_have_one_id():
    """The second would write over the answer to the first."""
    with pytest.raises(ValidationError, match="two fields have the same id"):
        form(Field(id="a", label="One"), Field(id="a", label="Two"))


def test_a_choice_needs_a_list_and_only_a_choice_has_one():
    """A text with a list, and a choice without one, are mistakes."""
    with pytest.raises(ValidationError, match="a choice needs a vocabulary"):
        Field(id="a", label="A", type="choice")
    with pytest.raises(ValidationError, match="a choice needs a vocabulary"):
        Field(id="a", label="A", vocabulary="themes")


def test_two_groups_may_not_have_one_id():
    """The rows of the second would be taken for those of the first."""
    table = Group(id="g", rows=1, columns=(Field(id="x", label="X"), Field(id="y", label="Y")))
    sections = (
        Section(heading="H", fields=(Field(id="a", label="A"),), group=table),
        Section(heading="I", group=table),
    )
    with pytest.raises(ValidationError, match="two groups have the same id"):
        ProForma(name="n", version="1", title="t", layout="register", sheet="s", sections=sections)


@pytest.mark.parametrize("name", ["Core audit", "core_audit", "../core", "core}", ""])
def test_the_name_of_a_form_is_plain(name):
    """It stands in file names and in the anchors of tables."""
    with pytest.raises(ValidationError, match="name"):
        ProForma.model_validate(form(Field(id="a", label="A")).model_dump() | {"name": name})


def test_a_council_replaces_a_pro_forma_by_its_name(tmp_path):
    """The file in data/council/proformas is the one that counts."""
    own = tmp_path / "data" / "council" / "proformas"
    own.mkdir(parents=True)
    (own / "core-audit.yml").write_text(TEXT, encoding="utf-8")
    (own / "peer-audit.yml").write_text(TEXT.replace("core-audit", "peer-audit"), encoding="utf-8")
    workspace = Workspace.at(tmp_path)
    assert load_pro_forma(workspace, "core-audit").title == "Ours"
    assert "peer-audit" in pro_forma_names(workspace)


def test_an_earlier_version_is_kept_beside_the_present_one(tmp_path):
    """A round that was filled in on it is read by it; the present one is what the name alone means."""
    own = tmp_path / "data" / "council" / "proformas"
    own.mkdir(parents=True)
    (own / "core-audit@8.yml").write_text(TEXT.replace('"9"', '"8"').replace("Ours", "Before"), encoding="utf-8")
    (own / "core-audit.yml").write_text(TEXT, encoding="utf-8")
    workspace = Workspace.at(tmp_path)
    assert load_pro_forma(workspace, "core-audit", "8").title == "Before"
    assert [load_pro_forma(workspace, "core-audit", v).title for v in (None, "9", "7")] == ["Ours"] * 3
    assert "core-audit@8" not in pro_forma_names(workspace)


def test_an_unknown_pro_forma_is_refused_with_the_known_ones(packaged):
    """The sentence says what there is and where a new one goes."""
    with pytest.raises(ConfigurationError, match=r'no pro forma "audit"\. Known: .*core-audit.*data/council/proformas'):
        load_pro_forma(packaged, "audit")
