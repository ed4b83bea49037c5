"""The gate: what stands against publishing a round."""

from __future__ import annotations

from pipeline.check import Finding, check_round
from pipeline.config import load_round
from pipeline.manifest import documents_are_fresh
from pipeline.workspace import Workspace

__all__ = ["gate"]


def gate(workspace: Workspace, round_id: str) -> list[Finding]:
    """Every reason against publishing, with what to do; an empty list lets the round through."""
    round_ = load_round(workspace, round_id)
    if not round_.synthetic:
        reason = (
            "it holds real cases, and this version cannot yet protect small numbers: nothing of it may be published"
        )
        return [Finding(round_id, "the round", reason)]
    if not documents_are_fresh(workspace, round_, "public"):
        reason = f"what it was made from has changed since it was made; first run: caseaudit run {round_id}"
        return [Finding(round_id, "the public edition", reason)]
    return check_round(workspace, round_id, "public")
