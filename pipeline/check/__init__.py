"""Checks on finished documents: is every figure there, in every format, and nothing that should not be.

texts.py         the text of any finished file;  office_texts.py  the same of Word, PowerPoint, Excel and SVG
structure.py     what assistive technology needs of Word and PowerPoint files
commentary.py    numbers that were typed and not referred to
rounds.py        all of it, for one edition of a round
"""

from pipeline.check.commentary import literal_numbers
from pipeline.check.rounds import Finding, check_round
from pipeline.check.structure import docx_faults, pptx_faults
from pipeline.check.texts import html_text, pdf_text, read_text

__all__ = [
    "Finding",
    "check_round",
    "docx_faults",
    "html_text",
    "literal_numbers",
    "pdf_text",
    "pptx_faults",
    "read_text",
]
