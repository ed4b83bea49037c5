"""Topics that the words themselves suggest: TF-IDF and non-negative matrix factorisation, for the analyst to judge.

A suggestion and no finding (methods.md, Themes). What is accepted becomes a theme by a coding that intake reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pipeline.compose import Said, say, table
from pipeline.explore.choosing import Chosen
from pipeline.measures import words_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Topic", "suggested_topics", "topics_told"]

_NEEDED = "Topics need the extra explore (scikit-learn): pip install 'caseaudit[explore]'"
_FEWEST = 20  # passages: fewer suggest nothing
_MOST_WORDS, _TERMS = 2000, 6
_SHARE = 0.5  # of a passage's weight on topics that must lie on one for the passage to belong to it
_SEED = 2017


@dataclass(frozen=True)
class Topic:
    """One suggestion: its telling terms, and the findings that belong to it, best first (rows of ``findings``).

    ``lies_in``: the theme that most of them were named under, and how many.
    """

    number: int
    terms: tuple[str, ...]
    passages: pd.DataFrame
    lies_in: tuple[str, int]


def suggested_topics(chosen: Chosen, topics: int = 6) -> list[Topic]:
    """The topics of what was written about the theme, or all themes; the largest first, numbered from 1.

    None where fewer than 20 different passages were written, or scikit-learn is missing (``topics_told`` says so).
    The same words give the same topics.
    """
    try:
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfVectorizer
    except ImportError:
        return []
    found = _written(chosen)
    if found["words"].nunique() < _FEWEST:
        return []
    vectoriser = TfidfVectorizer(analyzer=words_of, min_df=3, max_df=0.6, max_features=_MOST_WORDS, sublinear_tf=True)
    try:
        weights = vectoriser.fit_transform(found["words"])
    except ValueError:  # no word stands in three passages
        return []
    model = NMF(min(topics, *weights.shape), init="nndsvda", random_state=_SEED, max_iter=400)
    shares = model.fit_transform(weights)
    names = vectoriser.get_feature_names_out()
    labels = chosen.labels
    made = []
    for n in range(model.n_components_):
        own = shares[:, n] > _SHARE * shares.sum(axis=1)
        passages = found[own].assign(weight=shares[own, n]).sort_values("weight", ascending=False, kind="stable")
        if len(passages):
            terms = tuple(str(names[i]) for i in model.components_[n].argsort()[::-1][:_TERMS])
            under = passages["theme"].value_counts()
            made.append(Topic(0, terms, passages, (labels[str(under.index[0])], int(under.iloc[0]))))
    made.sort(key=lambda topic: -len(topic.passages))
    return [Topic(n, t.terms, t.passages, t.lies_in) for n, t in enumerate(made, start=1)]


def topics_told(topics: list[Topic]) -> Said:
    """The topics as a table, each with an example; why there are none where that is so."""
    if not topics:
        return say(_NEEDED if not _installed() else "Too little was written for topics to show.")
    heads = ["Topic", "Terms", "Passages", "Most of them named under", "For example"]
    rows = [
        [
            str(topic.number),
            ", ".join(topic.terms),
            f"{len(topic.passages):,}",
            f"{topic.lies_in[0]} ({topic.lies_in[1]:,})",
            str(topic.passages["words"].iloc[0]),
        ]
        for topic in topics
    ]
    return table(heads, rows, "A suggestion of what to read, and no finding.")


def _written(chosen: Chosen) -> pd.DataFrame:
    findings = chosen.pooled["findings"]
    found = findings[(findings["polarity"] == chosen.choice.polarity) & findings["words"].notna()]
    found = found[found["theme"].isin(list(chosen.labels))]
    return found[found["theme"] == chosen.theme] if chosen.theme else found


def _installed() -> bool:
    return find_spec("sklearn") is not None
