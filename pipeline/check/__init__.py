"""Checks on finished documents: is every figure there, in every format, and nothing that should not be."""

from pipeline.check.commentary import literal_numbers
from pipeline.check.rounds import Finding, check_round
from pipeline.check.texts import html_text, pdf_text

__all__ = ["Finding", "check_round", "html_text", "literal_numbers", "pdf_text"]
