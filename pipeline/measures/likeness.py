"""Returns whose words are nearly the same: copied from one file to another, perhaps, or from last month's.

Close texts can be right, as for two children of one family. So this is a list to look at, and no finding.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

__all__ = ["near_identical"]

_ALIKE = 0.8  # of the runs of words that either text has, the share that both have
_SHORTEST = 30  # words: two short remarks are alike without being copied
_RUN = 5  # words
_BANDS, _ROWS = 20, 5  # at a likeness of 0.8, 99.96 % of pairs meet in a band (1 − (1 − 0.8⁵)²⁰)
_SEED = 20121105
_WORD = re.compile(r"[^\W_]+")


def near_identical(views: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Pairs of used returns whose own words are at least 80 % alike, most alike first.

    A text is all that an auditor wrote on a return but the actions: evidence and impact of each judgement, findings,
    impact story and comments, as redacted. Likeness is Jaccard's, over runs of five words. Candidates are found by
    MinHash and banding (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4) and then compared
    in full; each text is compared with the first of its bucket only, so that the cost grows with the texts and not with
    their square: of many copies of one text each is set beside the first. Columns: return_id, like (the return it is
    like), alike (percent), same_auditor, same_case.
    """
    import pandas as pd

    texts = _texts(views)
    runs = {id_: _runs(words) for id_, words in texts.items() if len(words) >= _SHORTEST}
    ids = sorted(runs)
    rows = []
    for first, second in sorted(_candidates([runs[id_] for id_ in ids])):
        a, b = runs[ids[first]], runs[ids[second]]
        alike = len(a & b) / len(a | b)
        if alike >= _ALIKE:
            rows.append((ids[second], ids[first], 100 * alike))
    found = pd.DataFrame(rows, columns=["return_id", "like", "alike"])
    audits = views["audits"].set_index("return_id")
    for name, field in (("same_auditor", "auditor_id"), ("same_case", "case_id")):
        found[name] = found["return_id"].map(audits[field]).eq(found["like"].map(audits[field])).astype(bool)
    return found.sort_values(["alike", "return_id"], ascending=[False, True], kind="stable", ignore_index=True)


def _texts(views: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """Return → its words; judgements and findings in an order of their own, since that of the form tells nothing."""
    import pandas as pd

    audits, judgements, findings = (views[name] for name in ("audits", "judgements", "findings"))
    written = [
        *(judgements[["return_id", name]].set_axis(["return_id", "text"], axis=1) for name in ("evidence", "impact")),
        findings[["return_id", "words"]].set_axis(["return_id", "text"], axis=1),
        *(audits[["return_id", name]].set_axis(["return_id", "text"], axis=1) for name in ("impact_story", "comments")),
    ]
    every = pd.concat(written).dropna().sort_values(["return_id", "text"])
    texts: dict[str, list[str]] = defaultdict(list)
    for return_id, text in zip(every["return_id"], every["text"], strict=True):
        texts[return_id] += _WORD.findall(text.lower())
    return texts


def _runs(words: Sequence[str]) -> frozenset[int]:
    """The runs of five words, each as a number: the same run has the same number on every machine."""
    return frozenset(crc32(" ".join(words[i : i + _RUN]).encode()) for i in range(len(words) - _RUN + 1))


def _candidates(runs: Sequence[frozenset[int]]) -> set[tuple[int, int]]:
    """Pairs that share a band of their signatures: each text with the first of its bucket."""
    import numpy as np

    chance = np.random.default_rng(_SEED)
    shape = (_BANDS * _ROWS, 1)
    factors = chance.integers(1, 1 << 32, shape, dtype=np.uint64) | np.uint64(1)
    shifts = chance.integers(0, 1 << 63, shape, dtype=np.uint64)
    first: dict[tuple[int, bytes], int] = {}
    pairs = set()
    for i, own in enumerate(runs):
        signature = _signature(np.fromiter(own, dtype=np.uint64, count=len(own)), factors, shifts)
        for band in range(_BANDS):
            key = (band, signature[band * _ROWS : (band + 1) * _ROWS].tobytes())
            leader = first.setdefault(key, i)
            if leader != i:
                pairs.add((leader, i))
    return pairs


def _signature(own: Hashes, factors: Hashes, shifts: Hashes) -> Hashes:
    """The least of the text's numbers under each of many mixings (multiply and shift, modulo 2⁶⁴; the top half)."""
    import numpy as np

    mixed: Hashes = ((own[None, :] * factors + shifts) >> np.uint64(32)).min(axis=1)
    return mixed
