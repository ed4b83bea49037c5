"""Every table that is kept: its grain, columns, types and allowed values, once.

A table is checked against this room when it is written, and its columns when it is read. One that breaks its promise
is an exception, because only our own code can break it. What is wrong in a *return* is a row of ``problems``.

``returns``, ``registers`` and ``figures`` list the tables, in the words of ``columns``;
``contract`` holds a frame to them.
"""

from pipeline.tables.contract import TABLES, as_table, check_table, plain_rows

__all__ = ["TABLES", "as_table", "check_table", "plain_rows"]
