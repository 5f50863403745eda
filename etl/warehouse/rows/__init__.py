"""From a report as read to the rows that the warehouse stores: keys, dimensions, register, facts. Pure: no database."""

from etl.warehouse.rows.report import part_rows, report_rows
from etl.warehouse.rows.statements import statement_dimension

__all__ = ["part_rows", "report_rows", "statement_dimension"]
