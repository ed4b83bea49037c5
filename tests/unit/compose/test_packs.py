"""Team packs and coaching notes: a team's or a person's own audits, said for as few as they are, and private."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from pipeline.compose import compose_coaching_notes, compose_team_packs
from pipeline.compose.packs.coaching import spoken
from pipeline.compose.packs.team import clipped
from pipeline.compose.packs.writing import _file_names
from pipeline.config import load_council, load_round, load_scheme, load_vocabularies
from pipeline.errors import ConfigurationError, StoreError
from pipeline.forms import fill, load_pro_forma
from pipeline.run import Options, make_packs, run_round
from pipeline.store import save_workbook
from tests.unit.compose.kept_rounds import taken_in
from tests.unit.compose.reports import plain

LATE = {"words": "Write the plan.", "owner_role": "Team manager", "due": date(2017, 12, 1)}
HOSTILE = (
    "=1+1 | a",
    "# x {{< include /etc/passwd >}}",
    "🦊 \u05d1\u05d3\u05d9\u05e7\u05d4",
    "x" * 10_000,
    "<script>alert(1)</script>",
)


def add_audit(small_rounds, **answers):
    """One more audit in December, by somebody else, that nobody moderated."""
    space = small_rounds.workspace
    words = load_vocabularies(space) | load_council(space).vocabularies
    words |= {"grade": load_scheme(space, "practice-2017").vocabulary}
    typed = {
        "case_ref": "WY-200000", "auditor": "P. Strand", "audit_date": "12/12/2017", "grade": "Good",
        "team": "Front Door", "audit_type": "Core", "age_band": "0–4", "plan_type": "Child in need",
        "case_of_concern": "No",
    } | answers  # fmt: skip
    book = fill(load_pro_forma(space, "core-audit"), words, typed)
    save_workbook(book, space.round("2017-12").raw / "returns" / "one more.xlsx", date(2017, 1, 2))


def packs(small_rounds):
    """Team → its pack as Markdown without escapes."""
    taken_in(small_rounds.workspace)
    round_ = load_round(small_rounds.workspace, "2017-12")
    made = compose_team_packs(small_rounds.workspace, round_, discard_edits=True)
    return {pack.whose: plain(pack.path.read_text(encoding="utf-8")) for pack in made}


def notes(small_rounds):
    """The coaching notes as Markdown without escapes."""
    taken_in(small_rounds.workspace)
    round_ = load_round(small_rounds.workspace, "2017-12")
    made = compose_coaching_notes(small_rounds.workspace, round_, discard_edits=True)
    return [plain(pack.path.read_text(encoding="utf-8")) for pack in made]


def body(text):
    """A document without its front matter."""
    return text.split("---", 2)[2]


def test_a_team_with_one_audit_has_a_pack_without_shares_that_says_how_few_it_is(small_rounds):
    """One audit is an example: no per cent, no "1 audits"."""
    small_rounds.write(grades=("Good",), groups={"strengths": [{"theme": "Casework", "words": "Good."}]})
    text = body(packs(small_rounds)["Leaving Care"])
    assert "This is one audit. That is too few to say how the team works as a whole. Read it as an example" in text
    assert "Of 1 admissible core audit with a grade: 1 “Good”." in text
    assert "Casework: in 1 of 1 audit" in text
    assert "%" not in re.sub(r"width=92%", "", text)
    assert not re.search(r"\b1 (?:core )?audits\b|\bone audits\b", text)


def test_a_team_of_many_audits_has_shares_with_their_base(small_rounds):
    """Ten are enough for a table."""
    small_rounds.write(grades=("Good",) * 10)
    text = body(packs(small_rounds)["Leaving Care"])
    assert "The figures are of ten audits." in text
    assert "| Good | 10 | 100% |" in text


def test_each_team_has_its_own_audits_and_cases_and_no_others(small_rounds):
    """The Front Door's pack is about one audit, and does not name the other team's case."""
    small_rounds.write(grades=("Good", "Good"), groups={"actions": [LATE]})
    add_audit(small_rounds)
    made = packs(small_rounds)
    assert set(made) == {"Leaving Care", "Front Door"}
    assert "WY-100000" in made["Leaving Care"]
    assert "WY-1" not in made["Front Door"]
    assert "Auditors required no action of this team." in made["Front Door"]
    assert "- 1 core audit of the team's cases" in made["Front Door"]
    assert "2 core audits of the team's cases" in made["Leaving Care"]


def test_what_to_do_first_begins_with_the_child_and_then_with_what_is_latest(small_rounds):
    """A case of concern that nobody was told of comes before an action that is late."""
    small_rounds.write(grades=("Good",), groups={"actions": [LATE]}, answers={"case_of_concern": "Yes"})
    text = body(packs(small_rounds)["Leaving Care"])
    first, second = (
        text.index("1. Tell the Head of Service today about WY-100000"),
        text.index("2. Finish what is more than"),
    )
    assert first < second
    assert "3. Say how one action stands: nobody has reported." in text


def test_hostile_words_in_actions_stand_in_the_pack_as_text(small_rounds):
    """Shortened where they are long, escaped always: the document has the same tables and no shortcode."""
    small_rounds.write(grades=("Good",), groups={"actions": [LATE | {"words": words} for words in HOSTILE]})
    taken_in(small_rounds.workspace)
    round_ = load_round(small_rounds.workspace, "2017-12")
    (pack,) = compose_team_packs(small_rounds.workspace, round_)
    text = pack.path.read_text(encoding="utf-8")
    assert "{{<" not in text and "<script" not in text
    table = [line for line in text.splitlines() if line.startswith("| WY")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {6}
    assert max(map(len, table)) < 600
    assert "=1+1 | a" in plain(html.unescape(text))


def test_a_long_action_is_clipped_and_a_short_one_is_not():
    """At the limit nothing is cut; one letter beyond it an ellipsis stands; so with one word as wide as its column."""
    words = ("word " * 30).strip()
    assert clipped(words + "s") == words + "s"
    assert clipped(words + "ss") == words + "s …"
    assert clipped("x" * 30) == "x" * 30
    assert clipped("x" * 31) == "x" * 30 + "…"


def test_a_note_says_what_was_read_again_what_agrees_and_what_to_work_on(small_rounds):
    """All three audits of J. Okafor; the grades differ once, two reasons are given."""
    folder = small_rounds.write()
    space = small_rounds.workspace
    words = load_vocabularies(space) | {"grade": load_scheme(space, "practice-2017").vocabulary}
    common = {"auditor": "J. Okafor", "moderator": "B. Lee"}
    rows = [
        {
            "case_ref": "WY-100000",
            "moderated_grade": "Not yet good",
            "admissibility": "Inadmissible",
            "reasons": "Too brief",
        },
        {"case_ref": "WY-100001", "moderated_grade": "Not yet good", "admissibility": "Immediately admissible"},
        {"case_ref": "WY-100002", "admissibility": "Admissible with development needs", "reasons": "Other; Too brief"},
    ]
    book = fill(load_pro_forma(space, "moderation"), words, [common | row for row in rows])
    save_workbook(book, folder / "moderation.xlsx", date(2017, 1, 2))
    (text,) = notes(small_rounds)
    assert "Dear J. Okafor," in text
    assert "three were read again by a second person. You both gave the same grade in one of two." in text
    assert "The moderator's grade was lower in one." in text
    assert "The audit could be used as it was: WY-100001" in text
    assert "- Too brief (WY-100000 and WY-100002). Write so much that" in text
    assert text.index("Too brief (WY") < text.index("- Other (WY-100002).")
    assert "- Two grades for one case (WY-100000)." in text


def test_an_auditor_who_was_not_moderated_gets_no_note_and_a_name_stands_on_its_own_note_alone(small_rounds):
    """P. Strand has no note; neither name is in a pack."""
    small_rounds.write()
    add_audit(small_rounds)
    (text,) = notes(small_rounds)
    assert "J. Okafor" in text
    assert "Strand" not in text
    everything = " ".join(packs(small_rounds).values())
    assert "Okafor" not in everything and "Strand" not in everything


def test_teams_that_look_alike_do_not_share_a_file():
    """ "East & West" and "East and West" differ for a person; a team without a letter has a file as well."""
    assert _file_names(["East & West", "East and West", "–"]) == {
        "East & West": "east-and-west", "East and West": "east-and-west-2", "–": "team",
    }  # fmt: skip


@pytest.mark.slow
def test_the_packs_of_a_round_are_finished_files_that_their_owner_alone_can_read(small_rounds, without_kernels):
    """Tracker, register, a pack, a note; what an earlier run left for a team that is gone is taken away."""
    small_rounds.write(groups={"actions": [LATE | {"words": "x" * 10_000}]})
    space, internal = small_rounds.workspace, small_rounds.workspace.round("2017-12").internal
    with pytest.raises(StoreError, match="caseaudit run 2017-12"):
        make_packs(space, "2017-12")
    run_round(space, "2017-12", Options(editions=("internal",), formats=("html",), engine="embedded", quiet=True))
    (internal / "teams").mkdir(parents=True)
    (internal / "teams" / "a-team-that-is-gone.pdf").write_bytes(b"%PDF")
    files = make_packs(space, "2017-12", engine="embedded")
    named = {f.relative_to(internal).as_posix() for f in files}
    assert {
        "action_tracker.xlsx",
        "concerns_register.xlsx",
        "teams/leaving-care.html",
        "teams/leaving-care.pdf",
    } < named
    assert len(named) == 6
    assert {f.name for f in (internal / "teams").iterdir()} == {"leaving-care.html", "leaving-care.pdf"}
    assert [f.name for f in files if f.stat().st_mode & 0o077] == []
    with pytest.raises(ConfigurationError, match='"docx" is no format of packs; choose from: html, pdf'):
        make_packs(space, "2017-12", ("docx",))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("okafor, J", "J Okafor"),
        ("O'BRIEN, SIOBHÁN", "Siobhán O'Brien"),
        ("j. okafor", "J. Okafor"),
        ("J. McDonald", "J. McDonald"),
        ("Anna van der Berg", "Anna van der Berg"),
    ],
)
def test_a_note_speaks_to_people_by_their_names_as_they_are_said(typed, said):
    """However a form has them; who typed capitals of their own is left as typed."""
    assert spoken(typed) == said
