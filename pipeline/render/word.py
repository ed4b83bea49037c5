"""What a Word file still needs after pandoc or Quarto wrote it: marks on every page, tables that fit, properties, dates.

Both engines end here, so neither shows. Lengths are in twentieths of a point, as Word counts.
"""

from __future__ import annotations

import re
from xml.dom import minidom

from pipeline.render.office import About, Parts, children, parse, read_parts, set_properties, to_bytes, write_parts
from pipeline.render.reference.styles import HANGING, TEXT_WIDTH
from pipeline.render.reference.word import foot_xml, head_xml
from pipeline.render.room import share

__all__ = ["finish_docx"]

# The children of a paragraph's properties in the order that Word demands.
_ORDER = (
    *("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:numPr", "w:pBdr", "w:shd", "w:tabs"),
    *("w:spacing", "w:ind", "w:jc", "w:outlineLvl"),
)
_CHARACTER = 108  # the room that a character of a table takes, on average
_PADDING = 240
_STEP = 340  # how far an item of a list stands from its bullet


def finish_docx(data: bytes, about: About) -> bytes:
    """The finished file: the same bytes for the same document, whoever wrote it and when."""
    parts = read_parts(data)
    tree = parse(parts["word/document.xml"])
    _describe_pictures(tree)
    for table in tree.getElementsByTagName("w:tbl"):
        _lay_out_table(table)
    for paragraph in tree.getElementsByTagName("w:p"):
        _lay_out_paragraph(paragraph)
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


def _lay_out_paragraph(paragraph: minidom.Element) -> None:
    style = _style(paragraph)
    if style == "NumberedList":  # a list that a numbered paragraph opens stands under its words
        levels = [int(level.getAttribute("w:val")) for level in paragraph.getElementsByTagName("w:ilvl")]
        left = HANGING + _STEP * (1 + (levels[0] if levels else 0))
        _set(paragraph, "w:ind", {"w:left": str(left), "w:hanging": str(_STEP if levels else 0)})
    elif style in ("Toc1", "Toc2", "TOC1", "TOC2"):  # a contents that is all underlined is hard to read
        for look in paragraph.getElementsByTagName("w:rStyle"):
            look.setAttribute("w:val", "DefaultParagraphFont")
    before = paragraph.previousSibling
    while before is not None and not isinstance(before, minidom.Element):
        before = before.previousSibling
    if before is not None and before.tagName == "w:tbl" and not style.startswith(("Heading", "TableCaption")):
        _set(paragraph, "w:spacing", {"w:before": "240"})


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
        paragraph.parentNode.removeChild(paragraph)


def _lay_out_table(table: minidom.Element) -> None:
    """Rows that do not break over pages, headers of columns and rows that are marked, columns as wide as they need."""
    rows = children(table, "w:tr")
    look = table.getElementsByTagName("w:tblLook")
    if look and look[0].getAttribute("w:firstRow") == "1":
        look[0].setAttribute("w:firstColumn", "1")
        look[0].setAttribute("w:val", "00A0")
    for row in rows:
        held = children(row, "w:trPr") or [row.insertBefore(_new(row, "w:trPr"), row.firstChild)]
        held[0].insertBefore(_new(row, "w:cantSplit"), held[0].firstChild)
    (width,) = table.getElementsByTagName("w:tblW")
    if width.getAttribute("w:type") == "auto":
        _set_widths(table, width, rows)


def _set_widths(table: minidom.Element, width: minidom.Element, rows: list[minidom.Element]) -> None:
    """Columns by what stands in them: left to itself, Word and LibreOffice do it each in another way."""
    cells = [children(row, "w:tc") for row in rows]
    texts = [[_text(cell) for cell in row] for row in cells]
    widths = share(texts, TEXT_WIDTH, _CHARACTER, _PADDING)
    width.setAttribute("w:type", "dxa")
    width.setAttribute("w:w", str(sum(widths)))
    layout = _new(table, "w:tblLayout", {"w:type": "fixed"})
    width.parentNode.insertBefore(layout, width.nextSibling)
    for column, wide in zip(table.getElementsByTagName("w:gridCol"), widths, strict=True):
        column.setAttribute("w:w", str(wide))
    for row in cells:
        for cell, wide in zip(row, widths, strict=True):
            held = children(cell, "w:tcPr") or [cell.insertBefore(_new(cell, "w:tcPr"), cell.firstChild)]
            held[0].insertBefore(_new(cell, "w:tcW", {"w:w": str(wide), "w:type": "dxa"}), held[0].firstChild)


def _style(paragraph: minidom.Element) -> str:
    found = paragraph.getElementsByTagName("w:pStyle")
    return str(found[0].getAttribute("w:val")) if found else ""


def _text(node: minidom.Element) -> str:
    return "".join(t.firstChild.data for t in node.getElementsByTagName("w:t") if t.firstChild)


def _new(node: minidom.Element, name: str, attributes: dict[str, str] | None = None) -> minidom.Element:
    made = node.ownerDocument.createElement(name)
    for key, value in (attributes or {}).items():
        made.setAttribute(key, value)
    return made


def _set(paragraph: minidom.Element, name: str, attributes: dict[str, str]) -> None:
    """Give a paragraph a property, in its place among the others."""
    held = children(paragraph, "w:pPr") or [paragraph.insertBefore(_new(paragraph, "w:pPr"), paragraph.firstChild)]
    for old in children(held[0], name):
        held[0].removeChild(old)
    later = _ORDER[_ORDER.index(name) + 1 :]
    behind = [c for c in children(held[0]) if c.tagName in later]
    held[0].insertBefore(_new(paragraph, name, attributes), behind[0] if behind else None)
