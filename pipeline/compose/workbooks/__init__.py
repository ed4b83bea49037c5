"""Workbooks: the data tables beside a document, and the registers that managers fill in."""

from pipeline.compose.workbooks.accessible import Cover, data_workbook
from pipeline.compose.workbooks.data_tables import DataTable, chart_tables, document_tables
from pipeline.compose.workbooks.registers import concerns_register
from pipeline.compose.workbooks.tracker import action_tracker

__all__ = [
    "Cover",
    "DataTable",
    "action_tracker",
    "chart_tables",
    "concerns_register",
    "data_workbook",
    "document_tables",
]
