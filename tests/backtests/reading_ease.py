"""How easily a text reads, by Flesch's formula, and the sentences of a document that caseaudit wrote itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.check.passages import Passage
from pipeline.compose import Commentary

__all__ = ["generated", "reading_ease", "sentences", "syllables"]

_REFERENCE = re.compile(r"\\\{[^}]*\\\}")
_SILENT = re.compile(r"(?:[^laeiouycgsxz]es|[^td]ed|[^l]e)$")


def syllables(word: str) -> int:
    """The syllables of an English word, by its groups of vowels: right for nine words in ten."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if not letters:
        return 1  # a number is read as quickly as a short word
    groups = len(re.findall(r"[aeiouy]+", letters))
    groups += len(re.findall(r"(?<![cgst])i[ao]|[^q]u[ao]|rea[^dlst]|dea$", letters))  # "radio", and not "social"
    if groups > 1 and _SILENT.search(letters):
        groups -= 1
    return max(groups, 1)


def reading_ease(said: Sequence[str]) -> float:
    """Flesch's reading ease of sentences (1948): 50 is fairly difficult, 60 plain English, 100 very easy."""
    words = [word for sentence in said for word in re.findall(r"[\w'’£%.,-]*\w[\w'’%-]*", sentence)]
    return 206.835 - 1.015 * len(words) / len(said) - 84.6 * sum(map(syllables, words)) / len(words)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; what is no whole sentence, such as a label, is none."""
    return [s for s in re.split(r"(?<=[.?!:])\s+(?=[A-Z“])", text) if len(s.split()) > 3 and s[-1] in ".?!:;"]


def generated(said: Sequence[Passage], commentary: Commentary) -> Iterator[tuple[str, str]]:
    """(heading, sentence) for each sentence that no person wrote: not of tables, headings, descriptions of charts."""
    lines = [re.sub(r"\*\*", "", line.text) for part in commentary.parts.values() for line in part]
    items = [re.sub(r"^(?:[-*]|\d+[.)])\s+", "", line) for line in lines]
    human = [re.compile(_REFERENCE.sub(".*?", re.escape(item))) for item in items]
    for passage in said:
        if passage.table or passage.alt or passage.heading or any(h.fullmatch(passage.words) for h in human):
            continue
        yield from ((passage.place, sentence) for sentence in sentences(passage.words))
