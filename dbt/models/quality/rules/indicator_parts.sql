-- The target or the actual value of an indicator that gives a total and lists its parts (合计46人：在职14人；临聘32人) is their sum. Only where
-- every number of the list has the total's unit and there are two of them or more: of another list nothing says that it is whole.
with stated as (
    select
        indicator.report_key,
        indicator.table_index,
        indicator.row_index,
        indicator.indicator,
        value.name,
        value.text,
        (regexp_match(value.text, '^(?:合计|总计|共计)(\d[\d,]*\.?\d*)([^\d\s：:；;，,、。%]{1,3})[：:]'))[1] as total,
        (regexp_match(value.text, '^(?:合计|总计|共计)(\d[\d,]*\.?\d*)([^\d\s：:；;，,、。%]{1,3})[：:]'))[2] as unit,
        (regexp_match(value.text, '^(?:合计|总计|共计)[^：:]+[：:](.+)$'))[1] as list
    from {{ source('core', 'fact_performance_indicator') }} as indicator
    inner join {{ ref('quality_report') }} as report
        on indicator.report_key = report.report_key
    cross join
        lateral unnest(array['年度指标值', '实际完成值'], array[indicator.target, indicator.actual]) as value (name, text)
    where indicator.report_key = any(array(select quality.report_key from {{ ref('quality_report') }} as quality))
),

part as (
    select
        stated.report_key,
        stated.table_index,
        stated.row_index,
        stated.name,
        count(*) as part_count,
        sum(replace(found.number[1], ',', '')::numeric) as amount,
        sum({{ half_unit("length(coalesce(split_part(found.number[1], '.', 2), ''))", '1') }}) as half,
        bool_and(found.number[2] = stated.unit) as is_one_unit
    from stated
    -- A number with what follows it, as far as the unit of the total is long.
    cross join
        lateral regexp_matches(stated.list, '(\d[\d,]*\.?\d*)\s*(.{0,' || length(stated.unit) || '})', 'g') as found (number)
    where stated.total is not null
    group by stated.report_key, stated.table_index, stated.row_index, stated.name
)

select
    stated.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    stated.table_index,
    stated.row_index,
    null::integer as column_index,
    stated.indicator as row_label,
    stated.name as column_label,
    stated.unit,
    {{ unit_factor('stated.unit') }} as factor,
    '所述“' || stated.text || '”的合计' as left_label,
    replace(stated.total, ',', '')::numeric * {{ unit_factor('stated.unit') }} as left_amount,
    '所列' || part.part_count || '项之和' as right_label,
    part.amount * {{ unit_factor('stated.unit') }} as right_amount,
    '=' as relation,
    -- Money is rounded; people and things are counted.
    case
        when stated.unit like '%元'
            then
                ({{ half_unit("length(coalesce(split_part(stated.total, '.', 2), ''))", '1') }} + part.half)
                * {{ unit_factor('stated.unit') }}
        else 0
    end as tolerance,
    '' as skip_reason
from part
inner join stated
    on
        part.report_key = stated.report_key
        and part.table_index = stated.table_index
        and part.row_index = stated.row_index
        and part.name = stated.name
where part.is_one_unit and part.part_count >= 2
