"""Files that lie among the returns and are none."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook

from pipeline.samples.audits import Audit
from pipeline.samples.chance import month_name
from pipeline.samples.sheets import mark_synthetic

__all__ = ["BROKEN_WORKBOOK", "COVERING_NOTE", "NOTES", "rota"]

NOTES = """Synthetic data - invented for demonstration; no real child or worker.

Notes for auditors
- Save the form under a name that you will recognise and put it in this folder.
- Please do not write names of children into the form.
- Moderation follows within a week.
"""

COVERING_NOTE = """Synthetic data - invented for demonstration; no real child or worker.

Northgate Reviews to Wyeshire County Council

Here are our nine registers, one for each auditor. Closed cases and current cases have a sheet each.
Cases that could not wait were passed to the Heads of Service by telephone on the day.
"""

# How a zip archive begins, and then nothing: the upload stopped. The same bytes everywhere.
BROKEN_WORKBOOK = (
    b"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!J\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x13\x00\x00\x00"
    b"[Content_Types].xml<?xml version='1.0'?><!-- Synthetic data: invented, and cut short on purpose -->"
)


def rota(audits: Sequence[Audit]) -> Workbook:
    """Who audits when: a workbook that is no pro forma."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Rota"
    page["A1"] = "Audit rota"
    mark_synthetic(book, "A2")
    days: dict[str, list[str]] = {}
    for audit in audits:
        listed = days.setdefault(f"{audit.audit_date.day} {month_name(audit.audit_date)}", [])
        if audit.auditor.initials not in listed:
            listed.append(audit.auditor.initials)
    for row, (day, initials) in enumerate(days.items(), start=4):
        page.cell(row, 1, day)
        page.cell(row, 2, ", ".join(initials))
    return book
