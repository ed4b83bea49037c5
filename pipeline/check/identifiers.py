"""Whether a finished file holds anything that identifies somebody, in any of its bytes (methods.md, Identity).

What is looked for: case references, pseudonyms, names of those who audited or moderated, words that the analyst said
are names, names of files that came in; and in what can be read, whatever looks like a reference, a telephone number,
an e-mail address, a postcode, an NHS number or a date of birth.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.check.layers import Layer, layers
from pipeline.check.needles import Needles
from pipeline.check.strings import readable
from pipeline.config import load_approvals, load_council, load_round, load_scheme, load_vocabularies
from pipeline.forms import load_pro_forma
from pipeline.intake import Redactor
from pipeline.intake.names import decided_names, known_words
from pipeline.intake.review import read_review
from pipeline.intake.suspects import words_of
from pipeline.store import load_table
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Identifiers", "Trace", "identifiers_of"]

CASE, PERSON, FILE, PSEUDONYM = (
    "a case reference",
    "the name of somebody in the round",
    "the name of a file that came in",
    "a pseudonym",
)
_LABELS = {
    "[case]": "what looks like a case reference",
    "[e-mail]": "an e-mail address",
    "[date of birth]": "a date of birth",
    "[NHS number]": "an NHS number",
    "[phone]": "what looks like a telephone number",
    "[postcode]": "what looks like a postcode",
}
_AROUND = 40  # signs that are shown on either side
_LONG_NAME = 6  # letters from which on a surname alone is looked for in bytes that nobody reads
_ROLE = re.compile(r"\(.*?\)")
_DECIMAL, _DIGEST = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])"), re.compile(r"\b[A-Za-z]?[0-9a-f]{32,64}\b")


@dataclass(frozen=True)
class Trace:
    """Something that identifies: what it is, in which part of the file, and what stands around it, without it."""

    what: str
    place: str
    around: str = ""


@dataclass(frozen=True)
class Identifiers:
    """What must stand nowhere in the public documents of a round. ``fine``: words that are no names there."""

    exact: Needles
    names: Needles
    redactor: Redactor
    fine: frozenset[str]

    def traces(self, path: Path) -> list[Trace]:
        """Every trace in a finished file, each kind once for a part of it."""
        return list(dict.fromkeys(self._traces(path.read_bytes(), path.name)))

    def in_words(self, text: str) -> bool:
        """Whether some words hold an identifier."""
        return bool(self._in_bytes(Layer("", text.encode()))) or any(self._in_text("", text))

    def _traces(self, data: bytes, name: str) -> Iterator[Trace]:
        parts = list(layers(data))
        for part in parts:
            for what in sorted(self._in_bytes(part)):
                yield Trace(what, part.place)
        for place, text in readable(name, data, parts):
            yield from self._in_text(place, _DIGEST.sub(" ", text))

    def _in_bytes(self, part: Layer) -> set[str]:
        found = self.exact.found(part.data) | self.names.found(part.data)
        if b"&" in part.data:
            plain = html.unescape(part.data.decode("utf-8", "replace")).encode()
            found |= self.exact.found(plain) | self.names.found(plain)
        return found

    def _in_text(self, place: str, text: str) -> Iterator[Trace]:
        hidden = replace(self.redactor, names=None)(_DECIMAL.sub(" ", text))
        for found in re.finditer("|".join(map(re.escape, _LABELS)), hidden):
            if hidden.count(found[0]) > text.count(found[0]):
                yield Trace(_LABELS[found[0]], place, self._around(hidden, found))
        for found in self.redactor.names.finditer(text) if self.redactor.names else ():
            if not words_of([found[0]]) <= self.fine | words_of(found[0][:2]):
                yield Trace(PERSON, place, self._around(text, found))

    def _around(self, text: str, found: re.Match[str]) -> str:
        return " ".join(self.redactor(text[max(0, found.start() - _AROUND) : found.end() + _AROUND]).split())


def identifiers_of(workspace: Workspace, round_id: str) -> Identifiers:
    """What identifies anybody in a round, or in another round of the workspace as far as that was cleaned.

    StoreError if the round itself was not; ConfigurationError if approvals.yml cannot be read.
    """
    round_, council = load_round(workspace, round_id), load_council(workspace)
    keys = [load_table(workspace.round(round_id).processed, "keys"), *_other_keys(workspace, round_id)]
    cases, people = ([value for table in keys for value in _of_kind(table, kind)] for kind in ("case", "person"))
    pseudonyms = [str(value) for table in keys for value in table["pseudonym"]]
    received = load_table(workspace.round(round_id).processed, "received").query("kind == 'return'")["file"]
    decided = decided_names(read_review(workspace.round(round_id).raw).decisions)
    approved = {word.word.casefold() for word in load_approvals(workspace.round(round_id).approvals).words}
    vocabularies = load_vocabularies(workspace) | council.vocabularies
    vocabularies |= {"grade": load_scheme(workspace, round_.scheme).vocabulary}
    forms = [load_pro_forma(workspace, used.name, used.version) for used in round_.pro_formas]
    fine = frozenset(known_words(council, forms, vocabularies) | words_of(_own_words(workspace)) | approved)
    looks = rf"(?<!\w)(?:{council.case_reference})(?!\w)"
    exact = [
        *((form, CASE) for case in cases for form in _case_forms(case)),
        *((value, PSEUDONYM) for value in pseudonyms),
        *((name, FILE) for file in received for name in re.split(r"[/\\>]\s*", str(file)) if re.search(r"\w\.", name)),
    ]
    names = [(form, PERSON) for person in [*people, *decided] for form in _name_forms(person, fine)]
    return Identifiers(
        Needles(exact), Needles(names, words=True), Redactor.from_returns(people, cases, looks, decided), fine
    )


def _of_kind(keys: pd.DataFrame, kind: str) -> list[str]:
    return [str(value) for value in keys.loc[keys["kind"] == kind, "stands_for"]]


def _other_keys(workspace: Workspace, round_id: str) -> Iterator[pd.DataFrame]:
    for other in workspace.round_ids():
        folder = workspace.round(other).processed
        if other != round_id and (folder / "keys.parquet").is_file():
            yield load_table(folder, "keys")


def _own_words(workspace: Workspace) -> Iterable[str]:
    """The words of the templates: what every report says names nobody."""
    folder = workspace.own_or_packaged("reports", "templates", "index.html.jinja").parent
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jinja"))]


def _case_forms(case: str) -> set[str]:
    """A reference as it may be spaced where letters and digits meet; one of digits alone is looked for in text only."""
    parts = re.findall(r"[^\W\d_]+|\d+", case)
    if not any(part.isalpha() for part in parts) or len("".join(parts)) < _LONG_NAME:
        return set()
    return {case.strip(), *(sign.join(parts) for sign in ("", "-", " ", "/", "_", ".", "%20"))}


def _name_forms(name: str, fine: frozenset[str]) -> set[str]:
    """A name as it may be written: whole, turned round, and its long words alone where they are nothing else."""
    words = re.findall(r"[^\W\d_][\w'’\-.]*", _ROLE.sub("", name))
    if not words:
        return set()
    turned = [*words[-1:], *words[:-1]]
    whole = {sign.join(order) for sign in (" ", "%20", "_", "-", "+") for order in (words, turned)}
    whole |= {", ".join(turned), f"{words[-1]}, {' '.join(words[:-1])}"} if len(words) > 1 else set()
    long = {w for w in words if len(w) >= _LONG_NAME and w.casefold() not in fine}
    return ({form for form in whole if len(form) >= _LONG_NAME} if len(words) > 1 else set()) | long
