"""Versions on the site: the first, corrections, withdrawals; nothing on it is lost or changed without a word."""

from __future__ import annotations

import hashlib
import importlib
import json

import pytest

from pipeline.errors import GateError
from pipeline.protect import Statement, ledger_lines, read_ledger
from pipeline.protect.filters import Filter, Quantity
from pipeline.publish import publish_round, withdraw_round
from pipeline.store import read_json, write_json
from tests.unit.publish.conftest import ROUND, tree

TELLS = Statement(
    ROUND, 1, "", "auditing.total", "1", "audits", Quantity((ROUND,), Filter("audits", ())), count=(3, 3), place=""
)
ELSEWHERE = Statement(
    "published elsewhere: slides", 1, "", "ratings.good", "1", "audits",
    Quantity((ROUND,), Filter("audits", ())), count=(1, 1), place="",
)  # fmt: skip


@pytest.fixture
def telling(ready, monkeypatch):
    """The round with one number of its own, and one that slides told before; it is not asked again what it may say."""
    monkeypatch.setattr(
        importlib.import_module("pipeline.publish.gate"), "changed_since", lambda workspace, round_id: []
    )
    ready.round(ROUND).statements.write_text("\n".join(ledger_lines([ELSEWHERE, TELLS])), encoding="utf-8")
    return ready


def about(workspace):
    """What the site knows of the round."""
    return read_json(workspace.published / ROUND / "about.json")


def test_the_first_publication_is_version_1_with_checksums_and_provenance(ready):
    """Each file has its digest, and the account of what it was made from names no machine and no return."""
    made = publish_round(ready, ROUND)
    folder = ready.published / ROUND
    assert (made.version, made.changed) == (1, True)
    assert {f.name for f in made.files} == {"monthly_summary.html", "monthly_summary.pdf"}
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    told = read_json(folder / "provenance.json")
    assert (told["round"], told["version"], told["note"], told["signed_by"]) == (ROUND, 1, None, [])
    assert len(told["inputs"][f"the returns or settings of {ROUND}"]) == 64
    assert told["engine"].startswith("embedded")
    text = json.dumps(told)
    assert str(ready.root) not in text and "xlsx" not in text and "key" not in text


@pytest.mark.slow
def test_the_same_files_again_change_nothing(ready):
    """No second version, no note asked for, not a byte of the site another one."""
    publish_round(ready, ROUND)
    before = tree(ready.published)
    made = publish_round(ready, ROUND)
    assert (made.version, made.changed) == (1, False)
    assert tree(ready.published) == before


@pytest.mark.slow
def test_a_correction_without_a_note_is_refused_and_touches_nothing(ready, correct):
    """The refusal names what changed and the command."""
    publish_round(ready, ROUND)
    before = tree(ready.published)
    correct()
    with pytest.raises(GateError, match=r"version 1 on .* others: monthly_summary\.html.*--note"):
        publish_round(ready, ROUND)
    assert tree(ready.published) == before


@pytest.mark.slow
def test_a_correction_takes_the_place_of_the_version_before_which_stays_listed(ready, correct):
    """The address of a document leads to what holds now; the superseded one is in v1, with its own checksums."""
    publish_round(ready, ROUND)
    first = (ready.published / ROUND / "monthly_summary.html").read_bytes()
    correct()
    made = publish_round(ready, ROUND, "Two late returns are counted")
    folder = ready.published / ROUND
    assert made.version == 2
    assert b"corrected" in (folder / "monthly_summary.html").read_bytes()
    assert (folder / "v1" / "monthly_summary.html").read_bytes() == first
    assert (folder / "v1" / "SHA256SUMS").is_file() and (folder / "v1" / "provenance.json").is_file()
    assert [v["note"] for v in about(ready)["versions"]] == [None, "Two late returns are counted"]
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="v1/monthly_summary.html"' in page and "Two late returns are counted" in page
    assert "Superseded" in page


@pytest.mark.slow
def test_a_withdrawal_takes_the_files_of_all_versions_and_leaves_a_note(ready, correct):
    """No byte of a document is left; index and page of the round say when and why."""
    publish_round(ready, ROUND)
    correct()
    publish_round(ready, ROUND, "A late return")
    withdraw_round(ready, ROUND, "A family asked for it")
    assert {f.name for f in (ready.published / ROUND).rglob("*")} == {"about.json", "index.html"}
    for page in ("index.html", f"{ROUND}/index.html"):
        text = (ready.published / page).read_text(encoding="utf-8")
        assert "A family asked for it" in text
        assert "monthly_summary" not in text and "were good" not in text
    assert not list(ready.published.parent.glob(".published*"))


@pytest.mark.slow
def test_what_was_withdrawn_comes_back_only_with_a_note_and_as_a_new_version(ready):
    """The same files too: somebody has to say why they are there again."""
    publish_round(ready, ROUND)
    withdraw_round(ready, ROUND, "A mistake in it")
    with pytest.raises(GateError, match=r"was withdrawn on .*--note"):
        publish_round(ready, ROUND)
    assert publish_round(ready, ROUND, "The mistake is mended").version == 2
    assert about(ready)["withdrawn"] is None
    assert "Version 1, published" in (ready.published / ROUND / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("why", "told"), [("", "Say in a few words"), ("WY-100001 was named", "names somebody")])
def test_a_withdrawal_says_why_and_names_nobody(ready, why, told):
    """The reason is read by everybody, so an empty one or one with a case in it is refused."""
    publish_round(ready, ROUND)
    with pytest.raises(GateError, match=told):
        withdraw_round(ready, ROUND, why)
    assert (ready.published / ROUND / "monthly_summary.html").is_file()


def test_a_round_that_is_not_on_the_site_cannot_be_withdrawn(ready):
    """The sentence says so."""
    with pytest.raises(GateError, match="is not on the site"):
        withdraw_round(ready, ROUND, "A mistake")


def test_the_ledger_holds_what_each_version_told_and_keeps_it(telling, correct):
    """A version's numbers under its own number and digest; what slides told once; nothing lost by a withdrawal."""
    publish_round(telling, ROUND)
    sums = (telling.published / ROUND / "SHA256SUMS").read_bytes()
    correct()
    publish_round(telling, ROUND, "A late return")
    withdraw_round(telling, ROUND, "A family asked for it")
    ledger = read_ledger(telling.ledger.read_text(encoding="utf-8").splitlines())
    assert [(s.document, s.version) for s in ledger] == [(ELSEWHERE.document, 1), (ROUND, 1), (ROUND, 2)]
    assert ledger[1].sha256 == hashlib.sha256(sums).hexdigest() != ledger[2].sha256


@pytest.mark.parametrize("form", [{"title": "T", "files": []}, {"documents": [{}]}, [], None])
def test_a_round_that_the_index_cannot_list_is_named_before_anything_is_touched(ready, form):
    """An about.json of an earlier form: a refusal that says which round to publish again, and no half a site."""
    write_json(ready.published / "2017-07" / "about.json", form)
    with pytest.raises(GateError, match="caseaudit publish 2017-07"):
        publish_round(ready, ROUND)
    assert [f.name for f in ready.published.iterdir()] == ["2017-07"]


@pytest.mark.slow
def test_a_round_of_an_earlier_form_can_be_published_again(ready):
    """Its own old entry does not stand in its way, and nothing of it is left."""
    write_json(ready.published / ROUND / "about.json", {"title": "T"})
    write_json(ready.published / ROUND / "old.json", {})
    publish_round(ready, ROUND)
    assert about(ready)["versions"][0]["documents"]
    assert not (ready.published / ROUND / "old.json").exists()


@pytest.mark.slow
def test_what_the_council_keeps_on_the_site_itself_stays_there(ready):
    """A file that is not ours, such as a robots.txt, is carried over."""
    ready.published.mkdir(parents=True)
    (ready.published / "robots.txt").write_text("User-agent: *\n", encoding="utf-8")
    publish_round(ready, ROUND)
    assert (ready.published / "robots.txt").is_file()
