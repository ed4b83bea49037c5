"""The figures of one document: asked for by name, written by the rules, and noted as printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import Round
from pipeline.errors import CompositionError
from pipeline.measures import FORMS
from pipeline.protect import public_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figures", "blank"]

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
            text = public_text(row, form)
        except ValueError as error:
            raise CompositionError(f"{self.document}, {self.place}: {error}.") from error
        self.note(measure, text, round_id, group)
        return text

    def count_cell(self, measure: str, round_id: str | None = None, group: Group = None) -> str:
        """A count as a cell of a table; what is said instead of it, or a dash where nothing is at this time.

        Of a range without its base, which a table gives in a row or caption of its own: "fewer than 5".
        """
        row = self._rows.get((round_id or self.now.id, measure, group))
        if row is None or row.get("status") in ("withheld", "unavailable") or not (row["available"] or "status" in row):
            return "–"
        if row.get("status") == "range" and not blank(row["of"]):
            words = str(row["told"]).removesuffix(f" of {int(row['of']):,}")
            self.note(measure, words, round_id, group)
            return words
        return self.text(measure, "n", round_id, group)

    def count_and_share(self, measure: str, round_id: str | None = None, group: Group = None) -> tuple[str, str]:
        """A measure as two cells of a table: ``count_cell``, and its percent; that is blank where there is none.

        Two dashes where the round does not give it, or does not tell it at this time.
        """
        count = self.count_cell(measure, round_id, group)
        if count == "–":
            return count, count
        return count, self.text(measure, "percent", round_id, group) if self.shared(measure, round_id, group) else ""

    def share_cell(self, measure: str, round_id: str | None = None, group: Group = None) -> str:
        """A percent as a cell of a table; where there is none ``count_cell``."""
        if self.shared(measure, round_id, group):
            return self.text(measure, "percent", round_id, group)
        return self.count_cell(measure, round_id, group)

    def count_of_base(self, measure: str, instead: str = "–") -> str:
        """A count as a cell of a table, with its base if there is one; ``instead`` where there is no figure."""
        row = self.row(measure)
        if row.get("status") in ("withheld", "unavailable") or not (row["available"] or "status" in row):
            return instead
        return self.text(measure, "n" if blank(row["base"]) else "n_of")

    def shared(self, measure: str, round_id: str | None = None, group: Group = None) -> bool:
        """Whether a measure is told with a percent: it has a base, and one that is large enough for it in public."""
        row = self._rows.get((round_id or self.now.id, measure, group))
        if row is None or not row["available"] or blank(row["of"]):
            return False
        return not ("status" in row and blank(row["percent"]))

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
        return self.said(measure, form)

    def said(self, measure: str, form: str = "n") -> str:
        """A measure within a sentence: as ``text``, but a number that is not told has words in place of a sign."""
        row = self.row(measure)
        instead = {"hidden": "not given", "withheld": row.get("told"), "merged": row.get("told")}
        if row.get("status") not in instead:
            return self.text(measure, form)
        words = f"a number that is {instead[str(row['status'])]}"
        self.note(measure, words)
        return words

    def available(self, measure: str, round_id: str | None = None, group: Group = None) -> bool:
        """Whether the round gives the measure."""
        row = self._rows.get((round_id or self.now.id, measure, group))
        return row is not None and bool(row["available"])

    def count(self, measure: str, round_id: str | None = None) -> int:
        """The n of a measure, for choosing words and order; 0 where it is not told exactly. Not noted as printed."""
        return int(self.row(measure, round_id)["n"]) if self.available(measure, round_id) else 0

    def base(self, measure: str) -> int:
        """The base of a measure, for choosing words; 0 where it is not available. Not noted as printed."""
        return int(self.row(measure)["of"]) if self.available(measure) else 0

    def bounds(self, measure: str, round_id: str | None = None, group: Group = None) -> tuple[int, int] | None:
        """The least and the most that a measure can be by what is told of it; None where nothing is. Not noted.

        "Fewer than 5 of 25" leaves 0 to 4. Of a number that is told exactly the two are the same.
        """
        row = self._rows.get((round_id or self.now.id, measure, group))
        if row is None:
            return None
        if row["available"]:
            return int(row["n"]), int(row["n"])
        least, most = row.get("least", None), row.get("most", None)
        return None if least is None or most is None or blank(least) else (int(least), int(most))

    def told(self, measure: str) -> bool:
        """Whether anything is told of a measure: its number, or a range. Not noted as printed."""
        return self.bounds(measure) is not None

    def some(self, measure: str) -> bool:
        """Whether it is told that a measure counts at least one. Not noted as printed."""
        return (self.bounds(measure) or (0, 0))[0] > 0

    def none(self, measure: str) -> bool:
        """Whether it is told that a measure counts none: of a number that is not told neither this nor ``some`` is so.

        Not noted as printed.
        """
        return self.bounds(measure) == (0, 0)

    def groups(self, measure: str, by: str) -> list[str]:
        """The groups that a measure of this round is broken down into by a field."""
        found = [group for round_id, id_, group in self._rows if (round_id, id_) == (self.now.id, measure) and group]
        return [name for field_, name in found if field_ == by]

    def has_hidden(self) -> bool:
        """Whether a sign stands in the place of a number of this round."""
        rows = (row for (round_id, _, _), row in self._rows.items() if round_id == self.now.id)
        return any(row.get("status") == "hidden" for row in rows)

    def possible(self, prefix: str) -> list[str]:
        """The measures whose ids begin with ``prefix.`` and may count at least one: the ``ranked``, then the others.

        Of the others a range is told, or nothing; one that is told or known to count none is not among them.
        """
        ranked = self.ranked(prefix)
        ids = self._ids(prefix)
        vague = [i for i in ids if i not in ranked and self._is_vague(i)]
        return [*ranked, *vague]

    def _is_vague(self, measure: str) -> bool:
        return self.row(measure).get("status") in ("range", "hidden", "merged", "rounded")

    def _ids(self, prefix: str) -> list[str]:
        return [
            id_
            for round_id, id_, group in self._rows
            if round_id == self.now.id and group is None and id_.startswith(prefix + ".")
        ]

    def ranked(self, prefix: str) -> list[str]:
        """The available measures whose ids begin with ``prefix.`` and count at least one, largest first."""
        counts = {id_: self.count(id_) for id_ in self._ids(prefix)}
        return sorted((id_ for id_ in counts if counts[id_]), key=lambda id_: -counts[id_])


def blank(value: object) -> bool:
    """Whether a cell of a table is blank."""
    import pandas as pd

    return bool(pd.isna(value))  # type: ignore[call-overload]
