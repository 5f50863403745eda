-- An economic subject that is one of the three public expenses, a meeting or a training has no more in the form of basic expenditure than the
-- form of the three public expenses prints for the item: that one holds projects too. Which subject is which item is data
-- (seeds/economic_item.csv).
with economic as (
    select
        figure.*,
        item.item,
        item.phase
    from {{ ref('quality_figure') }} as figure
    inner join {{ ref('economic_item') }} as item
        on
            figure.statement_key = item.statement_key
            and figure.measure = item.measure
            and {{ of_year('figure') }}
            and figure.subject_code = item.code
),

public as (
    select distinct on (report_key, phase, item) *
    from (
        select
            figure.*,
            figure.basis as phase,
            figure.member as item
        from {{ ref('quality_figure') }} as figure
        where
            figure.statement_key in ('three_public', 'budget_three_public')
            and figure.measure = 'three_public'
            and figure.role not in ('count', 'percent')
    ) as stated
    order by
        report_key asc,
        phase asc,
        item asc,
        amount desc,
        figure_no asc
)

select
    {{ at_figure('economic') }},
    economic.row_label as left_label,
    economic.amount as left_amount,
    '《' || public.statement_title || '》“' || public.column_label || '”' as right_label,
    public.amount as right_amount,
    '<=' as relation,
    economic.half + public.half as tolerance,
    '' as skip_reason
from economic
inner join public
    on
        economic.report_key = public.report_key
        and economic.phase = public.phase
        and economic.item = public.item
