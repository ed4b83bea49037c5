"""The checks of one document: each of its formats says what was composed, and what was composed was printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.check.passages import Passage, close, compare, passages, right_to_left
from pipeline.check.pictures import foreign_pictures, take_labels, undescribed_numbers
from pipeline.check.structure import docx_faults, pptx_faults
from pipeline.check.texts import flat, pdf_body, read_text
from pipeline.check.unprinted import Known, numbers, unprinted
from pipeline.check.workbook import workbook_faults
from pipeline.config import Round, file_of, load_council, load_scheme, load_vocabularies
from pipeline.store import load_table
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Finding", "Made", "document_findings", "known_numbers"]

_STRUCTURE = {"docx": docx_faults, "pptx": pptx_faults}
# the last of the words is a pseudonym, as intake makes them
_MACHINE_WORDS = re.compile(r"\b(?:nan|NaN|NaT|None|null|undefined|[a-z]+_[a-z_]+|[A-Z]-[0-9a-f]{12})\b|<NA>|[{}]|%%")
_PLAN_TYPE_NONE = "None"  # the label of the plan type "none" is a word for people
# a number with one of these after it is a figure of the round, wherever it stands; run together, as ``close`` leaves it
_FIGURE = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)(%|percent|case|audit|child)|(?<!Page)(\d[\d,]*)of(\d[\d,]*)")


@dataclass(frozen=True)
class Finding:
    """Something that stands against publishing: where, what, and what to do."""

    document: str
    place: str
    message: str


@dataclass(frozen=True)
class Made:
    """A document as it was composed (``source``, a ``.qmd``), and a file of each format that was rendered of it."""

    source: Path
    files: Mapping[str, Path]
    printed: pd.DataFrame
    charts: pd.DataFrame | None  # what was noted as printed for the workbook of data tables

    @classmethod
    def of(cls, source: Path, finished: Path, tables: Path, formats: Sequence[str]) -> Made:
        """The document whose files lie in ``finished``, and the lists of its printed figures in ``tables``."""
        name = source.stem
        files = {format: finished / file_of(name, format) for format in formats}
        charts = load_table(tables, "printed", f"{name}_data") if "xlsx" in formats else None
        return cls(source, files, load_table(tables, "printed", name), charts)

    @property
    def pictures(self) -> Path:
        """The folder of its charts."""
        return self.source.parent / "figures" / self.source.stem


def document_findings(made: Made, known: Known | None) -> Iterator[Finding]:
    """What stands against a document all of whose files are there.

    ``known``: numbers in it that need no measure; None for a document whose numbers are not those of measures alone.
    """
    name, document = made.source.stem, made.source.read_text(encoding="utf-8")
    said = passages(document)
    for passage, number in unprinted(said, made.printed, known) if known else ():
        message = f'the number "{number}" comes from no measure: “{_short(passage.words)}”'
        yield Finding(name, f"as composed, {passage.place}", message)
    for picture in sorted(made.pictures.glob("*.svg")):
        for number in undescribed_numbers(picture):
            yield Finding(name, f"svg, {picture.stem}", f'"{number}" is drawn, and the description does not say it')
    for format, path in made.files.items():
        if made.charts is not None and format == "xlsx":
            faults = workbook_faults(path, document, made.charts)
            yield from (Finding(name, f"xlsx, {place}", message) for place, message in faults)
        else:
            yield from _format_findings(made, format, path, said)


def _format_findings(made: Made, format: str, path: Path, said: Sequence[Passage]) -> Iterator[Finding]:
    name = made.source.stem
    text = read_text(path)
    shown = [passage for passage in said if format != "pdf" or not (passage.alt or right_to_left(passage.words))]
    missing, besides = compare(shown, pdf_body(path) if format == "pdf" else text)
    figures = [passage for passage in missing if numbers(passage.words)]
    for passage in figures:
        message = f"here these words stand otherwise, or not at all: “{_short(passage.words)}”"
        yield Finding(name, f"{format}, {passage.place}", message)
    told = close(" ".join(passage.words for passage in figures))
    # a figure may be written in words; in a PDF a chart's alternative text is no part of the text that is read back
    expected = made.printed if format != "pdf" else made.printed[made.printed["place"] != "Charts"]
    for row in expected.drop_duplicates("text").itertuples():
        if flat(str(row.text)) not in text and close(str(row.text)) not in told:
            yield Finding(name, f"{format}, {row.place}", f'the figure "{row.text}" ({row.measure}) is not there')
    if format == "pdf":  # the charts are in it as text
        unseen, besides = take_labels(made.pictures, besides)
        for chart, label in unseen:
            yield Finding(name, f"pdf, chart {chart}", f'"{label}" is drawn in the chart, and not here')
    for figure in _added(besides, made.printed):
        yield Finding(name, format, f'"{figure}" is a figure that the document as composed does not have')
    yield from _other_findings(made, format, path, text)


def _other_findings(made: Made, format: str, path: Path, text: str) -> Iterator[Finding]:
    """Pictures that are not ours, words that are no words, and what assistive technology lacks."""
    name = made.source.stem
    for picture in foreign_pictures(path, made.pictures) if format != "pdf" else ():
        yield Finding(name, f"{format}, {picture}", "it is not one of the charts that were made for the document")
    ids = {measure for measure in made.printed["measure"] if measure in text}
    for word in sorted(ids | set(_MACHINE_WORDS.findall(text)) - {_PLAN_TYPE_NONE}):
        yield Finding(name, format, f'"{word}" is a word of the machine')
    for fault in _STRUCTURE[format](path) if format in _STRUCTURE else ():
        yield Finding(name, format, fault)


def _added(besides: str, printed: pd.DataFrame) -> Iterator[str]:
    """Figures in what a format holds besides the passages that no measure gave: a chart's labels are among those."""
    known = {n.strip("£%").replace(",", "") for text in printed["text"] for n in numbers(text)}
    for found in _FIGURE.finditer(besides):
        if any(n.replace(",", "") not in known for n in (found[1], found[3], found[4]) if n):
            yield found[0]


def _short(words: str) -> str:
    return words if len(words) <= 120 else f"{words[:117]}…"


def known_numbers(workspace: Workspace, round_: Round, document: str, typed: Sequence[str]) -> Known:
    """What may hold a number in a document and is no figure; ``typed``: the lines of the commentary."""
    council = load_council(workspace)
    lists = [*load_vocabularies(workspace).values(), *council.vocabularies.values()]
    lists.append(load_scheme(workspace, round_.scheme).vocabulary)
    names = [label for words in lists for label in words.labels.values()]
    template = workspace.own_or_packaged("reports", "templates", f"{document}.qmd.jinja").read_text(encoding="utf-8")
    literal = re.sub(r"\{[{%#].*?[}%#]\}", " ", template, flags=re.DOTALL)
    targets = [f"{percent:g}%" for percent in round_.targets.values()]
    said = [*typed, literal, str(council.escalate_after_days), *targets]
    return Known.of([*names, *_strings(round_.model_dump()), round_.label], said, council.case_reference)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (s for part in value.values() for s in _strings(part))
    elif isinstance(value, list | tuple):
        yield from (s for part in value for s in _strings(part))
