"""A measure in words, its sum, the returns behind it; and the dictionary."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import pipeline.measures
from pipeline.cli import cli
from pipeline.errors import ConfigurationError
from pipeline.measures import all_definitions, evaluate, explanation, group_order, rows_behind
from pipeline.measures.explaining import filter_words
from pipeline.run import measures_dictionary
from pipeline.workspace import Workspace
from tests.unit.measures.conftest import ALL_CASES, RULES, viewed

REPOSITORY = Path(__file__).parents[3]
KNOWN = {d.id: d for d in all_definitions(RULES)}


def explained(measure: str, *audits: dict[str, object], **others: list[dict[str, object]]) -> list[str]:
    """A measure of a round of these audits, line by line."""
    rows = evaluate([KNOWN[measure]], viewed(*audits, **others))
    return explanation(KNOWN[measure], rows, RULES)


def test_a_measure_is_told_with_its_filter_and_its_sum() -> None:
    """In the words of the field; grades by their labels."""
    lines = explained("ratings.good_or_better", {}, {}, {"grade": "not_yet_good"})
    assert lines[0] == "ratings.good_or_better: Good or better"
    assert lines[1].endswith("grade is Outstanding or Good")
    assert lines[2].endswith("grade is given")
    assert lines[3] == "Figure      2 of 3 = 66.67%, written 67% (half up)"
    assert lines[4].startswith("Interval    20.8% to 93.9% (95%")
    assert "            East: 2 of 3 (67%)" in lines


def test_what_is_not_available_is_told_with_its_reason() -> None:
    """Never a nought, never nan."""
    lines = explained("ratings.good", {"grade": None})
    assert "Figure      not available: no admissible core audit has a grade" in lines
    assert not any("nan" in line.lower().split() for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("rules", [RULES, ALL_CASES], ids=["month", "all cases"])
def test_every_measure_of_every_kind_of_round_can_be_told(rules) -> None:
    """In words: no underscore, and no id where there is a label."""
    views = viewed({}, {"grade": "good"}, rules=rules)
    made = evaluate(all_definitions(rules), views)
    for definition in all_definitions(rules):
        lines = explanation(definition, made[made["id"] == definition.id], rules)
        assert "_" not in "".join(lines[1:3]), definition.id
        assert len(rows_behind(definition, views)) >= 0


def test_the_returns_behind_a_measure_are_named_with_their_source() -> None:
    """A return by itself, an action by its return, a case by each of its returns."""
    action = {"action_id": "A-1", "return_id": "R-2", "status": "open"}
    action |= {"due_by_report": True, "overdue": True, "escalated": False}
    audits = [{"source_file": f"{name}.xlsx", "case_of_concern": name == "a"} for name in "ab"]
    views = viewed(*audits, actions=[action])
    for measure, row, file in (("ratings.good", "R-1", "a.xlsx"), ("actions.overdue", "A-1", "b.xlsx")):
        behind = rows_behind(KNOWN[measure], views)
        assert (row, file) in list(zip(behind["row"], behind["source_file"], strict=True))
    concern = rows_behind(KNOWN["risk.cases_of_concern"], views)
    assert concern[["row", "source_file"]].to_numpy().tolist() == [["C-1", "a.xlsx"]]
    assert rows_behind(KNOWN["coverage.set_aside"], views).empty


def test_as_many_rows_stand_behind_a_measure_as_it_counts() -> None:
    """For everything that is counted in returns."""
    views = viewed({}, {}, {"grade": "not_yet_good", "admissibility": "inadmissible"})
    made = evaluate(KNOWN.values(), views)
    whole = made[made["by"].isna() & (made["unit"] == "audits") & made["available"]]
    for id_, n in zip(whole["id"], whole["n"], strict=True):
        assert len(rows_behind(KNOWN[id_], views)) == n, id_


def test_groups_stand_in_the_order_of_their_list() -> None:
    """Ages by age; what is in no list by name, after the others."""
    assert group_order("age_band", ["5-10", "11-15", "0-4", "unborn"], RULES) == ["0-4", "5-10", "11-15", "unborn"]
    assert group_order("team", ["West", "East"], RULES) == ["East", "West"]


def test_a_filter_without_conditions_counts_all() -> None:
    """And one that the settings state says so."""
    assert filter_words(KNOWN["coverage.found"].counts, RULES) == "all returns"
    of = KNOWN["coverage.of_eligible"].of
    assert of is not None
    assert filter_words(of, RULES) == "as round.yml states it (eligible cases)"


def test_the_dictionary_is_up_to_date() -> None:
    """The page that is kept is what the command makes of the sample rounds; and every measure is in it."""
    page = Path(pipeline.measures.__file__).parent / "dictionary.md"
    made = measures_dictionary(Workspace.at(REPOSITORY))
    assert page.read_text(encoding="utf-8") == made, "make it again: CONTRIBUTING.md, Add a measure"
    assert all(f"`{d.id}`" in made for rules in (RULES,) for d in all_definitions(rules))


def test_the_dictionary_goes_into_a_file_and_a_fault_leaves_that_as_it_was(tmp_path: Path) -> None:
    """A slip in a round's settings is told, and the page that was there is not lost."""
    for part in ("raw/2017-12/round.yml", "council/council.yml"):
        (tmp_path / "data" / part).parent.mkdir(parents=True)
        shutil.copy(REPOSITORY / "data" / part, tmp_path / "data" / part)
    words = ["measures", "--dictionary", "--output", str(tmp_path / "page.md"), "--workspace", str(tmp_path)]
    assert CliRunner().invoke(cli, words).output.strip() == str(tmp_path / "page.md")
    made = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "`ratings.good`" in made
    (tmp_path / "data" / "raw" / "2017-12" / "round.yml").write_text("id: [", encoding="utf-8")
    ended = CliRunner().invoke(cli, words)
    assert isinstance(ended.exception, ConfigurationError)
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == made
