"""XML from strangers: read without document types, so that it cannot grow, and without regard to prefixes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["XmlError", "attribute", "local", "parse_xml"]


class XmlError(ValueError):
    """It is not well formed, or it declares entities, which no office program writes."""


def parse_xml(content: bytes) -> Element:
    """The root of a document; XmlError if it cannot be read."""
    from xml.etree import ElementTree

    if re.search(rb"<!(DOCTYPE|ENTITY)", content.replace(b"\0", b"")):
        raise XmlError("it declares a document type, which no workbook needs")
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise XmlError(str(error)) from error


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)
