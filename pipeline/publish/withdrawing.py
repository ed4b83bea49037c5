"""Withdrawing: the files of every version of a round are taken away for good; a note says that they were there."""

from __future__ import annotations

import datetime as dt
import shutil

from pipeline.check.identifiers import identifiers_of
from pipeline.errors import CaseauditError, GateError
from pipeline.publish.on_site import Withdrawal, known_round, put, refuse_unknown
from pipeline.publish.pages import write_pages
from pipeline.publish.swapping import new_site, swap
from pipeline.workspace import Workspace

__all__ = ["withdraw_round"]


def withdraw_round(workspace: Workspace, round_id: str, why: str) -> None:
    """Take every file of a round off the site, and leave a page that says when and why.

    The summary goes as well. The ledger keeps what was told: readers may have a copy, so it still counts. Nothing but
    the site is needed for this, and no gate stands before it. GateError if the round is not on the site, or nothing
    says why.
    """
    workspace.round(round_id)  # refuses an id that leaves the workspace
    refuse_unknown(workspace, round_id)
    known = known_round(workspace.published, round_id)
    if known is None or known.withdrawn:
        state = "was withdrawn before" if known else "is not on the site"
        raise GateError(f"Round {round_id} {state}; nothing was changed.")
    if not why.strip():
        raise GateError("Say in a few words why it is withdrawn, for all to read; nothing was changed.")
    _refuse_names(workspace, round_id, why)
    with new_site(workspace) as site:
        shutil.rmtree(site / round_id)
        gone = Withdrawal(on=dt.date.today(), why=why.strip())
        put(site, known.model_copy(update={"withdrawn": gone, "summary": ()}))
        write_pages(workspace, site)
        swap(workspace)


def _refuse_names(workspace: Workspace, round_id: str, why: str) -> None:
    """GateError if the reason itself names somebody, as far as the tables of the round are still there to tell."""
    try:
        known = identifiers_of(workspace, round_id)
    except CaseauditError:
        return
    if known.in_words(why):
        raise GateError(
            "The reason names somebody or something of the round, and everybody reads it: say it otherwise."
        )
