"""What assistive technology needs of Word and PowerPoint files: WCAG 2.2 AA, as far as a program can see it.

Source of the rules: the accessibility checker of Microsoft Office, and EN 301 549, chapter 10.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as XML

from pipeline.check.office_texts import read_xml, slide_names

__all__ = ["docx_faults", "pptx_faults"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_FEET = ("ftr", "sldNum", "dt")
_DC = "{http://purl.org/dc/elements/1.1/}"


def docx_faults(path: Path) -> list[str]:
    """What is wrong with a Word file, a sentence each: title, language, alt texts, header rows, order of headings."""
    with zipfile.ZipFile(path) as file:
        body = read_xml(file, "word/document.xml")
        styles = read_xml(file, "word/styles.xml")
        language = styles.find(f"{_W}docDefaults//{_W}lang")
        spoken = "" if language is None else language.get(f"{_W}val", "")
        return [*_property_faults(file, spoken), *_docx_body_faults(body)]


def pptx_faults(path: Path) -> list[str]:
    """What is wrong with a deck, a sentence each: titles, language, order of reading, alt texts, tables."""
    with zipfile.ZipFile(path) as file:
        slides = [read_xml(file, name) for name in slide_names(file)]
        runs = [look for slide in slides for look in slide.iter(f"{_A}rPr")]
        spoken = "" if any(not look.get("lang") for look in runs) else "said"
        found = list(_property_faults(file, spoken))
        for number, slide in enumerate(slides, 1):
            found += [f"slide {number}: {fault}" for fault in _slide_faults(slide)]
        return found


def _property_faults(file: zipfile.ZipFile, language: str) -> Iterator[str]:
    core = read_xml(file, "docProps/core.xml")
    if not (core.findtext(f"{_DC}title") or "").strip():
        yield "the file has no title in its properties"
    if not language:
        yield "the text does not say what language it is in"
    if "docProps/custom.xml" in file.namelist():
        yield "the file has properties of its own, which anyone can read who opens it"


def _docx_body_faults(body: XML.Element) -> Iterator[str]:
    for number, picture in enumerate(body.iter(f"{_WP}docPr"), 1):
        if not picture.get("descr", "").strip():
            yield f"picture {number} has no alternative text"
    for number, table in enumerate(body.iter(f"{_W}tbl"), 1):
        if table.find(f"{_W}tr/{_W}trPr/{_W}tblHeader") is None:
            yield f"table {number} has no header row"
        if any(True for kind in ("gridSpan", "vMerge") for _ in table.iter(_W + kind)):
            yield f"table {number} has joined cells"
    above = 0
    for paragraph in body.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = "" if style is None else style.get(f"{_W}val", "")
        if name.startswith("Heading") and name[7:].isdigit():
            words = "".join(paragraph.itertext()).strip()
            if not words:
                yield f"a heading of level {name[7:]} is empty"
            if int(name[7:]) > above + 1:
                yield f'the heading "{words}" is level {name[7:]}, under a heading of level {above}'
            above = int(name[7:])


def _slide_faults(slide: XML.Element) -> Iterator[str]:
    (tree,) = slide.iter(f"{_P}spTree")
    shapes = [shape for shape in tree if shape.tag in (f"{_P}sp", f"{_P}pic", f"{_P}graphicFrame")]
    titles = [n for n, shape in enumerate(shapes) if _is_title(shape)]
    if not titles or not "".join(t.text or "" for t in shapes[titles[0]].iter(f"{_A}t")).strip():
        yield "it has no title"
    elif titles[0] != 0:
        yield "its title is not what is read first"
    feet = [n for n, shape in enumerate(shapes) if any(h.get("type") in _FEET for h in shape.iter(f"{_P}ph"))]
    if feet and min(feet) < len(shapes) - len(feet):
        yield "its foot is read before its words"
    ids = [named.get("id") for named in tree.iter(f"{_P}cNvPr")]
    if len(ids) != len(set(ids)):
        yield "two of its shapes have the same number"
    for picture in tree.iter(f"{_P}pic"):
        if not any(named.get("descr", "").strip() for named in picture.iter(f"{_P}cNvPr")):
            yield "a picture has no alternative text"
    for table in tree.iter(f"{_A}tblPr"):
        if table.get("firstRow") != "1":
            yield "a table has no header row"


def _is_title(shape: XML.Element) -> bool:
    return any(holder.get("type") in ("title", "ctrTitle") for holder in shape.iter(f"{_P}ph"))
