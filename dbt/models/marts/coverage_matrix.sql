{{ config(incremental_strategy='anew', unique_key=['agency', 'fiscal_year', 'kind'], indexes=[{'columns': ['fiscal_year', 'kind']}]) }}
-- What is due: by the roster, else the years between the first and the last report of the kind, and the other kind of a year. What is there: of several scopes the department's report.
with found as (
    select distinct on (report.agency_key, report.fiscal_year, report.kind)
        report.agency_key,
        report.agency,
        report.fiscal_year,
        report.kind,
        report.report_key,
        report.scope,
        report.published_at
    from {{ ref('stg_report') }} as report
    order by report.agency_key asc, report.fiscal_year asc, report.kind asc, report.scope asc
),

span as (
    select
        agency_key,
        kind,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from found
    group by agency_key, kind
),

gap as (
    select
        span.agency_key,
        year.fiscal_year,
        span.kind
    from span
    cross join lateral generate_series(span.first_year, span.last_year) as year (fiscal_year)
    union
    -- Who publishes a budget owes the final account, once accounts of that year are out; and who publishes that had a budget.
    select
        found.agency_key,
        found.fiscal_year,
        case found.kind when 'budget' then 'final_account' else 'budget' end as kind
    from found
    where
        found.kind = 'final_account'
        or exists (
            select 1
            from found as account
            where account.kind = 'final_account' and account.fiscal_year = found.fiscal_year
        )
),

expected as (
    select
        agency_key,
        listed_name,
        fiscal_year,
        kind,
        due_on,
        'roster' as due_by
    from {{ ref('stg_roster') }}
    union all
    select
        gap.agency_key,
        null as listed_name,
        gap.fiscal_year,
        gap.kind,
        null as due_on,
        'own_reports' as due_by
    from gap
    where not exists (
        select 1
        from {{ ref('stg_roster') }} as roster
        where roster.agency_key = gap.agency_key and roster.fiscal_year = gap.fiscal_year and roster.kind = gap.kind
    )
),

part as (
    select
        report_key,
        count(*) as part_count
    from {{ ref('stg_part') }}
    group by report_key
),

statement as (
    select
        report_key,
        count(*) as statement_count,
        count(*) filter (where is_empty) as empty_statement_count
    from {{ ref('stg_statement') }}
    group by report_key
)

select
    expected.agency_key,
    coalesce(agency.agency, expected.listed_name) as agency,
    expected.agency_key is not null as is_known,
    expected.fiscal_year,
    expected.kind,
    {{ kind_zh('expected.kind') }} as kind_zh,
    expected.due_by,
    expected.due_on,
    found.report_key is not null as is_found,
    found.report_key,
    found.scope,
    {{ scope_zh('found.scope') }} as scope_zh,
    part.part_count,
    statement.statement_count,
    statement.empty_statement_count,
    found.published_at,
    found.published_at - expected.due_on as days_after_due
from expected
left join found
    on
        expected.agency_key = found.agency_key
        and expected.fiscal_year = found.fiscal_year
        and expected.kind = found.kind
left join {{ ref('stg_agency') }} as agency
    on expected.agency_key = agency.agency_key
left join part
    on found.report_key = part.report_key
left join statement
    on found.report_key = statement.report_key
