-- A sentence on the year's totals, execution or expenses that opens with a year opens with the report's own.
with opening as (
    select distinct on (report_key, position, sentence)
        *,
        substring(sentence from '^[^\d]{0,12}(20\d\d)年')::integer as stated_year
    from {{ ref('quality_disclosure') }}
    where
        topic in ('total', 'execution', 'three_public', 'operating', 'procurement')
        and sentence ~ '^[^\d，。；]{0,12}20\d\d年(度)?[^\d月末底初—－-]'
        and sentence !~ '^[^\d，。；]{0,12}20\d\d年(度)?(结转|结余|末|底|初|以来|至|到|起)'
        and sentence !~ '^[^\d]{0,8}(与|比|较|和|按|按照|以|截至|截止|自|从)20\d\d年'
    order by report_key asc, position asc, sentence asc, disclosure_no asc
)

select
    opening.report_key,
    null::integer as statement_seq,
    opening.disclosure_no,
    opening.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    opening.section as row_label,
    opening.item as column_label,
    '年' as unit,
    1::numeric as factor,
    '句首年份' as left_label,
    opening.stated_year::numeric as left_amount,
    '报告年度' as right_label,
    report.fiscal_year::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from opening
inner join {{ ref('quality_report') }} as report
    on opening.report_key = report.report_key
-- In a budget a section on last year's outturn speaks of last year.
where
    report.kind is distinct from 'budget'
    or coalesce(opening.section, '') !~ (opening.stated_year || '年.*(决算|执行)')
