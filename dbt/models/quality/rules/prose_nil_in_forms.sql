-- What the prose says there was none of (无…、未发生…) has no amount in the form of it: funds, three public expenses, meetings, training.
with said as (
    select
        remark.report_key,
        remark.remark_no,
        remark.section,
        remark.item,
        remark.sentence,
        regexp_replace(said.subject, '_(revenue|expenditure)$', '') as name,
        bool_or(said.subject ~ '_revenue$') as says_revenue,
        bool_or(said.subject !~ '_revenue$') as says_expenditure
    from {{ ref('quality_remark') }} as remark
    cross join lateral unnest(remark.subjects) as said (subject)
    where remark.kind = 'nil' and said.subject not in ('operating_costs', 'procurement') and said.subject !~ '^(asset|vehicles)_'
    group by
        remark.report_key,
        remark.remark_no,
        remark.section,
        remark.item,
        remark.sentence,
        regexp_replace(said.subject, '_(revenue|expenditure)$', '')
),

printed as (
    select
        said.report_key,
        said.remark_no,
        said.name,
        figure.figure_no,
        figure.amount,
        row_number() over (
            partition by said.report_key, said.remark_no, said.name
            order by abs(figure.amount) desc, figure.figure_no
        ) as place
    from said
    inner join {{ ref('quality_figure') }} as figure
        on
            said.report_key = figure.report_key
            and (
                (
                    said.name in ('government_fund', 'state_capital')
                    and figure.statement_key in (said.name, 'budget_' || said.name, 'budget_' || said.name || '_summary')
                    and figure.basis in ('this_year', 'received')
                    and figure.measure in ('total', 'amount')
                    and figure.member = ''
                    and case
                        when figure.basis = 'received' or figure.side = 'revenue' then said.says_revenue
                        else said.says_expenditure
                    end
                )
                or (
                    figure.statement_key = 'three_public'
                    and figure.basis = 'outturn'
                    and figure.measure = 'three_public'
                    and figure.member = case said.name when 'three_public' then 'total' else said.name end
                )
                or (
                    figure.statement_key = 'budget_three_public'
                    and figure.basis = 'budget'
                    and figure.measure = 'three_public'
                    and figure.member = case said.name when 'three_public' then 'total' else said.name end
                )
            )
),

published as (
    select
        said.report_key,
        said.remark_no,
        said.name,
        min(statement.statement_seq) as statement_seq
    from said
    inner join {{ ref('quality_statement') }} as statement
        on
            said.report_key = statement.report_key
            and (
                statement.statement_key in (said.name, 'budget_' || said.name, 'budget_' || said.name || '_summary')
                or (
                    said.name not in ('government_fund', 'state_capital')
                    and statement.statement_key in ('three_public', 'budget_three_public')
                )
            )
    group by said.report_key, said.remark_no, said.name
)

select
    said.report_key,
    published.statement_seq,
    null::integer as disclosure_no,
    figure.page,
    figure.table_index,
    figure.row_index,
    figure.column_index,
    coalesce(figure.row_label, said.section) as row_label,
    coalesce(figure.column_label, said.item) as column_label,
    coalesce(figure.unit, '') as unit,
    coalesce(figure.factor, 1) as factor,
    coalesce('《' || figure.statement_title || '》所印', '表中') as left_label,
    coalesce(figure.amount, 0) as left_amount,
    '文字说明“' || said.sentence || '”，即' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from said
inner join published
    on
        said.report_key = published.report_key
        and said.remark_no = published.remark_no
        and said.name = published.name
left join printed
    on
        said.report_key = printed.report_key
        and said.remark_no = printed.remark_no
        and said.name = printed.name
        and printed.place = 1
left join {{ ref('quality_figure') }} as figure
    on
        printed.report_key = figure.report_key
        and printed.figure_no = figure.figure_no
