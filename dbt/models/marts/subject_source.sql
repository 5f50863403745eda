{#- Not by subject_key too: what the prose calls a subject may be longer than an index takes. -#}
{{ config(indexes=[{'columns': ['report_key', 'subject_kind']}]) }}
-- Of which cells of forms and sentences of the prose the amounts of the marts are made. A total has one row for where its amount stands
-- (measure headline), and where no form prints it, rows for its parts.
with cell as (
    select * from {{ affected(ref('int_subject_cell')) }}
),

figure as (
    select * from {{ affected(ref('stg_figure')) }}
),

subject_sentence as (
    select * from {{ affected(ref('int_subject_sentence')) }}
),

summed as (
    select * from {{ affected(ref('int_headline_summed')) }}
),

counted_purchase as (
    select * from {{ affected(ref('int_counted_purchase')) }}
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
    select
        report_key,
        subject_kind,
        subject_key,
        subject,
        function_code,
        measure,
        amount,
        quantity,
        fact_no,
        group_no
    from subject_sentence
    union all
    select * from headline_sentence
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
        'this_year' as basis,
        'part' as measure,
        cell.fact_no,
        cell.figure_no,
        true as is_widest,
        cell.is_opening
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
                    and not cell.is_opening
            when 'personnel'
                then
                    cell.subject_kind = 'economic'
                    and cell.coverage = 'basic'
                    and cell.system = 'department'
                    and cell.fund = summed.fund
                    and cell.measure = 'total'
                    and cell.basis = 'this_year'
                    and cell.class_code in ('301', '303')
            when 'public'
                then
                    cell.subject_kind = 'economic'
                    and cell.coverage = 'basic'
                    and cell.system = 'department'
                    and cell.fund = summed.fund
                    and cell.measure = 'total'
                    and cell.basis = 'this_year'
                    and cell.class_code not in ('301', '303')
            when 'operating_costs'
                then
                    cell.subject_kind = 'economic'
                    and cell.coverage = 'operating_costs'
                    and cell.system = 'department'
                    and cell.fund = summed.fund
                    and cell.measure = 'total'
                    and cell.basis = 'this_year'
            when 'three_public'
                then
                    cell.subject_kind = 'three_public'
                    and cell.subject_key in ('abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception')
                    and cell.basis = case summed.kind when 'budget' then 'budget' else 'outturn' end
            when 'procurement' then counted_purchase.report_key is not null
            when 'basic'
                then
                    cell.subject_kind = 'function'
                    and cell.fund = summed.fund
                    and cell.measure in ('personnel', 'public')
            when 'project_expenditure'
                then cell.subject_kind = 'function' and cell.fund = summed.fund and cell.measure = 'special'
            else
                cell.subject_kind = 'function'
                and cell.fund = summed.fund
                and cell.measure = 'total'
                and cell.basis = 'this_year'
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
    from subject_sentence as sentence
    inner join counted_purchase
        on
            sentence.fact = 'procurement'
            and sentence.report_key = counted_purchase.report_key
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
        case
            when cell.measure = 'three_public' then cell.basis
            when cell.basis = 'prior_year' then 'prior_amount'
            when cell.measure = 'total' then 'amount'
            when cell.measure = 'project' then 'project_expenditure'
            else cell.measure
        end as measure,
        figure.amount_yuan as amount,
        null::integer as headcount,
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
        null as sentence,
        null::integer as remark_no,
        null as amount_origin,
        null::integer as sort_order,
        null::integer as position
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
        sentence.quantity as headcount,
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
        disclosure.sentence,
        null::integer as remark_no,
        null as amount_origin,
        null::integer as sort_order,
        disclosure.position
    from every_sentence as sentence
    inner join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
        on
            sentence.report_key = disclosure.report_key
            and sentence.group_no = disclosure.group_no
    union all
    select
        headline.report_key,
        'headline' as subject_kind,
        headline.headline as subject_key,
        name.name_zh as subject,
        null as class_code,
        null as section_code,
        headline.fund,
        null as coverage,
        null as system,
        'headline' as measure,
        headline.amount,
        null::integer as headcount,
        case
            when headline.figure_no is not null or headline.origin in ('empty_form', 'blank_cell') then 'form'
            when headline.origin = 'summed' then 'parts'
            else 'narrative'
        end as origin,
        null::integer as fact_no,
        headline.figure_no,
        headline.group_no,
        coalesce(figure.statement_title, statement.title, case headline.origin when 'empty_form' then remark.section end)
            as statement_title,
        disclosure.section,
        coalesce(figure.page, disclosure.page, remark.page) as page,
        figure.table_index,
        figure.row_index,
        figure.column_index,
        figure.row_label,
        figure.column_label,
        figure.printed,
        coalesce(disclosure.sentence, remark.sentence) as sentence,
        headline.remark_no,
        headline.origin as amount_origin,
        name.sort_order,
        coalesce(disclosure.position, remark.position) as position
    from {{ affected(ref('int_headline'), 'headline') }}
    inner join {{ ref('headline') }} as name
        on headline.headline = name.headline
    left join figure
        on
            headline.report_key = figure.report_key
            and headline.figure_no = figure.figure_no
    left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
        on
            headline.report_key = disclosure.report_key
            and headline.group_no = disclosure.group_no
    left join {{ affected(ref('stg_statement'), 'statement') }}
        on
            headline.report_key = statement.report_key
            and headline.statement_seq = statement.statement_seq
    left join {{ affected(ref('stg_remark'), 'remark') }}
        on
            headline.report_key = remark.report_key
            and headline.remark_no = remark.remark_no
)

select
    {{ report_columns('report') }},
    (row_number() over (
        partition by found.report_key
        order by
            found.origin collate "C" asc, found.figure_no asc, found.group_no asc,
            found.subject_kind collate "C" asc, found.subject_key collate "C" asc, found.system collate "C" asc,
            found.measure collate "C" asc, found.fact_no asc, found.fund collate "C" asc, found.coverage collate "C" asc,
            found.amount asc, found.headcount asc, found.subject collate "C" asc, found.statement_title collate "C" asc
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
    found.headcount,
    found.origin,
    found.fact_no,
    found.figure_no,
    found.group_no,
    found.remark_no,
    found.amount_origin,
    found.sort_order,
    coalesce(part.file_name, document.file_name) as file_name,
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
left join {{ affected(ref('stg_part'), 'part') }}
    on {{ stands_in('part', 'found.report_key', 'found.table_index', 'found.position') }}
