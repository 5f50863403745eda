-- What the prose says there was none of (无…、未发生…) has no amount in the form of it: funds, three public expenses, meetings, training.
with said as (
    select
        remark.*,
        report.kind as report_kind,
        case
            when remark.item ~ '政府性基金' then 'government_fund'
            when remark.item ~ '国有资本' then 'state_capital'
            when remark.item ~ '三公.{0,4}(经费|支出)' then 'total'
            when remark.item ~ '出国' then 'abroad'
            when remark.item ~ '公务用车购置(费|支出|经费)?$' then 'vehicle_purchase'
            when remark.item ~ '公务用车购置(及|和)运行' then 'vehicle'
            when remark.item ~ '公务用车运行' then 'vehicle_running'
            when remark.item ~ '公务接待' then 'reception'
            when remark.item ~ '会议费' then 'meeting'
            when remark.item ~ '培训费' then 'training'
        end as name
    from {{ ref('quality_remark') }} as remark
    inner join {{ ref('quality_report') }} as report
        on remark.report_key = report.report_key
    where remark.kind = 'nil' and remark.item !~ '上年|结转|预算安排'
),

printed as (
    select
        said.report_key,
        said.remark_no,
        figure.figure_no,
        figure.amount,
        row_number() over (partition by said.report_key, said.remark_no order by abs(figure.amount) desc, figure.figure_no) as place
    from said
    inner join {{ ref('quality_figure') }} as figure
        on
            said.report_key = figure.report_key
            and (
                (
                    said.name in ('government_fund', 'state_capital')
                    and figure.statement_key in (said.name, 'budget_' || said.name, 'budget_' || said.name || '_summary')
                    and figure.measure in ('total', 'amount', 'revenue')
                )
                or (figure.statement_key = 'three_public' and figure.measure = 'outturn:' || said.name)
                or (figure.statement_key = 'budget_three_public' and figure.measure = 'budget:' || said.name)
            )
),

published as (
    select
        said.report_key,
        said.remark_no,
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
    group by said.report_key, said.remark_no
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
left join printed
    on
        said.report_key = printed.report_key
        and said.remark_no = printed.remark_no
        and printed.place = 1
left join {{ ref('quality_figure') }} as figure
    on
        printed.report_key = figure.report_key
        and printed.figure_no = figure.figure_no
where said.name is not null
