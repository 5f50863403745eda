"""Views of `core` whose columns are fixed: the registers as published, and the facts that can be summed without reading."""

from __future__ import annotations

from dataclasses import dataclass

from etl.words.units import YUAN

_UNITS = " ".join(f"when '{unit}' then {factor}" for unit, factor in YUAN.items())
"""Yuan for each unit of money, as the branches of a case."""


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name in `core`, what it holds in both languages, its query, and what its columns are.

    A column is described as that of its name in the first of the tables `like`; `columns` describes others: name, Chinese, English.
    """

    name: str
    zh: str
    en: str
    query: str
    like: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...] = ()


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
            f.figure_no,
            f.column_path,
            f.basis,
            f.measure,
            f.member,
            f.fund,
            r.is_current
        from core.figure as f
        inner join core.report_statement as s
            on
                f.report_key = s.report_key
                and f.agency_key = s.agency_key
                and f.fiscal_year = s.fiscal_year
                and f.statement_seq = s.statement_seq
        inner join core.dim_report as r
            on f.report_key = r.report_key and f.agency_key = r.agency_key and f.fiscal_year = r.fiscal_year
        inner join core.report_document as p
            on
                f.report_key = p.report_key
                and f.table_index >= p.first_table
                and f.table_index < p.first_table + p.table_count
        inner join raw.document as d on p.document_key = d.document_key
        """,
        like=("core.figure", "raw.document", "core.dim_report"),
        columns=(("statement_title", "报表标题", "Title of the form as printed, without spaces"),),
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
        inner join core.dim_report as r
            on n.report_key = r.report_key and n.agency_key = r.agency_key and n.fiscal_year = r.fiscal_year
        inner join core.report_document as p
            on
                n.report_key = p.report_key
                and n.position >= p.first_position
                and n.position < p.first_position + p.block_count
        inner join raw.document as d on p.document_key = d.document_key
        """,
        like=("core.disclosure", "raw.document"),
    ),
    View(
        "left_cell",
        "含数字而非公开数字的单元格，一格一行",
        "One row per cell with digits that is no figure",
        """
        select
            l.report_key,
            l.table_index,
            c.row_index,
            c.column_index,
            l.page,
            c.text,
            l.reason
        from core.left_cells as l
        cross join lateral unnest(l.row_indexes, l.column_indexes, l.texts) as c (row_index, column_index, text)
        """,
        like=("core.left_cells",),
        columns=(
            ("row_index", "行位置", "Row of the table, from 0"),
            ("column_index", "列位置", "Column of the table, from 0"),
            ("text", "原文", "The cell as printed"),
        ),
    ),
    View(
        "published_performance",
        "绩效表公开内容：资金、指标、总分，一行一项",
        "What the performance tables publish: money, indicators and totals, one row each; values as printed",
        """
        with money as (
            select
                p.report_key,
                p.table_index,
                p.fact_no,
                p.title,
                p.project_name,
                p.performance_kind,
                p.section,
                p.label,
                p.budget_label,
                p.total_label,
                p.unit,
                p.initial_budget,
                p.annual_budget,
                p.executed,
                p.execution_rate,
                p.weight,
                p.score,
                p.total_weight,
                p.total_score,
                case p.unit @units@ else 1 end as factor,
                case when p.task = '' then p.label else p.task end as indicator,
                case when p.task = '' then '' else '-' || p.label end as part
            from core.fact_project as p
            inner join core.dim_report as r
                on p.report_key = r.report_key and p.agency_key = r.agency_key and p.fiscal_year = r.fiscal_year
            where p.origin <> 'project_form'
        ),

        lines as (
            select
                report_key, table_index, fact_no, 1 as line_no, title, project_name, section as level1,
                case
                    when budget_label <> '' and annual_budget is null then budget_label || part
                    when performance_kind in ('project_target', 'department_target', 'special_fund_target') then ''
                    else '年初预算数' || part
                end as level2,
                indicator,
                trim_scale(initial_budget / factor)::text as target, '' as actual,
                null::numeric as weight, null::numeric as score, unit
            from money
            where initial_budget is not null
            union all
            select
                report_key, table_index, fact_no, 2, title, project_name, section,
                coalesce(nullif(budget_label, ''), '全年预算数') || part, indicator,
                trim_scale(annual_budget / factor)::text, '', null, null, unit
            from money
            where annual_budget is not null
            union all
            select
                report_key, table_index, fact_no, 3, title, project_name, section, '全年执行数' || part, indicator,
                '', trim_scale(executed / factor)::text, null, null, unit
            from money
            where executed is not null
            union all
            select
                report_key, table_index, fact_no, 4, title, project_name, section, '执行率', indicator,
                '', coalesce(trim_scale(execution_rate)::text, ''), trim_scale(weight), trim_scale(score), '%'
            from money
            where coalesce(execution_rate, weight, score) is not null
            union all
            select
                report_key, table_index, fact_no, 1000000, title, project_name, '', '', total_label,
                '', '', trim_scale(total_weight), trim_scale(total_score), ''
            from money
            where total_label <> ''
            union all
            select
                i.report_key, i.table_index, i.fact_no, 100000, i.title, i.project_name, i.level1, i.level2, i.indicator,
                i.target, i.actual, trim_scale(i.weight), trim_scale(i.score), ''
            from core.fact_performance_indicator as i
            inner join core.dim_report as r
                on i.report_key = r.report_key and i.agency_key = r.agency_key and i.fiscal_year = r.fiscal_year
        )

        select
            d.file_name,
            n.title as table_title,
            n.project_name as project,
            n.level1,
            n.level2,
            n.indicator,
            n.target,
            n.actual,
            n.weight,
            n.score,
            n.unit,
            n.report_key,
            n.fact_no,
            n.line_no
        from lines as n
        inner join core.report_document as p
            on
                n.report_key = p.report_key
                and n.table_index >= p.first_table
                and n.table_index < p.first_table + p.table_count
        inner join raw.document as d on p.document_key = d.document_key
        """.replace("@units@", _UNITS),
        like=("core.fact_performance_indicator", "raw.document"),
        columns=(
            ("table_title", "表标题", "Title of the table as printed"),
            ("project", "项目名称", "Project; empty for a department's table"),
            ("unit", "金额单位", "Unit of the money in target or actual; empty elsewhere"),
            ("line_no", "行次", "Order of the lines that come from one fact"),
        ),
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
        inner join core.dim_report as r
            on f.report_key = r.report_key and f.agency_key = r.agency_key and f.fiscal_year = r.fiscal_year
        where r.is_current
        """,
        like=("core.fact_revenue", "core.dim_report"),
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
        inner join core.dim_report as r
            on f.report_key = r.report_key and f.agency_key = r.agency_key and f.fiscal_year = r.fiscal_year
        where r.is_current
        """,
        like=("core.fact_expenditure", "core.dim_report"),
    ),
)
