"""Views of `core` whose columns are fixed: the registers as published, and the facts that can be summed without reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name in `core`, what it holds in both languages, and its query."""

    name: str
    zh: str
    en: str
    query: str


VIEWS: tuple[View, ...] = (
    View(
        "published_figure",
        "公开数字登记簿：每个数字所在的文件、报表、页、行、列",
        "Register of published figures with their place",
        """
        select
            d.file_name,
            s.title as statement_title,
            f.page,
            f.row_code,
            f.row_label,
            f.column_label,
            f.value,
            f.unit,
            f.amount_yuan,
            f.role,
            f.side,
            f.report_key,
            f.figure_no
        from core.figure as f
        inner join core.report_statement as s
            on f.report_key = s.report_key and f.statement_seq = s.statement_seq
        inner join core.dim_report as r on f.report_key = r.report_key
        inner join raw.document as d on r.document_key = d.document_key
        """,
    ),
    View(
        "published_disclosure",
        "文字披露登记簿",
        "Register of what the prose states",
        """
        select
            d.file_name,
            n.page,
            n.section,
            n.item,
            n.item_code,
            n.metric,
            n.value,
            n.unit,
            n.sentence,
            n.report_key,
            n.disclosure_no
        from core.disclosure as n
        inner join core.dim_report as r on n.report_key = r.report_key
        inner join raw.document as d on r.document_key = d.document_key
        """,
    ),
    View(
        "revenue",
        "收入（现行版本，仅取口径最宽的报表，可直接求和）",
        "Revenue: current revisions and the widest statement only, safe to sum",
        """
        with widest as (
            select distinct on (f.report_key) f.report_key, f.statement_seq
            from core.fact_revenue as f
            inner join core.dim_statement as s on f.statement_key = s.statement_key
            order by f.report_key, s.breadth desc, f.statement_seq
        )
        select f.*, r.kind, r.scope
        from core.fact_revenue as f
        inner join widest as w on f.report_key = w.report_key and f.statement_seq = w.statement_seq
        inner join core.dim_report as r on f.report_key = r.report_key
        where r.is_current
        """,
    ),
    View(
        "expenditure",
        "支出（现行版本，仅取口径最宽的报表，可直接求和）",
        "Expenditure: current revisions and the widest statement only, safe to sum",
        """
        with widest as (
            select distinct on (f.report_key) f.report_key, f.statement_seq
            from core.fact_expenditure as f
            inner join core.dim_statement as s on f.statement_key = s.statement_key
            where f.function_key is not null
            order by f.report_key, s.breadth desc, f.statement_seq
        )
        select f.*, r.kind, r.scope
        from core.fact_expenditure as f
        inner join widest as w on f.report_key = w.report_key and f.statement_seq = w.statement_seq
        inner join core.dim_report as r on f.report_key = r.report_key
        where r.is_current
        """,
    ),
)
