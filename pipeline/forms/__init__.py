"""Pro formas: one definition from which the blank return, the reader and the rules for each field come."""

from pipeline.forms.blank import blank_workbook, fill, fill_register
from pipeline.forms.columns import RegisterColumn, register_columns
from pipeline.forms.definition import Field, Group, Layout, ProForma, Section, load_pro_forma, pro_forma_names
from pipeline.forms.reader import Answer, Misfit, Record, find_sheet, find_sheets, read_records
from pipeline.forms.sheets import Remark, Sheet, address

__all__ = [
    "Answer",
    "Field",
    "Group",
    "Layout",
    "Misfit",
    "ProForma",
    "Record",
    "RegisterColumn",
    "Remark",
    "Section",
    "Sheet",
    "address",
    "blank_workbook",
    "fill",
    "fill_register",
    "find_sheet",
    "find_sheets",
    "load_pro_forma",
    "pro_forma_names",
    "read_records",
    "register_columns",
]
