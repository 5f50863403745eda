-- An amount that several forms print is the same in each (seeds/shared_amount.csv). Where a form's total may be one of two (with
-- or without what was carried over), it has to be one of them. A form that is published empty goes with no amount of its own in another.
-- The patterns are matched with each kind of figure once, not with each figure; materialised, or the planner matches the figures first.
with shape as (
    select distinct
        statement_key,
        measure,
        fund,
        side,
        line
    from {{ ref('quality_figure') }} as figure
    where {{ of_year('figure') }}
),

named as materialized (
    select
        shape.*,
        shared.amount_id,
        shared.name_zh,
        shared.is_reference,
        shared.row_kind,
        shared.line_pattern,
        shared.label,
        shared.side as side_pattern,
        shared.measures
    from {{ ref('shared_amount') }} as shared
    inner join shape
        on
            shared.statement_key = shape.statement_key
            and shape.measure = any(string_to_array(shared.measures, ' '))
            and (shared.side is null or shape.side ~ shared.side)
            and (shared.line_pattern is null or shape.line ~ shared.line_pattern)
),

place as (
    select
        figure.report_key,
        figure.statement_seq,
        named.amount_id,
        named.name_zh,
        named.is_reference,
        named.statement_key,
        min(figure.figure_no) as figure_no,
        sum(figure.amount) as amount,
        sum(figure.half) as half
    from named
    inner join {{ ref('quality_figure') }} as figure
        on
            named.statement_key = figure.statement_key
            and named.measure = figure.measure
            and named.fund = figure.fund
            and {{ of_year('figure') }}
            and named.side = figure.side
            and named.line = figure.line
            and (named.row_kind is null or named.row_kind = figure.row_kind)
            and (named.label is null or named.label = any(figure.marks))
    left join {{ ref('quality_parent') }} as tree
        on
            figure.report_key = tree.report_key
            and figure.figure_no = tree.figure_no
    left join {{ ref('quality_figure') }} as parent
        on
            tree.report_key = parent.report_key
            and tree.parent_figure_no = parent.figure_no
    -- A line and its parts are counted once; the parts of a balance carried over aren't of the year.
    where
        named.row_kind is distinct from 'item'
        or tree.parent_figure_no is null
        or (parent.line <> 'fiscal' and parent.line !~ 'balance')
        or (named.line_pattern = '^general_public$' and parent.line = 'fiscal')
    group by
        figure.report_key,
        figure.statement_seq,
        named.amount_id,
        named.name_zh,
        named.is_reference,
        named.statement_key,
        named.line_pattern,
        named.row_kind,
        named.side_pattern,
        named.measures
),

-- Projects paid by more than the general public budget are no part of its form.
other_money as (
    select distinct
        report_key,
        statement_seq
    from {{ ref('quality_figure') }}
    where
        statement_key = 'budget_special_projects'
        and row_kind = 'total'
        and basis = 'this_year'
        and measure in ('government_fund', 'state_capital', 'special_account', 'unit_funds', 'carried_over', 'fund_opening')
        and amount <> 0
),

-- A summary whose money is of more funds than one has no total of the general public budget alone.
several_funds as (
    select distinct report_key
    from {{ ref('quality_figure') }}
    where
        statement_key = 'budget_fiscal_summary'
        and (line in ('government_fund', 'state_capital') or measure in ('government_fund', 'state_capital'))
        and amount <> 0
),

-- What such a summary brings forward without a fund: how much of it is the general public budget's isn't printed.
carried_of_no_fund as (
    select
        balance.report_key,
        sum(balance.amount) as amount,
        sum(balance.half) as half
    from {{ ref('quality_figure') }} as balance
    inner join several_funds
        on balance.report_key = several_funds.report_key
    where
        balance.statement_key = 'budget_fiscal_summary'
        and balance.side = 'revenue'
        and balance.line = 'opening_balance'
        and {{ of_year('balance') }}
        and not exists (
            select 1
            from {{ ref('quality_parent') }} as part
            where balance.report_key = part.report_key and balance.figure_no = part.parent_figure_no
        )
    group by balance.report_key
),

nearest as (
    select distinct on (place.report_key, place.statement_seq, place.amount_id)
        place.report_key,
        place.figure_no,
        place.amount_id,
        place.name_zh,
        place.amount,
        place.half,
        reference.figure_no as reference_no,
        reference.amount as reference_amount,
        reference.half as reference_half
    from place
    inner join place as reference
        on
            place.report_key = reference.report_key
            and place.amount_id = reference.amount_id
            and reference.is_reference
    left join other_money
        on
            place.report_key = other_money.report_key
            and place.statement_seq = other_money.statement_seq
    where
        not place.is_reference
        and (other_money.report_key is null or reference.statement_key !~ 'general_public')
    order by
        place.report_key asc,
        place.statement_seq asc,
        place.amount_id asc,
        abs(place.amount - reference.amount) asc,
        reference.figure_no asc,
        place.figure_no asc
),

-- An empty form, none of whose kind prints a number, with the smallest amount that another form prints for its total: none where that is nothing.
blank as (
    select distinct on (statement.report_key, statement.statement_seq)
        statement.*,
        place.figure_no,
        place.name_zh,
        place.amount,
        place.half
    from {{ ref('quality_statement') }} as statement
    inner join {{ ref('shared_amount') }} as shared
        on
            statement.statement_key = shared.statement_key
            and not shared.is_reference
            and shared.row_kind = 'total'
            and shared.measures = 'total'
            -- It lists some projects only.
            and shared.statement_key <> 'budget_special_projects'
    inner join place
        on
            statement.report_key = place.report_key
            and shared.amount_id = place.amount_id
            and place.is_reference
    inner join {{ ref('quality_figure') }} as reference
        on
            place.report_key = reference.report_key
            and place.figure_no = reference.figure_no
    left join several_funds
        on statement.report_key = several_funds.report_key
    where
        statement.is_empty
        -- A total of several funds isn't the general public budget's.
        and (
            several_funds.report_key is null
            or place.amount_id <> 'budget_general_public'
            or reference.measure <> 'amount'
            or reference.line not in ('current_revenue', 'total')
        )
        and not exists (
            select 1
            from {{ ref('quality_figure') }} as figure
            where
                statement.report_key = figure.report_key
                and statement.statement_key = figure.statement_key
        )
    order by
        statement.report_key asc,
        statement.statement_seq asc,
        place.amount asc,
        place.figure_no asc
)

select
    {{ at_figure('figure') }},
    nearest.name_zh || '（' || figure.statement_title || '）' as left_label,
    nearest.amount as left_amount,
    nearest.name_zh || '（' || reference.statement_title || '）' as right_label,
    nearest.reference_amount as right_amount,
    '=' as relation,
    nearest.half + nearest.reference_half as tolerance,
    case
        when
            several_funds.report_key is not null
            and nearest.amount_id = 'budget_general_public'
            and reference.measure = 'amount'
            and reference.line in ('current_revenue', 'total')
            and abs(nearest.amount - nearest.reference_amount) > nearest.half + nearest.reference_half
            then '总表的合计还含其他资金'
        when
            nearest.amount_id = 'budget_general_public'
            and reference.line = 'general_public'
            and nearest.amount - nearest.reference_amount > nearest.half + nearest.reference_half
            and nearest.amount - nearest.reference_amount
            <= carried_of_no_fund.amount + carried_of_no_fund.half + nearest.half + nearest.reference_half
            then '总表的上年结转未分资金'
        else ''
    end as skip_reason
from nearest
inner join {{ ref('quality_figure') }} as figure
    on
        nearest.report_key = figure.report_key
        and nearest.figure_no = figure.figure_no
inner join {{ ref('quality_figure') }} as reference
    on
        nearest.report_key = reference.report_key
        and nearest.reference_no = reference.figure_no
left join several_funds
    on nearest.report_key = several_funds.report_key
left join carried_of_no_fund
    on nearest.report_key = carried_of_no_fund.report_key
union all
select
    blank.report_key,
    blank.statement_seq,
    null::integer as disclosure_no,
    blank.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    blank.title as row_label,
    '' as column_label,
    reference.unit,
    reference.factor,
    blank.name_zh || '（' || blank.title || '为空表）' as left_label,
    0::numeric as left_amount,
    blank.name_zh || '（' || reference.statement_title || '）' as right_label,
    blank.amount as right_amount,
    '=' as relation,
    blank.half as tolerance,
    '' as skip_reason
from blank
inner join {{ ref('quality_figure') }} as reference
    on
        blank.report_key = reference.report_key
        and blank.figure_no = reference.figure_no
