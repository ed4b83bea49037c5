"""What intake keeps of a round: its tables, the list of its faults, and the questions that are left to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Round
from pipeline.errors import IntakeError, NothingCameIn
from pipeline.intake.questions import Decisions, Question
from pipeline.intake.review import FILE
from pipeline.intake.review_book import review_workbook
from pipeline.store import save_table, save_workbook, write_csv

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KEPT", "Intake", "save_intake"]

_STAMP = date(2017, 1, 2)  # the only date in a workbook that we write, so that the same content gives the same bytes
KEPT = (
    "received",
    "returns",
    "judgements",
    "findings",
    "actions",
    "moderations",
    "concerns",
    "follow_ups",
    "outside_findings",
    "problems",
    "keys",
)


@dataclass(frozen=True)
class Intake:
    """What came out of a round's folder: the tables of ``KEPT``, by name, and what the analyst can decide.

    ``questions``: every one that review.xlsx puts, worst first; ``decisions``: those taken; ``folder``: the round's.
    """

    tables: Mapping[str, pd.DataFrame]
    questions: tuple[Question, ...]
    decisions: Decisions
    round: Round
    folder: Path

    def __getitem__(self, name: str) -> pd.DataFrame:
        """One table."""
        return self.tables[name]

    @property
    def to_decide(self) -> pd.DataFrame:
        """The open questions of ``review.xlsx``, a row each; a word that may be a name stands in the workbook alone."""
        import pandas as pd

        wanted = [q for q in self.questions if self.decisions.on(q) is None or q.key in self.decisions.refused]
        columns = ["about", "file", "cell", "field", "found", "times", "allowed"]
        shown = [q if q.about != "may be a name" else replace(q, found="(see review.xlsx)") for q in wanted]
        return pd.DataFrame([[getattr(q, c) for c in columns] for q in shown], columns=columns)

    @property
    def account(self) -> pd.Series[int]:
        """Files seen, returns found, used, merged and set aside; found = used + merged + set aside."""
        import pandas as pd

        received, outcome = self["received"], self["returns"]["outcome"]
        unread = received.loc[(received["kind"] == "return") & (received["found"] == 0)]
        return pd.Series(
            {
                "files in the returns folder": int((received["kind"] == "return").sum()),
                "files set aside unread": len(unread),
                "returns found": len(outcome),
                "returns used": int((outcome == "used").sum()),
                "returns merged as duplicates": int((outcome == "merged").sum()),
                "returns set aside": int((outcome == "set aside").sum()),
            }
        )


def save_intake(intake: Intake, folder: Path) -> None:
    """The tables of a round, ``problems.csv`` and a blank ``review.xlsx`` for people; readable by their owner only.

    IntakeError if no return can be used, once all is written that says why.
    """
    for name, table in intake.tables.items():
        save_table(folder, name, table)
    write_csv(folder / "problems.csv", intake["problems"].drop(columns="problem"))
    save_workbook(review_workbook(intake.round, intake.questions, intake.decisions), folder / FILE, _STAMP)
    _require_returns(intake, folder / "problems.csv")


def _require_returns(intake: Intake, told: Path) -> None:
    returns, received, place = intake["returns"], intake["received"], intake.folder / "returns"
    if returns["used"].any():
        return
    unread = int(((received["kind"] == "return") & (received["found"] == 0)).sum())
    files = f"{unread} {'file' if unread == 1 else 'files'} set aside unread"
    if len(returns):
        raise IntakeError(
            f"No return in {intake.folder} can be used: {len(returns)} found, all set aside, and {files}. Each has its "
            f"reason in {told}."
        )
    if unread:
        raise IntakeError(
            f"There is no usable return in {place}: {files}, since none is a pro forma that round.yml names. "
            f"Each has its reason in {told}."
        )
    raise NothingCameIn(place)
