-- The title of a form, and a heading that names the report (…年度部门决算…), carry the report's own year.
with titled as (
    select
        statement.report_key,
        statement.statement_seq,
        statement.page,
        statement.title as text
    from {{ ref('quality_statement') }} as statement
    union all
    select
        report.report_key,
        null::integer as statement_seq,
        paragraph.page,
        regexp_replace(paragraph.text, '\s', '', 'g') as text
    from {{ ref('quality_report') }} as report
    inner join {{ ref('quality_paragraph') }} as paragraph
        on report.document_key = paragraph.document_key
    where
        length(paragraph.text) between 8 and 60
        and paragraph.text ~ '20\s*\d\s*\d\s*年'
        and regexp_replace(paragraph.text, '\s', '', 'g')
        ~ case report.kind
            when 'budget' then '20\d\d年度?(部门|单位|部门综合|单位综合)预算(公开)?(报?表|情况说明|说明|情况)?[.…·\d]*$'
            else '20\d\d年度?(部门|单位)决算(公开)?(报?表|情况说明|说明|情况)?[.…·\d]*$'
        end
),

year_of as (
    select
        titled.*,
        substring(titled.text from '(20\d\d)年')::integer as stated_year
    from titled
    -- One year only, of the report itself: not a period, not a comparison, not the year before.
    where titled.text ~ '^[^\d]*[\d.、]{0,3}[^\d]*20\d\d年(?!.*20\d\d)' and titled.text !~ '上年|比较|对比|执行情况|完成情况'
)

select distinct
    year_of.report_key,
    year_of.statement_seq,
    null::integer as disclosure_no,
    year_of.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    year_of.text as row_label,
    '' as column_label,
    '年' as unit,
    1::numeric as factor,
    '标题“' || year_of.text || '”的年份' as left_label,
    year_of.stated_year::numeric as left_amount,
    '报告年度' as right_label,
    report.fiscal_year::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from year_of
inner join {{ ref('quality_report') }} as report
    on year_of.report_key = report.report_key
