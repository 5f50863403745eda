-- Basic expenditure by economic subject: 人员经费合计 is the sum of the classes 301 and 303, 公用经费合计 of all others.
with class as (
    select
        report_key,
        statement_seq,
        basis,
        measure,
        member,
        fund,
        case when row_code in ('301', '303') then 'personnel' else 'public' end as class_group,
        string_agg(row_code, '+' order by row_code collate "C") as codes,
        count(*) filter (where {{ may_be_rounded('amount', 'half') }}) as rounded_count,
        sum(amount) as amount,
        sum(half) as half
    from {{ ref('quality_figure') }}
    where
        statement_key = 'general_public_basic_expenditure'
        and row_code ~ '^3\d\d$'
        and row_kind = 'item'
    group by
        report_key,
        statement_seq,
        basis,
        measure,
        member,
        fund,
        class_group
)

select
    {{ at_figure('figure') }},
    figure.row_label as left_label,
    figure.amount as left_amount,
    '科目' || class.codes || '之和' as right_label,
    class.amount as right_amount,
    '=' as relation,
    figure.half + class.half as tolerance,
    '' as skip_reason,
    figure.half,
    class.rounded_count
from {{ ref('quality_figure') }} as figure
inner join class
    on
        figure.report_key = class.report_key
        and figure.statement_seq = class.statement_seq
        and {{ same_column('figure', 'class') }}
        and class.class_group = case when {{ marked('personnel_rows', 'figure') }} then 'personnel' else 'public' end
where
    figure.row_kind = 'group_total'
    and {{ marked('personnel_or_public', 'figure') }}
