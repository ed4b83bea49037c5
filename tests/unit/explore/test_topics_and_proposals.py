"""Topics that the words suggest, and a proposed coding that a run of clean uses."""

from __future__ import annotations

import shutil

import pytest
import yaml

from pipeline.config import load_round, load_scheme, load_vocabularies
from pipeline.errors import ConfigurationError
from pipeline.explore import open_rounds
from pipeline.explore.proposing import propose_theme
from pipeline.explore.topics import suggested_topics, topics_told
from pipeline.intake import read_coding
from pipeline.measures import Rules, build_views, definitions, evaluate
from pipeline.run import Options, clean_round
from pipeline.store import load_tables


def test_topics_are_the_same_each_time_and_their_passages_hold_their_terms(months):
    """Largest first, numbered from 1; most passages have one of the topic's leading terms, the first of them has."""
    topics = suggested_topics(months.choose())
    assert [t.number for t in topics] == list(range(1, len(topics) + 1))
    assert [len(t.passages) for t in topics] == sorted((len(t.passages) for t in topics), reverse=True)
    assert topics_told(topics) == topics_told(suggested_topics(months.choose()))
    for topic in topics:
        holds = topic.passages["words"].str.lower().str.contains("|".join(topic.terms))
        assert holds.iloc[0]
        assert holds.mean() > 0.5


def test_within_a_theme_the_topics_are_of_its_words_alone(months):
    """What is behind supervision: all of it named under supervision."""
    topics = suggested_topics(months.choose(theme="supervision"))
    assert topics
    assert {t.lies_in[0] for t in topics} == {"Supervision"}


def test_without_scikit_learn_it_is_said_what_to_install(months, monkeypatch):
    """No trace of an error, and no topics."""
    monkeypatch.setitem(__import__("sys").modules, "sklearn.decomposition", None)
    monkeypatch.setattr("pipeline.explore.topics.find_spec", lambda name: None)
    assert "caseaudit[explore]" in str(topics_told(suggested_topics(months.choose())))


def supervision_topic(chosen):
    """The number of the topic that lies in supervision."""
    return next(t.number for t in suggested_topics(chosen) if t.lies_in[0] == "Supervision")


def test_an_accepted_topic_becomes_a_theme_by_a_run_of_clean(own_space, without_kernels):
    """Saved where intake reads, each passage counts under the new theme as well; before that nothing changes."""
    rounds = open_rounds(own_space.root, "2017-12", earlier=False)
    chosen = rounds.choose()
    topics, number = suggested_topics(chosen), supervision_topic(chosen)
    before = rounds.latest.tables["findings"]
    said = str(propose_theme(own_space, chosen, topics, number, "Reflective notes"))
    paths = own_space.round("2017-12")
    for line in ("data/processed/2017-12/coding.xlsx as data/raw/2017-12/coding.xlsx", "data/council/vocabularies.yml"):
        assert line in said
    shutil.copy(paths.processed / "vocabularies.yml", own_space.council)
    shutil.copy(paths.processed / "coding.xlsx", paths.raw)
    clean_round(own_space, "2017-12", Options(quiet=True))
    tables = load_tables(paths.processed, rounds.latest.tables)
    new = tables["findings"].query("theme == 'reflective_notes'")
    passages = next(t for t in topics if t.number == number).passages
    assert set(new["return_id"]) == set(passages["return_id"])
    assert len(tables["findings"]) == len(before) + len(new)
    round_ = load_round(own_space, "2017-12")
    rules = Rules(round_, load_scheme(own_space, round_.scheme), load_vocabularies(own_space))
    measures = evaluate(definitions("themes", rules), build_views(tables, rules=rules)).set_index("id")
    assert int(measures.loc["themes.reflective_notes"]["n"].iloc[0]) == passages["return_id"].nunique()


def test_a_second_proposal_keeps_the_first_and_the_councils_own_lists(own_space):
    """Both codings in one workbook, both themes in one list, and the lists that the council had."""
    (own_space.council / "vocabularies.yml").write_text("age_band: [young, old]\n", encoding="utf-8")
    rounds = open_rounds(own_space.root, "2017-12", earlier=False)
    chosen, topics = rounds.choose(), suggested_topics(rounds.choose())
    propose_theme(own_space, chosen, topics, 1, "First")
    propose_theme(own_space, chosen, topics, 2, "Second")
    propose_theme(own_space, chosen, topics, 2, "Second")
    folder = own_space.round("2017-12").processed
    rows = read_coding(folder / "coding.xlsx")
    assert [r["theme"] for r in rows] == ["First"] * len(topics[0].passages) + ["Second"] * len(topics[1].passages)
    content = yaml.safe_load((folder / "vocabularies.yml").read_text(encoding="utf-8"))
    assert content["age_band"] == ["young", "old"]
    assert list(content["themes"])[-2:] == ["first", "second"]
    assert content["themes"]["planning"]["label"] == "Planning (SMART)"


def test_a_topic_may_be_coded_to_a_theme_that_there_is(own_space):
    """No list is proposed then; an alias is as good as the label."""
    rounds = open_rounds(own_space.root, "2017-12", earlier=False)
    propose_theme(own_space, rounds.choose(), suggested_topics(rounds.choose()), 1, "reflective supervision")
    folder = own_space.round("2017-12").processed
    assert {r["theme"] for r in read_coding(folder / "coding.xlsx")} == {"Supervision"}
    assert not (folder / "vocabularies.yml").exists()


@pytest.mark.parametrize(("number", "label", "said"), [(99, "New", "no topic 99"), (1, " – ", "Write what the theme")])
def test_a_topic_that_is_not_there_and_a_name_without_a_word_are_refused(months, number, label, said):
    """Nothing is written."""
    chosen = months.choose()
    with pytest.raises(ConfigurationError, match=said):
        propose_theme(months.workspace, chosen, suggested_topics(chosen), number, label)
