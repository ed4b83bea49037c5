"""Any file → its sheets of cells, or one plain refusal with the true cause.

::

    isolation.Reader ─ asks ─> worker, in a process of its own ─> reading ─┬─ sniffing: what is it, whatever its name
        (process)                                                          ├─ workbooks, markings, passwords
                                                                           ├─ word, word_text
                                                                           ├─ texts: CSV, web pages, XML
                                                                           └─ archives: zips of all these

``packages`` opens zips of every kind, ``xml`` reads parts of them, ``refusals`` holds the sentences.
"""

from pipeline.intake.containers.isolation import Reader, Request
from pipeline.intake.containers.passwords import passwords_given
from pipeline.intake.containers.reading import read_workbook
from pipeline.intake.containers.refusals import Refusal

__all__ = ["Reader", "Refusal", "Request", "passwords_given", "read_workbook"]
