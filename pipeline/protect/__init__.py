"""Protection: ``measures`` → ``measures_public``, before anything public is composed (disclosure.md).

``protect`` puts each measure on a rung of the ladder and lowers it until the audit finds that nothing protected can be
worked out from all that was ever published.
"""

from __future__ import annotations

from pipeline.protect.fields import Knowledge
from pipeline.protect.protecting import Protected, protect
from pipeline.protect.published import statements_published
from pipeline.protect.quarters import quarter_months
from pipeline.protect.rows import QUARTER
from pipeline.protect.statements import Statement, current, ledger_lines, read_ledger, signed
from pipeline.protect.texts import CANNOT_PROTECT, public_text

__all__ = [
    "CANNOT_PROTECT",
    "QUARTER",
    "Knowledge",
    "Protected",
    "Statement",
    "current",
    "ledger_lines",
    "protect",
    "public_text",
    "quarter_months",
    "read_ledger",
    "signed",
    "statements_published",
]
