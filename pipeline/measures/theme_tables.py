"""Themes beside each other, beside the grade and the team, and beside what other sources found.

These are tables for the analyst and no measures: they are shown in notebook 03 and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from pipeline.measures.rules import Rules
from pipeline.measures.statistics import LEVEL, benjamini_hochberg, fisher_p, odds_ratio
from pipeline.measures.themes import GOOD, WANTING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Marks = NDArray[np.bool_]

__all__ = [
    "co_occurrence",
    "evidence_sentence",
    "themes_by_grade",
    "themes_by_team",
    "triangulate",
    "triangulation_sentence",
]

_SPLIT = ("theme", "polarity", "group", "n", "of", "elsewhere_n", "elsewhere_of", "odds_ratio", "lower", "upper", "p")
_PAIR = ("first", "second", "both", "first_n", "second_n", "of", "expected", "odds_ratio", "lower", "upper", "p")


def themes_by_grade(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """Each theme where the case was less than good, against where it was good or better.

    A row a theme and polarity that was found at all: counts of either side, the odds ratio with its 95 % interval, the
    p-value of Fisher's exact test, adjusted over all rows by Benjamini and Hochberg, and whether that is evidence. No
    rows where all cases are on one side.
    """
    audits = _counted(views, rules.rated)
    good = audits["grade"].isin(rules.scheme.good_or_better).to_numpy()
    return _adjusted(_splits(audits, rules, [("less than good", ~good)]), _SPLIT)


def themes_by_team(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """Each theme in each team's cases, against all other teams': columns as ``themes_by_grade``.

    Adjusted over every theme and team together: so many pairs are looked through that some stand out by chance.
    """
    audits = _counted(views, rules.practice).dropna(subset=["team"])
    teams = sorted(audits["team"].unique())
    return _adjusted(_splits(audits, rules, [(team, (audits["team"] == team).to_numpy()) for team in teams]), _SPLIT)


def co_occurrence(views: Mapping[str, pd.DataFrame], rules: Rules, polarity: str = "weakness") -> pd.DataFrame:
    """Two themes found in the same case: how often, and how often were expected if they had nothing to do with it.

    A row a pair that was found together at all; odds ratio, p-value and adjustment as in ``themes_by_grade``.
    """
    audits = _counted(views, rules.practice)
    marks = dict(_marks(audits, rules, (polarity,)))
    labels, of, rows = rules.vocabularies["themes"].labels, len(audits), []
    for (first, a), (second, b) in combinations(((theme, m) for (theme, _), m in marks.items()), 2):
        both, first_n, second_n = int((a & b).sum()), int(a.sum()), int(b.sum())
        rest = of - first_n - second_n + both
        if not both or min(first_n, second_n) == of:
            continue
        names = {"first": labels[first], "second": labels[second], "both": both, "first_n": first_n}
        counts = {"second_n": second_n, "of": of, "expected": first_n * second_n / of}
        p = fisher_p(both, first_n, second_n - both, of - first_n)
        rows.append(names | counts | _odds(both, first_n - both, second_n - both, rest) | {"p": p})
    return _adjusted(rows, _PAIR)


def evidence_sentence(table: pd.DataFrame) -> str:
    """How many rows of one of the tables above are more than chance explains, of how many that were looked at."""
    if table.empty:
        return ""
    found, looked = int(table["evidence"].sum()), f"{len(table):,} {'pair' if len(table) == 1 else 'pairs'} looked at"
    if not found:
        return f"None of the {looked} is more than chance explains."
    return f"{found:,} of the {looked} {'is' if found == 1 else 'are'} more than chance explains."


def triangulate(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """Each theme beside each outside source: agrees, contradicts, mixed, or silent, and where.

    The audits call a theme weak, or good, where they name it so at least twice as often as the other; so does a source,
    by its areas for development and priority actions against its strengths and satisfactory practice. Mixed: one side
    says both, and neither clearly. A source is silent where it does not name the theme. A finding about one service is
    set beside the audits of that service. A row a theme, source and place; themes that neither names are left out.
    """
    import pandas as pd

    audits, findings = _counted(views, rules.practice), views["outside_findings"].dropna(subset=["theme"])
    rows: list[dict[str, object]] = []
    for theme, label in rules.vocabularies["themes"].labels.items():
        for source in sorted(views["outside_findings"]["source"].unique()):
            here = findings[(findings["theme"] == theme) & (findings["source"] == source)]
            places: list[Any] = list(dict.fromkeys(here["service"].sort_values().astype(object))) or [None]
            for place in (None if pd.isna(p) else str(p) for p in places):
                told = here[here["service"].isna()] if place is None else here[here["service"] == place]
                cases = audits if place is None else audits[audits["service"] == place]
                ours = _side(cases, f"weakness_{theme}", f"strength_{theme}")
                theirs = (int(told["kind"].isin(WANTING).sum()), int(told["kind"].isin(GOOD).sum()))
                if any((*ours, *theirs)):
                    rows.append(_triangle(label, source, place, len(cases), ours, theirs))
    columns = ["theme", "source", "where", "verdict", "weakness", "strength", "of", "wanting", "good"]
    return pd.DataFrame(rows, columns=columns)


def triangulation_sentence(table: pd.DataFrame) -> str:
    """How often the sources that name a theme agree with the audits, and where they contradict them."""
    named = table[table["verdict"].isin(["agrees", "contradicts", "mixed"])]
    if named.empty:
        return "No other source names a theme that the audits name, so there is nothing to set beside them."
    agrees = int((named["verdict"] == "agrees").sum())
    against = named[named["verdict"] == "contradicts"]
    places = "; ".join(f"{r.theme} ({r.source}, {r.where})" for r in against.itertuples())
    first = f"Other sources agree with the audits in {agrees} of {len(named)} places where both name a theme"
    return f"{first}, and contradict them in {len(against)}: {places}." if len(against) else f"{first}."


def _triangle(
    label: str, source: str, place: str | None, of: int, ours: tuple[int, int], theirs: tuple[int, int]
) -> dict[str, object]:
    we, they = (_says(*side) for side in (ours, theirs))
    if they is None:
        verdict = "silent"
    elif we is None:
        verdict = "audits silent"
    else:
        verdict = "mixed" if "mixed" in (we, they) else "agrees" if we == they else "contradicts"
    named = {"theme": label, "source": source, "where": place or "whole service", "verdict": verdict}
    return named | dict(zip(("weakness", "strength", "of", "wanting", "good"), (*ours, of, *theirs), strict=True))


def _says(weak: int, good: int) -> str | None:
    if not weak and not good:
        return None
    return "weak" if weak >= 2 * good else "good" if good >= 2 * weak else "mixed"


def _side(cases: pd.DataFrame, *names: str) -> tuple[int, int]:
    weak, strong = (int(cases[name].sum()) if name in cases else 0 for name in names)
    return weak, strong


def _counted(views: Mapping[str, pd.DataFrame], subset: Any) -> pd.DataFrame:
    frame: pd.DataFrame = views["audits"][subset.mask(views)]
    return frame


def _marks(
    audits: pd.DataFrame, rules: Rules, polarities: Iterable[str] = ("weakness", "strength")
) -> Iterator[tuple[tuple[str, str], Marks]]:
    """(theme, polarity) → where it was found, for those found at all; in the order of the vocabulary."""
    for polarity in polarities:
        for theme in rules.vocabularies["themes"].ids:
            name = f"{polarity}_{theme}"
            if name in audits and audits[name].any():
                yield (theme, polarity), audits[name].to_numpy(dtype=bool)


def _splits(audits: pd.DataFrame, rules: Rules, groups: Iterable[tuple[str, Marks]]) -> list[dict[str, object]]:
    labels = rules.vocabularies["themes"].labels
    rows: list[dict[str, object]] = []
    found = list(_marks(audits, rules))
    for group, here in groups:
        of, rest = int(here.sum()), int((~here).sum())
        if not of or not rest:
            continue
        for (theme, polarity), mark in found:
            n, elsewhere = int((mark & here).sum()), int((mark & ~here).sum())
            counts = {"n": n, "of": of, "elsewhere_n": elsewhere, "elsewhere_of": rest}
            odds = _odds(n, of - n, elsewhere, rest - elsewhere)
            named: dict[str, object] = {"theme": labels[theme], "polarity": polarity, "group": group}
            rows.append(named | counts | odds | {"p": fisher_p(n, of, elsewhere, rest)})
    return rows


def _odds(a: int, b: int, c: int, d: int) -> dict[str, float]:
    return dict(zip(("odds_ratio", "lower", "upper"), odds_ratio(a, b, c, d), strict=True))


def _adjusted(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows with their adjusted p-value and whether it is evidence, least likely to be chance first."""
    import pandas as pd

    adjusted = benjamini_hochberg([row["p"] for row in rows])
    for row, p in zip(rows, adjusted, strict=True):
        row |= {"adjusted_p": p, "evidence": p < LEVEL}
    frame = pd.DataFrame(rows, columns=[*columns, "adjusted_p", "evidence"])
    return frame.sort_values(["p", columns[0], columns[1], columns[2]], kind="stable", ignore_index=True)
