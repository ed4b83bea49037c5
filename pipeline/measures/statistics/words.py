"""Words that set one pile of text apart from another."""

from __future__ import annotations

from collections.abc import Mapping
from math import log, sqrt

__all__ = ["log_odds"]


def log_odds(
    words_here: Mapping[str, int], words_elsewhere: Mapping[str, int], prior: Mapping[str, int]
) -> dict[str, float]:
    """Word → z-score of its log-odds here against elsewhere: above 0 it is commoner here, beyond ±1.96 beyond chance.

    With an informative prior, which keeps rare words from seeming telling (Monroe, Colaresi and Quinn 2008, Fightin'
    Words, equations 16 to 22). ``prior``: counts in a background, such as all texts together; a word that it lacks
    counts once. Every word of either pile is given.
    """
    words = sorted(set(words_here) | set(words_elsewhere))
    background = {word: max(prior.get(word, 0), 1) for word in words}
    whole = sum(background.values()) + sum(n for word, n in prior.items() if word not in background)
    here, elsewhere = whole + sum(words_here.values()), whole + sum(words_elsewhere.values())
    scores = {}
    for word, weight in background.items():
        a, b = words_here.get(word, 0) + weight, words_elsewhere.get(word, 0) + weight
        if a == here or b == elsewhere:  # the only word there is: nothing to set it against
            scores[word] = 0.0
            continue
        scores[word] = (log(a / (here - a)) - log(b / (elsewhere - b))) / sqrt(1 / a + 1 / b)
    return scores
