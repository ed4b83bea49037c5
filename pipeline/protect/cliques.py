"""Cliques of fields: tables small enough to list, which together say all that one table over all fields would say.

Numbers that use few fields at a time need no table over all of them. Where the cliques form a tree in which any two
that share a field are linked through cliques that have it too, tables that agree on what neighbours share are always
margins of one whole table of counts (Beeri and others 1983, acyclic database schemes; Dobra and Fienberg 2000 for
decomposable tables). Graham's reduction says whether they do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import combinations

__all__ = ["cliques_of", "graham_reduction", "links_between"]

Fields = frozenset[str]


def cliques_of(edges: Iterable[Fields], size: Callable[[Fields], int]) -> list[Fields]:
    """Cliques that cover every edge and form a tree; where the edges do not, the cheapest two of them are joined.

    ``size``: how many patterns a set of fields has.
    """
    cliques = _widest(set(edges))
    while stuck := graham_reduction(cliques):
        pairs = [(a, b) for a, b in combinations(sorted(stuck, key=sorted), 2) if a & b]
        a, b = min(pairs, key=lambda pair: (size(pair[0] | pair[1]), sorted(pair[0] | pair[1])))
        cliques = _widest({*cliques, a | b})
    return sorted(cliques, key=sorted)


def graham_reduction(edges: Collection[Fields]) -> list[Fields]:
    """The edges that are left when Graham's two steps can do no more; none are left exactly where they form a tree.

    The steps: leave out a field that one edge alone has; leave out an edge that lies within another. What is left is
    given as the edges were.
    """
    left = {edge: set(edge) for edge in edges}
    changed = True
    while changed:
        changed = False
        counts: dict[str, int] = {}
        for fields in left.values():
            for name in fields:
                counts[name] = counts.get(name, 0) + 1
        for fields in left.values():
            lonely = {name for name in fields if counts[name] == 1}
            changed = changed or bool(lonely)
            fields -= lonely
        for edge in sorted(left, key=sorted):
            if not left[edge] or any(left[edge] <= fields for other, fields in left.items() if other != edge):
                del left[edge]
                changed = True
    return list(left)


def links_between(cliques: list[Fields]) -> list[tuple[int, int]]:
    """The tree: pairs of cliques, such that any two that share a field are linked through cliques that have it.

    A spanning tree with the most shared fields, which is such a tree where Graham's reduction leaves nothing.
    """
    joined, links = {0}, []
    while len(joined) < len(cliques):
        waiting = [n for n in range(len(cliques)) if n not in joined]
        a, b = max(((i, j) for i in joined for j in waiting), key=lambda p: (len(cliques[p[0]] & cliques[p[1]]), -p[1]))
        joined.add(b)
        links.append((a, b))
    return links


def _widest(edges: set[Fields]) -> set[Fields]:
    """The edges that lie within no other."""
    return {edge for edge in edges if not any(edge < other for other in edges)}
