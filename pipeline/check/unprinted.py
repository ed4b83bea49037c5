"""Numbers that a document says and that no measure of it printed: every one must come from somewhere that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.check.passages import Passage

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Known", "numbers", "unprinted"]

_NUMBER = re.compile(r"(?<![\w.,])£?\d+(?:,\d{3})*(?:\.\d+)?%?")
_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# days, months and years; what a method is called by; and the sentence that shares do not add to 100%
_NO_FIGURE = re.compile(
    rf"\b\d{{1,2}}(?:(?: to | and |–)\d{{1,2}})? (?:{_LONG}|{_SHORT})\b(?: \d{{4}})?|\b(?:19|20)\d\d\b"
    r"|\b95% (?=interval)|\(p [=<] 0\.\d+\)|\badd to 100%"
)
_CHARTS = "Charts"  # the place under which the figures of pictures, and of their titles, are noted


@dataclass(frozen=True)
class Known:
    """Numbers that are no figures of the round: ``phrases`` hold some in their words; ``typed`` ones stand anywhere.

    Phrases are names, such as that of a team or a theme, and the words of ``round.yml``; a typed number was written by
    a person in the commentary, where ``literal_numbers`` has its own rule, or stands in the template.
    ``reference``: how a case reference looks, in the internal edition.
    """

    phrases: frozenset[str]
    typed: frozenset[str]
    reference: re.Pattern[str]

    @classmethod
    def of(cls, phrases: Iterable[str], texts: Iterable[str], reference: str) -> Known:
        """Those of the phrases that hold a number, and the numbers in the texts."""
        held = frozenset(phrase for phrase in phrases if re.search(r"\d", phrase))
        return cls(held, frozenset(n for text in texts for n in numbers(text)), re.compile(reference))


def numbers(text: str) -> list[str]:
    """The numbers in a text that could be figures, as they are written; days and years are none."""
    return _NUMBER.findall(_NO_FIGURE.sub(" ", text))


def unprinted(said: Sequence[Passage], printed: pd.DataFrame, known: Known) -> Iterator[tuple[Passage, str]]:
    """(passage, number) for each number in a passage that its part of the document did not get from a measure."""
    got = {place: {n for text in texts for n in numbers(text)} for place, texts in printed.groupby("place")["text"]}
    phrases = sorted(known.phrases, key=len, reverse=True)
    for passage in said:
        if passage.table.startswith("tbl-form-"):  # what a form asks and offers
            continue
        text = known.reference.sub(" ", passage.words)
        for phrase in phrases:
            text = text.replace(phrase, " ")
        accounted = got.get(passage.place, set()) | got.get(_CHARTS, set()) | known.typed
        for number in dict.fromkeys(numbers(text)):
            if number not in accounted:
                yield passage, number
