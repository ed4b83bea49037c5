"""What a composed document says, passage after passage, as a reader of any finished format should meet it.

Read from its ``.qmd``, which was written from measures and human words before any format was made of it; so it is what
every format is compared with.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from pipeline.markdown import unescape

__all__ = ["Passage", "close", "compare", "passages", "right_to_left"]

_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"(#+) (?P<words>.+?)(?: \{[^}]*\})?")
_PICTURE = re.compile(r'!\[(?P<caption>.*?)\]\([^)]*\)\{.*?fig-alt="(?P<alt>[^"]*)".*\}')
_CAPTION = re.compile(r": (?P<words>.+?)(?: \{#tbl-[^}]*\})?")
_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?::?-+:?\|)+")
_MARK = re.compile(r"(?:- |\d+\. |\[\]\{\.para[^}]*\} )")
# what the filter puts a number in the place of: the words before and after it are passages of their own
_REFERENCE = re.compile(r"@(?:fig|tbl|sec)-[\w-]+|\[\]\([^)]*\)|\[\]\{[^}]*\}|\{\{<.*?>\}\}")
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_UNSEEN = re.compile(r"[\s\ufffe\u00ad\u200b\u2010-\u2015\u2212-]+|\.\.\.|…")


@dataclass(frozen=True)
class Passage:
    """Words that stand together in every format, and the heading that they stand under.

    ``table``: the id of the table that a row belongs to. ``alt``: the words describe a picture, and PDF does not show
    them. ``heading``: they may stand in a list of contents as well.
    """

    place: str
    words: str
    table: str = ""
    alt: bool = False
    heading: bool = False


def passages(document: str) -> list[Passage]:
    """The passages of a ``.qmd`` of ours, in order; a row of a table is one, with a space between its cells."""
    front = _FRONT.match(document)
    said: list[Passage] = []
    if front:
        said += _title(yaml.safe_load(front[1]))
    return said + list(_body(document[front.end() if front else 0 :]))


def _title(front: dict[str, object]) -> Iterator[Passage]:
    yield Passage("Title", unescape(str(front["title"])), heading=True)
    for line in front.get("details") or ():  # type: ignore[attr-defined]
        yield Passage("Title", unescape(f"{line['term']} {line['words']}"))


def _body(body: str) -> Iterator[Passage]:
    place, rows = "Title", []
    for line in body.splitlines():
        if line.startswith("|"):
            rows += [] if _RULE.fullmatch(line) else [line]
            continue
        caption = _CAPTION.fullmatch(line) if rows and line else None
        if rows and line:
            table = line.partition("{#")[2].partition(" ")[0].rstrip("}") if caption else ""
            if caption:
                yield Passage(place, unescape(caption["words"]))
            yield from (Passage(place, words, table) for row in rows for words in _row(row))
            rows = []
        if not line or caption or line.startswith(":::"):
            continue
        if heading := _HEADING.fullmatch(line):
            place = unescape(heading["words"])
            yield Passage(place, place, heading=True)
        elif picture := _PICTURE.fullmatch(line):
            yield Passage(place, unescape(picture["alt"]), alt=True)
            yield Passage(place, unescape(picture["caption"]))
        else:
            mark = _MARK.match(line)
            parts = _REFERENCE.split(line[mark.end() if mark else 0 :])
            yield from (Passage(place, unescape(part).strip()) for part in parts if part.strip())
    yield from (Passage(place, words) for row in rows for words in _row(row))


def _row(line: str) -> Iterator[str]:
    """The words of a row; those before and after a reference by themselves."""
    for part in _REFERENCE.split(" ".join(cell.strip() for cell in _CELLS.split(line)[1:-1])):
        if words := unescape(part).strip():
            yield words


def close(text: str) -> str:
    """Text without its spaces and dashes, and with plain quotation marks: the same in whatever lines it was set."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text).translate(_ALIKE))


def right_to_left(text: str) -> bool:
    """Whether a text holds letters that are written from the right: a PDF gives them back in the order they are set."""
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)


def compare(said: Sequence[Passage], text: str) -> tuple[list[Passage], str]:
    """(the passages that ``text`` does not hold at their place in the order, what it holds besides, run together).

    Passages that stand in both once fix the order; any other has to be found between the two that are fixed round it,
    so that a row "Good 2 8%" of one table is not taken for that of another.
    """
    words, found = [close(passage.words) for passage in said], close(text)
    spans = _fixed(words, found)
    missing, at = [], 0
    ends = [*(spans[i][0] if i in spans else None for i in range(len(words))), len(found)]
    for i, passage in enumerate(said):
        if i in spans:
            at = max(at, spans[i][1])
            continue
        end = next(start for start in ends[i:] if start is not None)
        start = found.find(words[i], at, max(end, at)) if words[i] else at
        if start < 0:
            missing.append(passage)
        else:
            spans[i] = (start, start + len(words[i]))
            at = spans[i][1]
    return missing, _besides(said, words, found, list(spans.values()))


def _fixed(words: Sequence[str], found: str) -> dict[int, tuple[int, int]]:
    """Passage → where it stands, for those that both sides have once and in the same order."""
    ours = Counter(words)
    once = [(i, found.find(w)) for i, w in enumerate(words) if w and ours[w] == 1 and found.count(w) == 1]
    ends: list[int] = []  # the last place of the best run of each length, and the run that leads to it
    runs: list[list[int]] = []
    for i, place in once:
        n = bisect_left(ends, place)
        run = [*(runs[n - 1] if n else ()), i]
        ends[n : n + 1], runs[n : n + 1] = [place], [run]
    where = dict(once)
    return {i: (where[i], where[i] + len(words[i])) for i in (runs[-1] if runs else ())}


def _besides(said: Sequence[Passage], words: Sequence[str], found: str, spans: list[tuple[int, int]]) -> str:
    """What is left of a text without the passages, and without the headings in its list of contents."""
    left, at = [], 0
    for start, end in sorted(spans):
        left.append(found[at:start])
        at = max(at, end)
    rest = "\n".join([*left, found[at:]])
    for passage, word in zip(said, words, strict=True):
        if passage.heading and word:
            rest = rest.replace(word, "\n")
    return rest
