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
),

-- Sentences that state last year's amount and one of the year.
two_years as (
    select
        report_key,
        position,
        sentence
    from {{ ref('quality_disclosure') }}
    where metric in ('上年数', '金额', '预算数', '决算数', '支出决算', '收入决算', '支出数')
    group by report_key, position, sentence
    having bool_or(metric = '上年数') and bool_or(metric <> '上年数')
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
left join two_years
    on
        opening.report_key = two_years.report_key
        and opening.position = two_years.position
        and opening.sentence = two_years.sentence
where
    -- In a budget a section on last year's outturn speaks of last year.
    (
        report.kind is distinct from 'budget'
        or not {{ marked('section_of_outturn', 'opening') }}
        or strpos(opening.section, opening.stated_year::text) = 0
    )
    -- So does a sentence that states last year's outturn before the amount of the year: 2022年执行数为5万元，2023年预算安排6万元.
    and not (
        opening.stated_year = report.fiscal_year - 1
        and strpos(opening.sentence, report.fiscal_year::text || '年') > 0
        and two_years.report_key is not null
    )
