"""What auditors wrote: the terms that tell a theme, and the passages themselves, redacted and under pseudonyms."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.compose import Said, look, say
from pipeline.explore.choosing import Chosen

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["in_their_words", "telling_terms"]

_MOST_PASSAGES = 40


def telling_terms(chosen: Chosen, most: int = 5) -> Said:
    """Terms that set the words about a theme apart from those about the others, each with an example."""
    terms = _terms(chosen, most)
    none = "Too little was written about more than one theme for terms to stand out."
    return look(terms, "theme term here elsewhere words return_id", none, most=30)


def in_their_words(chosen: Chosen, search: str = "", most: int = _MOST_PASSAGES) -> Said:
    """What auditors wrote, redacted, under pseudonyms; the search, or the terms that tell the theme, highlighted."""
    pooled = chosen.pooled
    found = pooled["findings"].query("polarity == @polarity", local_dict={"polarity": chosen.choice.polarity})
    found = found.dropna(subset=["words"])
    if chosen.theme:
        found = found[found["theme"] == chosen.theme]
    if search.strip():
        found = found[found["words"].str.contains(search.strip(), case=False, regex=False)]
    if found.empty:
        return say("Nothing that fits was written.")
    terms = _terms(chosen, 10)["term"] if chosen.theme else ()
    marked = [re.escape(search.strip())] if search.strip() else [rf"\b{re.escape(term)}\b" for term in terms]
    audits = pooled["audits"].drop_duplicates("return_id").set_index("return_id")
    shown: list[Any] = found.head(most).to_dict("records")
    rows = [(row, audits.loc[row["return_id"]]) for row in shown]
    heading = f"{len(found):,} {'passage' if len(found) == 1 else 'passages'}, {chosen.in_words()}"
    heading += f"; the first {most} of them." if len(found) > most else "."
    quotes = [_quote(chosen, row, audit, marked) for row, audit in rows]
    plain = [f"{row['words']} ({_who(chosen, row, audit)})" for row, audit in rows]
    return Said("\n\n".join([heading, *plain]), f"<p>{html.escape(heading)}</p>{''.join(quotes)}")


def _terms(chosen: Chosen, most: int) -> pd.DataFrame:
    terms = chosen.terms.groupby("theme", sort=False).head(most)
    return terms[terms["theme"] == chosen.labels[chosen.theme]] if chosen.theme else terms


def _quote(chosen: Chosen, row: Mapping[str, Any], audit: Mapping[str, Any], marked: Iterable[str]) -> str:
    who = html.escape(_who(chosen, row, audit))
    return f"<blockquote><p>{_highlighted(str(row['words']), marked)}</p><p><small>{who}</small></p></blockquote>"


def _highlighted(text: str, marked: Iterable[str]) -> str:
    """The text as HTML, with whatever fits one of the patterns marked."""
    pattern = "|".join(marked)
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE) if pattern else [text]
    return "".join(f"<mark>{html.escape(p)}</mark>" if n % 2 else html.escape(p) for n, p in enumerate(parts))


def _who(chosen: Chosen, row: Mapping[str, Any], audit: Mapping[str, Any]) -> str:
    """Where a passage comes from, without a name: pseudonym of the case, theme, team, grade, round."""
    one = next(one for one in chosen.rounds if one.round.id == row["round"])
    grade = one.rules.scheme.vocabulary.labels.get(str(audit["grade"]), "no grade")
    team = audit["team"] if isinstance(audit["team"], str) else "no team"
    theme = chosen.labels.get(row["theme"], row["theme"])
    return " · ".join([str(audit["case_id"]), theme, team, grade, one.round.label])
