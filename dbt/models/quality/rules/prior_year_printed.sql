-- What a form prints beside this year's figures as last year's (上年预算数、上年决算数) is what last year's own report prints in the same
-- row. An expected outturn (上年执行数) needn't be the final account's, so it isn't compared.
with printed as (
    select
        figure.*,
        report.agency_key,
        report.scope,
        report.fiscal_year,
        report.kind,
        -- A form of the three public expenses has both phases; any other prints the year as its own.
        figure.measure = 'three_public' as has_phases,
        case
            when figure.measure <> 'three_public' then 'this_year'
            when figure.basis = 'prior_budget' then 'budget'
            else 'outturn'
        end as basis_then,
        figure.column_path || figure.column_label as heading
    from {{ ref('quality_figure') }} as figure
    inner join {{ ref('quality_report') }} as report
        on figure.report_key = report.report_key
    where
        figure.basis in ('prior_year', 'prior_budget', 'prior_outturn')
        and figure.role not in ('count', 'percent')
),

comparable as (
    select
        printed.*,
        last_year.report_key as prior_report_key,
        last_year.kind_zh as prior_kind_zh
    from printed
    inner join {{ ref('quality_report') }} as last_year
        on
            printed.agency_key = last_year.agency_key
            and printed.scope = last_year.scope
            and printed.fiscal_year = last_year.fiscal_year + 1
            and case
                when {{ marked('of_budget', 'printed') }} then last_year.kind = 'budget'
                when {{ marked('of_outturn', 'printed') }} then last_year.kind = 'final_account'
                else printed.kind = last_year.kind
            end
    where
        not {{ marked('of_execution', 'printed') }}
        -- A year in the heading has to be last year.
        and (printed.heading !~ '20\d\d' or strpos(printed.heading, (printed.fiscal_year - 1)::text) > 0)
),

matched as (
    select
        comparable.report_key,
        comparable.figure_no,
        comparable.prior_report_key,
        comparable.prior_kind_zh,
        min(prior_figure.figure_no) as prior_no
    from comparable
    inner join {{ ref('quality_figure') }} as prior_figure
        on
            comparable.prior_report_key = prior_figure.report_key
            and comparable.statement_key = prior_figure.statement_key
            and comparable.basis_then = prior_figure.basis
            and comparable.measure = prior_figure.measure
            and comparable.member = prior_figure.member
            and comparable.fund = prior_figure.fund
            -- A form of the three public expenses prints both years in rows or columns of their own; any other in the same row.
            and (
                comparable.has_phases
                or (
                    comparable.side = prior_figure.side
                    and comparable.line = prior_figure.line
                    and comparable.row_kind = prior_figure.row_kind
                    and comparable.row_code = prior_figure.row_code
                    and (
                        comparable.row_code <> ''
                        or comparable.line <> ''
                        or comparable.row_kind = 'total'
                        or comparable.row_label = prior_figure.row_label
                    )
                )
            )
    group by comparable.report_key, comparable.figure_no, comparable.prior_report_key, comparable.prior_kind_zh
    having count(*) = 1
)

select
    {{ at_figure('figure') }},
    '本报告所印上年数' as left_label,
    figure.amount as left_amount,
    '上年' || matched.prior_kind_zh || '《' || prior_figure.statement_title || '》“' || prior_figure.row_label || '”' as right_label,
    prior_figure.amount as right_amount,
    '=' as relation,
    figure.half + prior_figure.half as tolerance,
    '' as skip_reason
from matched
inner join {{ ref('quality_figure') }} as figure
    on
        matched.report_key = figure.report_key
        and matched.figure_no = figure.figure_no
inner join {{ ref('quality_figure') }} as prior_figure
    on
        matched.prior_report_key = prior_figure.report_key
        and matched.prior_no = prior_figure.figure_no
