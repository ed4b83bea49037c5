"""The words a return may use: terms, what people write for them, and the closest one to an unknown word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pipeline.config.files import parse_yaml, read_plain, settings_file
from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace

__all__ = ["HIGH_RISK", "Term", "Vocabulary", "load_vocabularies", "plain"]

# The immediacy of a deficiency by which an Inadequate case is at high risk (data.md, Vocabularies).
HIGH_RISK = ("immediate", "within_days")

_SIGNS = str.maketrans({"&": " and ", "✓": " ticked ", "✔": " ticked ", "☑": " ticked ", "'": "", "’": "", "`": ""})
_BETWEEN_WORDS = re.compile(r"\W+")


def plain(text: object) -> str:
    """``text`` as it is compared: lower case, single spaces, no punctuation; "Doesn’t  yet" equals "doesnt yet"."""
    folded = unicodedata.normalize("NFKC", str(text)).casefold().translate(_SIGNS)
    return " ".join(_BETWEEN_WORDS.sub(" ", folded).split())


@dataclass(frozen=True)
class Term:
    """One allowed value: the id that tables hold, the label that people read, and its aliases."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The allowed values of one kind of field, in the order in which people expect them.

    ConfigurationError where a spelling means two terms, or where nothing is left of one without its punctuation: it
    would then be matched by every dash and question mark.
    """

    name: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        taken: dict[str, Term] = {}
        for term in self.terms:
            for word in (*term.aliases, term.id, term.label):
                if not plain(word):
                    raise ConfigurationError(f'In the list "{self.name}", "{word}" has neither a letter nor a digit.')
                if taken.setdefault(plain(word), term) is not term:
                    raise ConfigurationError(
                        f'In the list "{self.name}", "{word}" stands for both "{taken[plain(word)].label}" and '
                        f'"{term.label}"; take it away from one of them.'
                    )

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {plain(word): t.id for t in self.terms for word in (*t.aliases, t.id, t.label)}

    @property
    def spellings(self) -> set[str]:
        """Everything that means one of the terms, as it is compared."""
        return set(self._spellings)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Id → label, in order."""
        return {t.id: t.label for t in self.terms}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        return tuple(t.id for t in self.terms)

    def match(self, text: object) -> str | None:
        """The id that ``text`` means by its label or an alias, or None. Never a guess."""
        return self._spellings.get(plain(text))

    def suggest(self, text: object) -> str | None:
        """The label closest to ``text``, for a person to accept or not; None where nothing is close."""
        from rapidfuzz import process  # only when something is wrong

        found = process.extractOne(plain(text), list(self._spellings), score_cutoff=70)
        return self.labels[self._spellings[found[0]]] if found else None


def vocabulary(name: str, terms: Mapping[str, object] | Iterable[str]) -> Vocabulary:
    """A vocabulary from YAML: a list of labels, or a mapping of id to label or to ``{label, aliases}``."""
    if not isinstance(terms, Mapping):
        return Vocabulary(name, tuple(Term(str(t), str(t)) for t in terms))
    made = []
    for id_, spec in terms.items():
        entry: Mapping[str, Any] = spec if isinstance(spec, Mapping) else {"label": spec}
        aliases = entry.get("aliases") or ()
        if isinstance(aliases, str):  # one alias without its brackets, not one for every letter
            aliases = (aliases,)
        made.append(Term(str(id_), str(entry.get("label", id_)), tuple(str(a) for a in aliases)))
    return Vocabulary(name, tuple(made))


def load_vocabularies(workspace: Workspace) -> dict[str, Vocabulary]:
    """Name → vocabulary: the packaged ones, each replaced by the council's own of the same name."""
    packaged = settings_file(Workspace(workspace.root / "no-such-folder"), "vocabularies.yml")
    paths = dict.fromkeys((packaged, settings_file(workspace, "vocabularies.yml")))
    return dict(_merged(tuple((path, read_plain(path)) for path in paths)))


@lru_cache(maxsize=16)  # a run asks for them for each round of a series
def _merged(files: tuple[tuple[Path, str], ...]) -> dict[str, Vocabulary]:
    merged: dict[str, object] = {}
    for path, text in files:
        content = parse_yaml(path, text)
        if not isinstance(content, dict) or not all(isinstance(v, dict | list) for v in content.values()):
            raise ConfigurationError(f"{path} should hold named lists of terms; see the packaged vocabularies.yml.")
        merged |= content
    return {name: vocabulary(name, terms) for name, terms in merged.items()}  # type: ignore[arg-type]
