-- The initial budget (年初预算) that a final account states for its general public budget or a subject of it, and that its form of the three
-- public expenses prints, is the one of the year's own budget report. A budget adjusted in the year (全年预算、调整预算) is another.
with account as (
    select
        report.report_key,
        link.budget_report_key
    from {{ ref('quality_report') }} as report
    inner join {{ ref('int_report_link') }} as link
        on report.report_key = link.report_key
    where report.kind = 'final_account' and link.budget_report_key is not null
),

subject as (
    select
        disclosure.report_key,
        disclosure.disclosure_no,
        null::integer as own_figure_no,
        disclosure.amount,
        disclosure.half,
        account.budget_report_key,
        budget.figure_no,
        budget.amount as budget_amount,
        budget.half as budget_half
    from {{ ref('quality_disclosure') }} as disclosure
    inner join account
        on disclosure.report_key = account.report_key
    inner join {{ ref('quality_subject_amount') }} as budget
        on
            account.budget_report_key = budget.report_key
            and disclosure.item_code = budget.code
            and budget.statement_key = 'budget_general_public_by_function'
            and budget.basis = 'this_year'
            and budget.measure = 'total'
            and budget.code_column = 'row_code'
            and budget.digits = 0
    where
        disclosure.metric = '年初预算'
        and disclosure.fund = 'general_public'
        and disclosure.item_code ~ '^2(\d\d)+$'
        and not {{ marked('section_of_parts', 'disclosure') }}
),

-- 年初预算 of the whole may stand for all that the fiscal authority gives: the budget's total with or without what was carried over.
whole as (
    select
        disclosure.report_key,
        disclosure.disclosure_no,
        null::integer as own_figure_no,
        disclosure.amount,
        disclosure.half,
        account.budget_report_key,
        budget.figure_no,
        budget.amount as budget_amount,
        budget.half as budget_half
    from {{ ref('quality_disclosure') }} as disclosure
    inner join account
        on disclosure.report_key = account.report_key
    inner join {{ ref('quality_figure') }} as budget
        on
            account.budget_report_key = budget.report_key
            and {{ of_year('budget') }}
            and (
                (
                    budget.statement_key = 'budget_general_public_by_function'
                    and budget.row_kind = 'total'
                    and budget.measure = 'total'
                )
                or (
                    budget.statement_key = 'budget_fiscal_summary'
                    and (
                        budget.line = 'general_public'
                        or (budget.line in ('current_expenditure', 'total') and budget.measure in ('amount', 'general_public'))
                    )
                )
            )
    where
        disclosure.metric = '年初预算'
        and disclosure.fund = 'general_public'
        and disclosure.item_code = ''
        and {{ marked('general_public_total', 'disclosure') }}
),

three_public as (
    select
        figure.report_key,
        null::integer as disclosure_no,
        figure.figure_no as own_figure_no,
        figure.amount,
        figure.half,
        account.budget_report_key,
        budget.figure_no,
        budget.amount as budget_amount,
        budget.half as budget_half
    from {{ ref('quality_figure') }} as figure
    inner join account
        on figure.report_key = account.report_key
    inner join {{ ref('quality_figure') }} as budget
        on
            account.budget_report_key = budget.report_key
            and budget.statement_key = 'budget_three_public'
            and {{ same_column('figure', 'budget') }}
    where
        figure.statement_key = 'three_public'
        and figure.basis = 'budget'
        and figure.role not in ('count', 'percent')
        and not {{ marked('of_adjusted_budget', 'figure') }}
),

candidate as (
    select * from subject
    union all
    select * from whole
    union all
    select * from three_public
),

nearest as (
    select distinct on (report_key, disclosure_no, own_figure_no) *
    from candidate
    order by
        report_key asc,
        disclosure_no asc,
        own_figure_no asc,
        abs(amount - budget_amount) asc,
        figure_no asc
)

select
    nearest.report_key,
    own.statement_seq,
    nearest.disclosure_no,
    coalesce(own.page, place.page) as page,
    own.table_index,
    own.row_index,
    own.column_index,
    coalesce(own.row_label, place.section) as row_label,
    coalesce(own.column_label, place.item) as column_label,
    coalesce(own.unit, place.unit) as unit,
    coalesce(own.factor, place.factor) as factor,
    '决算所列年初预算' as left_label,
    nearest.amount as left_amount,
    '当年预算《' || budget.statement_title || '》“' || budget.row_label || '”' as right_label,
    nearest.budget_amount as right_amount,
    '=' as relation,
    nearest.half + nearest.budget_half as tolerance,
    '' as skip_reason
from nearest
left join {{ ref('quality_disclosure') }} as place
    on
        nearest.report_key = place.report_key
        and nearest.disclosure_no = place.disclosure_no
left join {{ ref('quality_figure') }} as own
    on
        nearest.report_key = own.report_key
        and nearest.own_figure_no = own.figure_no
inner join {{ ref('quality_figure') }} as budget
    on
        nearest.budget_report_key = budget.report_key
        and nearest.figure_no = budget.figure_no
