"""Pro formas: one definition from which the blank return, the reader and the rules for each field come."""

from pipeline.forms.blank import blank_workbook, fill, fill_register
from pipeline.forms.definition import Field, Layout, ProForma, Section
from pipeline.forms.dictionary import data_dictionary
from pipeline.forms.differences import FieldChange, broken_fields, changed_fields, difference_lines
from pipeline.forms.labels import why_missing
from pipeline.forms.loading import forms_used, load_pro_forma, pro_forma_names, read_pro_forma, with_own_lists
from pipeline.forms.proposal import propose
from pipeline.forms.reader import Answer, Misfit, Record, find_sheets, read_records
from pipeline.forms.rules import broken_rules
from pipeline.forms.sheets import Remark, Sheet

__all__ = [
    "Answer",
    "Field",
    "FieldChange",
    "Layout",
    "Misfit",
    "ProForma",
    "Record",
    "Remark",
    "Section",
    "Sheet",
    "blank_workbook",
    "broken_fields",
    "broken_rules",
    "changed_fields",
    "data_dictionary",
    "difference_lines",
    "fill",
    "fill_register",
    "find_sheets",
    "forms_used",
    "load_pro_forma",
    "pro_forma_names",
    "propose",
    "read_pro_forma",
    "read_records",
    "why_missing",
    "with_own_lists",
]
