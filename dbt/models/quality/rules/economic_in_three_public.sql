-- An economic subject that is one of the three public expenses, a meeting or a training has no more in the form of basic expenditure than the
-- form of the three public expenses prints for the item, or the prose states for it at most where no form does: both hold projects too. Which subject
-- is which item is data (seeds/economic_item.csv).
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
),

-- The most that a section on these expenses says of an item.
stated as (
    select distinct on (disclosure.report_key, item.item)
        disclosure.*,
        item.item as of_item
    from {{ ref('quality_disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    inner join (select distinct item from {{ ref('economic_item') }}) as item
        on item.item = any(disclosure.marks)
    where
        disclosure.is_money
        and {{ marked('section_of_three_public', 'disclosure') }}
        and disclosure.fund in ('', 'all', 'fiscal', 'general_public')
        and disclosure.metric = any(
            case report.kind
                when 'budget' then array['金额', '预算数', '年初预算']
                else array['金额', '决算数', '支出决算']
            end
        )
    order by
        disclosure.report_key asc,
        item.item asc,
        disclosure.amount desc,
        disclosure.disclosure_no asc
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
union all
select
    {{ at_disclosure('stated') }},
    '《' || economic.statement_title || '》“' || economic.row_label || '”' as left_label,
    economic.amount as left_amount,
    '文字中“' || stated.item || '”' || stated.metric as right_label,
    stated.amount as right_amount,
    '<=' as relation,
    economic.half + stated.half as tolerance,
    '' as skip_reason
from economic
inner join stated
    on
        economic.report_key = stated.report_key
        and economic.item = stated.of_item
left join public
    on
        economic.report_key = public.report_key
        and economic.phase = public.phase
        and economic.item = public.item
where public.report_key is null
