"""Disclosure profiles and the merges of a grading scheme, as settings."""

from __future__ import annotations

import pytest

from pipeline.config import load_profile, load_scheme
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

NAMES = ("standard", "ranges", "dfe-local", "nhs-hes", "opensafely")


@pytest.mark.parametrize("name", NAMES)
def test_a_packaged_profile_is_called_what_its_file_is(tmp_path, name) -> None:
    """And its children are counted by the quarter."""
    profile = load_profile(Workspace.at(tmp_path), name)
    assert (profile.name, profile.often.C) == (name, "quarterly")


def test_a_council_sets_its_own_limits(tmp_path) -> None:
    """A profile of the same name in data/council takes the place of the packaged one."""
    path = tmp_path / "data" / "council" / "profiles" / "standard.yml"
    path.parent.mkdir(parents=True)
    path.write_text("name: standard\ntitle: ours\nthreshold: 10\n", encoding="utf-8")
    profile = load_profile(Workspace.at(tmp_path), "standard")
    assert (profile.threshold, profile.open_sample) == (10, None)


def test_an_unknown_profile_is_told_with_the_known_ones(tmp_path) -> None:
    """And where a new one goes."""
    with pytest.raises(
        ConfigurationError, match=r'no disclosure profile "lax"\. Known: dfe-local, nhs-hes.*council/prof'
    ):
        load_profile(Workspace.at(tmp_path), "lax")


def test_a_merge_of_a_grade_that_there_is_not_is_told(tmp_path) -> None:
    """With the merge and the grade."""
    scheme = load_scheme(Workspace.at(tmp_path), "practice-2017")
    given = scheme.model_dump() | {"public_merges": [{"label": "Low", "grades": ["not_yet_good", "poor"]}]}
    with pytest.raises(ValueError, match='"Low" in public_merges has "poor", which is none of the grades'):
        type(scheme).model_validate(given)
