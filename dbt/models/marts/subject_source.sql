{#- Not by subject_key too: what the prose calls a subject may be longer than an index takes. -#}
{{ config(indexes=[{'columns': ['report_key', 'subject_kind']}]) }}
-- Cells: of the forms that `int_function_amount`, `int_economic_amount`, `int_three_public`, `procurement` and `revenue_source` count, the leaves.
with figure as (
    select * from {{ affected(ref('stg_figure')) }}
),

function_form as (
    select distinct
        report_key,
        fund,
        statement_seq,
        is_widest
    from {{ affected(ref('int_function_amount')) }}
),

function_cell as (
    select
        leaf.report_key,
        'function' as subject_kind,
        leaf.function_code as subject_key,
        leaf.function_name as subject,
        leaf.class_code,
        leaf.section_code,
        leaf.fund,
        null as coverage,
        null as system,
        figure.measure,
        leaf.fact_no,
        figure.figure_no,
        function_form.is_widest
    from {{ affected(ref('stg_function_expenditure'), 'leaf') }}
    inner join function_form
        on
            leaf.report_key = function_form.report_key
            and leaf.fund = function_form.fund
            and leaf.statement_seq = function_form.statement_seq
    inner join figure
        on
            leaf.report_key = figure.report_key
            and leaf.statement_seq = figure.statement_seq
            and leaf.row_no = figure.row_no
    where
        figure.amount_yuan is not null
        and (
            figure.measure in ('prior:total', 'prior_total')
            or (
                figure.role = 'leaf'
                and figure.measure in ('total', 'basic', 'project', 'personnel', 'public', 'special')
            )
        )
),

economic_leaf as (
    select
        report_key,
        fact_no,
        statement_seq,
        row_no,
        fund,
        coverage,
        system,
        economic_code as printed_code,
        economic_code,
        economic_name,
        class_code
    from {{ affected(ref('stg_economic_expenditure')) }}
    union all
    -- Budgets print the government subject beside the department's: the same cell once more, in the other system.
    select
        report_key,
        fact_no,
        statement_seq,
        row_no,
        fund,
        coverage,
        'government' as system,
        economic_code as printed_code,
        government_code as economic_code,
        government_name as economic_name,
        government_class_code as class_code
    from {{ affected(ref('stg_economic_expenditure')) }}
    where system = 'department' and government_code is not null
),

economic_form as (
    select distinct
        report_key,
        fund,
        coverage,
        system,
        statement_seq,
        is_widest
    from {{ affected(ref('int_economic_amount')) }}
),

economic_cell as (
    select
        leaf.report_key,
        'economic' as subject_kind,
        leaf.economic_code as subject_key,
        leaf.economic_name as subject,
        leaf.class_code,
        null as section_code,
        leaf.fund,
        leaf.coverage,
        leaf.system,
        -- A form whose columns are subjects has one cell a fact: `economic:301`, `personnel_economic:301`.
        case when figure.measure like '%economic:%' then 'total' else figure.measure end as measure,
        leaf.fact_no,
        figure.figure_no,
        economic_form.is_widest
    from economic_leaf as leaf
    inner join economic_form
        on
            leaf.report_key = economic_form.report_key
            and leaf.fund = economic_form.fund
            and leaf.coverage = economic_form.coverage
            and leaf.system = economic_form.system
            and leaf.statement_seq = economic_form.statement_seq
    inner join figure
        on
            leaf.report_key = figure.report_key
            and leaf.statement_seq = figure.statement_seq
            and leaf.row_no = figure.row_no
    where
        figure.amount_yuan is not null
        and (
            figure.measure in ('prior:total', 'prior_total')
            or (
                figure.role = 'leaf'
                and (
                    figure.measure in ('total', 'personnel', 'public')
                    or split_part(figure.measure, 'economic:', 2) = leaf.printed_code
                )
            )
        )
),

-- A report that prints an item twice says it once: the first form that has it counts.
three_public as (
    select
        *,
        rank() over (partition by report_key, phase, item order by statement_seq) as place
    from {{ affected(ref('stg_three_public')) }}
    where amount is not null
),

three_public_cell as (
    select
        three_public.report_key,
        'three_public' as subject_kind,
        three_public.item as subject_key,
        {{ three_public_item_zh('three_public.item') }} as subject,
        null as class_code,
        null as section_code,
        null as fund,
        null as coverage,
        null as system,
        three_public.phase as measure,
        three_public.fact_no,
        figure.figure_no,
        true as is_widest
    from three_public
    inner join figure
        on
            three_public.report_key = figure.report_key
            and three_public.statement_seq = figure.statement_seq
            and three_public.row_no = figure.row_no
            and figure.measure = three_public.phase || ':' || three_public.item
    where three_public.place = 1
),

procurement as (
    select * from {{ affected(ref('stg_procurement')) }}
    where amount is not null
),

procurement_cell as (
    select
        procurement.report_key,
        'procurement' as subject_kind,
        procurement.category as subject_key,
        procurement.item as subject,
        null as class_code,
        null as section_code,
        null as fund,
        null as coverage,
        null as system,
        'total' as measure,
        procurement.fact_no,
        figure.figure_no,
        true as is_widest
    from procurement
    inner join figure
        on
            procurement.report_key = figure.report_key
            and procurement.statement_seq = figure.statement_seq
            and procurement.row_no = figure.row_no
            and (figure.measure = 'amount' or (figure.measure = 'total' and figure.role = 'leaf'))
    where procurement.origin = 'form'
),

revenue_cell as (
    select
        revenue.report_key,
        'revenue' as subject_kind,
        revenue.source as subject_key,
        {{ revenue_source_zh('revenue.source') }} as subject,
        null as class_code,
        null as section_code,
        null as fund,
        null as coverage,
        null as system,
        'total' as measure,
        revenue.fact_no,
        figure.figure_no,
        true as is_widest
    from {{ affected(ref('stg_revenue'), 'revenue') }}
    inner join figure
        on
            revenue.report_key = figure.report_key
            and revenue.statement_seq = figure.statement_seq
            and revenue.row_no = figure.row_no
            and figure.role = 'leaf'
            and figure.measure in (
                case revenue.source when 'unspecified' then 'total' else revenue.source end,
                'other:' || revenue.source
            )
),

cell as (
    select * from function_cell
    union all
    select * from revenue_cell
    union all
    select * from economic_cell
    union all
    select * from three_public_cell
    union all
    select * from procurement_cell
),

-- Sentences: the amounts and people that the prose states.
execution_sentence as (
    select
        execution.report_key,
        case when execution.three_public_item is null then execution.subject_kind else 'three_public' end as subject_kind,
        coalesce(execution.three_public_item, execution.function_code, execution.subject) as subject_key,
        execution.subject,
        execution.function_code,
        stated.measure,
        stated.amount,
        null::integer as quantity,
        execution.fact_no,
        execution.group_no
    from {{ affected(ref('stg_budget_execution'), 'execution') }}
    cross join
        lateral (
            values ('budget', execution.budget), ('outturn', execution.outturn)
        ) as stated (measure, amount)
    where stated.amount is not null
),

change_sentence as (
    select
        change.report_key,
        case when change.three_public_item is null then change.subject_kind else 'three_public' end as subject_kind,
        coalesce(change.three_public_item, change.function_code, change.economic_code, change.subject) as subject_key,
        change.subject,
        change.function_code,
        stated.measure,
        stated.amount,
        null::integer as quantity,
        change.fact_no,
        change.group_no
    from {{ affected(ref('stg_year_change'), 'change') }}
    cross join
        lateral (
            values
            ('amount', change.amount),
            ('prior_amount', change.prior_amount),
            ('change_amount', change.change_amount)
        ) as stated (measure, amount)
    where stated.amount is not null
),

procurement_sentence as (
    select
        report_key,
        'procurement' as subject_kind,
        category as subject_key,
        item as subject,
        null as function_code,
        'amount' as measure,
        amount,
        null::integer as quantity,
        fact_no,
        group_no
    from procurement
    where origin = 'narrative'
),

people_sentence as (
    select
        report_key,
        'people' as subject_kind,
        staff_kind as subject_key,
        {{ zh('staff_kind', {'total': '合计', 'administrative': '行政', 'institution': '事业', 'other': '其他'}) }} as subject,
        null as function_code,
        measure,
        null::numeric(20, 2) as amount,
        people as quantity,
        fact_no,
        group_no
    from {{ affected(ref('stg_staffing')) }}
),

subject_sentence as (
    select * from execution_sentence
    union all
    select * from change_sentence
    union all
    select * from procurement_sentence
    union all
    select * from people_sentence
),

-- Totals: what the prose states of one, by its name among the headlines.
headline_sentence as (
    select
        sentence.report_key,
        'headline' as subject_kind,
        name.headline as subject_key,
        name.name_zh as subject,
        null as function_code,
        sentence.measure,
        sentence.amount,
        sentence.quantity,
        sentence.fact_no,
        sentence.group_no
    from subject_sentence as sentence
    inner join {{ ref('headline') }} as name
        on sentence.subject_kind = name.change_subject_kind
    where sentence.subject_kind <> 'procurement' and (sentence.subject_kind <> 'three_public' or sentence.subject_key = 'total')
),

sentence as (
    select * from subject_sentence
    union all
    select * from headline_sentence
),

-- Totals that no form prints: what `int_headline` adds up.
summed as (
    select
        headline.report_key,
        headline.headline,
        headline.fund,
        name.name_zh as subject,
        report.kind
    from {{ affected(ref('int_headline'), 'headline') }}
    inner join {{ ref('headline') }} as name
        on headline.headline = name.headline
    inner join {{ affected(ref('stg_report'), 'report') }}
        on headline.report_key = report.report_key
    where headline.origin = 'summed'
),

counted_purchase as (
    select
        line.report_key,
        line.fact_no
    from {{ affected(ref('int_procurement'), 'line') }}
    inner join summed
        on
            line.report_key = summed.report_key
            and summed.headline = 'procurement'
            and line.phase = case summed.kind when 'budget' then 'budget' else 'outturn' end
    where line.adds_up
),

part_cell as (
    select
        cell.report_key,
        'headline' as subject_kind,
        summed.headline as subject_key,
        summed.subject,
        cell.class_code,
        cell.section_code,
        cell.fund,
        cell.coverage,
        cell.system,
        'part' as measure,
        cell.fact_no,
        cell.figure_no,
        true as is_widest
    from cell
    inner join summed
        on cell.report_key = summed.report_key
    left join counted_purchase
        on
            cell.report_key = counted_purchase.report_key
            and cell.fact_no = counted_purchase.fact_no
            and cell.subject_kind = 'procurement'
    where
        case summed.headline
            when 'revenue'
                then
                    cell.subject_kind = 'revenue'
                    and cell.subject_key not in ('use_of_surplus', 'cash_balance')
                    and not starts_with(cell.subject_key, 'opening')
            when 'personnel'
                then
                    cell.subject_kind = 'economic'
                    and cell.coverage = 'basic'
                    and cell.system = 'department'
                    and cell.fund = summed.fund
                    and cell.measure = 'total'
                    and cell.class_code in ('301', '303')
            when 'public'
                then
                    cell.subject_kind = 'economic'
                    and cell.coverage = 'basic'
                    and cell.system = 'department'
                    and cell.fund = summed.fund
                    and cell.measure = 'total'
                    and cell.class_code not in ('301', '303')
            when 'operating_costs'
                then
                    cell.subject_kind = 'economic'
                    and cell.coverage = 'operating_costs'
                    and cell.system = 'department'
                    and cell.fund = summed.fund
                    and cell.measure = 'total'
            when 'three_public'
                then
                    cell.subject_kind = 'three_public'
                    and cell.subject_key in ('abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception')
                    and cell.measure = case summed.kind when 'budget' then 'budget' else 'outturn' end
            when 'procurement' then counted_purchase.report_key is not null
            when 'basic'
                then
                    cell.subject_kind = 'function'
                    and cell.fund = summed.fund
                    and cell.measure in ('personnel', 'public')
            when 'project'
                then cell.subject_kind = 'function' and cell.fund = summed.fund and cell.measure = 'special'
            else
                cell.subject_kind = 'function'
                and cell.fund = summed.fund
                and cell.measure = 'total'
        end
),

part_sentence as (
    select
        sentence.report_key,
        'headline' as subject_kind,
        summed.headline as subject_key,
        summed.subject,
        null as function_code,
        'part' as measure,
        sentence.amount,
        sentence.quantity,
        sentence.fact_no,
        sentence.group_no
    from procurement_sentence as sentence
    inner join counted_purchase
        on
            sentence.report_key = counted_purchase.report_key
            and sentence.fact_no = counted_purchase.fact_no
    inner join summed
        on
            sentence.report_key = summed.report_key
            and summed.headline = 'procurement'
),

-- Of a subject the money stands in the forms of several funds: the widest counts, as in the marts. Totals that no form prints have funds of their own.
every_cell as (
    select * from cell
    where is_widest
    union all
    select * from part_cell
),

every_sentence as (
    select * from sentence
    union all
    select * from part_sentence
),

found as (
    select
        cell.report_key,
        cell.subject_kind,
        cell.subject_key,
        cell.subject,
        cell.class_code,
        cell.section_code,
        cell.fund,
        cell.coverage,
        cell.system,
        case cell.measure
            when 'total' then 'amount'
            when 'prior:total' then 'prior_amount'
            when 'prior_total' then 'prior_amount'
            else cell.measure
        end as measure,
        figure.amount_yuan as amount,
        null::integer as quantity,
        'form' as origin,
        cell.fact_no,
        cell.figure_no,
        null::integer as group_no,
        figure.statement_title,
        null as section,
        figure.page,
        figure.table_index,
        figure.row_index,
        figure.column_index,
        figure.row_label,
        figure.column_label,
        figure.printed,
        null as sentence
    from every_cell as cell
    inner join figure
        on
            cell.report_key = figure.report_key
            and cell.figure_no = figure.figure_no
    union all
    select
        sentence.report_key,
        sentence.subject_kind,
        sentence.subject_key,
        sentence.subject,
        left(sentence.function_code, 3) as class_code,
        case when length(sentence.function_code) > 3 then left(sentence.function_code, 5) end as section_code,
        null as fund,
        null as coverage,
        null as system,
        sentence.measure,
        sentence.amount,
        sentence.quantity,
        'narrative' as origin,
        sentence.fact_no,
        null::integer as figure_no,
        sentence.group_no,
        null as statement_title,
        disclosure.section,
        disclosure.page,
        null::integer as table_index,
        null::integer as row_index,
        null::integer as column_index,
        null as row_label,
        null as column_label,
        null as printed,
        disclosure.sentence
    from every_sentence as sentence
    inner join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
        on
            sentence.report_key = disclosure.report_key
            and sentence.group_no = disclosure.group_no
)

select
    {{ report_columns('report') }},
    (row_number() over (
        partition by found.report_key
        order by
            found.origin collate "C" asc, found.figure_no asc, found.group_no asc,
            found.subject_kind collate "C" asc, found.subject_key collate "C" asc, found.system collate "C" asc,
            found.measure collate "C" asc, found.fact_no asc, found.fund collate "C" asc, found.coverage collate "C" asc,
            found.amount asc, found.quantity asc, found.subject collate "C" asc, found.statement_title collate "C" asc
    ))::integer as source_no,
    found.subject_kind,
    found.subject_key,
    found.subject,
    found.class_code,
    found.section_code,
    found.fund,
    found.coverage,
    found.system,
    found.measure,
    found.amount,
    found.quantity,
    found.origin,
    found.fact_no,
    found.figure_no,
    found.group_no,
    document.file_name,
    found.statement_title,
    found.section,
    found.page,
    found.table_index,
    found.row_index,
    found.column_index,
    found.row_label,
    found.column_label,
    found.printed,
    found.sentence
from found
inner join {{ affected(ref('stg_report'), 'report') }}
    on found.report_key = report.report_key
inner join {{ affected(ref('stg_document'), 'document') }}
    on found.report_key = document.report_key
