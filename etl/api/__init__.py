"""What notebooks and other programs may import: reports and warehouses as frames of pandas. The rest of `etl` may change.

>>> from etl import api as gongkai
>>> report = gongkai.read("report.pdf", money="wan")     # no warehouse is needed
>>> report.figures, report.disclosures, report.projects, report.findings, report.account, report.gaps
>>> w = gongkai.warehouse(money="wan")                   # the one that the command `gongkai` reads
>>> w.marts(); w.columns("agency_year"); w.mart("agency_year", fiscal_year=2024)
>>> w.where_from(w.mart("agency_year").iloc[0], "expenditure")
"""

from etl.api.frames import Money, labels
from etl.api.opened import Warehouse, warehouse
from etl.api.origin import Origin
from etl.api.reading import ReadReport, read
from etl.errors import GongkaiError

__all__ = ["GongkaiError", "Money", "Origin", "ReadReport", "Warehouse", "labels", "read", "warehouse"]
