"""The people who audit, by pseudonym: for coaching each of them, and never a league table.

Every table is in the order of the pseudonyms, not of the figures. None is a measure, so none can reach a public
document (disclosure.md, class A: never by auditor). ``past`` and ``rounds`` map a round's id to its ``audits``, as
``past_audits`` or ``build_views`` makes them, oldest first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipeline.measures.auditing import definitions
from pipeline.measures.measure import Subset, evaluate
from pipeline.measures.rules import ADMISSIBLE, Rules
from pipeline.measures.statistics import LEVEL, benjamini_hochberg, fisher_p, shrunk_rates
from pipeline.measures.texts import measure_text, usual_form
from pipeline.measures.views import audits_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "PAST_TABLES",
    "across_rounds",
    "auditing_over_time",
    "consistency",
    "learning_to_core",
    "past_audits",
    "severity",
    "workload",
]

PAST_TABLES = ("returns", "moderations", "findings", "judgements", "follow_ups")


def past_audits(tables: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """The audits of an earlier round from its ``PAST_TABLES``, under that round's own rules."""
    return audits_of(tables, rules=rules)


def auditing_over_time(rounds: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """Admissibility and its reasons, concordance and timeliness, round by round: the measures of ``auditing.*``.

    Columns: round, and those of ``measures``; one definition, this round's, for all of them. Judgements are not looked
    at again.
    """
    import pandas as pd

    asked = [d for d in definitions(rules) if isinstance(d.counts, Subset) and d.counts.view == "audits"]
    made = [evaluate(asked, {"audits": audits}).assign(round=id_) for id_, audits in rounds.items()]
    return pd.concat(made, ignore_index=True) if made else pd.DataFrame(columns=["round"])


def across_rounds(over_time: pd.DataFrame, measures: str) -> pd.DataFrame:
    """Measures whose ids match a pattern, a row each and a column a round: "9 of 27 (33%)", blank where not available.

    Those that count nothing in any round are left out.
    """
    import pandas as pd

    found = over_time[over_time["id"].str.match(measures) & over_time["n"].notna()] if len(over_time) else over_time
    rows: dict[str, dict[str, str]] = {}
    some = set(found.loc[found["n"] > 0, "id"]) if len(found) else set()
    plain: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]
    for row in plain:
        if row["id"] in some:
            rows.setdefault(row["label"], {})[row["round"]] = measure_text(row, usual_form(row))
    return pd.DataFrame([{"label": label} | told for label, told in rows.items()])


def severity(views: Mapping[str, pd.DataFrame], rules: Rules) -> pd.DataFrame:
    """How often each auditor grades less than good, drawn towards the group's rate, and how moderators moved the grade.

    Columns: auditor_id, audits, below (graded less than good), plain and drawn (percent), lower, upper, apart (the
    interval does not hold the group's rate), pairs, raised, lowered (by the moderator). A grade has to do with the case
    as well as with the auditor: with a handful of cases each, look at ``apart`` and at the cases, not at the rank.
    """
    import pandas as pd

    audits = views["audits"][rules.sample.mask(views)].dropna(subset=["auditor_id", "grade"])
    below = ~audits["grade"].isin(rules.scheme.good_or_better)
    moved = audits["moderated_to"] if "moderated_to" in audits else pd.Series(None, index=audits.index, dtype="str")
    marks = {"below": below, "pairs": moved.notna(), "raised": moved == "better", "lowered": moved == "worse"}
    people = audits[["auditor_id"]].assign(audits=1, **marks).groupby("auditor_id").sum().reset_index()
    drawn = shrunk_rates([(int(n), int(of)) for n, of in zip(people["below"], people["audits"], strict=True)])
    group = 100 * float(below.mean()) if len(audits) else 0.0
    people["plain"] = 100 * people["below"] / people["audits"]
    for i, name in enumerate(("drawn", "lower", "upper")):
        people[name] = [row[i] for row in drawn]
    people["apart"] = (people["lower"] > group) | (people["upper"] < group)
    order = ["auditor_id", "audits", "below", "plain", "drawn", "lower", "upper", "apart", "pairs", "raised", "lowered"]
    return people[order]


def workload(views: Mapping[str, pd.DataFrame], rules: Rules, expected: int = 0) -> pd.DataFrame:
    """What each auditor did beside what was expected: auditor_id, by_council, core, other, expected, short.

    ``expected``: audits of the sample asked of each who does them; 0 for an equal share of what was done by the
    council's own auditors, or by the outside ones, rounded up. Nothing is expected of someone who did learning audits
    alone. ``short`` is how many are missing. Someone who did no audit has no return, and so no row.
    """
    audits = views["audits"].dropna(subset=["auditor_id", "by_council"])
    core = rules.sample.mask(views).loc[audits.index]
    counts = audits[["auditor_id", "by_council"]].assign(core=core.astype(int), other=(~core).astype(int))
    people = counts.groupby("auditor_id").agg({"by_council": "first", "core": "sum", "other": "sum"}).reset_index()
    working = people["core"] > 0
    equal = people[working].groupby("by_council")["core"].agg(lambda done: -(-int(done.sum()) // len(done)))
    share = people["by_council"].map(equal).fillna(0).astype(int)
    asked = (share * 0 + expected if expected else share).where(working, 0)
    return people.assign(expected=asked, short=(asked - people["core"]).clip(lower=0))


def consistency(rounds: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each auditor's concordance with moderators: in this round (the last of ``rounds``), and in those before.

    Columns: auditor_id, rounds (with an audit of theirs), n of of (the same grade, of the pairs of this round),
    elsewhere_n of elsewhere_of (before), p (Fisher's exact test), adjusted_p (Benjamini–Hochberg over the auditors with
    pairs on both sides), drifted. Auditors of this round only.
    """
    import pandas as pd

    columns = ["auditor_id", "rounds", "n", "of", "elsewhere_n", "elsewhere_of", "p", "adjusted_p", "drifted"]
    if not rounds:
        return pd.DataFrame(columns=columns)
    *before, now = rounds.values()
    then, ours = _agreed(before), _agreed([now])
    rows: list[dict[str, Any]] = []
    for auditor in sorted(now["auditor_id"].dropna().unique()):
        (n, of), (was, had) = ours.get(auditor, (0, 0)), then.get(auditor, (0, 0))
        seen = sum((audits["auditor_id"] == auditor).any() for audits in rounds.values())
        p = fisher_p(n, of, was, had) if of and had else None
        counts = {"n": n, "of": of, "elsewhere_n": was, "elsewhere_of": had}
        rows.append({"auditor_id": auditor, "rounds": seen} | counts | {"p": p})
    tested = [row for row in rows if row["p"] is not None]
    for row, p in zip(tested, benjamini_hochberg([row["p"] for row in tested]), strict=True):
        row |= {"adjusted_p": p, "drifted": p < LEVEL}
    return pd.DataFrame(rows, columns=columns)


def _agreed(rounds: list[pd.DataFrame]) -> dict[str, tuple[int, int]]:
    """Auditor → (the same grade as the moderator, pairs)."""
    import pandas as pd

    told = [audits[["auditor_id", "moderated_to"]].dropna() for audits in rounds if "moderated_to" in audits]
    if not told:
        return {}
    both = pd.concat(told)
    counts = both.assign(same=both["moderated_to"] == "same").groupby("auditor_id")["same"].agg(["sum", "count"])
    return {str(auditor): (int(same), int(of)) for auditor, same, of in counts.itertuples()}


def learning_to_core(rounds: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Everyone who did a learning audit, and whether they went on to core audits.

    Columns: auditor_id, learning (audits), admissible (of these), first_learning and last_learning (round), first_core
    (the first round with a core audit at or after the first learning one; blank: not yet), core (core audits since).
    """
    import pandas as pd

    wanted = ["auditor_id", "audit_type", "admissibility"]
    told = [audits[wanted].assign(order=n, round=id_) for n, (id_, audits) in enumerate(rounds.items())]
    columns = ["auditor_id", "learning", "admissible", "first_learning", "last_learning", "first_core", "core"]
    rows = []
    for auditor, own in pd.concat(told).groupby("auditor_id") if told else ():
        learned = own[own["audit_type"] == "learning"]
        if learned.empty:
            continue
        core = own[(own["audit_type"] == "core") & (own["order"] >= learned["order"].min())]
        first = core.sort_values("order")["round"].iloc[0] if len(core) else None
        passed = int(learned["admissibility"].isin(ADMISSIBLE).sum())
        ends = learned.sort_values("order")["round"]
        rows.append([auditor, len(learned), passed, ends.iloc[0], ends.iloc[-1], first, len(core)])
    return pd.DataFrame(rows, columns=columns)
