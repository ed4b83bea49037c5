"""What a Word file still needs after pandoc or Quarto wrote it: marks on its pages, tables that fit, properties, dates.

Both engines end here, so neither shows. Lengths are in twentieths of a point, as Word counts.
"""

from __future__ import annotations

import re
from xml.dom import minidom

from pipeline.render.office import (
    About,
    Parts,
    children,
    new,
    parse,
    put,
    read_parts,
    remove,
    set_properties,
    text_of,
    to_bytes,
    write_parts,
)
from pipeline.render.reference.styles import CALLOUT_INDENT, HANGING, TEXT_WIDTH
from pipeline.render.reference.word import foot_xml, head_xml
from pipeline.render.room import share

__all__ = ["finish_docx"]

# The children of a paragraph's properties in the order that Word demands.
_ORDER = (
    *(
        "w:pStyle",
        "w:keepNext",
        "w:keepLines",
        "w:pageBreakBefore",
        "w:numPr",
        "w:pBdr",
        "w:shd",
        "w:tabs",
        "w:wordWrap",
    ),
    *("w:spacing", "w:ind", "w:jc", "w:outlineLvl"),
)
_CHARACTER = 108  # the room that a character of a table takes, on average
_PADDING = 240
_STEP = 340  # how far an item of a list stands from its bullet
_SHORT, _FIRST = 12, 3  # rows of a table that is kept on one page; of a longer one, rows that are kept with the next


def finish_docx(data: bytes, about: About) -> bytes:
    """The finished file: the same bytes for the same document, whoever wrote it and when."""
    parts = read_parts(data)
    tree = parse(parts["word/document.xml"])
    _describe_pictures(tree)
    for table in tree.getElementsByTagName("w:tbl"):
        _lay_out_table(table)
    _lay_out_paragraphs(tree)
    for paragraph in list(tree.getElementsByTagName("w:p")):
        _break_before(paragraph)
    parts["word/document.xml"] = to_bytes(tree)
    _mark_pages(parts, about)
    set_properties(parts, about, "Microsoft Word")
    return write_parts(parts)


def _describe_pictures(tree: minidom.Document) -> None:
    """The inner description of a picture is that of the outer one: pandoc puts the name of the file there."""
    for drawing in tree.getElementsByTagName("w:drawing"):
        (outer,) = drawing.getElementsByTagName("wp:docPr")
        outer.removeAttribute("title")
        for inner in drawing.getElementsByTagName("pic:cNvPr"):
            inner.setAttribute("descr", outer.getAttribute("descr"))


def _mark_pages(parts: Parts, about: About) -> None:
    """Head and foot of every page: the reference document has them empty."""
    for name in parts:
        if re.fullmatch(r"word/header\d*\.xml", name):
            parts[name] = head_xml(about.running_title, about.draft_mark).encode()
        elif re.fullmatch(r"word/footer\d*\.xml", name):
            parts[name] = foot_xml(about.page_mark).encode()


def _lay_out_paragraphs(tree: minidom.Document) -> None:
    """What depends on a paragraph's neighbours, which no style can say."""
    under, before = False, ""  # whether a numbered paragraph opened this list; the style of what stands before
    for block in _blocks(tree):
        if block.tagName == "w:tbl":
            under, before = False, "w:tbl"
            continue
        style, levels = _style(block), block.getElementsByTagName("w:ilvl")
        if levels:
            begin = HANGING if under else CALLOUT_INDENT if style.startswith("Callout") else 0
            deep = _STEP * (1 + int(levels[0].getAttribute("w:val")))
            hanging = deep if begin == CALLOUT_INDENT else _STEP  # the bar of a callout stands where the bullet does
            _set(block, "w:ind", {"w:left": str(begin + deep), "w:hanging": str(hanging)})
        under = style == "NumberedParagraph" or (under and bool(levels))
        if before == "w:tbl" and not style.startswith(("Heading", "TableCaption")):
            _set(block, "w:spacing", {"w:before": "240"})
        if style == "KeyFigure" and before != style:
            _set(block, "w:spacing", {"w:before": "240"})
        if before == "KeyFigure" and style != before and not style.startswith("Heading"):
            _set(block, "w:spacing", {"w:before": "240"})
        if style.upper() in ("TOC1", "TOC2"):  # a contents that is all underlined is hard to read
            for look in block.getElementsByTagName("w:rStyle"):
                look.setAttribute("w:val", "DefaultParagraphFont")
        before = style


def _blocks(tree: minidom.Document) -> list[minidom.Element]:
    """The paragraphs and tables of the body in order, without the paragraphs inside tables."""
    every = [n for n in tree.getElementsByTagName("*") if n.tagName in ("w:p", "w:tbl")]
    in_cells = {id(p) for cell in tree.getElementsByTagName("w:tc") for p in cell.getElementsByTagName("w:p")}
    return [n for n in every if id(n) not in in_cells]


def _break_before(paragraph: minidom.Element) -> None:
    """A page break becomes a property of what follows it, since an empty paragraph is read out as one."""
    breaks = [b for b in paragraph.getElementsByTagName("w:br") if b.getAttribute("w:type") == "page"]
    if not breaks or paragraph.getElementsByTagName("w:t"):
        return
    after = paragraph.nextSibling
    while after is not None and (not isinstance(after, minidom.Element) or after.tagName.startswith("w:bookmark")):
        after = after.nextSibling
    if after is not None and after.tagName == "w:p":
        _set(after, "w:pageBreakBefore", {})
        remove(paragraph)


def _lay_out_table(table: minidom.Element) -> None:
    """Rows that do not break over pages, headers of columns and rows that are marked, columns as wide as they need."""
    rows = children(table, "w:tr")
    look = table.getElementsByTagName("w:tblLook")
    if look and look[0].getAttribute("w:firstRow") == "1":
        look[0].setAttribute("w:firstColumn", "1")
        look[0].setAttribute("w:val", "00A0")
    held = rows[:-1] if len(rows) <= _SHORT else rows[:_FIRST]
    for paragraph in (p for row in held for p in row.getElementsByTagName("w:p")):
        _set(paragraph, "w:keepNext", {})
    for row in rows:
        put(put(row, "w:trPr"), "w:cantSplit")
    (width,) = table.getElementsByTagName("w:tblW")
    _set_widths(table, width, rows)


def _set_widths(table: minidom.Element, width: minidom.Element, rows: list[minidom.Element]) -> None:
    """Columns by what stands in them: left to itself, Word and LibreOffice do it each in another way."""
    cells = [children(row, "w:tc") for row in rows]
    texts = [[text_of(cell, "w:t") for cell in row] for row in cells]
    grid = table.getElementsByTagName("w:gridCol")
    if any(len(row) != len(grid) for row in cells):
        return  # joined cells, which only Quarto lets through
    asked = [int(column.getAttribute("w:w")) for column in grid]
    whole = None
    if width.getAttribute("w:type") == "pct":  # the document says how wide, in fiftieths of a per cent
        total = min(TEXT_WIDTH, TEXT_WIDTH * float(width.getAttribute("w:w")) / 5000)
        whole = [int(total * n / sum(asked)) for n in asked]
    widths = share(texts, TEXT_WIDTH, _CHARACTER, _PADDING, whole)
    width.setAttribute("w:type", "dxa")
    width.setAttribute("w:w", str(sum(widths)))
    (look,) = table.getElementsByTagName("w:tblLook")
    put(children(table, "w:tblPr")[0], "w:tblLayout", look).setAttribute("w:type", "fixed")
    for column, wide in zip(grid, widths, strict=True):
        column.setAttribute("w:w", str(wide))
    for row in cells:
        for cell, wide in zip(row, widths, strict=True):
            wanted = put(put(cell, "w:tcPr"), "w:tcW")
            wanted.setAttribute("w:w", str(wide))
            wanted.setAttribute("w:type", "dxa")


def _style(paragraph: minidom.Element) -> str:
    found = paragraph.getElementsByTagName("w:pStyle")
    return str(found[0].getAttribute("w:val")) if found else ""


def _set(paragraph: minidom.Element, name: str, attributes: dict[str, str]) -> None:
    """Give a paragraph a property, in its place among the others."""
    held = put(paragraph, "w:pPr")
    for old in children(held, name):
        held.removeChild(old)
    later = _ORDER[_ORDER.index(name) + 1 :]
    behind = [c for c in children(held) if c.tagName in later]
    held.insertBefore(new(paragraph, name, attributes), behind[0] if behind else None)
