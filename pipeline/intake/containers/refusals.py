"""Why a file gives no cells: one plain sentence with the true cause, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "COPY",
    "EMPTY",
    "NO_SENSE",
    "TOO_LARGE",
    "TOO_MUCH_MEMORY",
    "TRUNCATED",
    "Refusal",
    "damaged",
    "kind_of_file",
    "protected",
]

COPY = "Copy the answers into a blank return: caseaudit template core-audit"
NO_SENSE = "no reader can make sense of it"
_AGAIN = "It was probably interrupted on its way: ask for it to be sent again."


@dataclass(frozen=True)
class Refusal:
    """Why a file gives no cells, and what to do about it."""

    reason: str
    suggestion: str


EMPTY = Refusal("the workbook is empty: no sheet has anything in it", "Ask for it to be sent again.")
TRUNCATED = Refusal("the file is cut short or damaged: its end is missing", _AGAIN)
TOO_LARGE = Refusal(
    "the workbook is too large to be a return: a cell far outside the form is filled, or there is far too much",
    "Delete the rows and columns beyond the form in Excel, and save it again.",
)
TOO_MUCH_MEMORY = Refusal(
    "it asks for too much memory to be read: a cell far outside the form is filled, or the file is damaged",
    "Delete the rows and columns beyond the form in Excel, and save it under a new name.",
)


def damaged(detail: str) -> Refusal:
    """It is a workbook or form by its looks, and its reader met ``detail``."""
    first_line = next(iter(detail.splitlines()), "")[:120]
    if not first_line or "Cannot detect file format" in first_line:
        first_line = NO_SENSE
    return Refusal(
        f"the workbook is damaged and cannot be read ({first_line})",
        "Open it in Excel, let Excel repair it, save it under a new name; or ask for it to be sent again.",
    )


def protected(tried: int, *, can_open: bool = True) -> Refusal:
    """It has a password; ``tried``: how many were given that are not it."""
    if not can_open:
        return Refusal(
            "it is protected with a password",
            "Open it in the program that made it, which alone can; remove the password, and save it again.",
        )
    if tried:
        return Refusal(
            "it is protected, and the password that was given does not open it"
            if tried == 1
            else f"it is protected, and none of the {tried} passwords that were given opens it",
            "Ask the sender for the password, or for the file without one.",
        )
    return Refusal(
        "it is protected with a password",
        "Open it in Excel, remove the password, and save it again; or run: caseaudit clean ROUND --ask-password",
    )


def kind_of_file(what: str, suggestion: str = COPY) -> Refusal:
    """It is a good file of another kind."""
    return Refusal(f"it is {what}", suggestion)
