"""The beginning of the ledger: figures that were published elsewhere, as far as they are true of the returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.config import PublishedFigure
from pipeline.measures import Definition, Subset
from pipeline.protect.filters import Filter, Quantity
from pipeline.protect.statements import ELSEWHERE, Statement

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["statements_published"]

_TRUE = {"equal", "true as at another day"}


def statements_published(
    figures: Iterable[PublishedFigure],
    reconciliation: pd.DataFrame,
    definitions: Mapping[str, Definition],
    round_id: str,
) -> tuple[list[Statement], list[str]]:
    """The statements of a round's ``published.yml``, and the figures that make none, each as a line that says why.

    A figure makes statements where the table ``reconciliation`` finds it equal, or true as at a day of its own, which
    the statement then carries. Any other is "published, not true of the returns" and constrains nothing.
    """
    about = reconciliation[reconciliation["about"] == "figure"]
    kinds: dict[int, str] = {int(row["line"]): str(row["kind"]) for row in about.to_dict("records")}
    made: list[Statement] = []
    untrue = []
    for figure in figures:
        kind = kinds.get(figure.line, "not reconciled")
        if kind in _TRUE:
            made += _statements(figure, kind, definitions, round_id)
        else:
            untrue.append(f"{figure.measure} {figure.text}: published, not true of the returns ({kind})")
    return made, untrue


def _statements(
    figure: PublishedFigure, kind: str, definitions: Mapping[str, Definition], round_id: str
) -> list[Statement]:
    rounds = figure.rounds or (round_id,)
    day = figure.as_at.isoformat() if figure.as_at and kind == "true as at another day" else None
    about, base = (_quantity(name, definitions, rounds, day) for name in (figure.measure, figure.base))
    if about is None:  # stated in settings: it counts no returns
        return []
    definition = definitions[figure.measure]
    of = base if base != about else None
    said: dict[str, Any] = {
        "document": f"{ELSEWHERE}: {figure.source}",
        "version": 1,
        "sha256": "",
        "measure": figure.measure,
        "definition": definition.version,
        "unit": definition.unit,
        "numerator": about,
        "denominator": of,
        "place": f"published.yml, line {figure.line}",
    }
    made = [Statement(**said, count=(figure.count, figure.count))] if figure.count is not None else []
    if figure.percent is not None and of is not None:
        made.append(Statement(**said, percent=(figure.percent - 0.5, figure.percent + 0.5)))
    return made


def _quantity(
    name: str | None, definitions: Mapping[str, Definition], rounds: tuple[str, ...], day: str | None
) -> Quantity | None:
    counts = definitions[name].counts if name else None
    return Quantity(rounds, Filter.of(counts), day) if isinstance(counts, Subset) else None
