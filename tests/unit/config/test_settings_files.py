"""Every way in which a settings file cannot be used has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import load_council, load_round, load_scheme, load_vocabularies
from pipeline.config.files import read_yaml
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

ROUND = """id: 2017-12
title: December
kind: monthly
series: monthly
period: {first: 2017-12-01, last: 2017-12-31}
reported: 2018-01-09
scheme: practice-2017
pro_formas: [{name: core-audit, version: "2017.2"}]
auditor_pool: core group
"""
SCHEME = """name: ours
title: Ours
grades:
  - {id: good, label: Good, good_or_better: true}
  - {id: poor, label: Poor, good_or_better: false}
"""


@pytest.fixture
def settings(tmp_path: Path):
    """A function that writes the round.yml of 2017-12 and gives its workspace."""

    def write(text: str | bytes) -> Workspace:
        path = tmp_path / "data" / "raw" / "2017-12" / "round.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return Workspace.at(tmp_path)

    return write


def own(workspace: Workspace, name: str, text: str) -> Workspace:
    """A file of the council's own in its place."""
    path = workspace.council / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return workspace


def refusal(workspace: Workspace, round_id: str = "2017-12") -> str:
    """The sentence with which a round is refused."""
    with pytest.raises(ConfigurationError) as caught:
        load_round(workspace, round_id)
    return str(caught.value)


def test_a_round_is_what_its_file_says(settings) -> None:
    """With a byte-order mark before it, as Notepad writes, as well."""
    round_ = load_round(settings(ROUND), "2017-12")
    assert (round_.id, round_.label, round_.synthetic) == ("2017-12", "December 2017", False)
    assert load_round(settings(b"\xef\xbb\xbf" + ROUND.encode()), "2017-12") == round_


def test_a_round_that_is_not_there(settings) -> None:
    """The sentence names the rounds that are, and how to start one."""
    told = refusal(settings(ROUND), "2018-01")
    assert 'There is no round "2018-01"' in told
    assert "Rounds here: 2017-12. Start one with: caseaudit new-round 2018-01" in told


def test_a_workspace_without_rounds(tmp_path) -> None:
    """It says that there are none yet."""
    assert "Rounds here: none yet." in refusal(Workspace.at(tmp_path))


def test_a_folder_without_settings(tmp_path) -> None:
    """round.yml is missing, and where to get one."""
    (tmp_path / "data" / "raw" / "2017-12").mkdir(parents=True)
    told = refusal(Workspace.at(tmp_path))
    assert "round.yml is missing: every round needs one." in told
    assert told.endswith("caseaudit new-round 2017-12")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "round.yml is empty or holds no settings"),
        ("# only a remark\n", "round.yml is empty or holds no settings"),
        ("- a\n- b\n", "round.yml is empty or holds no settings"),
        ("just words\n", "round.yml is empty or holds no settings"),
        (ROUND + "title: [\n", "round.yml, line 11 is not valid YAML"),
        (ROUND.replace("title: December", "title: Audits: December"), "round.yml, line 2 is not valid YAML"),
        (ROUND.replace("series:", "\tseries:"), "round.yml, line 4 is not valid YAML"),
        ("id: \x00\n", "holds a character that YAML does not allow"),
        (ROUND.encode("utf-16"), "round.yml is not plain UTF-8 text; save it again from a text editor."),
        (ROUND.replace("2018-01-09", "2018-02-30"), "holds a day that is in no calendar (day "),
        (ROUND.replace("2018-01-09", "2018-13-01"), "holds a day that is in no calendar (month must be in 1..12)"),
        (ROUND.replace("2018-01-09", "soon"), '"reported": input should be a valid date'),
        (ROUND.replace("last: 2017-12-31", "last: 2017-11-30"), "the last day is before the first"),
        (ROUND.replace("title: December\n", ""), '"title" is missing'),
        (ROUND + "focus: x\n", '"focus" is not a setting (is it misspelt?)'),
        (ROUND.replace('"2017.2"', "2017.2"), '"pro_formas.0.version": input should be a valid string'),
        (ROUND.replace("monthly\nseries", "weekly\nseries"), "\"kind\": input should be 'monthly' or 'all-case'"),
        (ROUND.replace('[{name: core-audit, version: "2017.2"}]', "[]"), '"pro_formas": '),
        (ROUND + "eligible_cases: 0\n", '"eligible_cases": input should be greater than 0'),
        (ROUND + "focus_theme: asessment\n", '"asessment" is no focus theme. Did you mean assessment?'),
        (ROUND.replace("id: 2017-12", "id: 2017-11"), 'says "id: 2017-11" but lies in the folder 2017-12'),
    ],
)
def test_a_file_that_cannot_be_used_says_why(settings, text, told) -> None:
    """What is wrong, in which field or on which line."""
    assert told in refusal(settings(text))


def test_every_fault_of_a_file_is_named_at_once(settings) -> None:
    """Nobody should have to correct one to see the next."""
    told = refusal(settings(ROUND.replace("title: December\n", "").replace("2018-01-09", "soon") + "focus: x\n"))
    assert all(f'"{field}"' in told for field in ("title", "reported", "focus"))


def test_a_file_that_cannot_be_read_says_so(tmp_path) -> None:
    """A folder where a file should be."""
    with pytest.raises(ConfigurationError, match=r"cannot be read \(Is a directory\)"):
        read_yaml(tmp_path)


def test_a_round_that_spans_months_says_so(settings) -> None:
    """The label of a round of one month is the month."""
    text = ROUND.replace("first: 2017-12-01", "first: 2017-11-12")
    assert load_round(settings(text), "2017-12").label == "November 2017 to December 2017"


def test_settings_cannot_be_changed_by_accident(settings) -> None:
    """A model is frozen once it is read."""
    round_ = load_round(settings(ROUND), "2017-12")
    with pytest.raises(ValueError, match="frozen"):
        round_.title = "x"


def test_a_council_replaces_a_scheme_by_its_name(tmp_path) -> None:
    """The file in data/council/schemes counts before the packaged one, and a new one can be added."""
    workspace = own(Workspace.at(tmp_path), "schemes/ours.yml", SCHEME)
    own(workspace, "schemes/practice-2017.yml", SCHEME)
    assert load_scheme(workspace, "ours").good_or_better == ("good",)
    assert load_scheme(workspace, "practice-2017").title == "Ours"


def test_an_unknown_scheme_names_the_known_ones(tmp_path) -> None:
    """And where a new one goes."""
    with pytest.raises(
        ConfigurationError,
        match=r'no grading scheme "x"\. Known: ofsted-2012, ofsted-2013, practice-2017\. .*council/schemes',
    ):
        load_scheme(Workspace.at(tmp_path), "x")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("flag: {id: some, label: Some, of: bad}\n", 'the flag marks "bad", which is none of the grades'),
        ("  - {id: Good!, label: x, good_or_better: true}\n", '"grades.2.id": string should match pattern'),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused(tmp_path, more, told) -> None:
    """A flag marks one of the grades; a grade's id can be part of a measure's name."""
    with pytest.raises(ConfigurationError) as caught:
        load_scheme(own(Workspace.at(tmp_path), "schemes/ours.yml", SCHEME + more), "ours")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            "crosswalks: {theirs: {best: good}}\n",
            'the crosswalk to theirs leads from "best", which is none',
        ),
        ("crosswalks: {theirs: {good: fine, poor: fine}}\n", "the crosswalk to theirs leads from two grades to one"),
    ],
)
def test_a_crosswalk_that_leads_nowhere_is_refused(tmp_path, more, told) -> None:
    """It leads from the scheme's own grades, each to another."""
    with pytest.raises(ConfigurationError) as caught:
        load_scheme(own(Workspace.at(tmp_path), "schemes/ours.yml", SCHEME + more), "ours")
    assert told in str(caught.value)


def test_adequate_became_requires_improvement(tmp_path) -> None:
    """The crosswalk is read either way; the council's own grades have none."""
    old, new, ours = (load_scheme(Workspace.at(tmp_path), n) for n in ("ofsted-2012", "ofsted-2013", "practice-2017"))
    assert new.counterpart("requires_improvement", old) == "adequate"
    assert old.counterpart("adequate", new) == "requires_improvement"
    assert old.counterpart("good", old) == "good"
    assert ours.counterpart("good", old) is None
    assert old.counterpart("good", ours) is None


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("bridge: {measures: [ratings.good]}\n", '"bridge.reason" is missing'),
        ("rebase: {reason: r, measures: []}\n", '"rebase.measures": tuple should have at least 1 item'),
        ("rebase: {measures: [ratings.good]}\n", '"rebase.reason" is missing'),
        ("targets: {ratings.good: 101}\n", '"targets.ratings.good": input should be less than or equal to 100'),
    ],
)
def test_a_decision_without_a_reason_or_a_measure_is_refused(tmp_path, more, told) -> None:
    """A series is joined or begun anew by a recorded decision only; a target is a percent."""
    folder = tmp_path / "data" / "raw" / "2017-12"
    folder.mkdir(parents=True)
    (folder / "round.yml").write_text(ROUND + "reported: 2018-01-09\n" + more, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_round(Workspace.at(tmp_path), "2017-12")
    assert told in str(caught.value)


def test_a_bridge_covers_what_it_names_or_everything(tmp_path) -> None:
    """Without measures it is for all of them."""
    folder = tmp_path / "data" / "raw" / "2017-12"
    folder.mkdir(parents=True)
    text = ROUND + "reported: 2018-01-09\nbridge: {reason: r, measures: [ratings.good]}\n"
    (folder / "round.yml").write_text(text, encoding="utf-8")
    bridge = load_round(Workspace.at(tmp_path), "2017-12").bridge
    assert [bridge.covers(m) for m in ("ratings.good", "ratings.total", None)] == [True, False, False]
    whole = bridge.model_copy(update={"measures": ()})
    assert [whole.covers(m) for m in ("ratings.good", None)] == [True, True]


def test_practice_2017_has_three_grades_and_a_flag(tmp_path) -> None:
    """Some good features is a mark on the lowest grade, and no grade."""
    scheme = load_scheme(Workspace.at(tmp_path), "practice-2017")
    assert scheme.vocabulary.ids == ("outstanding", "good", "not_yet_good")
    assert scheme.good_or_better == ("outstanding", "good")
    assert scheme.flag is not None
    assert scheme.flag.of == "not_yet_good"


def test_without_a_councils_settings_there_is_a_council_of_no_name(tmp_path) -> None:
    """Everything has a default."""
    council = load_council(Workspace.at(tmp_path))
    assert (council.name, council.escalate_after_days, council.teams) == ("The council", 10, ())
    assert council.vocabularies["team"].ids == ()


def test_a_councils_teams_and_services_are_words(tmp_path) -> None:
    """A service of two teams stands once; an alias means its team."""
    text = "name: W\nteams:\n  - {name: East, service: Care, aliases: [E]}\n  - {name: West, service: Care}\n"
    council = load_council(own(Workspace.at(tmp_path), "council.yml", text))
    assert council.vocabularies["service"].ids == ("Care",)
    assert council.vocabularies["team"].match("e") == "East"


@pytest.mark.parametrize(
    ("pattern", "told"), [("WY-(", "it is no regular expression"), (r"\d*", "it fits every text, even an empty one")]
)
def test_a_case_reference_is_an_expression_that_can_be_redacted(tmp_path, pattern, told) -> None:
    """A broken one would stop intake, and one that fits everything would redact everything."""
    with pytest.raises(ConfigurationError, match=told):
        load_council(own(Workspace.at(tmp_path), "council.yml", f"name: W\ncase_reference: '{pattern}'\n"))


def test_a_settings_file_that_changes_while_the_program_runs_is_read_again(tmp_path: Path) -> None:
    """What was read is remembered by its text, not by its name."""
    (tmp_path / "data" / "council").mkdir(parents=True)
    file = tmp_path / "data" / "council" / "council.yml"
    words = tmp_path / "data" / "council" / "vocabularies.yml"
    for name in ("Oxbow", "Fenland", "Oxbow"):
        file.write_text(f"name: {name}\n", encoding="utf-8")
        words.write_text(f"age_band: [{name}]\n", encoding="utf-8")
        assert load_council(Workspace.at(tmp_path)).name == name
        assert load_vocabularies(Workspace.at(tmp_path))["age_band"].ids == (name,)
