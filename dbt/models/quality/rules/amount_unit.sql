-- An amount isn't stated in yuan where the report gives the very number in 万元 (79.36元 for 79.36万元), or the other way round: in the prose and
-- in the values of performance indicators. Numbers with decimals or of four digits and more only, and no round ones: 5元 and 2000元 may be
-- anything.
with known as (
    select distinct
        report_key,
        amount / factor as value,
        factor
    from {{ ref('quality_figure') }}
    where role not in ('count', 'percent') and unit in ('元', '万元') and amount <> 0
    union
    select distinct
        report_key,
        amount / factor as value,
        factor
    from {{ ref('quality_disclosure') }}
    where unit in ('元', '万元') and amount <> 0
    union
    select distinct
        project.report_key,
        money.amount / project.factor as value,
        project.factor
    from {{ ref('quality_project') }} as project
    cross join lateral unnest(array[project.annual_budget, project.executed, project.initial_budget]) as money (amount)
    where project.unit in ('元', '万元') and money.amount <> 0
),

indicator as (
    select
        indicator.report_key,
        indicator.table_index,
        indicator.row_index,
        indicator.indicator,
        stated.name,
        stated.text,
        (regexp_match(stated.text, '^[^\d]{0,6}(\d[\d,]*\.?\d*)\s*(万元|元)$'))[1] as number,
        (regexp_match(stated.text, '^[^\d]{0,6}(\d[\d,]*\.?\d*)\s*(万元|元)$'))[2] as unit
    from {{ source('core', 'fact_performance_indicator') }} as indicator
    inner join {{ ref('quality_report') }} as report
        on indicator.report_key = report.report_key
    cross join
        lateral unnest(array['年度指标值', '实际完成值'], array[indicator.target, indicator.actual]) as stated (name, text)
),

stated as (
    select
        report_key,
        null::integer as disclosure_no,
        null::integer as page,
        table_index,
        row_index,
        indicator as row_label,
        name as column_label,
        unit,
        replace(number, ',', '')::numeric as value,
        text
    from indicator
    where number is not null and replace(number, ',', '') ~ '^\d+(\.\d+)?$'
    union all
    select
        report_key,
        disclosure_no,
        page,
        null::integer as table_index,
        null::integer as row_index,
        section as row_label,
        item as column_label,
        unit,
        value,
        printed as text
    from {{ ref('quality_disclosure') }}
    where unit in ('元', '万元')
),

large as (
    select
        *,
        {{ unit_factor('unit') }} as factor
    from stated
    where
        (value >= 1000 and length(rtrim(trunc(value)::text, '0')) >= 3)
        -- A form in 元 may hold any three digits, but hardly four.
        or (
            value <> trunc(value) and value >= 1
            and (unit = '元' or length(replace(trim_scale(value)::text, '.', '')) >= 4)
        )
),

judged as (
    select
        large.*,
        -- What the prose says is among the known amounts itself.
        same_unit.report_key is not null and large.disclosure_no is null as is_known_so,
        other_unit.report_key is not null as is_known_otherwise
    from large
    left join known as same_unit
        on
            large.report_key = same_unit.report_key
            and large.value = same_unit.value
            and large.factor = same_unit.factor
    left join known as other_unit
        on
            large.report_key = other_unit.report_key
            and large.value = other_unit.value
            and large.factor <> other_unit.factor
)

select
    report_key,
    null::integer as statement_seq,
    disclosure_no,
    page,
    table_index,
    row_index,
    null::integer as column_index,
    row_label,
    column_label,
    unit,
    factor,
    '所述“' || text || '”' as left_label,
    value * factor as left_amount,
    case
        when is_known_otherwise and not is_known_so then '报告他处同一数的单位是' || case unit when '万元' then '元' else '万元' end || '，折合'
        else '报告他处同一数'
    end as right_label,
    case
        when is_known_otherwise and not is_known_so then value * case unit when '万元' then 1 else 10000 end
        else value * factor
    end as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from judged
