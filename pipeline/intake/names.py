"""Who and what is named in a round: what is taken out for certain, what a person decided, what is left to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.config import Council, Vocabulary, plain
from pipeline.config.files import read_yaml
from pipeline.forms import ProForma
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.files import Found
from pipeline.intake.questions import IS_A_NAME, IS_NO_NAME, About, Decisions
from pipeline.intake.suspects import words_of
from pipeline.intake.values import as_typed

__all__ = ["decided_names", "identifiers_in", "known_words", "note_suspects"]

_ABOUT: About = "may be a name"
_NO_NAMES = Path(__file__).resolve().parent / "no_names.yml"


def identifiers_in(
    read: Iterable[Found], pro_formas: Mapping[str, ProForma], decisions: Decisions
) -> tuple[set[str], set[str]]:
    """Who is named as auditor or moderator, and every case reference: in the returns, or written by the analyst."""
    kinds = {plain(f.label): f.type for p in pro_formas.values() for f in p.fields}
    named: dict[str, set[str]] = {"person": set(), "case": set()}
    for found in read:
        for record in found.records:
            for f in record.pro_forma.fields:
                answer = record.answers.get(f.id) if f.type in named else None
                if answer is not None and answer.value is not None:
                    named[f.type].add(as_typed(answer.value))
    named["case"] |= {as_typed(decision.value) for _, decision in decisions.about("no case")}
    for key, decision in decisions.about("left blank"):
        if kinds.get(key[4]) == "person":
            named["person"].add(as_typed(decision.value))
    return named["person"], named["case"]


def decided_names(decisions: Decisions) -> list[str]:
    """The words of which the analyst said that they are a person's name."""
    return [d.found for _, d in decisions.about(_ABOUT) if plain(d.value) == plain(IS_A_NAME)]


def known_words(council: Council, pro_formas: Iterable[ProForma], vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """Every word of the council's settings, of the lists and of the forms: what they say is no name of a child."""
    texts = [council.name, *council.also_called, council.department, council.report_by]
    texts += [part for team in council.teams for part in (team.name, team.service, *team.aliases)]
    texts += [word for v in vocabularies.values() for term in v.terms for word in (term.label, *term.aliases)]
    for form in pro_formas:
        texts += [form.title, *form.instructions, *(section.heading for section in form.sections)]
        fields = [*form.fields, *(f for group in form.groups for f in group.columns)]
        texts += [label for f in fields for label in (f.label, *f.variants)]
    return words_of(texts) | {word for line in read_yaml(_NO_NAMES) for word in line}


def note_suspects(cleaner: Cleaner) -> None:
    """A problem for each word that may be a name: the word stands in review.xlsx, and in no table."""
    for seen in cleaner.suspects.found():
        where = "" if seen.answers == 1 else f", and in {seen.answers - 1} more"
        cleaner.problems.add(
            seen.place,
            f"a word that may be a person's name stands in this answer{where}",
            "note",
            "Say in review.xlsx, which shows the word, whether it is one: a name is taken out of the whole round.",
            cell=seen.cell,
            field=seen.field,
            about=_ABOUT,
            choices=(IS_A_NAME, IS_NO_NAME),
            word=seen.word,
        )
