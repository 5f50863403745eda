"""Performance tables (绩效目标表, 绩效自评表, 评价指标体系): Document → PerformanceTable. Knows nothing of the database."""

from __future__ import annotations

from etl.performance.assembly import collect_drafts, is_performance_table
from etl.performance.projects import same_project
from etl.performance.reader import performance_table_indexes, read_performance

__all__ = ["collect_drafts", "is_performance_table", "performance_table_indexes", "read_performance", "same_project"]
