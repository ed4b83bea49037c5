"""The constructs a report may use: what both engines render alike. Anything else is foreign.

Front matter, headings, paragraphs, pipe tables, figures, links, footnotes, lists, quotes, five callouts, key figures,
columns, page breaks and references to figures, tables and sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["find_foreign"]

Node = dict[str, Any]

CALLOUTS = tuple(f"callout-{kind}" for kind in ("note", "tip", "important", "warning", "caution"))
_DIVS = {*CALLOUTS, "key-figures", "draft-mark", "pagebreak"}
_DECK_DIVS = {"columns", "column", "notes"}
_FOREIGN = {
    "CodeBlock": "code (also a code cell or a diagram)",
    "Code": "code (also a code cell or a diagram)",
    "Math": "a formula (write \\$ for a dollar sign)",
    "RawBlock": "raw HTML, Typst or TeX",
    "RawInline": "raw HTML, Typst or TeX",
    "HorizontalRule": "a horizontal rule",
    "LineBlock": "a line block",
    "Strikeout": "struck-out text",
    "Underline": "underlined text",
    "SmallCaps": "small capitals",
}


def find_foreign(tree: Any, *, deck: bool = False) -> Iterator[tuple[str, str]]:
    """(what is wrong, words to find it by) of each construct outside the subset, in document order.

    ``deck`` allows what only slides have: columns and notes.
    """
    if isinstance(tree, list):
        for part in tree:
            yield from find_foreign(part, deck=deck)
    elif isinstance(tree, dict):
        if "t" in tree:
            yield from _judge(tree, deck)
        for part in tree.values():
            yield from find_foreign(part, deck=deck)


def _judge(node: Node, deck: bool) -> Iterator[tuple[str, str]]:
    kind = node["t"]
    if kind in _FOREIGN:
        yield f"{_FOREIGN[kind]} cannot be used in a report.", _words(node)
    elif kind == "Div":
        yield from _judge_div(node, _DIVS | _DECK_DIVS if deck else _DIVS)
    elif kind == "Table":
        yield from _judge_table(node)
    elif kind == "Span" and node["c"][0][1] != ["para"] and node["c"][0] != ["", [], []]:
        yield 'a span in square brackets can only be the number of a paragraph, "[]{.para}".', f"[{_words(node)}]"
    elif kind == "Cite":
        for one in node["c"][0]:
            if not one["citationId"].startswith(("fig-", "tbl-", "sec-")):
                sought = "@" + one["citationId"]
                rule = "a reference begins with @fig-, @tbl- or @sec-, and an @ is written \\@"
                yield f'"{sought}" would be a citation; {rule}.', sought


def _judge_div(node: Node, known: set[str]) -> Iterator[tuple[str, str]]:
    (identifier, classes, pairs), content = node["c"]
    columns = dict(pairs).get("layout-ncol")
    unknown = [name for name in classes if name not in known]
    if unknown:
        yield f'a block ".{unknown[0]}" cannot be used in a report; there are {", ".join(sorted(known))}.', unknown[0]
    elif columns is not None and columns not in ("2", "3", "4"):
        yield f"layout-ncol can be 2, 3 or 4, not {columns}.", "layout-ncol"
    elif not classes and columns is None:
        yield "a block between ::: has neither a class nor layout-ncol.", identifier or ":::"
    elif identifier.startswith(("fig-", "tbl-")):
        yield f'figures within a figure cannot be used: name each, and not the block "{identifier}".', identifier
    elif "key-figures" in classes and [block["t"] for block in content] != ["BulletList"]:
        yield "a key-figures block holds one bullet list and nothing else.", "key-figures"


def _judge_table(node: Node) -> Iterator[tuple[str, str]]:
    _, _, _, head, bodies, foot = node["c"]
    rows = [*head[1], *(row for body in bodies for part in body[2:] for row in part), *foot[1]]
    for _, cells in rows:
        for _, _, row_span, column_span, content in cells:
            if row_span != 1 or column_span != 1 or any(block["t"] != "Plain" for block in content):
                yield "only pipe tables can be used: one line of text a cell, no joined cells.", _words(content)
                return


def _words(tree: Any) -> str:
    """The words in a part of the tree, to find its line by."""
    if isinstance(tree, list):
        return " ".join(filter(None, map(_words, tree)))
    if isinstance(tree, dict):
        kind, content = str(tree.get("t")), tree.get("c", "")
        if kind in ("Str", "Code", "CodeBlock", "Math", "RawInline", "RawBlock"):
            text = (content if isinstance(content, str) else str(content[-1])).strip()
            first = text.split()[0] if kind == "Code" and text else text.split("\n")[0]
            return "`" + first if kind == "Code" and len(first) < 4 else first
        return _words(content)
    return ""
