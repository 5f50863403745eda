-- A sentence on the year's totals, execution or expenses that opens with a year opens with the report's own.
with opening as (
    select distinct on (report_key, position, sentence)
        *,
        opening_year as stated_year
    from {{ ref('quality_disclosure') }}
    where
        topic in ('total', 'execution', 'three_public', 'operating', 'procurement')
        and opening_year is not null
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
    or not {{ marked('section_of_outturn', 'opening') }}
    or strpos(opening.section, opening.stated_year::text) = 0
