"""The text of a paragraph in Word as a person sees it, with what its controls, boxes and lists are set to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.intake.containers.xml import attribute, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["contained", "text_of"]

_TICKED, _UNTICKED = "☒", "☐"
_BOX = re.compile("([☐☑☒])")
_GONE = {"del", "moveFrom", "Fallback", "instrText", "rPr", "pPr", "sdtPr", "tbl", "footnoteReference"}
_ON = {None, "1", "true", "on"}


def contained(parent: Element, wanted: set[str]) -> Iterator[Element]:
    """The elements of these names under a parent, also those wrapped in controls and tracked changes; not in others."""
    for child in parent:
        name = local(child)
        if name in wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from contained(child, wanted)


def text_of(paragraph: Element) -> str:
    """What stands in a paragraph; of boxes, what is ticked."""
    return _ticked(re.sub(r"[ \xa0\u2002]+", " ", "".join(_pieces(paragraph))).strip())


def _ticked(text: str) -> str:
    """``☒ Yes ☐ No`` is Yes; a ticked box without words is ☑, and none that is not ticked says anything."""
    pieces = _BOX.split(text)
    if len(pieces) == 1:
        return text
    before = bool(pieces[0].strip()) and not pieces[-1].strip()  # the words stand before their boxes: Yes ☒ No ☐
    words = pieces[0::2][:-1] if before else pieces[0::2][1:]
    chosen = [w.strip() for box, w in zip(pieces[1::2], words, strict=True) if box != _UNTICKED]
    told = "; ".join(w or "☑" for w in chosen)
    return told if before or not pieces[0].strip() else f"{pieces[0].strip()} {told}".strip()


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        name = local(child)
        if name == "t":
            yield child.text or ""
        elif name == "sdt":
            yield from _control(child)
        elif name == "ffData":
            yield from _old_field(child)
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name not in _GONE:
            yield from _pieces(child)


def _control(control: Element) -> Iterator[str]:
    """A content control: a box as a box, a date as a date that cannot be misread, anything else as it stands."""
    settings = next((e for e in control if local(e) == "sdtPr"), None)
    for setting in settings if settings is not None else ():
        name = local(setting)
        if name == "showingPlcHdr" and attribute(setting, "val") in _ON:
            return
        if name == "checkbox":
            checked = next((e for e in setting if local(e) == "checked"), None)
            yield _TICKED if checked is not None and attribute(checked, "val") in _ON else _UNTICKED
            return
        if name == "date" and (day := attribute(setting, "fullDate")):
            yield day.partition("T")[0]
            return
    for content in (e for e in control if local(e) == "sdtContent"):
        yield from _pieces(content)


def _old_field(data: Element) -> Iterator[str]:
    """A box or a list of the forms of old Word, whose choice stands in no text."""
    for setting in data:
        if local(setting) == "checkBox":
            set_ = {local(e): attribute(e, "val") in _ON for e in setting}
            yield _TICKED if set_.get("checked", set_.get("default", False)) else _UNTICKED
        elif local(setting) == "ddList":
            entries = [attribute(e, "val") or "" for e in setting if local(e) == "listEntry"]
            result = next((attribute(e, "val") or "0" for e in setting if local(e) == "result"), None)
            if result is not None and result.isdigit() and int(result) < len(entries):
                yield entries[int(result)]
