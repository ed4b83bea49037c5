"""Word forms → one sheet of rows: the tables one below the other, and what stands between them.

Read from the XML itself, for the sake of content controls, in which libraries see nothing. What they show as a prompt
("Click here to enter text") is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.forms.sheets import Sheet
from pipeline.intake.containers.packages import Package
from pipeline.intake.containers.refusals import Refusal
from pipeline.intake.containers.word_text import contained, text_of
from pipeline.intake.containers.xml import XmlError, attribute, local, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read_word"]

_LABELLED = re.compile(r"\s*([^:\t\n]{2,80}?)\s*(?::|\t)\s*(.*)", re.DOTALL)
_TO_FILL_IN = re.compile(r"[_.…\s]+")
_AGAIN = 0.8  # share of a form's first labels that a later table repeats if it begins the form of another case
_EMPTY = Refusal("the Word document is empty", "Ask for it to be sent again.")


@dataclass
class _Form:
    """The rows of one form as they are gathered."""

    rows: list[list[str]] = field(default_factory=list)
    origins: list[str] = field(default_factory=list)
    merged: dict[tuple[int, int], int] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)

    def add(self, cells: list[str], origin: str) -> None:
        """One row, and where it comes from."""
        self.rows.append(cells)
        self.origins.append(origin)


def read_word(package: Package) -> list[Sheet] | Refusal:
    """The form in a Word document, or each of them where its first table comes again; rows as the reader wants them."""
    try:
        body = next((e for e in parse_xml(package.read(_main_part(package))).iter() if local(e) == "body"), None)
    except (KeyError, XmlError) as error:
        return Refusal(
            f"the Word document is damaged and cannot be read ({str(error)[:120]})",
            "Open it in Word, let Word repair it, save it under a new name; or ask for it to be sent again.",
        )
    forms = _forms(body) if body is not None else []
    if not any(any(row) for form in forms for row in form.rows):
        return _EMPTY
    names = ["form"] if len(forms) == 1 else [f"form {n}" for n in range(1, len(forms) + 1)]
    return [Sheet(n, f.rows, merged=f.merged, origins=f.origins) for n, f in zip(names, forms, strict=True)]


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package.parts:
        for link in parse_xml(package.read("_rels/.rels")):
            if (attribute(link, "Type") or "").endswith("/officeDocument"):
                name = (attribute(link, "Target") or "").lstrip("/").lower()
                return name if name in package.parts else "word/document.xml"
    return "word/document.xml"


def _forms(body: Element) -> list[_Form]:
    forms = [_Form()]
    paragraphs = tables = 0
    for block in _blocks(body):
        if local(block) == "p":
            paragraphs += 1
            text = text_of(block)
            if text:
                forms[-1].add(_labelled(text), f"paragraph {paragraphs}")
            continue
        for table in _with_nested(block):
            tables += 1
            rows = list(_rows(table))
            labels = {row[0][0] for row in rows if row and row[0][0]}
            if forms[-1].labels and len(labels & forms[-1].labels) >= _AGAIN * len(forms[-1].labels):
                forms.append(_Form())
            _add_table(forms[-1], rows, tables)
            forms[-1].labels = forms[-1].labels or (labels if len(labels) > 2 else set())
    return forms


def _add_table(form: _Form, rows: list[list[tuple[str, int]]], number: int) -> None:
    if form.rows:
        form.add([], "")
    for r, row in enumerate(rows, start=1):
        cells: list[str] = []
        for text, span in row:
            if span > 1 and text:
                form.merged[len(form.rows), len(cells)] = len(cells) + span - 1
            cells += [text] + [""] * (span - 1)
        if len(row) == 1 and row[0][0]:
            form.merged.pop((len(form.rows), 0), None)
            cells = _labelled(row[0][0])
        form.add(cells, f"table {number}, row {r}")


def _labelled(text: str) -> list[str]:
    """A line "Label: answer" as two cells; any other as one."""
    found = _LABELLED.fullmatch(text)
    if found is None:
        return [text]
    answer = "" if _TO_FILL_IN.fullmatch(found[2]) else found[2].strip()
    return [found[1], answer]


def _blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables in a body, a cell or a control, in order."""
    return contained(parent, {"p", "tbl"})


def _with_nested(table: Element) -> Iterator[Element]:
    """A table, and the tables in its cells after it."""
    yield table
    for cell in (e for e in table.iter() if local(e) == "tc"):
        yield from (inner for inner in _blocks(cell) if local(inner) == "tbl")


def _rows(table: Element) -> Iterator[list[tuple[str, int]]]:
    """The cells of each row: text, and how many columns it covers; blank where one above reaches down."""
    for row in contained(table, {"tr"}):
        cells = [("", 1)] * _number(_property(row, "trPr", "gridBefore"))
        for cell in contained(row, {"tc"}):
            span = max(1, _number(_property(cell, "tcPr", "gridSpan")))
            merge = _property(cell, "tcPr", "vMerge")
            reached = merge is not None and attribute(merge, "val") != "restart"
            texts = [] if reached else [text_of(p) for p in _blocks(cell) if local(p) == "p"]
            cells.append(("\n".join(t for t in texts if t), span))
        yield cells


def _property(element: Element, group: str, name: str) -> Element | None:
    return next((p for g in element if local(g) == group for p in g if local(p) == name), None)


def _number(element: Element | None) -> int:
    value = (attribute(element, "val") if element is not None else None) or ""
    return min(int(value), 63) if value.isdigit() else 0  # Word's own most
