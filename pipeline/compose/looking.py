"""What a notebook shows: tables in words, with their bases, and sentences. Nothing here goes into a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.compose.charts import Chart
from pipeline.compose.figures import blank
from pipeline.compose.wording import day_in_words
from pipeline.measures import (
    UNAVAILABLE,
    Rules,
    field_words,
    group_order,
    measure_text,
    round_half_up,
    usual_form,
    value_words,
)
from pipeline.tables import plain_rows

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Said", "look", "look_groups", "look_measures", "picture", "say", "table"]

_MISSING = "–"
_PERCENTS = {"percent", "lower", "upper", "plain", "drawn", "in_time", "open", "alike", "centre", "median"}
_CHANCES = {"p", "adjusted_p"}
_DECIMALS = {"expected": 1, "z": 1, "value": 2, "odds_ratio": 1}

# What a column is called where its name does not say it.
_HEADINGS = {
    "interval": "95% interval",
    "range": "95% interval",
    "ratio": "Odds ratio (95% interval)",
    "adjusted_p": "p, adjusted",
    "auditor_id": "Auditor",
    "return_id": "Return",
    "case_id": "Case",
    "action_id": "Action",
    "share": "Audits",
    "polarity": "Found as",
    "words": "For example",
    "owner_role": "Owner",
    "drift_days": "Days past it",
    "alike": "Alike",
}


@dataclass(frozen=True)
class Said:
    """Sentences, a table or a chart, that a notebook shows as they are.

    ``heads`` and ``rows`` are the cells of a table, ``chart`` the chart: what ``keep_view`` keeps of it.
    """

    text: str
    html: str | None = None
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chart: Chart | None = None

    def _repr_markdown_(self) -> str | None:
        return None if self.html else self.text

    def _repr_html_(self) -> str | None:
        return self.html

    def __str__(self) -> str:
        return self.text


def say(*sentences: str) -> Said:
    """Sentences, each on a line of its own."""
    return Said("\n\n".join(s for s in sentences if s))


def picture(chart: Chart | None, otherwise: str) -> Said:
    """A chart under its finding, with its words for those who cannot see it; ``otherwise`` where there is none."""
    import base64
    import html

    if chart is None:
        return say(otherwise)
    drawn = base64.b64encode(chart._repr_png_()).decode()
    image = f'<img alt="{html.escape(chart.alt)}" src="data:image/png;base64,{drawn}">'
    titled = f"<p><strong>{html.escape(chart.title)}</strong></p>{image}"
    return Said(f"{chart.title}\n\n{chart.alt}", titled, chart=chart)


def look(frame: pd.DataFrame, columns: str, otherwise: str, most: int | None = None, **headings: str) -> Said:
    """A table of these columns, named with spaces between, its blanks as a dash; ``otherwise`` where it has no rows.

    ``share`` writes n of of with its percent, ``rest`` the same of elsewhere_n and elsewhere_of, ``interval`` a 95 %
    interval in percent, ``ratio`` an odds ratio with its interval, ``range`` that of a coefficient. With ``most`` only
    so many rows are shown, and it is said how many there are. Headings are ours unless ``headings`` gives another.
    """
    if frame.empty:
        return say(otherwise)
    names = columns.split()
    shown: list[dict[str, Any]] = frame.head(most or len(frame)).to_dict("records")  # type: ignore[assignment]
    rows = [[_cell(row, name) for name in names] for row in shown]
    more = f"The first {len(rows)} of {len(frame):,} rows." if len(rows) < len(frame) else ""
    heads = _HEADINGS | headings
    return table([heads.get(n, n.replace("_", " ").capitalize()) for n in names], rows, more)


def look_measures(measures: pd.DataFrame, *prefixes: str) -> Said:
    """The measures of the whole service whose ids begin so: each with its base and interval, or its reason."""
    found = measures[measures["id"].str.startswith(prefixes) & measures["by"].isna()]
    rows = [[str(row["label"]), *_told(row)] for row in plain_rows(found)]
    return (
        table(["What is counted", "How many", "95% interval"], rows) if rows else say("This round has no such figures.")
    )


def look_groups(measures: pd.DataFrame, measure: str, by: str, rules: Rules) -> Said:
    """One measure by the groups of a field, in the order and the words of their list."""
    found = plain_rows(measures[(measures["id"] == measure) & (measures["by"] == by)])
    if not found:
        return say(f"No audit that counts says its {field_words(by, rules)}.")
    rows = {str(row["group"]): [value_words(by, row["group"], rules), *_told(row)] for row in found}
    heads = [field_words(by, rules).capitalize(), str(found[0]["label"]), "95% interval"]
    return table(heads, [rows[group] for group in group_order(by, rows, rules)])


def _told(row: Mapping[str, Any]) -> tuple[str, str]:
    """How many, with the base or the reason; and the interval."""
    text = measure_text(row, usual_form(row))
    return f"{text}: {row['reason']}" if text == UNAVAILABLE else text, _interval(row)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], more: str = "") -> Said:
    """A table that a browser and a screen reader can read; in plain text, one line a row; ``more`` stands below."""
    import html

    head = "".join(f'<th scope="col" style="text-align:left">{html.escape(h)}</th>' for h in heads)
    cells = ["".join(f'<td style="text-align:left">{html.escape(c)}</td>' for c in row) for row in rows]
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    note = f"<p>{html.escape(more)}</p>" if more else ""
    text = "\n".join(" | ".join(row) for row in [list(heads), *map(list, rows)])
    drawn = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
    return Said(f"{text}\n{more}".rstrip(), drawn, tuple(heads), tuple(map(tuple, rows)))


def _share(row: Mapping[str, Any], n: str, of: str) -> str:
    if blank(row[n]) or blank(row[of]):
        return _MISSING
    percent = f" ({round_half_up(int(row[n]), int(row[of]))}%)" if row[of] else ""
    return f"{int(row[n]):,} of {int(row[of]):,}{percent}"


def _interval(row: Mapping[str, Any]) -> str:
    return _MISSING if blank(row["lower"]) else f"{row['lower']:.0f}% to {row['upper']:.0f}%"


def _ratio(row: Mapping[str, Any]) -> str:
    ratio, lower, upper = (_figures(row[name]) for name in ("odds_ratio", "lower", "upper"))
    return f"{ratio} ({lower} to {upper})"


def _figures(value: float) -> str:
    """Two or three figures of a ratio, whatever its size: 0.03, 1.2, 857."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


_COMPUTED: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "share": lambda row: _share(row, "n", "of"),
    "rest": lambda row: _share(row, "elsewhere_n", "elsewhere_of"),
    "interval": _interval,
    "ratio": _ratio,
    "range": lambda row: _MISSING if blank(row["lower"]) else f"{row['lower']:.2f} to {row['upper']:.2f}",
}


def _cell(row: Mapping[str, Any], name: str) -> str:
    """One cell as a person reads it; never "nan"."""
    if name in _COMPUTED:
        return _COMPUTED[name](row)
    value = row[name]
    if blank(value):
        return _MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in _PERCENTS:
        return f"{value:.0f}%"
    if name in _CHANCES:
        return f"{value:.3f}" if value >= 0.001 else "under 0.001"
    if name in _DECIMALS:
        return f"{value:.{_DECIMALS[name]}f}"
    if hasattr(value, "strftime"):
        return day_in_words(value)
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)
