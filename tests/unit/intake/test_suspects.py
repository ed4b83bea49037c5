"""Words that may be names are flagged by how they are written, seldom, and never taken out by guess."""

from __future__ import annotations

import pytest

from pipeline.intake.names import known_words
from pipeline.intake.problems import Place
from pipeline.intake.suspects import Suspects
from tests.unit.intake.conftest import SmallRound


def found(*texts: str, known: set[str] | None = None) -> list[str]:
    """The words that these texts of one round make suspect."""
    suspects = Suspects(known or {"team", "plan"})
    for text in texts:
        suspects.read(text, Place("a.xlsx"), "C9", "Comments")
    return [s.word for s in suspects.found()]


@pytest.mark.parametrize(
    "text",
    [
        "Jayden said that he was well.",
        "The plan was agreed. Jayden told us so.",
        "We saw Jayden at home.",
        "We met Jayden's teacher.",
        "Jayden's voice is heard.",
        "A child (Jayden) was seen.",
        'He is called "Jayden" by all.',
        "seen: then Jayden moved",
    ],
)
def test_a_name_is_flagged_inside_a_sentence_or_where_somebody_speaks(text: str) -> None:
    """Also at the beginning of a sentence, before a verb of people or with what is theirs."""
    assert found(text) == ["Jayden"]


@pytest.mark.parametrize(
    "text",
    [
        "Supervision was late. Nothing was recorded.",
        "Visits took place; Contact was not supervised.",
        "The [name] told the [case] of [phone].",
        "The GP and CAMHS were told, and so was MASH.",
        "We were told on Monday 4 December.",
    ],
)
def test_what_begins_a_sentence_or_is_an_abbreviation_is_not(text: str) -> None:
    """Nor what was taken out before."""
    assert found(text, known={"monday", "december"}) == []


def test_a_word_that_stands_in_small_letters_elsewhere_in_the_round_is_none() -> None:
    """Some auditors give every noun a capital."""
    assert found("We read the Chronology.", "the chronology was long") == []
    assert found("the chronology was long", "We read the Chronology of Jayden.") == ["Jayden"]


def test_a_word_is_told_once_with_the_number_of_answers() -> None:
    """Where it stands first; twice in one answer is one answer."""
    suspects = Suspects()
    for n, text in enumerate(["saw Jayden and Jayden", "saw Jayden", "saw Jayden"]):
        suspects.read(text, Place(f"{n}.xlsx"), f"C{n}", "Comments")
    (sighting,) = suspects.found()
    assert (sighting.place.file, sighting.cell, sighting.answers) == ("0.xlsx", "C0", 3)


def test_the_words_of_forms_lists_and_council_are_no_names(small: SmallRound) -> None:
    """A team, a term, a label, a month, and who people are to each other."""
    from pipeline.config import load_council
    from pipeline.forms import load_pro_forma

    form = load_pro_forma(small.workspace, "core-audit")
    known = known_words(load_council(small.workspace), [form], small.words)
    text = "with Wyeshire, the East, Casework, the Genogram, in December, by Mother and Outstanding Jayden"
    assert found(text, known=known) == ["Genogram", "Jayden"]
