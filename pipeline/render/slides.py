"""What a PowerPoint file still needs after pandoc or Quarto wrote it: sizes that fit, marks, properties, dates.

Both engines end here, so neither shows. Lengths in a file are in EMU, of which a point has 12,700.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.dom import minidom

from pipeline.render.office import (
    About,
    Parts,
    children,
    digits_of,
    new,
    parse,
    read_parts,
    remove,
    set_properties,
    text_of,
    to_bytes,
    write_parts,
)
from pipeline.render.reference.layouts import BODY, FOOT, Box
from pipeline.render.room import fit_table, fit_words

__all__ = ["finish_pptx"]

_POINT = 12700
_FILE_NAME = re.compile(r"\s+\S+\.(?:png|jpe?g)$")  # pandoc writes the name of the file behind the description
_CAPTION_SIZE, _CAPTION_HEIGHT = "1200", 400000


def finish_pptx(data: bytes, about: About) -> bytes:
    """The finished file: the same bytes for the same deck, whoever wrote it and when."""
    parts = read_parts(data)
    for name in list(parts):
        if re.fullmatch(r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml", name):
            tree = parse(parts[name])
            if name.startswith("ppt/slides/"):
                _Slide(tree, _layout_of(parts, name), digits_of(name), about).finish()
            _set_language(tree, about.language)
            parts[name] = to_bytes(tree)
    set_properties(parts, about, "Microsoft Office PowerPoint")
    return write_parts(parts)


def _layout_of(parts: Parts, slide: str) -> minidom.Document:
    relation = parts[slide.replace("slides/", "slides/_rels/") + ".rels"].decode()
    found = re.search(r"slideLayouts/slideLayout\d+\.xml", relation)
    return parse(parts[f"ppt/{found[0]}" if found else "ppt/slideLayouts/slideLayout2.xml"])


@dataclass
class _Slide:
    """One slide: its tree, the layout it stands on, its number, and what the deck says of itself."""

    tree: minidom.Document
    layout: minidom.Document
    number: int
    about: About

    def finish(self) -> None:
        """Words, tables and pictures in their places, the foot filled, every shape with a number of its own."""
        (holder,) = self.tree.getElementsByTagName("p:spTree")
        above = BODY
        for shape in children(holder, "p:sp", "p:pic", "p:graphicFrame"):
            kind = self._placeholder(shape, "type")
            if shape.tagName == "p:pic":
                above = _describe_picture(shape)
            elif shape.tagName == "p:graphicFrame":
                above = self._fit_table(shape)
            elif any(c.getAttribute("txBox") for c in shape.getElementsByTagName("p:cNvSpPr")):
                _place_caption(shape, above)
            elif kind in ("ftr", "sldNum"):
                self._fill_foot(holder, shape, kind)
            elif kind in ("", "body"):
                self._fit_words(shape)
        for n, shape in enumerate(self.tree.getElementsByTagName("p:cNvPr"), 1):
            shape.setAttribute("id", str(n))

    def _placeholder(self, shape: minidom.Element, attribute: str) -> str:
        return next((str(ph.getAttribute(attribute)) for ph in shape.getElementsByTagName("p:ph")), "")

    def _box(self, shape: minidom.Element) -> Box:
        """Where a placeholder stands: by the slide itself, by its layout, or where the master has its words."""
        index = self._placeholder(shape, "idx")
        own = shape.getElementsByTagName("a:ext") or shape.getElementsByTagName("p:ext")
        if own and shape.tagName != "p:graphicFrame":
            return _box_of(shape)
        for other in self.layout.getElementsByTagName("p:sp"):
            if self._placeholder(other, "idx") == index and other.getElementsByTagName("a:off"):
                return _box_of(other)
        return BODY

    def _fit_words(self, shape: minidom.Element) -> None:
        box = self._box(shape)
        paragraphs = []
        for paragraph in shape.getElementsByTagName("a:p"):
            levels = [int(p.getAttribute("lvl") or 0) for p in paragraph.getElementsByTagName("a:pPr")]
            paragraphs.append((text_of(paragraph, "a:t"), levels[0] if levels else 0))
        scale = fit_words(paragraphs, box.width / _POINT, box.height / _POINT) or 70
        (body,) = shape.getElementsByTagName("a:bodyPr")
        for old in children(body):
            body.removeChild(old)
        body.appendChild(new(body, "a:normAutofit", {"fontScale": f"{scale}000"} if scale < 100 else {}))

    def _fit_table(self, frame: minidom.Element) -> Box:
        """Columns as wide as what stands in them, rows as high, in type as large as has room; its place."""
        box = self._box(frame)
        (table,) = frame.getElementsByTagName("a:tbl")
        rows = children(table, "a:tr")
        cells = [children(row, "a:tc") for row in rows]
        texts = [[text_of(cell, "a:t") for cell in row] for row in cells]
        if len({len(row) for row in cells}) != 1:
            return box  # joined cells, which only Quarto lets through
        room = fit_table(texts, box.width / _POINT, (box.height - _CAPTION_HEIGHT) / _POINT)
        if room is None:
            return box
        for column, width in zip(table.getElementsByTagName("a:gridCol"), room.widths, strict=True):
            column.setAttribute("w", str(width * _POINT))
        for row, height in zip(rows, room.heights, strict=True):
            row.setAttribute("h", str(height * _POINT))
        for look in table.getElementsByTagName("a:rPr"):
            look.setAttribute("sz", str(room.size * 100))
        place = Box(box.left, box.top, sum(room.widths) * _POINT, sum(room.heights) * _POINT)
        _set_box(frame, place)
        return place

    def _fill_foot(self, holder: minidom.Element, shape: minidom.Element, kind: str) -> None:
        """The mark that every slide bears and the number; the first slide has the marks among its words."""
        words = ": ".join(mark for mark in (self.about.draft_mark, self.about.page_mark) if mark)
        if kind == "ftr" and (self.number == 1 or not words):
            holder.removeChild(shape)
        elif kind == "ftr":
            (paragraph,) = shape.getElementsByTagName("a:p")
            for old in children(paragraph):
                paragraph.removeChild(old)
            run = paragraph.appendChild(new(paragraph, "a:r"))
            run.appendChild(new(run, "a:rPr", {"b": "1"}))
            run.appendChild(new(run, "a:t")).appendChild(self.tree.createTextNode(words))
            _set_off(shape, words)
        elif self.number == 1:
            holder.removeChild(shape)
        else:
            for text in shape.getElementsByTagName("a:t"):
                while text.firstChild:
                    text.removeChild(text.firstChild)
                text.appendChild(self.tree.createTextNode(str(self.number)))


def _describe_picture(picture: minidom.Element) -> Box:
    """Its description without the name of the file; its place."""
    for named in picture.getElementsByTagName("p:cNvPr"):
        named.setAttribute("descr", _FILE_NAME.sub("", named.getAttribute("descr")))
    return _box_of(picture)


def _place_caption(shape: minidom.Element, above: Box) -> None:
    """A caption is a small line under what it belongs to, and no second placeholder of the slide's words."""
    for holder in shape.getElementsByTagName("p:ph"):
        remove(holder)
    _set_box(shape, Box(BODY.left, above.top + above.height + 5 * _POINT, BODY.width, _CAPTION_HEIGHT))
    for paragraph in shape.getElementsByTagName("a:pPr"):
        paragraph.setAttribute("algn", "l")
    for look in shape.getElementsByTagName("a:rPr"):
        look.setAttribute("sz", _CAPTION_SIZE)
    (body,) = shape.getElementsByTagName("a:bodyPr")
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.setAttribute(side, "0")


def _set_off(shape: minidom.Element, words: str) -> None:
    """A mark on the ground that it has in every format: the last accent of the theme."""
    (look,) = shape.getElementsByTagName("p:spPr")
    place = Box(FOOT.left, FOOT.top, min(FOOT.width, round(len(words) * 5.3 + 14) * _POINT), FOOT.height)
    fill = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent6"/></a:solidFill>'
    spaces = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    (made,) = parse(f"<look {spaces}>{place.xml()}{fill}</look>".encode()).getElementsByTagName("look")
    for part in children(made):
        look.appendChild(part)
    for body in shape.getElementsByTagName("a:bodyPr"):
        body.setAttribute("lIns", str(7 * _POINT))
    for ink in shape.getElementsByTagName("a:schemeClr")[1:]:
        ink.setAttribute("val", "tx1")


def _box_of(shape: minidom.Element) -> Box:
    (at,), (size,) = (shape.getElementsByTagName(name)[:1] for name in ("a:off", "a:ext"))
    return Box(*(int(e.getAttribute(a)) for e, a in ((at, "x"), (at, "y"), (size, "cx"), (size, "cy"))))


def _set_box(shape: minidom.Element, box: Box) -> None:
    (at,), (size,) = (shape.getElementsByTagName(name)[:1] for name in ("a:off", "a:ext"))
    for element, name, value in (
        (at, "x", box.left),
        (at, "y", box.top),
        (size, "cx", box.width),
        (size, "cy", box.height),
    ):
        element.setAttribute(name, str(value))


def _set_language(tree: minidom.Document, language: str) -> None:
    """Every run of words says what language it is in, for spelling and for reading aloud."""
    for name in ("a:rPr", "a:endParaRPr"):
        for look in tree.getElementsByTagName(name):
            look.setAttribute("lang", language)
