"""Checks on finished documents: is every figure there, in every format, and nothing that should not be.

texts.py         the text of any finished file;  office_texts.py  the same of Word, PowerPoint, Excel and SVG
structure.py     what assistive technology needs of Word and PowerPoint files
passages.py      what a document says as composed, and whether another text says the same
unprinted.py     numbers in it that no measure gave;  commentary.py  numbers that were typed and not referred to
pictures.py      charts: what is drawn, and in which files;  workbook.py  the data tables beside a document
documents.py     all checks of one document;  rounds.py  all of one edition of a round
"""

from pipeline.check.documents import Finding
from pipeline.check.rounds import check_round

__all__ = ["Finding", "check_round"]
