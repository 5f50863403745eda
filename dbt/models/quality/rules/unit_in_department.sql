-- A department's forms by unit give each unit the total that the unit's own report prints in the same form.
with named as (
    select
        figure.report_key,
        figure.statement_key,
        figure.basis,
        figure.measure,
        figure.member,
        figure.fund,
        unit.unit_report_key,
        min(figure.figure_no) as figure_no
    from {{ ref('quality_figure') }} as figure
    inner join {{ ref('int_department_unit') }} as unit
        on
            figure.report_key = unit.report_key
            and unit.unit_name = regexp_replace(
                translate(regexp_replace(figure.row_label, '\s', '', 'g'), '()', '（）'),
                '(（[^（）]*）|本级|机关)+$',
                ''
            )
    where
        unit.unit_report_key is not null
        and unit.unit_report_key <> figure.report_key
        and figure.side = ''
        and figure.role not in ('count', 'percent')
        and figure.row_kind <> 'total'
    group by
        figure.report_key,
        figure.statement_key,
        figure.basis,
        figure.measure,
        figure.member,
        figure.fund,
        unit.unit_report_key
    -- A form that has several rows for a unit (by project, by purchase) has no row of its total.
    having count(*) = 1
)

select
    {{ at_figure('figure') }},
    '部门表中该单位' as left_label,
    figure.amount as left_amount,
    '该单位报告《' || total_figure.statement_title || '》合计' as right_label,
    total.amount as right_amount,
    '=' as relation,
    figure.half + total.half as tolerance,
    '' as skip_reason
from named
inner join {{ ref('quality_figure') }} as figure
    on
        named.report_key = figure.report_key
        and named.figure_no = figure.figure_no
inner join {{ ref('quality_form_total') }} as total
    on
        named.unit_report_key = total.report_key
        and named.statement_key = total.statement_key
        and {{ same_column('named', 'total') }}
        and total.side = ''
inner join {{ ref('quality_figure') }} as total_figure
    on
        total.report_key = total_figure.report_key
        and total.figure_no = total_figure.figure_no
