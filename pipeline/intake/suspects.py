"""Words in free text that may be a person's name: flagged for a person to decide, never taken out by guess.

No list of first names can tell: Will, May and Hope are words, and a child's name may be on no list. So a word is
suspected by how it is written in this round: with a capital where no sentence begins, or at the beginning of one before
a verb of somebody who speaks or feels ("Jayden said"); never in small letters anywhere in the round; and in no list,
form or setting of the council. What is taken out for certain is taken out before (redaction.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.intake.problems import Place

__all__ = ["Sighting", "Suspects", "words_of"]

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_NAME = re.compile(r"(?<![\w\[])[A-Z][a-z]+(?:[\-'’][A-Z][a-z]+)*(?=(['’]s)?\b)")
_SPEAKS = re.compile(
    r"\s+(?:said|says|told|tells|asked|asks|reported|reports|wants|wanted|feels|felt|thinks|thought|disclosed|described|"
    r"lives|lived|attends|attended|refused|ran|cried|went|stated|shared|spoke|speaks|likes|enjoys|misses|hit|moved)\b"
)
_ENDS, _QUOTES = frozenset(".!?:;–—•*|-"), " \"'“‘("


def words_of(texts: Iterable[str]) -> set[str]:
    """Every word in some texts, in small letters."""
    return {word.casefold() for text in texts for word in _WORD.findall(text)}


@dataclass(frozen=True)
class Sighting:
    """A word that may be a name, where it stands first, and in how many answers."""

    word: str
    place: Place
    cell: str
    field: str
    answers: int


@dataclass
class Suspects:
    """Collects such words over all texts of a round; ``known``: words that are no names, in small letters.

    ``certain`` takes out what is certain and no more, where decisions make the redactor take out names as well: a
    decided name is still found, so that its decision is kept.
    """

    known: set[str] = field(default_factory=set)
    certain: Callable[[str], str] | None = None
    _in_small_letters: set[str] = field(default_factory=set)
    _seen: dict[str, Sighting] = field(default_factory=dict)
    _read: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, text: str, place: Place, cell: str, label: str) -> None:
        """One redacted answer."""
        if text not in self._read:
            self._in_small_letters.update(word for word in _WORD.findall(text) if word.islower())
            self._read[text] = tuple(dict.fromkeys(_candidates(text)))
        for word in self._read[text]:
            before = self._seen.get(word, Sighting(word, place, cell, label, 0))
            self._seen[word] = replace(before, answers=before.answers + 1)

    def found(self) -> list[Sighting]:
        """What is left when all is read, in the order in which it was met."""
        plain_words = self.known | self._in_small_letters
        return [s for word, s in self._seen.items() if not {word.casefold(), *_parts(word)} & plain_words]


def _parts(word: str) -> list[str]:
    """The parts of a double name: where one is a plain word, the whole is ("Hand-over")."""
    return word.casefold().split("-")


def _candidates(text: str) -> list[str]:
    """The words of a text that are written as a name is."""
    made = []
    for found in _NAME.finditer(text):
        before = text[: found.start()].rstrip(_QUOTES)
        begins = not before or before[-1] in _ENDS
        if not begins or found[1] or _SPEAKS.match(text, found.end()):
            made.append(found[0])
    return made
