"""The tables of a document and the data behind its charts, with real numbers in the place of printed ones.

Both come from text as the document prints it, in its edition: what is protected there is protected here, since no other
value was ever asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compose.charts import Chart
from pipeline.compose.figures import Figures
from pipeline.markdown import unescape
from pipeline.measures.texts import UNAVAILABLE

__all__ = ["HIDDEN", "NOT_APPLICABLE", "NOT_AVAILABLE", "DataTable", "chart_tables", "document_tables"]

HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE = "[c]", "[z]", "[x]"
"""What stands in a cell that would be blank (the shorthand of the Government Statistical Service)."""

Value = int | float | str

_CELLS = re.compile(r"(?<!\\)\|")
_CAPTION = re.compile(r": (?P<words>.+?)(?: \{#tbl-[^}]*\})?")
# a numbered paragraph that a cell refers to: its number is given when a page is made, so it is called by its own name's
_PARAGRAPH = re.compile(r"\[\]\(#para-[\w-]*?(\d+)\)")
_HEADING = re.compile(r"#+ (?P<words>.+?)(?: \{[^}]*\})?")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
# what a printed figure is made of: each part becomes a column of its own where a column holds several
_PARTS = re.compile(
    rf"(?P<number>{_NUMBER})(?: of (?P<of>{_NUMBER}))?(?: \((?P<share>\d+)%\))?"
    rf"|(?P<only_share>\d+)%|(?P<from>\d+)% to (?P<to>\d+)%|£(?P<pounds>[\d,]+(?:\.\d\d)?)"
)
_NAMES = {
    "number": "number",
    "of": "of",
    "share": "share (%)",
    "from": "interval from (%)",
    "to": "interval to (%)",
    "pounds": "pounds (£)",
}
_SHARE = "Share"  # the head of a column that belongs to the one before it


@dataclass(frozen=True)
class DataTable:
    """One table: what it is, where the document shows it, its header, and a value in every cell."""

    title: str
    place: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def document_tables(markdown: str) -> list[DataTable]:
    """Every table of a document that was made by ``report_tables.pipe_table``, in its order."""
    lines, place, found = markdown.splitlines(), "", []
    for n, line in enumerate(lines):
        if heading := _HEADING.fullmatch(line):
            place = unescape(heading["words"])
        if line.startswith("|") and n + 1 < len(lines) and lines[n + 1].startswith("|:"):
            rows = list(_block(lines[n:]))
            caption = _CAPTION.fullmatch(next((after for after in lines[n + len(rows) :] if after), ""))
            if caption and len(rows) > 2:
                found.append(_table(rows, unescape(caption["words"]), f"A table under “{place}” in the document."))
    return found


def _block(lines: Sequence[str]) -> Iterator[str]:
    """The lines of the table that begins here."""
    for line in lines:
        if not line.startswith("|"):
            return
        yield line


def _table(lines: Sequence[str], title: str, place: str) -> DataTable:
    header, rules, *rows = [_CELLS.split(line)[1:-1] for line in lines]
    cells = [[unescape(_PARAGRAPH.sub(r"\1", cell.strip())) for cell in row] for row in rows]
    columns: list[tuple[str, list[Value]]] = []
    owner = ""  # the column that a share after it belongs to
    for c, (head, rule) in enumerate(zip(header, rules, strict=True)):
        texts = [row[c] for row in cells]
        words = unescape(head.strip())
        if not rule.strip().endswith(":"):
            columns.append((words, [_word(text) for text in texts]))
            continue
        owner = owner if words == _SHARE else words
        columns += _numbers(f"{owner}: share" if words == _SHARE and owner != words else words, texts)
    return _laid(title, place, columns)


def _laid(title: str, place: str, columns: Sequence[tuple[str, Sequence[Value]]]) -> DataTable:
    """Columns side by side, each under a name of its own: a spreadsheet's table cannot have one twice."""
    heads: list[str] = []
    for head, _ in columns:
        name, n = head or "Column", 2
        while name in heads:
            name, n = f"{head} ({n})", n + 1
        heads.append(name)
    return DataTable(title, place, tuple(heads), tuple(zip(*(values for _, values in columns), strict=True)))


def _word(text: str) -> Value:
    """A cell of words; shorthand where there are none."""
    return {"": NOT_APPLICABLE, "–": NOT_AVAILABLE, UNAVAILABLE: NOT_AVAILABLE}.get(text, text)


def _numbers(head: str, texts: Sequence[str]) -> list[tuple[str, list[Value]]]:
    """A column of printed figures as one column, or as one for each part of a figure: "2 of 25" is two numbers."""
    cells = [_parts(text) for text in texts]
    parts = [part for part in _NAMES if any(part in cell for cell in cells)]
    if not parts or parts == ["number"]:
        return [(head, [next(iter(cell.values())) for cell in cells])]
    if len(parts) == 1:
        unit = _NAMES[parts[0]].rpartition(" ")[2]
        heads = [f"{head} {unit}"]
    else:
        heads = [f"{head}: {_NAMES[part]}" for part in parts]
    return [
        (name, [cell.get(part, cell.get("words", NOT_APPLICABLE)) for cell in cells])
        for name, part in zip(heads, parts, strict=True)
    ]


def _parts(text: str) -> dict[str, Value]:
    """The numbers in a printed figure by what they are; the words themselves where it is none."""
    found = _PARTS.fullmatch(text)
    if found is None:
        return {"words": _word(text)}
    given = {name: part for name, part in found.groupdict().items() if part is not None}
    return {name.removeprefix("only_"): _as_number(part) for name, part in given.items()}


def _as_number(text: str) -> Value:
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def chart_tables(charts: Iterable[Chart], figures: Figures, labels: Mapping[str, str]) -> list[DataTable]:
    """The data behind each chart: a row a figure that it shows. ``labels``: round id → its period.

    The figures are asked for once more, so that those which a chart draws without writing them are noted as printed.
    """
    return [_behind(chart, figures, labels) for chart in charts if chart.shows]


def _behind(chart: Chart, figures: Figures, labels: Mapping[str, str]) -> DataTable:
    figures.under(chart.title)
    texts = [_texts(figures, point.measure, point.round_id or figures.now.id, chart.intervals) for point in chart.shows]
    columns: list[tuple[str, Sequence[Value]]] = [
        ("Period", [labels[point.round_id or figures.now.id] for point in chart.shows]),
        ("What is counted", [point.label for point in chart.shows]),
    ]
    units = {str(figures.row(point.measure, point.round_id)["unit"]) for point in chart.shows}
    counted = f"Number of {units.pop()}" if len(units) == 1 else "Number"
    for head, form in ((counted, "n"), ("Of", "of"), (f"{_SHARE} (%)", "percent")):
        columns.append(
            (head, [_parts(row[form]).get(_KEYS[form], _parts(row[form]).get("words", "")) for row in texts])
        )
    if chart.intervals:
        for head, part in (("95% interval from (%)", "from"), ("95% interval to (%)", "to")):
            ends = [_parts(row["interval"]) for row in texts]
            columns.append((head, [end.get(part, end.get("words", NOT_APPLICABLE)) for end in ends]))
    said = [sentence for sentence in re.split(r"(?<=\.) ", chart.alt) if not re.search(r"\d", sentence)]
    return _laid(chart.title, " ".join(["The data behind a chart.", *said]), columns)


_KEYS = {"n": "number", "of": "number", "percent": "share"}


def _texts(figures: Figures, measure: str, round_id: str, interval: bool) -> dict[str, str]:
    """A measure in the forms that it can take; "" for a form that it cannot."""
    row = figures.row(measure, round_id)
    based = bool(row["available"]) and isinstance(row["base"], str)
    shared = figures.shared(measure, round_id)  # else told exactly, on too small a base for a percent
    forms = ("n", *(("of",) if based else ()), *(("percent", *(("interval",) if interval else ())) if shared else ()))
    return dict.fromkeys(("n", "of", "percent", "interval"), "") | {
        form: figures.text(measure, form, round_id) for form in forms
    }
