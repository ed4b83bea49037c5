"""Reading in pandoc's own tree of a document: its elements, and the words in any part of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["Node", "nodes", "plain"]

Node = dict[str, Any]
"""An element: its kind under "t", what it holds under "c"."""


def nodes(tree: Any, *kinds: str) -> Iterator[Node]:
    """Every element of these kinds, in document order, wherever it stands."""
    if isinstance(tree, list):
        for part in tree:
            yield from nodes(part, *kinds)
    elif isinstance(tree, dict):
        if tree.get("t") in kinds:
            yield tree
        for part in tree.values():
            yield from nodes(part, *kinds)


def plain(tree: Any) -> str:
    """The words of any part of the tree; an image counts as a word."""
    spaces = {"Space": " ", "SoftBreak": " ", "LineBreak": " ", "Image": "\N{OBJECT REPLACEMENT CHARACTER}"}
    found = nodes(tree, "Str", "Code", *spaces)
    return "".join(spaces.get(n["t"]) or (n["c"] if n["t"] == "Str" else n["c"][1]) for n in found)
