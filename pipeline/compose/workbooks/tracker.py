"""The action tracker: this round's actions on the form that managers fill in and the next run reads back."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook

from pipeline.compose.cases import Action, actions_of, open_before
from pipeline.compose.material import Material
from pipeline.compose.wording import day_in_words, plural
from pipeline.compose.workbooks.sheets import add_list, finish_register, new_register, with_columns
from pipeline.forms import Field, load_pro_forma

__all__ = ["action_tracker"]

_COLUMNS = {
    "case_ref": [Field(id="team", label="Team")],
    "due": [Field(id="standing", label="Overdue?"), Field(id="days", label="Days past due")],
}
_WIDTHS = {
    "case_ref": 16,
    "team": 22,
    "words": 60,
    "owner_role": 18,
    "standing": 22,
    "days": 10,
    "status": 18,
    "note": 40,
}
_ANSWERED = ("status", "completed", "note")
# The heads of these sheets are not those of the form, so that a reader cannot take them for it.
_ESCALATED = ["Case", "Team", "What was required", "Whose", "Was due", "Days late"]
_EARLIER = ["Round", *_ESCALATED]
_LIST_WIDTHS = [16, 22, 60, 18, 14, 12]


def action_tracker(material: Material) -> Workbook:
    """The tracker of a round: one row an action, what is most overdue first; internal.

    Only status, day of completion and note can be typed into. Saved as ``actions.xlsx`` in the folder of the round it
    is read by intake. Escalations, and what is open from earlier rounds, stand on sheets of their own, to read.
    """
    actions, earlier = actions_of(material), open_before(material)
    limit = material.council.escalate_after_days
    form = with_columns(load_pro_forma(material.workspace, "action-tracker"), _COLUMNS, _instructions(material))
    book = new_register(form, material.words, [_row(material, action) for action in actions])
    bold = [n for n, action in enumerate(actions) if action.overdue]
    finish_register(book, form, _told(material, actions), _WIDTHS, _ANSWERED, bold, rows=len(actions))
    escalated = [_line(material, action) for action in actions if action.escalated]
    why = f"Actions that had drifted by more than {limit} days on the day of the report: for the Head of Service."
    none = f"No action had drifted by more than {limit} days on the day of the report."
    add_list(book, "Escalations", why if escalated else none, _ESCALATED, escalated, _LIST_WIDTHS)
    carried = [[action.round.label, *_line(material, action)] for action in earlier]
    if len(material.series) > 1:
        why = (
            "Actions of earlier rounds that nobody has reported as done. Report them on the tracker of their own round."
        )
        none = "Nothing is open from earlier rounds of this series."
        add_list(book, "From earlier rounds", why if carried else none, _EARLIER, carried, [22, *_LIST_WIDTHS])
    return book


def _instructions(material: Material) -> list[str]:
    return [
        "Only the yellow columns can be typed into. Choose the status from the list.",
        "Overdue and days past due are as on the day of the report; the next run counts them again.",
        f"Send the workbook back. The audit team saves it as actions.xlsx in the folder of round {material.round.id}.",
        "A note may say who does it. It stays on this tracker and goes into no report.",
    ]


def _told(material: Material, actions: Sequence[Action]) -> str:
    n, overdue = len(actions), sum(action.overdue for action in actions)
    mark = " Synthetic data." if material.round.synthetic else ""
    day = day_in_words(material.round.reported)
    if not n:
        return f"{material.round.label}. No audit of this round required an action.{mark}"
    return (
        f"{material.round.label}: {n} {plural(n, 'action')}, {overdue} overdue on {day}. "
        f"Please fill in the yellow columns.{mark}"
    )


def _row(material: Material, action: Action) -> dict[str, object]:
    return {
        "case_ref": action.case,
        "team": action.team,
        "words": action.words,
        "owner_role": material.label("owner_role", action.owner),
        "due": action.due,
        "standing": action.standing,
        "days": action.days,
        "status": material.words["action_status"].labels.get(action.status),
        "completed": action.completed,
        "note": action.note,
    }


def _line(material: Material, action: Action) -> list[object]:
    return [action.case, action.team, action.words, material.label("owner_role", action.owner), action.due, action.days]
