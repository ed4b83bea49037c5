"""The gate: each thing that stands against publishing, with what to do; it refuses and touches nothing."""

from __future__ import annotations

import datetime as dt
import importlib
import shutil
import zipfile

import pytest

from pipeline.compose import stories_of
from pipeline.errors import ConfigurationError, GateError
from pipeline.publish import gate, left_out, publish_round, sign_round
from pipeline.store import load_table, read_json, save_table, write_json
from pipeline.tables import as_table
from tests.unit.publish.conftest import ROUND, put_on_page, run_again

STORY = "> A girl of nine told her worker that the house is quiet now."


def told(workspace, **more):
    """What stands against the round, as text."""
    return "\n".join(f"{f.document}, {f.place}: {f.message}" for f in gate(workspace, ROUND, **more))


def change(path, old, new):
    """Write something else into a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def real(workspace):
    """Make a real round of it without running it again: only what the gate asks of the setting."""
    change(workspace.round(ROUND).settings, "synthetic: true", "synthetic: false")


@pytest.fixture
def fresh(monkeypatch):
    """Nothing counts as out of date, where a test changes a setting that would make it so."""
    module = importlib.import_module("pipeline.publish.gate")
    monkeypatch.setattr(module, "documents_are_fresh", lambda workspace, round_, edition: True)


def test_nothing_stands_against_a_round_that_is_ready(ready):
    """The list is empty."""
    assert told(ready) == ""


def test_a_round_whose_returns_have_changed_is_refused_with_the_command(ready):
    """Nothing else is looked at: it is about to be made anew."""
    change(ready.round(ROUND).commentary, "Much.", "More.")
    assert "first run: caseaudit run 2017-12" in told(ready)


def test_a_finished_file_that_was_changed_by_hand_is_refused(ready):
    """Nobody has checked it, and nobody signed it."""
    page = ready.round(ROUND).build("public") / "monthly_summary.html"
    change(page, "</main>", "<p>Better than ever.</p></main>")
    assert "monthly_summary.html, the file: it is not as it was rendered" in told(ready)


def test_a_round_that_would_say_something_else_by_now_is_refused(ready):
    """It is protected again against the whole ledger, and what it was going to say has to be what it may say."""
    path = ready.round(ROUND).statements
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines
    path.write_text("\n".join(lines[1:]), encoding="utf-8")
    assert "what was published since changes what it may say; run: caseaudit run 2017-12 --edition public" in told(
        ready
    )


def test_every_protected_number_that_is_given_away_is_named(ready):
    """And what to do about it."""
    write_json(ready.round(ROUND).protection, {"given_away": ["risk.high_risk of 2017-12"]})
    assert "risk.high_risk of 2017-12 can be worked out" in told(ready)


@pytest.mark.parametrize("account", ["{", "[]", "{}", '{"given_away": 0}', None])
def test_without_an_account_of_what_it_gives_away_a_round_is_refused(ready, account):
    """No file, a damaged one, or one that does not say: none of these is a permission."""
    path = ready.round(ROUND).protection
    path.unlink() if account is None else path.write_text(account, encoding="utf-8")
    assert "there is no account of what it gives away" in told(ready)


def test_a_figure_published_elsewhere_that_nothing_explains_is_refused_with_its_line(ready, fresh):
    """The table that the run made is read; without one the command is named."""
    paths = ready.round(ROUND)
    paths.figures_published.write_text(
        "figures:\n  - {measure: auditing.total, count: 9, source: slides}\n", encoding="utf-8"
    )
    assert "it was not set beside the returns" in told(ready)
    row = {"line": 2, "about": "figure", "measure": "auditing.total", "label": "Core audits", "explained": False}
    row |= {"published": "9", "ours": "3", "kind": "not explained", "arithmetic": "3 and not 9"}
    save_table(paths.processed, "reconciliation", as_table("reconciliation", [row]))
    assert "published.yml, line 2: Core audits: published 9, the returns give 3" in told(ready)
    assert 'say why with "because:"' in told(ready)


def test_an_identifier_in_any_part_of_a_file_is_refused_and_not_repeated(ready):
    """A reference in the zip comment of a workbook that goes out; the message says where, and not what it is."""
    put_on_page(ready, "<!-- wy100001 -->")
    said = told(ready)
    assert "monthly_summary.html, its bytes: a case reference stands there" in said
    assert "100001" not in said


def test_words_copied_out_of_a_return_are_refused_with_their_line(ready, fresh):
    """Ten words in a row of an auditor's text are somebody's own words."""
    paths = ready.round(ROUND)
    returns = load_table(paths.processed, "returns")
    words = "The boy waited eleven weeks for a bed that had been promised in the spring."
    save_table(paths.processed, "returns", returns.assign(comments=[words, *[None] * (len(returns) - 1)]))
    change(paths.commentary, "Much.", f"One file says that {words[0].lower()}{words[1:]}")
    assert "commentary.md, line 8: it repeats the words of a return" in told(ready)
    change(paths.commentary, words[1:], " boy waited long for a bed.")
    assert told(ready) == ""


@pytest.mark.slow
def test_a_real_round_needs_a_signature_and_a_synthetic_one_none(ready, fresh):
    """The signature is asked for last, when nothing else stands against the round."""
    assert told(ready) == ""
    real(ready)
    assert 'caseaudit publish 2017-12 --sign "THEIR ROLE"' in told(ready)
    assert told(ready, signed=False) == ""


@pytest.mark.slow
def test_a_signature_is_of_exactly_what_was_read(ready, fresh):
    """By role and day; a word of the document that changes afterwards makes it worth nothing."""
    real(ready)
    signed = sign_round(ready, ROUND, "Head of Safeguarding")
    assert (signed.role, signed.date) == ("Head of Safeguarding", dt.date.today())
    assert told(ready) == ""
    sign_round(ready, ROUND, "Director: children")
    publish_round(ready, ROUND)
    by = read_json(ready.published / ROUND / "provenance.json")["signed_by"]
    assert [s["role"] for s in by] == ["Head of Safeguarding", "Director: children"]
    change(ready.round(ROUND).build("public") / "monthly_summary.qmd", "Much", "More")
    assert "nobody signed the public edition as it is now" in told(ready)


@pytest.mark.slow
def test_a_changed_figure_ends_a_signature_as_well(ready, fresh):
    """What each printed figure is of is signed, not only the words around it."""
    real(ready)
    sign_round(ready, ROUND, "Head of Safeguarding")
    folder = ready.round(ROUND).processed / "public"
    printed = load_table(folder, "printed", "monthly_summary")
    save_table(folder, "printed", printed.assign(measure=["ratings.total", *printed["measure"][1:]]), "monthly_summary")
    assert "nobody signed" in told(ready)


@pytest.mark.parametrize("role", ["J. Okafor", "Okafor", "B. Lee (Head of Service)"])
def test_somebody_who_audited_signs_by_role_and_not_by_name(ready, fresh, role):
    """The signature is public."""
    real(ready)
    with pytest.raises(GateError, match="Sign by your role"):
        sign_round(ready, ROUND, role)
    assert not ready.round(ROUND).sign_off.exists()


def test_nothing_is_signed_that_would_not_be_published(ready, fresh):
    """Who signs a round that has something against it would have to sign again."""
    real(ready)
    ready.round(ROUND).protection.unlink()
    with pytest.raises(GateError, match="no account"):
        sign_round(ready, ROUND, "Head of Safeguarding")


def test_a_refusal_lists_every_reason_and_touches_nothing(ready):
    """There is no site, not even an empty one."""
    ready.round(ROUND).protection.unlink()
    put_on_page(ready, "<p>WY-100002</p>")
    with pytest.raises(GateError, match=r"(?s)cannot be published yet, and nothing was changed.*no account.*reference"):
        publish_round(ready, ROUND)
    assert not ready.published.exists()


@pytest.mark.slow
def test_a_note_that_names_a_case_is_refused(ready, correct):
    """Everybody reads the note; it is found on the new page, before that is anybody's."""
    publish_round(ready, ROUND)
    correct()
    with pytest.raises(GateError, match=r"about\.json"):
        publish_round(ready, ROUND, "WY-100001 came late")
    assert len(read_json(ready.published / ROUND / "about.json")["versions"]) == 1


def public_page(workspace):
    """The public page as a reader meets it."""
    return (workspace.round(ROUND).build("public") / "monthly_summary.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_story_stands_in_public_only_when_exactly_its_text_was_approved(ready):
    """Left out and told of first; approved by its digest it is there; one word changed, it is out again."""
    paths = ready.round(ROUND)
    change(paths.commentary, "Much.", f"Much.\n\n{STORY}")
    run_again(ready)
    assert "quiet now" not in public_page(ready)
    line, untold = left_out(ready, ROUND)
    assert "ratings.good reads" in untold
    (story,) = stories_of(ready, ROUND)
    assert "commentary.md, line 10" in line and story.sha256 in line
    assert told(ready) == ""
    entry = f"{{sha256: {story.sha256}, kind: story, by: Head of Safeguarding, date: 2018-01-12}}"
    paths.approvals.write_text(f"texts:\n  - {entry}\n", encoding="utf-8")
    run_again(ready)
    assert "quiet now" in public_page(ready) and left_out(ready, ROUND) == [untold]
    change(paths.commentary, "of nine", "of ten")
    run_again(ready)
    assert "quiet now" not in public_page(ready)


def test_a_part_of_nothing_but_an_unapproved_story_is_still_to_be_written(ready, fresh):
    """A heading with nothing under it is not published."""
    change(ready.round(ROUND).commentary, "Much.", STORY)
    assert "What difference it made: all of this part waits for approval" in told(ready)


def test_approvals_that_cannot_be_read_stop_the_round(ready, fresh):
    """A slip in approvals.yml is no approval, and is told with its line."""
    ready.round(ROUND).approvals.write_text("texts:\n  - {sha256: 12, kind: story}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"approvals\.yml, line 2 cannot be used"):
        gate(ready, ROUND)


def test_a_word_that_is_no_name_here_can_be_approved(ready, fresh):
    """An auditor is called Okafor, and so is, let us say, a street: a person says so, with the reason."""
    put_on_page(ready, "<p>The office in Okafor Street.</p>")
    assert "the name of somebody in the round stands there" in told(ready)
    ready.round(ROUND).approvals.write_text(
        "words:\n  - {word: Okafor, because: a street, by: Head of Quality Assurance, date: 2018-01-12}\n",
        encoding="utf-8",
    )
    assert told(ready) == ""


def test_a_stray_file_in_the_build_folder_is_not_published(ready):
    """Only what the last run rendered goes onto the site."""
    folder = ready.round(ROUND).build("public")
    shutil.copy(folder / "monthly_summary.pdf", folder / "draft.pdf")
    with zipfile.ZipFile(folder / "notes.zip", "w") as file:
        file.writestr("a.txt", "WY-100001")
    publish_round(ready, ROUND)
    assert {f.suffix for f in (ready.published / ROUND).iterdir()} == {".html", ".pdf", ".json", ""}
