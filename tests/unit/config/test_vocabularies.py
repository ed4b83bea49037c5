"""The words a return may use: understood, suggested, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Term, Vocabulary, load_council, load_scheme, load_vocabularies, plain
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

NOT_YET = Term("not_yet", "Doesn't yet meet Good", ("not yet good",))
GRADES = Vocabulary("grade", (Term("good", "Good", ("G",)), NOT_YET))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Doesn’t  yet", "doesnt yet"),
        ("CHILD-PROTECTION", "child protection"),
        ("Family & friends", "family and friends"),
        ("Grade: *", "grade"),
        ("ﬁle", "file"),
        ("Straße", "strasse"),
        (3, "3"),
        ("?!", ""),
    ],
)
def test_texts_are_compared_without_their_dress(text, same) -> None:
    """No case, no punctuation, single spaces, plain letters."""
    assert plain(text) == same


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_comparing_is_the_same_twice(text: str) -> None:
    """What is plain is as plain as it gets, for any text whatever."""
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "id_"),
    [("good", "good"), ("g.", "good"), ("Doesn’t yet meet good", "not_yet"), ("not_yet", "not_yet"), ("", None)],
)
def test_a_word_is_matched_by_id_label_or_alias(text, id_) -> None:
    """And by nothing else."""
    assert GRADES.match(text) == id_


@pytest.mark.parametrize("text", ["not good", "goo", "good enough", "yet", "-", None, 1.5])
def test_what_is_no_term_matches_none(text) -> None:
    """However close it is."""
    assert GRADES.match(text) is None


def test_a_close_word_is_suggested_and_a_distant_one_is_not() -> None:
    """By the label that people read."""
    assert GRADES.suggest("Not yet godo") == "Doesn't yet meet Good"
    assert GRADES.suggest("adequate") is None


def test_one_spelling_cannot_mean_two_terms() -> None:
    """The later one would silently win."""
    with pytest.raises(ConfigurationError, match='"Drift!" stands for both "Drift and delay" and "Delay"'):
        Vocabulary("themes", (Term("a", "Drift and delay", ("drift",)), Term("b", "Delay", ("Drift!",))))


def test_a_spelling_needs_a_letter_or_a_digit() -> None:
    """Without one it would match every dash and question mark."""
    with pytest.raises(ConfigurationError, match="neither a letter nor a digit"):
        Vocabulary("yes_no", (Term("yes", "Yes", ("→",)),))


def council(tmp_path, text: str) -> Workspace:
    """A workspace with vocabularies of the council's own."""
    folder = tmp_path / "data" / "council"
    folder.mkdir(parents=True)
    (folder / "vocabularies.yml").write_text(text, encoding="utf-8")
    return Workspace.at(tmp_path)


def test_every_packaged_word_means_one_thing(tmp_path) -> None:
    """All lists load, and each label leads back to its own id."""
    workspace = Workspace.at(tmp_path)
    words = load_vocabularies(workspace) | {"grade": load_scheme(workspace, "practice-2017").vocabulary}
    for vocabulary in words.values():
        assert [vocabulary.match(label) for label in vocabulary.labels.values()] == list(vocabulary.ids)


def test_a_tick_is_a_yes_and_a_dash_is_nothing(tmp_path) -> None:
    """A case of concern that is marked with a question mark is not one that is marked yes."""
    yes_no = load_vocabularies(Workspace.at(tmp_path))["yes_no"]
    assert {yes_no.match(t) for t in ("✓", "✔", "☑", "x", "Y", "1", "ticked")} == {"yes"}
    assert {yes_no.match(t) for t in ("?", "-", "–", "…", "", " ", "✘")} == {None}


def test_a_council_replaces_a_list_by_its_name(tmp_path) -> None:
    """The whole list, and the others stay."""
    words = load_vocabularies(council(tmp_path, "themes: [Housing, Money]\n"))
    assert words["themes"].labels == {"Housing": "Housing", "Money": "Money"}
    assert words["oversight"].match("partly") == "partial"


def test_a_single_alias_needs_no_brackets(tmp_path) -> None:
    """It is one alias, not one for each of its letters."""
    words = load_vocabularies(council(tmp_path, "stage: {open: {label: Open, aliases: going on}, done: Done}\n"))
    assert words["stage"].match("going on") == "open"
    assert words["stage"].match("g") is None
    assert words["stage"].labels["done"] == "Done"


@pytest.mark.parametrize("text", ["- a\n", "themes: one\n", ""])
def test_lists_that_are_none_are_refused(tmp_path, text) -> None:
    """With where to look."""
    with pytest.raises(ConfigurationError, match="should hold named lists of terms"):
        load_vocabularies(council(tmp_path, text))


def test_two_teams_of_one_name_are_refused(tmp_path) -> None:
    """An alias of one team that another team has."""
    workspace = council(tmp_path, "x: [a]\n")
    text = "name: W\nteams:\n  - {name: East, service: S, aliases: [E]}\n  - {name: E, service: S}\n"
    (workspace.council / "council.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match='In the list "team"'):
        _ = load_council(workspace).vocabularies
