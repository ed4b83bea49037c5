"""What those who must act have to see: required actions and cases of concern, by reference. Internal editions alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.compose.material import Material
from pipeline.compose.notes import Name, action_name, managers_notes
from pipeline.compose.wording import plural
from pipeline.config import Round
from pipeline.tables import plain_rows

__all__ = ["Action", "Concern", "actions_of", "concerns_of", "open_before"]


@dataclass(frozen=True)
class Action:
    """An action that an auditor required, as on the day of its round's report; ``owner`` and ``status`` are ids."""

    round: Round
    case: str
    team: str | None
    words: str
    owner: str | None
    due: date | None
    status: str
    completed: date | None
    days: int  # past the due date
    overdue: bool
    escalated: bool
    note: str | None = None

    @property
    def waits(self) -> bool:
        """Whether something is still to be done."""
        return self.status in ("open", "not_reported")

    @property
    def standing(self) -> str:
        """How it stands, in words that need no colour."""
        late = f"{self.days} {plural(self.days, 'day')}"
        if self.status == "done":
            return f"Done, {late} late" if self.days else "Done"
        if self.status == "not_needed":
            return "No longer needed"
        if self.overdue:
            return f"Overdue by {late}" + (": goes to the Head of Service" if self.escalated else "")
        return "Not due yet" if self.due else "No due date"


@dataclass(frozen=True)
class Concern:
    """A case of concern: on the register, or marked by an auditor and not on it yet (``on_register`` false)."""

    case: str
    team: str | None
    found: date | None = None
    alerted: date | None = None
    escalated_to: str | None = None
    reviewed: date | None = None
    acted: date | None = None
    stage: str | None = None
    on_register: bool = True

    @property
    def missing(self) -> str:
        """What is not on record, the most urgent first; "" for a case that lacks nothing."""
        return " ".join(self._missing())

    def _missing(self) -> Iterator[str]:
        if not self.on_register:
            yield "Marked by the auditor and not on the register: enter it today."
        if self.alerted is None:
            yield "Tell the Team Manager and the Head of Service today: no alert is on record."
        if self.acted is None:
            yield "No action is on record."
        if self.reviewed is None:
            yield "It has not been reviewed."


def actions_of(material: Material) -> list[Action]:
    """The actions of the round, what is most overdue first; each once, although two audits of a case may require it."""
    notes = managers_notes(material)
    found = [replace(a, note=notes.get(action_name(a.case, a.words))) for a in _actions(material, material.round)]
    return sorted(found, key=_urgency)


def open_before(material: Material) -> list[Action]:
    """The actions of earlier rounds of the series that nobody has reported as done, the oldest round first.

    Their days past due are those on the day of this round's report.
    """
    reported, limit = material.round.reported, material.council.escalate_after_days
    return [
        _as_on(reported, limit, action)
        for round_ in material.series[:-1]
        for action in sorted(_actions(material, round_), key=lambda action: (action.due or date.max, action.case))
        if action.waits
    ]


def _as_on(day: date, limit: int, action: Action) -> Action:
    """An action that still waits, as it stands on a day."""
    days = max((day - action.due).days, 0) if action.due else 0
    return replace(action, days=days, overdue=days > 0, escalated=days > limit)


def _urgency(action: Action) -> tuple[bool, int, date, str, str]:
    return (not action.waits, -action.days * action.waits, action.due or date.max, action.case, action.words)


def _actions(material: Material, round_: Round) -> list[Action]:
    """The actions of a round by what intake tells them apart by: the case, and the words as they are compared."""
    tables = material.tables_of(round_, ("actions", "returns", "keys"))
    references = tables["keys"].set_index("pseudonym")["stands_for"]
    teams = tables["returns"].set_index("return_id")["team"]
    made: dict[Name, Action] = {}
    for row in plain_rows(tables["actions"]):
        action = Action(
            round=round_,
            case=str(references.get(row["case_id"], "")),
            team=_known(teams.get(row["return_id"])),
            words=str(row["words"] or ""),
            owner=row["owner_role"],
            due=_day(row["due"]),
            status=str(row["status"]),
            completed=_day(row["completed"]),
            days=int(row["drift_days"] or 0),
            overdue=bool(row["overdue"]),
            escalated=bool(row["escalated"]),
        )
        name = action_name(action.case, action.words)
        if name not in made or (action.due or date.max) < (made[name].due or date.max):
            made[name] = action
    return list(made.values())


def concerns_of(material: Material) -> list[Concern]:
    """The register of cases of concern in order of finding, and after it the cases that are marked but not on it."""
    tables = material.tables_of(material.round, ("concerns", "returns", "keys"))
    references = tables["keys"].set_index("pseudonym")["stands_for"]
    used = tables["returns"].query("used")
    teams = used.drop_duplicates("case_id").set_index("case_id")["team"]
    register = [
        Concern(
            case=str(references.get(row["case_id"], "")),
            team=_known(teams.get(row["case_id"])),
            found=_day(row["found"]),
            alerted=_day(row["alerted"]),
            escalated_to=row["escalated_to"],
            reviewed=_day(row["reviewed"]),
            acted=_day(row["acted"]),
            stage=row["stage"],
        )
        for row in plain_rows(tables["concerns"].sort_values(["found", "case_id"]))
    ]
    marked = used.loc[used["case_of_concern"].fillna(False).astype(bool), "case_id"].dropna().unique()
    missing = [case for case in marked if case not in set(tables["concerns"]["case_id"])]
    unlisted = [Concern(str(references.get(c, "")), _known(teams.get(c)), on_register=False) for c in missing]
    return [*register, *sorted(unlisted, key=lambda concern: concern.case)]


def _known(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    return value.date() if value is not None else None
