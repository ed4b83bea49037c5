"""What a finished page or PDF tells its reader, as plain lists that can be compared across formats and engines.

Of a page it is read from the elements in its main part; of a PDF from its tags, which is how a screen reader reads it,
and not from where the words stand on the paper.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from lxml import html
from pypdfium2 import raw

__all__ = ["Told", "golden_page", "read_page", "read_pdf"]

Rows = list[list[str]]


@dataclass
class Told:
    """Title, (level, words) of headings, paragraphs with their numbers, tables, figures, and the words of links.

    A table is (caption, rows); a figure is (caption, alternative text). Notes stand behind all other paragraphs.
    """

    title: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    tables: list[tuple[str, Rows]] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> list[str]:
        """The numbers that open paragraphs."""
        firsts = (words.split()[0] for words in self.paragraphs)
        return [first for first in firsts if first.strip("A.0123456789") == "" and "." in first.strip(".")]


def fold(text: str) -> str:
    """Words with single spaces, and no invisible joiner."""
    return " ".join(text.replace("\u2060", "").replace("\xad", "").split())


def golden_page(file: Path) -> Told:
    """What Quarto's page of the example told, as it was kept."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    return Told(
        title=kept["title"],
        headings=[(int(tag[1]), words) for tag, words in kept["headings"]],
        paragraphs=[fold(words.replace("↩︎", "")) for words in kept["paragraphs"]],
        tables=[(table["caption"], table["rows"]) for table in kept["tables"]],
        figures=[(figure["caption"], " ".join(figure["alt"])) for figure in kept["figures"]],
        links=[fold(words) for words, _ in kept["links"] if "↩" not in words],
    )


def read_page(file: Path) -> Told:
    """What a page tells; its levels of headings are those of the document, whose title is the page's h1."""
    page = html.document_fromstring(file.read_bytes().decode("utf-8"))
    (main,) = page.xpath("//main")
    for back in main.xpath(".//a[@role='doc-backlink']"):
        back.drop_tree()

    def every(path: str, within: Any = main) -> list[str]:
        return [fold(element.text_content()) for element in within.xpath(path)]

    headings = [(int(h.tag[1]), fold(h.text_content())) for h in main.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//h6")]
    highest = min((level for level, _ in headings), default=1)
    return Told(
        title=fold(page.xpath("string(//h1[contains(@class, 'title')])")),
        headings=[(level - highest + 1, words) for level, words in headings],
        paragraphs=every(".//p"),
        items=every(".//li[not(ancestor::section[@role='doc-endnotes'])]"),
        tables=[
            (fold(table.xpath("string(caption)")), [every("th|td", row) for row in table.xpath(".//tr")])
            for table in main.xpath(".//table")
        ],
        figures=[
            (fold(figure.xpath("string(figcaption)")), " ".join(figure.xpath(".//img/@alt")))
            for figure in main.xpath(".//figure")
        ],
        links=every(".//a"),
    )


@dataclass
class Tag:
    """An element of a PDF's structure: what it is called, what stands in its place, and what it holds in order."""

    name: str
    alt: str
    parts: list[Tag | str]

    def text(self, *without: str) -> str:
        """The words in it, but for those in elements of these names and in pictures."""
        without = ("Figure", *without)
        shown = (part for part in self.parts if isinstance(part, str) or part.name not in without)
        return fold("".join(part if isinstance(part, str) else part.text(*without) for part in shown))

    def within(self, *names: str) -> Iterator[Tag]:
        """Every element of these names, outermost only, in order."""
        for part in self.parts:
            if isinstance(part, Tag):
                if part.name in names:
                    yield part
                else:
                    yield from part.within(*names)


def read_pdf(file: Path) -> Told:
    """What a PDF tells by its tags."""
    whole = _tags(file)
    told = Told(title=next(tag.text() for tag in whole.parts if isinstance(tag, Tag)))
    contents = [n for n, tag in enumerate(whole.parts) if isinstance(tag, Tag) and tag.name == "TOC"]
    body = Tag("Document", "", whole.parts[contents[0] + 1 :] if contents else whole.parts)
    for tag in body.within("H1", "H2", "H3", "H4", "H5", "H6"):
        told.headings.append((int(tag.name[1]), tag.text()))
    told.paragraphs = [tag.text("Note") for tag in body.within("P", "BlockQuote") if tag.text("Note")]
    for note in (note for tag in body.within("P") for note in tag.within("Note")):
        told.paragraphs.append(note.text("Lbl"))
    told.items = [tag.text() for tag in body.within("LBody")]
    for table in body.within("Table"):
        caption = " ".join(tag.text() for tag in table.within("Caption"))
        rows = [[cell.text() for cell in row.within("TH", "TD")] for row in table.within("TR")]
        told.tables.append((caption, rows))
    for part in body.within("Div"):
        told.figures += _figures(part)
    told.links = [link.text() for link in body.within("Link", "Note") if link.name == "Link"]
    return told


def _figures(tag: Tag) -> list[tuple[str, str]]:
    """The pictures in a part, each with the caption of the innermost part that holds both."""
    inner = [part for part in tag.parts if isinstance(part, Tag)]
    captions = [part.text() for part in inner if part.name == "Caption"]
    if captions:
        return [(captions[0], " ".join(picture.alt for picture in tag.within("Figure")))]
    return [figure for part in inner for figure in _figures(part)]


def _tags(file: Path) -> Tag:
    words = _marked_words(file)
    with pikepdf.open(file) as pdf:
        pages = {page.objgen: n for n, page in enumerate(pdf.pages)}

        def read(node: Any, page: int) -> Tag:
            page = pages[node.Pg.objgen] if "/Pg" in node else page
            parts: list[Tag | str] = []
            held = node.get("/K", [])
            for kid in held if isinstance(held, pikepdf.Array) else [held]:
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    parts.append(read(kid, page))
                elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                    place = pages[kid.Pg.objgen] if "/Pg" in kid else page
                    parts.append(words.get((place, int(kid.MCID)), ""))
                elif not isinstance(kid, pikepdf.Dictionary):
                    parts.append(words.get((page, int(kid)), ""))
            return Tag(str(node.S)[1:], str(node.get("/Alt", "")), parts)

        root = pdf.Root.StructTreeRoot.K
        return read(root[0] if isinstance(root, pikepdf.Array) else root, 0)


def _marked_words(file: Path) -> dict[tuple[int, int], str]:
    """(page, marked content) → its words."""
    found: dict[tuple[int, int], str] = {}
    with pypdfium2.PdfDocument(file) as document:
        for n, page in enumerate(document):
            text = page.get_textpage()
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=9):
                size = raw.FPDFTextObj_GetText(item.raw, text.raw, None, 0)
                held = ctypes.create_string_buffer(size)
                raw.FPDFTextObj_GetText(item.raw, text.raw, ctypes.cast(held, ctypes.POINTER(raw.FPDF_WCHAR)), size)
                place = (n, raw.FPDFPageObj_GetMarkedContentID(item.raw))
                found[place] = found.get(place, "") + held.raw[:size].decode("utf-16-le").rstrip("\0")
    return found
