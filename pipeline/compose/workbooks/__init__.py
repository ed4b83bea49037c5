"""Workbooks: the data tables beside a document, and the registers that managers fill in."""

from pipeline.compose.workbooks.accessible import Cover, data_workbook
from pipeline.compose.workbooks.data_tables import DataTable, chart_tables, document_tables

__all__ = ["Cover", "DataTable", "chart_tables", "data_workbook", "document_tables"]
