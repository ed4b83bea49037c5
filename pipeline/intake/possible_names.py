"""Words in free text that may be a child's or a relative's name, for a person to look at.

No list of names can tell Hope from hope, so nothing is taken out by guess: a capital inside a sentence beside a word
that people use of persons is a sign, and the analyst decides, once for the whole round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.config import Council, Vocabulary, plain
from pipeline.forms import Answer, Field, ProForma, Record
from pipeline.intake.cleaning import Cleaner
from pipeline.intake.files import Found
from pipeline.intake.problems import Place
from pipeline.intake.review import NAME, NO_NAME, Question

__all__ = ["known_words", "note_possible_names", "possible_names"]

_WORD = r"(?P<name>[A-Z][a-z’'\-]{2,})"
_BEFORE = r"(?:called|named|siblings?|brother|sister|twin|baby|child|daughter|son|mum|mother|dad|father|uncle|aunt|nan)"
_AFTER = (
    r"(?:said|says|told|tells|wants|wanted|feels|felt|asked|lives|lived|is aged|was aged|\(?aged|was born|’s|'s\s+"
    r"(?:mum|mother|dad|father|brother|sister|school|bedroom|wishes|voice|views))"
)
_SIGNS = (
    re.compile(rf"(?<=[a-z,;]\s){_WORD}\s+{_AFTER}"),
    re.compile(rf"\b{_BEFORE},?\s+{_WORD}\b"),
)
# What stands with a capital inside a sentence and is nobody.
_NOBODY = frozenset(
    plain(
        "January February March April May June July August September October November December Monday Tuesday "
        "Wednesday Thursday Friday Saturday Sunday Ofsted English Welsh Christmas Easter"
    ).split()
)


def possible_names(text: str, known: frozenset[str]) -> Iterator[str]:
    """Each word of a text that may be a name; ``known``: words that are none, as they are compared (``plain``)."""
    for sign in _SIGNS:
        for found in sign.finditer(text):
            word = re.sub(r"[’']s$", "", found["name"])
            if plain(word) not in known | _NOBODY:
                yield word


def note_possible_names(read: Sequence[Found], known: frozenset[str], cleaner: Cleaner) -> None:
    """A question for each word of the free text that may be a name; a problem at its first place while it is open."""
    for found in read:
        for record in found.records:
            place = Place(found.name, cleaner.redact(record.sheet))
            for f, answer in _free_text(record):
                for word in possible_names(cleaner.redact(str(answer.value)), known):
                    _ask(Question("Word", f.label, word, place, answer.cell, (NAME, NO_NAME)), cleaner)


def _ask(question: Question, cleaner: Cleaner) -> None:
    met = question.key in cleaner.review.asked
    if cleaner.review.ask(question) is None and not met:
        cleaner.problems.add(
            question.place,
            "it may hold a name: a child's or a relative's",
            "note",
            "Take the name out of the return, or say in review.xlsx what it is.",
            cell=question.cell,
            field=question.field,
            found=question.typed,
        )


def _free_text(record: Record) -> Iterator[tuple[Field, Answer]]:
    """The answers in words of a return or of a row."""
    rows: list[tuple[Sequence[Field], Mapping[str, Answer]]] = [(list(record.pro_forma.fields), record.answers)]
    rows += [(g.columns, row) for g in record.pro_forma.groups for row in record.groups.get(g.id, ())]
    for fields, answers in rows:
        for f in fields:
            if f.type == "text" and f.id in answers and isinstance(answers[f.id].value, str):
                yield f, answers[f.id]


def known_words(
    council: Council, vocabularies: Mapping[str, Vocabulary], pro_formas: Mapping[str, ProForma]
) -> frozenset[str]:
    """Every word of the forms, the lists and the council's own settings, as it is compared: nobody's name."""
    texts = [council.name, council.department, *council.also_called, *(t.name for t in council.teams)]
    texts += [spelling for vocabulary in vocabularies.values() for spelling in vocabulary.spellings]
    for form in pro_formas.values():
        texts += [form.title, *form.instructions, *(s.heading for s in form.sections)]
        texts += [f.label for f in (*form.fields, *(f for g in form.groups for f in g.columns))]
    return frozenset(word for text in texts for word in plain(text).split())
