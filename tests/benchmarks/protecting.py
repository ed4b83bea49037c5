"""``make bench-protect``: what protecting a monthly document costs beside the months that were published before it.

CPU of this process, best of three. The bar is that of the project's issue on publishing: 3 s beside 36 months. The
history is of numbers on the ladder and not lowered, which is more than would be published; quarters and a figure for
each whole year link its months.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from pipeline.protect import Knowledge, Statement, protect, signed
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.placing import on_the_ladder
from pipeline.protect.quarters import quarter_rows
from pipeline.protect.rows import statements_of_row
from tests.attacks.months import RANGES, STANDARD, months

BAR, LENGTHS = 3.0, (0, 12, 36, 72)


def seconds(action: Callable[[], object]) -> float:
    """CPU seconds of the best of three."""
    found = []
    for _ in range(3):
        before = time.process_time()
        action()
        found.append(time.process_time() - before)
    return min(found)


def main() -> None:
    """Print CPU by profile and by how many months went before, and whether the bar is met."""
    made = months(2015, max(LENGTHS) + 12)
    ids = list(made)

    def known(round_id: str) -> Knowledge:
        return Knowledge(made[round_id][0].scheme, made[round_id][0].vocabularies)

    for profile in (STANDARD, RANGES):
        history: dict[str, list[Statement]] = {}
        for n, id_ in enumerate(ids[: max(LENGTHS)]):
            rules, table = made[id_]
            quarter = {m: made[m][1] for m in ids[n - 2 : n]} if n % 3 == 2 else {}
            rows, _ = on_the_ladder(table, rules, profile, has_story=False, auditors=9)
            rows += quarter_rows(rows, quarter, profile)
            history[id_] = signed([s for row in rows for s in statements_of_row(row)], id_, 1, "0")
            if n % 12 == 11:
                history[id_].append(year(ids[n - 11 : n + 1], sum(people(made[m][1]) for m in ids[n - 11 : n + 1])))
        for length in LENGTHS:
            report(profile.name, length, ids, made, history, known)


def people(table: object) -> int:
    """Cases of concern of a month."""
    return int(table.set_index("id")["n"]["risk.cases_of_concern"])  # type: ignore[attr-defined]


def year(rounds: list[str], n: int) -> Statement:
    """The cases of concern of a whole year, which joins its twelve months into one search."""
    about = Quantity(tuple(rounds), Filter.on("cases", {"case_of_concern": ["yes"]}))
    return Statement("year", 1, "0", "risk.cases_of_concern", "1", "cases", about, None, (n, n))


def report(
    name: str, length: int, ids: list[str], made: dict, history: dict, known: Callable[[str], Knowledge]
) -> None:
    """One line: the month after ``length`` months, the third of its quarter."""
    at = length + 2
    rules, table = made[ids[at]]
    quarter = {m: made[m][1] for m in ids[at - 2 : at]}
    told = [s for id_ in ids[:length] for s in history[id_]]
    cost = seconds(
        lambda: protect(
            table, rules, profile_of(name), has_story=False, auditors=9, history=told, quarter=quarter, knowledge=known
        )
    )
    met = "" if length != 36 else f", the bar of {BAR:g} s is {'met' if cost < BAR else 'NOT MET'}"
    print(f"{name}: beside {length} months ({len(told):,} statements) {cost:.2f} s CPU{met}")


def profile_of(name: str):
    """One of the two profiles."""
    return {p.name: p for p in (STANDARD, RANGES)}[name]


if __name__ == "__main__":
    main()
