"""Makes documents of a few lines, and reads what they state: the smallest case for a test."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from etl.documents.model import Document, Paragraph, Table
from etl.head import ReportHead
from etl.narrative import Disclosure, Narrative, read_narrative

SUBJECTS = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "205": "教育支出",
    "20508": "进修及培训",
    "2050803": "培训支出",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "210": "卫生健康支出",
    "21015": "医疗保障管理事务",
    "2101501": "行政运行",
    "301": "工资福利支出",
    "501": "机关工资福利支出",
}


def document(*lines: str | Table, file_format: str = "text", page: int | None = None) -> Document:
    """A document of these lines and tables."""
    blocks = tuple(
        line if isinstance(line, Table) else Paragraph(position, line, page) for position, line in enumerate(lines)
    )
    return Document("report", file_format, "", 0, None, blocks)


def head(kind: str = "final_account", year: int = 2024) -> ReportHead:
    """A fictional agency's report."""
    return ReportHead("清溪县水务局", year, "budget" if kind == "budget" else "final_account", "department", "")


def read(*lines: str | Table, kind: str = "final_account", names: Mapping[str, str] = SUBJECTS) -> Narrative:
    """What the lines state in a report on 2024."""
    return read_narrative(document(*lines), head(kind), names)


def stated(narrative: Narrative, *fields: str) -> list[tuple[object, ...]]:
    """The fields of each disclosure, in order; without `fields`: item, metric, value, unit."""
    return [
        tuple(getattr(d, field) for field in fields or ("item", "metric", "value", "unit"))
        for d in narrative.disclosures
    ]


def one(narrative: Narrative, item: str, metric: str) -> Disclosure:
    """The only disclosure of this item and metric."""
    found = [d for d in narrative.disclosures if d.item == item and d.metric == metric]
    assert len(found) == 1, [(d.item, d.metric, d.value) for d in narrative.disclosures]
    return found[0]


D = Decimal
