"""The figures of one document: asked for by name, written by the rules, and noted as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import Round
from pipeline.errors import CompositionError
from pipeline.measures import FORMS, measure_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figures"]

Row = Mapping[str, Any]
Group = tuple[str, str] | None  # the field that a measure is broken down by, and one of its values


@dataclass
class Figures:
    """Every figure that a document may print: one table of measures a round, all of the document's edition."""

    document: str
    now: Round
    measures: Mapping[str, pd.DataFrame]  # round id → measures or measures_public
    place: str = "Title"
    printed: list[dict[str, object]] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)  # kept for the document, without their endings

    def __post_init__(self) -> None:
        self._rows: dict[tuple[str, str, Group], Row] = {}
        for round_id, table in self.measures.items():
            rows: list[Any] = table.to_dict("records")
            whole = table["by"].isna()
            for row, is_whole in zip(rows, whole, strict=True):
                self._rows[round_id, row["id"], None if is_whole else (row["by"], row["group"])] = row

    def under(self, heading: str) -> str:
        """``heading``, from here on the place that printed figures are noted under."""
        self.place = heading
        return heading

    def row(self, measure: str, round_id: str | None = None, group: Group = None) -> Row:
        """One measure, of the whole service or of a group; CompositionError if the round has none of that id."""
        name = (round_id or self.now.id, measure, group)
        if name not in self._rows:
            of = f" of {group[1]}" if group else ""
            raise CompositionError(
                f'There is no measure "{measure}"{of} in round {name[0]}. List them with: caseaudit measures {name[0]}'
            )
        return self._rows[name]

    def label(self, measure: str) -> str:
        """What a measure is called."""
        return str(self.row(measure)["label"])

    def text(self, measure: str, form: str = "n", round_id: str | None = None, group: Group = None) -> str:
        """A measure in one of the forms of ``measures.FORMS``, noted as printed."""
        row = self.row(measure, round_id, group)
        try:
            text = measure_text(row, form)
        except ValueError as error:
            raise CompositionError(f"{self.document}, {self.place}: {error}.") from error
        self.note(measure, text, round_id, group)
        return text

    def note(self, measure: str, text: str, round_id: str | None = None, group: Group = None) -> None:
        """Note ``text`` as printed of a measure."""
        by, of = group or (None, None)
        self.printed.append(
            {
                "document": self.document,
                "number": len(self.printed) + 1,
                "place": self.place,
                "round": round_id or self.now.id,
                "measure": measure,
                "by": by,
                "group": of,
                "text": text,
            }
        )

    def reference(self, reference: str) -> str:
        """A figure as commentary names it: ``ratings.good.percent`` is the measure ratings.good in the form percent."""
        measure, _, form = reference.rpartition(".")
        if reference.startswith("view."):
            raise CompositionError(f"{{{reference}}} is a kept view: write it on a line of its own.")
        if form not in FORMS or not measure:
            raise CompositionError(
                f'"{{{reference}}}" names no figure: write the measure and a form, such as {{ratings.good.percent}}. '
                f"The forms are {', '.join(FORMS)}."
            )
        return self.text(measure, form)

    def available(self, measure: str, round_id: str | None = None, group: Group = None) -> bool:
        """Whether the round gives the measure."""
        row = self._rows.get((round_id or self.now.id, measure, group))
        return row is not None and bool(row["available"])

    def count(self, measure: str, round_id: str | None = None) -> int:
        """The n of a measure, for choosing words and order; 0 where it is not available. Not noted as printed."""
        return int(self.row(measure, round_id)["n"]) if self.available(measure, round_id) else 0

    def base(self, measure: str) -> int:
        """The base of a measure, for choosing words; 0 where it is not available. Not noted as printed."""
        return int(self.row(measure)["of"]) if self.available(measure) else 0

    def some(self, measure: str) -> bool:
        """Whether a measure is available and counts at least one. Not noted as printed."""
        return self.count(measure) > 0

    def ranked(self, prefix: str) -> list[str]:
        """The available measures whose ids begin with ``prefix.`` and count at least one, largest first."""
        ids = [
            id_
            for round_id, id_, group in self._rows
            if round_id == self.now.id and group is None and id_.startswith(prefix + ".")
        ]
        counts = {id_: self.count(id_) for id_ in ids}
        return sorted((id_ for id_ in ids if counts[id_]), key=lambda id_: -counts[id_])
