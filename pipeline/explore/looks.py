"""What an analyst looks at, each a table or chart of what was chosen. Statistics are those of the measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.compose import (
    Figures,
    Said,
    change_sentences,
    comparison_note,
    grid_chart,
    groups_chart,
    look,
    look_groups,
    picture,
    say,
    table,
    themes_chart,
)
from pipeline.explore.choosing import POLARITIES, Chosen
from pipeline.measures import (
    co_occurrence,
    comparable,
    compare,
    definition_breaks,
    evidence_sentence,
    group_order,
    measure_text,
    triangulate,
    triangulation_sentence,
    value_words,
    what_else_differed,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "by_group",
    "by_group_chart",
    "change",
    "other_sources",
    "over_time",
    "prevalence",
    "themes_drawn",
    "together",
    "together_chart",
]

_MOST_TOGETHER = 8  # themes in the grid: more cannot be read
_NONE_LEFT = "No audit that counts is left by these choices."


def prevalence(chosen: Chosen) -> Said:
    """Each theme in the latest round: how often it was found, with its 95 % interval; the commonest first."""
    measures = chosen.measures(chosen.latest)
    if not measures["available"].any():
        return say(_NONE_LEFT)
    named = f"{chosen.latest_alone.in_words()}: named {POLARITIES[chosen.choice.polarity][1]}"
    commonest = measures.sort_values("n", ascending=False, kind="stable")
    return look(commonest, "label share interval", _NONE_LEFT, label="Theme", share=named)


def themes_drawn(chosen: Chosen) -> Said:
    """The commonest themes of the latest round: weaknesses beside strengths."""
    import pandas as pd

    one = chosen.latest
    both = pd.concat([_of(chosen, polarity).measures(one) for polarity in POLARITIES])
    if not both["available"].any():
        return say(_NONE_LEFT)
    figures = Figures("explore", one.round, {one.round.id: both})
    return picture(themes_chart(figures, chosen.brand), "No theme was named.")


def over_time(chosen: Chosen) -> Said:
    """Each theme round by round, with its base: what may be compared is said under ``change``."""
    rows: dict[str, dict[str, Any]] = {}
    for one in chosen.rounds:
        for row in _records(chosen.measures(one)):
            rows.setdefault(str(row["label"]), {})[one.round.label] = measure_text(row, "share")
    named = [one.round.label for one in chosen.rounds]
    heads = ["Theme", *named]
    return table(heads, [[label, *(told.get(name, "–") for name in named)] for label, told in rows.items()])


def by_group(chosen: Chosen, by: str) -> Said:
    """The theme by team or grade in the latest round, all groups beside the chosen one, with intervals."""
    if not chosen.theme:
        return say("Choose a theme to see it by group.")
    one = (chosen.teams if by == "team" else chosen.graded)[-1]
    return look_groups(chosen.measures(one, (by,)), chosen.measure, by, one.rules)


def by_group_chart(chosen: Chosen, by: str) -> Said:
    """The same drawn: each group with its interval beside the whole."""
    if not chosen.theme:
        return say("Choose a theme to see it drawn.")
    one = (chosen.teams if by == "team" else chosen.graded)[-1]
    measures = chosen.measures(one, (by,))
    order = {group: n for n, group in enumerate(group_order(by, measures["group"].dropna().unique(), one.rules))}
    measures = measures.sort_values("group", key=lambda groups: groups.map(order), kind="stable")
    named = measures["group"].map(lambda group: value_words(by, group, one.rules), na_action="ignore")
    chart = groups_chart(measures.assign(group=named), chosen.measure, by, chosen.brand)
    return picture(chart, _NONE_LEFT)


def change(chosen: Chosen) -> Said:
    """What may be said of change between the last two rounds chosen; why nothing, where they cannot be compared."""
    if len(chosen.rounds) < 2:
        return say("One round is chosen, so there is nothing to compare it with.")
    before, now = chosen.rounds[-2:]
    weak = _of(chosen, "weakness")  # of strengths no change is claimed
    schemes = {one.rules.scheme.name: one.rules.scheme for one in (before, now)}
    same = comparable(weak.definitions(now), now.round, before.round, schemes, chosen.forms)
    note = comparison_note(now.round, before.round, definition_breaks(now.round, before.round, chosen.forms))
    if not same or (chosen.choice.grade and len(schemes) > 1):
        return say(note)
    tables = {one.round.id: weak.measures(one) for one in (before, now)}
    changes = compare(weak.definitions(now), tables[now.round.id], tables[before.round.id], same)
    differed = what_else_differed(now.round, before.round, chosen.forms)
    figures = Figures("explore", now.round, tables)
    told = change_sentences(figures, changes, "themes", before.round, differed)
    return say(note, *(told or [_NONE_LEFT]))


def together(chosen: Chosen, most: int = 10) -> Said:
    """Themes found in the same audit, against how often that would be by chance, in the rounds on one definition."""
    chosen = chosen.on_one_definition
    found = co_occurrence(chosen.pooled, chosen.latest.rules, chosen.choice.polarity)
    if chosen.theme:
        label = chosen.labels[chosen.theme]
        found = found[(found["first"] == label) | (found["second"] == label)]
    columns = "first second both expected of ratio adjusted_p evidence"
    none = "No two themes were found together."
    return look(found, columns, none, most=most, first="Theme", second="And", of="Of audits")


def together_chart(chosen: Chosen) -> Said:
    """The same as a heat map of the commonest themes; on the diagonal how often each was found at all."""
    import pandas as pd

    chosen = chosen.on_one_definition
    rules, audits = chosen.latest.rules, chosen.pooled["audits"]
    found = co_occurrence(chosen.pooled, rules, chosen.choice.polarity)
    own = {label: _count(audits, f"{chosen.choice.polarity}_{id_}") for id_, label in chosen.labels.items()}
    common = [label for label, n in sorted(own.items(), key=lambda item: -item[1]) if n][:_MOST_TOGETHER]
    both = {frozenset((row["first"], row["second"])): row["both"] for row in _records(found)}
    both |= {frozenset([label]): own[label] for label in common}
    counts = [[both.get(frozenset((a, b)), 0) for b in common] for a in common]
    grid = pd.DataFrame(counts, index=common, columns=common)
    title = f"Themes found in the same audits, {chosen.in_words()}. {evidence_sentence(found)}".strip()
    return picture(grid_chart(grid, "together", title, chosen.brand, same=True), "No theme was named.")


def other_sources(chosen: Chosen) -> Said:
    """The latest round beside inspections, dip samples and feedback: which of them agree on the theme."""
    one = chosen.latest
    found = triangulate(one.views, one.rules)
    if chosen.theme:
        found = found[found["theme"] == chosen.labels[chosen.theme]]
    columns = "theme source where verdict weakness strength of wanting good"
    heads: Any = {
        "weakness": "Weak in audits",
        "strength": "Strong in audits",
        "of": "Of audits",
        "good": "Source: good",
    }
    none = triangulation_sentence(found)
    return look(found[found["verdict"] != "silent"], columns, none, wanting="Source: wanting", **heads)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[return-value]


def _of(chosen: Chosen, polarity: str) -> Chosen:
    return replace(chosen, choice=replace(chosen.choice, polarity=polarity))


def _count(audits: pd.DataFrame, mark: str) -> int:
    return int(audits[mark].sum()) if mark in audits else 0
