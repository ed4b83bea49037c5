"""Everything that was told, as rows of whole numbers over the cells of the rounds: the world as readers know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.protect.cells import Domains, patterns
from pipeline.protect.cliques import cliques_of, links_between
from pipeline.protect.fields import Knowledge, implications
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.statements import Statement

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Block", "Fact", "Model", "build_model", "facts_of"]

Block = tuple[str, str | None, str]  # round, day, view: one table of rows that were counted
Row = dict[int, int]  # variable → its coefficient


@dataclass(frozen=True)
class Fact:
    """What one or several statements say: a count from ``low`` to ``high``, or (n, b) a percent of a base."""

    about: Quantity
    low: float
    high: float
    of: Quantity | None = None  # given for a percent: low ≤ 100 n / of < high

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers it is about."""
        return (self.about,) if self.of is None else (self.about, self.of)


def facts_of(statements: Iterable[Statement]) -> dict[Fact, list[Statement]]:
    """Each different fact with the statements that tell it, in their order."""
    found: dict[Fact, list[Statement]] = {}
    for s in statements:
        if s.count is not None:
            fact = Fact(s.numerator, s.count[0], s.count[1])
        else:
            low, high = s.percent or (0.0, 0.0)
            fact = Fact(s.numerator, low, high, s.denominator)
        found.setdefault(fact, []).append(s)
    return found


@dataclass(frozen=True)
class Model:
    """Variables (the cells), rows that always hold (what tables share), and how a number is a sum of variables."""

    variables: int
    most: int  # no cell holds more than this; well above every number that was told
    links: tuple[Row, ...]  # each 0
    _sums: Mapping[Quantity, Row]

    def sum_of(self, quantity: Quantity) -> Row:
        """The variables that a number adds up, with their coefficients."""
        return self._sums[quantity]

    def rows(self, fact: Fact) -> list[tuple[Row, float, float]]:
        """A fact as rows with their least and most: one for a count, two for a percent (both halves in whole numbers).

        low ≤ 100 n / b < high is 200 n − 2 low b ≥ 0 and 200 n − 2 high b ≤ −1, where low and high are halves.
        """
        n = self.sum_of(fact.about)
        if fact.of is None:
            return [(n, fact.low, fact.high)]
        base = self.sum_of(fact.of)
        at_least, below = (_combine(n, 200, base, -round(2 * bound)) for bound in (fact.low, fact.high))
        return [(at_least, 0, float("inf")), (below, float("-inf"), -1), (base, 1, float("inf"))]


def _combine(a: Row, times: int, b: Row, by: int) -> Row:
    """times · a + by · b."""
    keys = dict.fromkeys([*a, *b])
    return {key: value for key in keys if (value := times * a.get(key, 0) + by * b.get(key, 0))}


def build_model(facts: Iterable[Fact], targets: Iterable[Quantity], knowledge: Callable[[str], Knowledge]) -> Model:
    """The cells that facts and targets speak of. ``knowledge``: what is known of a round by its id.

    Each round, day and view is a table of its own: the fields that are used together are its cliques, which agree on
    the fields that they share.
    """
    facts = list(facts)
    quantities = dict.fromkeys([*(q for fact in facts for q in fact.quantities), *targets])
    asked: dict[Block, dict[Filter, None]] = {}
    for q in quantities:
        for round_id in q.rounds:
            asked.setdefault((round_id, q.as_at, q.filter.view), {})[q.filter] = None
    tables, links, start = {}, [], 0
    for block, filters in asked.items():
        table = _Table.of(list(filters), block[2], knowledge(block[0]), start)
        tables[block] = table
        links += table.agreements()
        start += table.width
    sums = {q: _sum(q, tables) for q in quantities}
    told = [fact.high for fact in facts if fact.of is None]
    return Model(start, int(2 * max(told, default=0) + 100), tuple(links), sums)


def _sum(quantity: Quantity, tables: Mapping[Block, _Table]) -> Row:
    row: Row = {}
    for round_id in quantity.rounds:
        for variable in tables[round_id, quantity.as_at, quantity.filter.view].variables(quantity.filter):
            row[variable] = row.get(variable, 0) + 1
    return row


@dataclass(frozen=True)
class _Table:
    """The cliques of one block, each with its patterns as an array, and where its variables begin."""

    domains: Domains
    cliques: tuple[tuple[str, ...], ...]
    cells: tuple[np.ndarray[Any, Any], ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, filters: Sequence[Filter], view: str, knowledge: Knowledge, start: int) -> _Table:
        import numpy as np

        rules = [rule for rule in implications(knowledge.scheme) if rule.view == view]
        domains = Domains.of(filters, rules, knowledge)
        edges = [f.fields for f in filters] + [frozenset({r.field, r.then}) for r in domains.rules]
        cliques = tuple(tuple(sorted(clique)) for clique in cliques_of(edges, domains.size))
        cells = tuple(
            np.array(found, dtype=object).reshape(len(found), len(clique))
            for clique in cliques
            for found in (patterns(clique, domains),)
        )
        starts = [start + sum(len(c) for c in cells[:n]) for n in range(len(cells))]
        return cls(domains, cliques, cells, tuple(starts))

    @property
    def width(self) -> int:
        """How many variables it has."""
        return sum(len(cells) for cells in self.cells)

    def variables(self, asked: Filter) -> list[int]:
        """The variables that a filter counts, in the smallest clique that has its fields."""
        holding = [n for n, clique in enumerate(self.cliques) if asked.fields <= set(clique)]
        at = min(holding, key=lambda n: len(self.cells[n]))
        wanted = {name: self.domains.standing_for(name, values) for name, values in asked.where}
        return self._matching(at, wanted)

    def _matching(self, at: int, wanted: Mapping[str, set[str]]) -> list[int]:
        import numpy as np

        held = np.ones(len(self.cells[at]), dtype=bool)
        for name, values in wanted.items():
            held &= np.isin(self.cells[at][:, self.cliques[at].index(name)].astype(str), list(values))
        return [self.starts[at] + int(n) for n in np.flatnonzero(held)]

    def agreements(self) -> list[Row]:
        """For each link of two cliques and each pattern of the fields that both have: the same count in both."""
        rows: list[Row] = []
        for a, b in links_between([frozenset(clique) for clique in self.cliques]):
            shared = sorted(set(self.cliques[a]) & set(self.cliques[b]))
            sides: dict[tuple[str, ...], Row] = {}
            for clique, sign in ((a, 1), (b, -1)):
                columns = [self.cliques[clique].index(name) for name in shared]
                for n, cell in enumerate(self.cells[clique]):
                    sides.setdefault(tuple(cell[columns]), {})[self.starts[clique] + n] = sign
            rows += sides.values()
        return rows
