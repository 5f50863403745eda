with against_budget as (
    select
        report_key,
        'budget' as compared_with,
        fact_no as reason_no,
        group_no,
        subject_kind,
        subject,
        function_code,
        null as economic_code,
        budget as base_amount,
        outturn as amount,
        {{ as_money('outturn - budget') }} as change_amount,
        {{ percent_change('outturn', 'budget') }} as change_percent,
        direction,
        reason
    from {{ affected(ref('stg_budget_execution')) }}
    where reason <> ''
),

against_prior_year as (
    select
        report_key,
        'prior_year' as compared_with,
        fact_no as reason_no,
        group_no,
        subject_kind,
        subject,
        function_code,
        economic_code,
        prior_amount as base_amount,
        amount,
        change_amount,
        coalesce(change_percent, {{ percent_change_told('amount', 'prior_amount', "prior_origin = 'stated'") }}) as change_percent,
        direction,
        reason
    from {{ affected(ref('stg_year_change')) }}
    where reason <> ''
),

-- Reasons beside numbers that feed neither fact (三公经费, 会议费 …).
beside_other as (
    select distinct on (disclosure.report_key, disclosure.group_no, disclosure.item)
        disclosure.report_key,
        'other' as compared_with,
        disclosure.disclosure_no as reason_no,
        disclosure.group_no,
        disclosure.topic as subject_kind,
        disclosure.item as subject,
        null as function_code,
        null as economic_code,
        null::numeric(20, 2) as base_amount,
        null::numeric(20, 2) as amount,
        null::numeric(20, 2) as change_amount,
        null::numeric(28, 4) as change_percent,
        disclosure.direction,
        disclosure.reason
    from {{ affected(ref('stg_disclosure'), 'disclosure') }}
    where
        disclosure.reason <> ''
        and not exists (
            select 1
            from against_budget as known
            where known.report_key = disclosure.report_key and known.group_no = disclosure.group_no
        )
        and not exists (
            select 1
            from against_prior_year as known
            where known.report_key = disclosure.report_key and known.group_no = disclosure.group_no
        )
    order by disclosure.report_key asc, disclosure.group_no asc, disclosure.item asc, disclosure.disclosure_no asc
),

stated as (
    select * from against_budget
    union all
    select * from against_prior_year
    union all
    select * from beside_other
)

select
    {{ report_columns('report') }},
    stated.compared_with,
    {{ zh('stated.compared_with', {'budget': '与预算比', 'prior_year': '与上年比', 'other': '其他'}) }} as compared_with_zh,
    stated.reason_no,
    stated.subject_kind,
    stated.subject,
    {{ subject_key_of('function', 'stated.function_code', 'report.fiscal_year') }} as function_key,
    stated.function_code,
    {{ subject_key_of('economic', 'stated.economic_code', 'report.fiscal_year') }} as economic_key,
    stated.economic_code,
    stated.base_amount,
    stated.amount,
    stated.change_amount,
    stated.change_percent,
    stated.direction,
    {{ direction_zh('stated.direction') }} as direction_zh,
    stated.reason,
    coalesce(part.file_name, document.file_name) as file_name,
    disclosure.section,
    disclosure.page,
    disclosure.sentence
from stated
inner join {{ affected(ref('stg_report'), 'report') }}
    on stated.report_key = report.report_key
inner join {{ affected(ref('stg_document'), 'document') }}
    on stated.report_key = document.report_key
left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
    on
        stated.report_key = disclosure.report_key
        and stated.group_no = disclosure.group_no
left join {{ affected(ref('stg_part'), 'part') }}
    on {{ stands_in('part', 'disclosure.report_key', 'null::integer', 'disclosure.position') }}
