"""The site: nothing on it is lost without a word."""

from __future__ import annotations

import pytest

from pipeline.errors import GateError
from pipeline.publish import publish_round
from pipeline.run import Options, run_round
from pipeline.store import read_json, write_json


@pytest.fixture
def ready(small_rounds, without_kernels, monkeypatch):
    """A workspace with a round that the gate lets through."""
    small_rounds.write()
    run_round(small_rounds.workspace, "2017-12", Options(editions=("public",), engine="embedded", quiet=True))
    monkeypatch.setattr("pipeline.publish.site.gate", lambda workspace, round_id: [])
    return small_rounds.workspace


@pytest.mark.parametrize("about", [{"title": "T", "files": []}, {"documents": [{}]}, [], None])
def test_a_round_that_the_index_cannot_list_is_named_before_anything_is_touched(ready, about):
    """An about.json of an earlier form: a refusal that says which round to publish again, and no half a site."""
    write_json(ready.published / "2017-07" / "about.json", about)
    with pytest.raises(GateError, match="caseaudit publish 2017-07"):
        publish_round(ready, "2017-12")
    assert [f.name for f in ready.published.iterdir()] == ["2017-07"]


def test_a_round_of_an_earlier_form_can_be_published_again(ready):
    """Its own old entry does not stand in its way."""
    write_json(ready.published / "2017-12" / "about.json", {"title": "T"})
    publish_round(ready, "2017-12")
    assert read_json(ready.published / "2017-12" / "about.json")["documents"]
    assert (ready.published / "index.html").is_file()
