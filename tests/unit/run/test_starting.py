"""A new round begins with a folder that says what goes where."""

from __future__ import annotations

import re

import pytest

from pipeline.config import load_round, load_scheme, load_vocabularies
from pipeline.errors import ConfigurationError
from pipeline.measures import Rules, all_definitions
from pipeline.run.starting import start_round


def uncommented(text: str, name: str) -> str:
    """The settings with one of the commented examples in use."""
    used, n = re.subn(rf"^# ({name}: .*)$", r"\1", text, flags=re.MULTILINE)
    assert n == 1
    return used


def test_a_new_round_has_settings_that_can_be_read_blank_forms_and_prompts(small_rounds):
    """And a second start changes nothing."""
    made = [path.name for path in start_round(small_rounds.workspace, "2018-01")]
    assert {"round.yml", "commentary.md", "core-audit.xlsx", "moderation.xlsx", "findings.xlsx"} <= set(made)
    round_ = load_round(small_rounds.workspace, "2018-01")
    assert (round_.label, round_.bridge, round_.rebase, round_.targets) == ("January 2018", None, None, {})
    with pytest.raises(ConfigurationError, match="is there already"):
        start_round(small_rounds.workspace, "2018-01")


@pytest.mark.parametrize("name", ["eligible_cases", "reports", "targets", "bridge", "rebase"])
def test_every_example_in_the_settings_works_when_it_is_taken_out_of_its_comment(small_rounds, name):
    """As it stands, with measures that there are."""
    start_round(small_rounds.workspace, "2018-01")
    settings = small_rounds.workspace.round("2018-01").settings
    settings.write_text(uncommented(settings.read_text(encoding="utf-8"), name), encoding="utf-8")
    round_ = load_round(small_rounds.workspace, "2018-01")
    assert getattr(round_, name)
    named = {"targets": round_.targets, "rebase": round_.rebase.measures if round_.rebase else ()}.get(name, ())
    assert set(named) <= measures_of(small_rounds.workspace, round_)


def measures_of(workspace, round_):
    """The ids of everything that is counted in a round."""
    rules = Rules(round_, load_scheme(workspace, round_.scheme), load_vocabularies(workspace))
    return {definition.id for definition in all_definitions(rules)}
