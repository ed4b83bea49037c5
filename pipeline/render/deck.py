"""What would spoil a deck: a slide without a title, or with more on it than can be read, said in words beforehand.

Pandoc itself would go on with what has no room on a slide of its own that has no title, or let it run off the edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.render.reference.layouts import places
from pipeline.render.room import fit_table, fit_words
from pipeline.render.tree import Node, nodes, plain

__all__ = ["find_deck_faults"]

_GRAPHIC = ("Table", "Figure")
Faults = Iterator[tuple[str, str]]  # what is wrong, and the words to look for in the document


def find_deck_faults(blocks: list[Node]) -> Faults:
    """(what is wrong, the words to look for in the document) of every fault of a deck, in its order."""
    if blocks and blocks[0]["t"] != "Header":
        yield "words stand before the first slide: each slide begins with a heading of level 2 (##).", plain(blocks[0])
    for note in nodes(blocks, "Note"):
        yield "a footnote cannot stand on a slide: write it into the words, or into the notes.", plain(note)
    title, slide = "", []
    for block in [*blocks, {"t": "Header", "c": [2, None, []]}]:
        if block["t"] != "Header":
            slide.append(block)
            continue
        yield from _slide_faults(title, slide)
        if block["c"][1] is not None:
            title, slide = plain(block["c"][2]), []
            yield from _title_faults(block["c"][0], title)


def _title_faults(level: int, title: str) -> Faults:
    if not title.strip():
        yield f"a heading of level {level} is empty, and each slide needs a title.", "#" * level + " "
    elif level != 2:
        yield f'the heading "{title}" is level {level}; each slide begins with a heading of level 2 (##).', title


def _slide_faults(title: str, blocks: list[Node]) -> Faults:
    shown = [b for b in blocks if not _is(b, "notes")]
    columns = next((b for b in shown if _is(b, "columns")), None)
    if columns is None:
        yield from _place_faults(title, shown, "whole")
        return
    if len(shown) > 1:
        yield f'the slide "{title}" has columns and other words beside them: put all into the columns.', title
    parts = [b["c"][1] for b in columns["c"][1] if _is(b, "column")]
    if len(parts) != 2:
        yield f'the slide "{title}" has {len(parts)} columns: there is room for two.', title
    for part in parts:
        yield from _place_faults(title, part, "half")


def _place_faults(title: str, blocks: list[Node], place: str) -> Faults:
    """Faults of what stands in one place: words, one table or picture, or words over a table or picture."""
    graphics = [n for n, block in enumerate(blocks) if _is_graphic(block)]
    if len(graphics) > 1:
        yield f'the slide "{title}" has {len(graphics)} tables or pictures: give each a slide of its own.', title
    elif graphics and graphics[0] != len(blocks) - 1:
        yield f'on the slide "{title}" words follow a table or picture: put them before it, or into the notes.', title
    else:
        words = blocks[: graphics[0]] if graphics else blocks
        both = bool(graphics and words)
        width, height = places("words above" if both else place)
        if words and fit_words(list(_paragraphs(words)), width, height) is None:
            yield f'the slide "{title}" has more words than can be read: spread them over two slides.', title
        if graphics and blocks[graphics[0]]["t"] == "Table":
            yield from _table_faults(title, blocks[graphics[0]], *places("below words" if both else place))


def _table_faults(title: str, table: Node, width: float, height: float) -> Faults:
    _, (_, caption), _, head, bodies, foot = table["c"]
    named = [s["c"] for block in caption for s in block["c"] if s["t"] == "Str" and s["c"].startswith("{#tbl-")]
    if named:  # not inside a span, where typed words stand
        yield "a table on a slide has no number, so no name either: take the {#tbl-…} away.", "{#tbl-"
    rows = [*head[1], *(row for body in bodies for part in body[2:] for row in part), *foot[1]]
    texts = [[plain(cell[4]) for cell in cells] for _, cells in rows]
    if fit_table(texts, width, height - (32 if plain(caption) else 0)) is None:
        size = f"{len(texts)} rows and {len(texts[0])} columns"
        yield f'the table on the slide "{title}" is too large for a slide ({size}): show fewer, or less in each.', title


def _paragraphs(blocks: list[Node], depth: int = -1) -> Iterator[tuple[str, int]]:
    """(text, depth in lists) of each paragraph, as it will stand on the slide."""
    for block in blocks:
        kind, content = block["t"], block["c"]
        if kind in ("Para", "Plain", "Header"):
            yield plain(content), max(depth, 0)
        elif kind in ("BulletList", "OrderedList"):
            for item in content if kind == "BulletList" else content[1]:
                yield from _paragraphs(item, depth + 1)
        elif kind == "DefinitionList":
            for term, texts in content:
                yield plain(term), 0
                for text in texts:
                    yield from _paragraphs(text, depth)
        elif kind == "Div":
            yield from _paragraphs(content[1], depth)
        elif kind == "BlockQuote":
            yield from _paragraphs(content, depth)


def _is(block: Node, name: str) -> bool:
    return bool(block["t"] == "Div" and name in block["c"][0][1])


def _is_graphic(block: Any) -> bool:
    alone = block["t"] == "Para" and [inline["t"] for inline in block["c"]] == ["Image"]
    return alone or block["t"] in _GRAPHIC
