"""The words that set what auditors wrote about one theme apart from what they wrote about the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.measures.rules import Rules
from pipeline.measures.statistics import log_odds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["theme_terms", "words_of"]

_REDACTED = re.compile(r"\[[^\]]*\]")  # what stands where an identifier stood is no word of the auditor's
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?")
# words that every sentence has: they would only crowd the others out
_EVERY_SENTENCE = (
    "and the for are was were with that this had has have been not but from they their there when what which who its "
    "her his him she all any can could did does into more most may might must one our out over own some such than then "
    "them these those too under until very would will about after also before being between both each how only other "
    "same where while you your"
)
_COMMON = frozenset(_EVERY_SENTENCE.split())
_BEYOND_CHANCE = 1.96


def words_of(text: str) -> list[str]:
    """The words of a redacted text, in lower case, without marks of redaction, numbers and words of every sentence."""
    return [w for w in _WORD.findall(_REDACTED.sub(" ", text).lower()) if w not in _COMMON]


def theme_terms(
    views: Mapping[str, pd.DataFrame], rules: Rules, polarity: str = "weakness", most: int = 5
) -> pd.DataFrame:
    """For each theme the terms that set its words apart, with an example of each that traces to a return.

    Log-odds with the words of all findings of this polarity as prior; a term is given where it is commoner here by more
    than chance explains (z above 1.96), at most ``most`` a theme. Columns: theme, term, here, elsewhere (how often),
    z, return_id, words (the finding, redacted). A suggestion for the analyst, and no finding of its own.
    """
    import pandas as pd

    findings = views["findings"].query("polarity == @polarity").dropna(subset=["words"])
    piles: dict[str, Counter[str]] = {}
    for theme, words in findings.groupby("theme")["words"]:
        piles[str(theme)] = Counter(w for text in words for w in words_of(text))
    everything = sum(piles.values(), Counter[str]())
    rows: list[dict[str, object]] = []
    for theme, label in rules.vocabularies["themes"].labels.items():
        if len(piles) < 2 or theme not in piles:
            continue
        here, elsewhere = piles[theme], everything - piles[theme]
        scores = log_odds(here, elsewhere, everything)
        telling = sorted((-z, term) for term, z in scores.items() if z > _BEYOND_CHANCE and here[term] > 1)
        for z, term in telling[:most]:
            counts = {"here": here[term], "elsewhere": elsewhere[term], "z": -z}
            rows.append({"theme": label, "term": term} | counts | _example(findings, theme, term))
    return pd.DataFrame(rows, columns=["theme", "term", "here", "elsewhere", "z", "return_id", "words"])


def _example(findings: pd.DataFrame, theme: str, term: str) -> dict[str, object]:
    """The finding with the term whose return comes first in the order of ids, so that it is the same every time."""
    of_theme = findings[findings["theme"] == theme].sort_values(["return_id", "words"])
    for return_id, words in zip(of_theme["return_id"], of_theme["words"], strict=True):
        if term in words_of(words):
            return {"return_id": return_id, "words": words}
    raise AssertionError(f"{term} was counted in no finding")  # the same words were counted a moment ago
