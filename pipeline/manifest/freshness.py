"""Whether what lies there is what its sources give by now, for those who would use it outside a run."""

from __future__ import annotations

from pipeline.config import Round
from pipeline.errors import StoreError
from pipeline.manifest.digests import NOTHING
from pipeline.manifest.records import Manifest
from pipeline.manifest.sources import table_source
from pipeline.workspace import Workspace

__all__ = ["documents_are_fresh", "refuse_stale_tables"]


def documents_are_fresh(workspace: Workspace, round_: Round, edition: str) -> bool:
    """True if the documents of an edition were made, and everything they were made from is what it was.

    But for the public ledger, which grows with each publication: the gate asks what that changes.
    """
    manifest = Manifest.of(workspace, round_.id)
    mine = {n: r for n, r in manifest.records.items() if r.asked.get("edition") in (None, edition)}
    rendered = {r.asked["document"] for n, r in mine.items() if n.startswith("rendering")}
    if not set(round_.reports) <= rendered:
        return False
    made_from = [(s, was) for r in mine.values() for s, was in r.made_from.items() if not s.startswith("ledger:")]
    return all(manifest.digests.of(source) == was for source, was in made_from)


def refuse_stale_tables(workspace: Workspace, round_: Round) -> None:
    """StoreError if the tables of a round are there, and not what its returns and settings give by now."""
    manifest, measures = Manifest.of(workspace, round_.id), table_source(round_.id, "measures")
    tables = {
        name: record
        for name, record in manifest.records.items()
        if record.made and all(s.startswith("table:") and not s.endswith(":reconciliation") for s in record.made)
    }
    whys = [manifest.why(name, r.made_from, r.made, r.asked) for name, r in tables.items()]
    if not any(measures in r.made for r in tables.values()) and manifest.digests.of(measures) != NOTHING:
        whys.append("the run that made them did not end")
    for why in filter(None, whys):
        raise StoreError(
            f"The tables of round {round_.id} are out of date ({why}). First run: caseaudit run {round_.id}"
        )
