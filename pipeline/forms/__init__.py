"""Pro formas: one definition from which the blank return, the reader and the rules for each field come."""

from pipeline.forms.blank import blank_workbook, fill, fill_register
from pipeline.forms.columns import RegisterColumn, register_columns
from pipeline.forms.definition import Continuity, Field, Group, Layout, ProForma, Section
from pipeline.forms.dictionary import data_dictionary, kept_as
from pipeline.forms.differences import FieldChange, broken_fields, changed_fields, difference_lines
from pipeline.forms.labels import closest_label, why_missing
from pipeline.forms.loading import forms_used, load_pro_forma, pro_forma_names, read_pro_forma, with_own_lists
from pipeline.forms.proposal import propose
from pipeline.forms.reader import Answer, Misfit, Record, find_sheet, find_sheets, read_records
from pipeline.forms.rules import Broken, Rule, broken_rules
from pipeline.forms.sheets import Remark, Sheet, address

__all__ = [
    "Answer",
    "Broken",
    "Continuity",
    "Field",
    "FieldChange",
    "Group",
    "Layout",
    "Misfit",
    "ProForma",
    "Record",
    "RegisterColumn",
    "Remark",
    "Rule",
    "Section",
    "Sheet",
    "address",
    "blank_workbook",
    "broken_fields",
    "broken_rules",
    "changed_fields",
    "closest_label",
    "data_dictionary",
    "difference_lines",
    "fill",
    "fill_register",
    "find_sheet",
    "find_sheets",
    "forms_used",
    "kept_as",
    "load_pro_forma",
    "pro_forma_names",
    "propose",
    "read_pro_forma",
    "read_records",
    "register_columns",
    "why_missing",
    "with_own_lists",
]
