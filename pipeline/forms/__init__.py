"""Pro formas: one definition from which the blank return, the reader and the rules for each field come."""

from pipeline.forms.blank import blank_workbook, fill, fill_register
from pipeline.forms.columns import RegisterColumn, register_columns
from pipeline.forms.definition import Continuity, Field, Group, Layout, ProForma, Section
from pipeline.forms.labels import closest_label, why_missing
from pipeline.forms.loading import load_pro_forma, pro_forma_names, with_own_lists
from pipeline.forms.reader import Answer, Misfit, Record, find_sheet, find_sheets, read_records
from pipeline.forms.rules import Broken, Rule, broken_rules
from pipeline.forms.sheets import Sheet, address

__all__ = [
    "Answer",
    "Broken",
    "Continuity",
    "Field",
    "Group",
    "Layout",
    "Misfit",
    "ProForma",
    "Record",
    "RegisterColumn",
    "Rule",
    "Section",
    "Sheet",
    "address",
    "blank_workbook",
    "broken_rules",
    "closest_label",
    "fill",
    "fill_register",
    "find_sheet",
    "find_sheets",
    "load_pro_forma",
    "pro_forma_names",
    "read_records",
    "register_columns",
    "why_missing",
    "with_own_lists",
]
