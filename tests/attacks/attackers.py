"""Those who read what was published and nothing else, and try to find what was not.

Each takes statements of the public ledger, published texts or a picture. None imports the audit's own decisions; the
solver uses its model of the world, which anybody could write down from the forms.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.measures import round_half_up, wilson_interval
from pipeline.protect import Knowledge, Statement
from pipeline.protect.audit import audit
from pipeline.protect.filters import Filter, Quantity

Bounds = dict[Quantity, tuple[float, float]]
_SVG = "{http://www.w3.org/2000/svg}"


def subtract(statements: Iterable[Statement], parts: Sequence[Quantity] = ()) -> Bounds:
    """Bounds of every number by taking parts from wholes, again and again, with pencil and paper.

    ``parts``: numbers that nobody printed and that complete a whole, such as the one grade that is left out.
    """
    bounds: Bounds = {q: (0, float("inf")) for q in parts}
    for s in statements:
        if s.count is not None:
            low, high = bounds.get(s.numerator, (0, float("inf")))
            bounds[s.numerator] = max(low, s.count[0]), min(high, s.count[1])
    changed = True
    while changed:
        changed = False
        for whole, split in _splits(list(bounds)):
            for one in (whole, *split):
                tight = _tightened(one, whole, split, bounds)
                changed = changed or tight != bounds[one]
                bounds[one] = tight
    return bounds


def _tightened(one: Quantity, whole: Quantity, split: Sequence[Quantity], bounds: Bounds) -> tuple[float, float]:
    low, high = bounds[one]
    if one == whole:
        return max(low, sum(bounds[p][0] for p in split)), min(high, sum(bounds[p][1] for p in split))
    others = [p for p in split if p != one]
    least = bounds[whole][0] - sum(bounds[p][1] for p in others)
    most = bounds[whole][1] - sum(bounds[p][0] for p in others)
    return max(low, least), min(high, most)


def _splits(known: Sequence[Quantity]) -> list[tuple[Quantity, list[Quantity]]]:
    """Wholes with the parts that make them up: filters that differ in one field alone, or rounds that add up."""
    found = []
    for whole in known:
        inside = defaultdict(list)
        for part in known:
            if field := _one_field(part.filter, whole.filter) if part.rounds == whole.rounds else None:
                inside[field].append(part)
        for field, parts in inside.items():
            values = dict(whole.filter.where)[field]
            found += [(whole, cover) for cover in _covers(values, parts, field)]
        single = [Quantity((r,), whole.filter, whole.as_at) for r in whole.rounds]
        if len(single) > 1 and all(q in known for q in single):
            found.append((whole, single))
    return found


def _one_field(part: Filter, whole: Filter) -> str | None:
    ours, theirs = dict(part.where), dict(whole.where)
    if part.view != whole.view or ours.keys() != theirs.keys():
        return None
    differing = [name for name in ours if ours[name] != theirs[name]]
    return differing[0] if len(differing) == 1 and ours[differing[0]] < theirs[differing[0]] else None


def _covers(values: frozenset[str], parts: Sequence[Quantity], field: str) -> list[list[Quantity]]:
    """Every choice of parts that are apart and have all values between them."""
    if not values:
        return [[]]
    first = min(values)
    made = []
    for part in parts:
        own = dict(part.filter.where)[field]
        if first in own and own <= values:
            made += [[part, *rest] for rest in _covers(values - own, parts, field)]
    return made


def differences(statements: Iterable[Statement]) -> Bounds:
    """Single rounds from sums over several: a sum less the sum that has one round fewer."""
    sums = {(s.numerator.filter, frozenset(s.numerator.rounds)): s.count for s in statements if s.count}
    found: Bounds = {}
    for (asked, rounds), (low, high) in sums.items():
        for (other, fewer), (less, more) in sums.items():
            if other == asked and fewer < rounds and len(rounds - fewer) == 1:
                found[Quantity(tuple(rounds - fewer), asked)] = (low - more, high - less)
    return found


def solve(
    statements: Iterable[Statement], wanted: Iterable[Quantity], known: Knowledge
) -> dict[Quantity, frozenset[int]]:
    """The values that are left for each wanted number, where fewer than three are."""
    told = list(statements)
    found = audit([], told, wanted, lambda _: known).values
    return {q: values for q, values in found.items() if len(values) < 3}


def compare_versions(before: Iterable[Statement], after: Iterable[Statement], changed: int) -> dict[Quantity, set[int]]:
    """What a number is now, from two versions of its range, knowing that at most so many returns were corrected."""
    old = {s.numerator: s.count for s in before if s.count}
    found = {}
    for s in after:
        was = old.get(s.numerator)
        if was and s.count and was != s.count:
            found[s.numerator] = {
                now for now in range(s.count[0], s.count[1] + 1) for then in range(was[0], was[1] + 1)
                if 0 < abs(now - then) <= changed
            }  # fmt: skip
    return found


def bases_of_percents(percents: Iterable[int], most: int) -> list[int]:
    """The bases on which whole percents are all possible."""
    return [b for b in range(1, most + 1) if all(any(round_half_up(n, b) == p for n in range(b + 1)) for p in percents)]


def counts_of_interval(text: str, most: int) -> list[tuple[int, int]]:
    """The counts and bases of which a printed interval is the 95 % Wilson interval in whole percents."""
    return [
        (n, b)
        for b in range(1, most + 1)
        for n in range(b + 1)
        for low, high in (wilson_interval(n, b),)
        if f"{low:.0f}% to {high:.0f}%" == text
    ]


def bar_lengths(svg: str) -> list[float]:
    """The lengths of the lying bars in a picture, in its own units: each a closed path of four corners."""
    lengths = []
    for path in ET.fromstring(svg).iter(f"{_SVG}path"):
        corners = re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", path.get("d", ""))
        if path.get("clip-path") and len(corners) == 4 and path.get("d", "").strip().endswith("z"):
            lengths.append(max(float(x) for x, _ in corners) - min(float(x) for x, _ in corners))
    return lengths
