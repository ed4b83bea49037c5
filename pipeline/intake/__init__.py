"""Intake: the files of a round → clean tables, and a row of ``problems`` for everything that was wrong.

Nothing is lost: every file and every return is used, merged as a duplicate, or set aside with its reason. Nothing is
guessed: an unknown value is left out with a suggestion. Identifiers become pseudonyms, and free text is redacted,
before any table is made.
"""

from pipeline.intake.coding import ALSO, CODING, coding_workbook, read_coding
from pipeline.intake.containers import Refusal, read_workbook
from pipeline.intake.identity import KEY_VARIABLE, Key, find_key, key_file, make_key
from pipeline.intake.kept import Intake, save_intake
from pipeline.intake.problems import still_open
from pipeline.intake.redaction import Redactor
from pipeline.intake.review import FILE as REVIEW
from pipeline.intake.take_in import take_in

__all__ = [
    "ALSO",
    "CODING",
    "KEY_VARIABLE",
    "REVIEW",
    "Intake",
    "Key",
    "Redactor",
    "Refusal",
    "coding_workbook",
    "find_key",
    "key_file",
    "make_key",
    "read_coding",
    "read_workbook",
    "save_intake",
    "still_open",
    "take_in",
]
