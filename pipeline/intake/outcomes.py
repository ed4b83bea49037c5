"""What becomes of each return: used, merged with the same one, or set aside; by rule, or as the analyst has decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pipeline.forms import Record
from pipeline.intake.cleaning import Cleaner, as_typed
from pipeline.intake.problems import Place
from pipeline.intake.review import BOTH, COUNTS, KEPT_OUT, OTHER, THIS, Question

__all__ = ["Outcomes"]

Row = dict[str, Any]
_IN_REVIEW = "or decide in review.xlsx."


@dataclass
class Outcomes:
    """The returns met so far, by pro forma, case and auditor: the same audit is not to be counted twice."""

    cleaner: Cleaner
    _used: dict[tuple[object, ...], list[tuple[Row, object]]] = field(default_factory=lambda: defaultdict(list))

    def decide(self, row: Row, record: Record, place: Place) -> None:
        """Give a row its ``outcome``, and ``used``; of two returns of one audit the earlier may lose its own."""
        named = record.answers.get("case_ref")
        cell = named.cell if named else ""
        row["outcome"] = "used"
        if row["case_id"] is None:
            self._set_aside(
                row, place, cell, "it names no case", "Write the case reference into the form, " + _IN_REVIEW
            )
        elif record.hidden:
            self._hidden(row, record, place, cell)
        if row["outcome"] == "used":
            self._beside_others(row, _content(record), place, cell)
        row["used"] = row["outcome"] == "used"

    def _set_aside(self, row: Row, place: Place, cell: str, why: str, suggestion: str) -> None:
        row["outcome"] = "set aside"
        self.cleaner.problems.add(place, f"return set aside: {why}", "set aside", suggestion, cell=cell)

    def _note(self, place: Place, cell: str, done: str) -> None:
        self.cleaner.problems.add(place, done, "note", "Nothing to do.", cell=cell)

    def _hidden(self, row: Row, record: Record, place: Place, cell: str) -> None:
        question = Question("Hidden", "", f"a return {record.hidden}", place, cell, (COUNTS, KEPT_OUT))
        decision = self.cleaner.review.ask(question)
        if decision is None:
            why = f"it stands {record.hidden}"
            self._set_aside(
                row, place, cell, why, "Show what is hidden if this return counts, or delete it, " + _IN_REVIEW
            )
        elif decision == KEPT_OUT:
            row["outcome"] = "set aside"
            self._note(place, cell, f"return set aside, as decided in review.xlsx: it stands {record.hidden}")
        else:
            self._note(place, cell, f"used although it stands {record.hidden}, as decided in review.xlsx")

    def _beside_others(self, row: Row, content: object, place: Place, cell: str) -> None:
        """Merge it with the same one; where another by the same auditor on the same case differs, ask which counts."""
        mine = self._used[row["pro_forma"], row["case_id"], row["auditor_id"]]
        same = next((other for other, said in mine if said == content), None)
        if same is not None:
            row["outcome"] = "merged"
            self._note(place, cell, f"merged: the same return as {same['source_file']}")
            return
        if mine:
            self._which_counts(row, mine, place, cell)
        if row["outcome"] == "used":
            mine.append((row, content))

    def _which_counts(self, row: Row, mine: list[tuple[Row, object]], place: Place, cell: str) -> None:
        other = mine[0][0]
        typed = f"{place.file} and {other['source_file']} are by the same auditor on the same case, and differ"
        decision = self.cleaner.review.ask(Question("Same audit twice", "", typed, place, cell, (THIS, OTHER, BOTH)))
        if decision is None:
            why = f"{other['source_file']} is by the same auditor on the same case, and differs"
            advice = "Decide which one counts, and move the other out of the returns folder, " + _IN_REVIEW
            self._set_aside(row, place, cell, why, advice)
        elif decision == OTHER:
            row["outcome"] = "set aside"
            self._note(place, cell, f"return set aside, as decided in review.xlsx: {other['source_file']} counts")
        elif decision == THIS:
            for earlier, _ in mine:
                earlier["outcome"], earlier["used"] = "set aside", False
            mine.clear()
            self._note(place, cell, f"counts in the place of {other['source_file']}, as decided in review.xlsx")
        else:
            self._note(place, cell, f"counts beside {other['source_file']}, as decided in review.xlsx")


def _content(record: Record) -> object:
    """What a return says of its case, without where it says it, and without regard to capitals and white space."""

    def said(answers: Any) -> dict[str, str]:
        return {
            id_: " ".join(as_typed(a.value).casefold().split()) for id_, a in answers.items() if a.value is not None
        }

    answers = {id_: answer for id_, answer in record.answers.items() if id_ not in ("case_ref", "auditor")}
    return said(answers), {g: [said(row) for row in rows] for g, rows in record.groups.items()}
