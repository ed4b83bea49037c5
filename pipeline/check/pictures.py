"""Charts in finished files: what is drawn is what the description says, and each file holds the chart that was made."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as XML

from pipeline.check.office_texts import svg_text
from pipeline.check.passages import close
from pipeline.check.texts import flat
from pipeline.check.unprinted import numbers

__all__ = ["foreign_pictures", "take_labels", "undescribed_numbers"]

_SVG = "{http://www.w3.org/2000/svg}"
_EMBEDDED = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')
_TICK = re.compile(r"\d[\d,]*%?")  # a number on an axis measures and is no figure


def drawn(picture: Path) -> list[str]:
    """The labels that a chart draws, without the numbers on its axes."""
    return [
        words for words, on_axis in _labels(XML.parse(picture).getroot()) if not (on_axis and _TICK.fullmatch(words))
    ]


def _labels(node: XML.Element, on_axis: bool = False) -> Iterator[tuple[str, bool]]:
    """(words, whether they stand at an axis) of each label."""
    on_axis = on_axis or (node.tag == f"{_SVG}g" and re.match(r"[xy]tick", node.get("id", "")) is not None)
    if node.tag == f"{_SVG}text":
        yield flat("".join(node.itertext())), on_axis
    for child in node:
        yield from _labels(child, on_axis)


def undescribed_numbers(picture: Path) -> list[str]:
    """The numbers that a chart draws and that neither its title nor its description says as often."""
    tree = XML.parse(picture).getroot()
    said = " ".join(tree.findtext(f"{_SVG}{part}") or "" for part in ("title", "desc"))
    return list((Counter(n for label in drawn(picture) for n in numbers(label)) - Counter(numbers(said))).elements())


def take_labels(folder: Path, besides: str) -> tuple[list[tuple[str, str]], str]:
    """((chart, label) for each label with a number that is not drawn in a PDF, what that holds besides all labels).

    ``besides``: the text of the PDF without its passages, run together.
    """
    labels = [
        (picture.stem, words, close(words))
        for picture in sorted(folder.glob("*.svg"))
        for words, _ in _labels(XML.parse(picture).getroot())
    ]
    unseen = []
    for chart, words, run in sorted(labels, key=lambda label: -len(label[2])):
        if run not in besides and numbers(words):
            unseen.append((chart, words))
        besides = besides.replace(run, "\n", 1)
    return unseen, besides


def foreign_pictures(file: Path, folder: Path) -> list[str]:
    """The pictures in a page, a Word file or a deck that are not those in ``folder``, each as a few words."""
    if file.suffix == ".html":
        ours = {svg_text(picture) for picture in folder.glob("*.svg")}
        embedded = [base64.b64decode(data) for data in _EMBEDDED.findall(file.read_text(encoding="utf-8"))]
        return [f"picture {n}" for n, data in enumerate(embedded, 1) if svg_text(io.BytesIO(data)) not in ours]
    made = {hashlib.sha256(picture.read_bytes()).digest() for picture in folder.glob("*.png")}
    with zipfile.ZipFile(file) as office:
        media = [name for name in office.namelist() if "/media/" in name and name.endswith(".png")]
        return [name for name in media if hashlib.sha256(office.read(name)).digest() not in made]
