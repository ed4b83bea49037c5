"""Word and PowerPoint files as their parts: taken apart, given their properties, and put together to the same bytes.

Pandoc dates the parts of a file with the time of day, and puts the whole front matter into ``docProps/custom.xml``,
where anyone who opens the properties of a document can read it. Quarto does the same, so both engines end here.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.dom import minidom
from xml.sax.saxutils import escape

__all__ = [
    "About",
    "Parts",
    "children",
    "digits_of",
    "new",
    "parse",
    "put",
    "read_parts",
    "relations",
    "remove",
    "set_properties",
    "text_of",
    "to_bytes",
    "write_parts",
]

Parts = dict[str, bytes]
"""Name inside the file → content."""

_FIRST = "[Content_Types].xml"  # a reader that streams wants it first
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_CUSTOM = re.compile(rb"<(?:Override|Relationship)\b[^>]*custom[-.](?:properties|xml)[^>]*/>")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>\
<cp:keywords>{keywords}</cp:keywords><dc:language>{language}</dc:language>\
<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>"""
_APP = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">\
<Application>{program}</Application></Properties>"""


@dataclass(frozen=True)
class About:
    """What a document says of itself, as plain text; ``moment`` is when it says it was made (UTC)."""

    title: str
    authors: Sequence[str]
    keywords: Sequence[str]
    language: str
    moment: dt.datetime
    running_title: str = ""
    page_mark: str = ""
    draft_mark: str = ""


def read_parts(data: bytes) -> Parts:
    """The parts of a file, in its own order."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist() if not name.endswith("/")}


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """A file of these parts: the same bytes for the same parts, on every machine and on every day."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            about = zipfile.ZipInfo(name, _NO_DATE)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system = 3  # else it tells the system that the file was made on
            file.writestr(about, parts[name])
    return made.getvalue()


def set_properties(parts: Parts, about: About, program: str) -> None:
    """Give a file its title, language, author and dates, and no other property; ``program`` is what opens it."""
    values = {
        "title": about.title,
        "author": "; ".join(about.authors),
        "keywords": ", ".join(about.keywords),
        "language": about.language,
        "moment": about.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    parts["docProps/core.xml"] = _CORE.format(**{key: escape(value) for key, value in values.items()}).encode()
    parts["docProps/app.xml"] = _APP.format(program=escape(program)).encode()
    parts.pop("docProps/custom.xml", None)
    for name in (_FIRST, "_rels/.rels"):
        parts[name] = _CUSTOM.sub(b"", parts[name])


def relations(*named: str) -> str:
    """A part of relations, of entries such as "styles:styles.xml": the kind of a part, and where it lies."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}/{name}" Target="{target}"/>'
        for n, (name, _, target) in enumerate((entry.partition(":") for entry in named), 1)
    )
    schema = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_XML}<Relationships xmlns="{schema}">{entries}</Relationships>'


def parse(data: bytes) -> minidom.Document:
    """A part as a tree, with its prefixes as they were written."""
    return minidom.parseString(data)


def to_bytes(tree: minidom.Document) -> bytes:
    """A tree as a part."""
    made: bytes = tree.toxml(encoding="UTF-8")
    return made


def children(node: minidom.Element, *names: str) -> list[minidom.Element]:
    """The elements of these names directly in a node, in order; every element if none is named."""
    return [c for c in node.childNodes if isinstance(c, minidom.Element) and (not names or c.tagName in names)]


def new(beside: minidom.Element, name: str, attributes: Mapping[str, str] | None = None) -> minidom.Element:
    """An element of the same tree, not yet in it."""
    made = minidom.Document().createElement(name)
    made.ownerDocument = beside.ownerDocument
    for key, value in (attributes or {}).items():
        made.setAttribute(key, value)
    return made


def text_of(node: minidom.Element, name: str) -> str:
    """The words in a part of a tree; ``name`` is the element that holds them: w:t in Word, a:t in PowerPoint."""
    return "".join(c.data for t in node.getElementsByTagName(name) for c in t.childNodes if isinstance(c, minidom.Text))


def put(node: minidom.Element, name: str, before: minidom.Element | None = None) -> minidom.Element:
    """The child of this name, made if it is not there: before another, or else before everything."""
    found = children(node, name)
    if found:
        return found[0]
    made = new(node, name)
    every = children(node)
    place = before if before is not None else every[0] if every else None
    node.insertBefore(made, place)
    return made


def remove(node: minidom.Element) -> None:
    """Take an element out of its tree."""
    if isinstance(node.parentNode, minidom.Element):
        node.parentNode.removeChild(node)


def digits_of(name: str) -> int:
    """The number in the name of a part, to set slide10 behind slide9."""
    found = re.search(r"(\d+)\.xml", name)
    return int(found[1]) if found else 0
