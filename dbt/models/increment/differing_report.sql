{{ config(materialized='view') }}
with read_by as (
    select
        part.report_key,
        string_agg(document.loader_version, ' ' order by part.part_no) as loader_versions
    from {{ source('core', 'report_document') }} as part
    inner join {{ source('raw', 'document') }} as document
        on part.document_key = document.document_key
    group by part.report_key
),

published as (
    select
        report.*,
        md5(row(report.*, loaded.evidence, extract(epoch from loaded.loaded_at), read_by.loader_versions)::text) as version
    from {{ ref('stg_report') }} as report
    inner join {{ source('core', 'dim_report') }} as loaded
        on report.report_key = loaded.report_key
    inner join read_by
        on report.report_key = read_by.report_key
),

-- Loaded, read anew, superseded, forgotten, promoted, or of an agency or region that was corrected; or a build of it didn't end.
differing as (
    select coalesce(published.report_key, built.report_key) as report_key
    from published
    full outer join {{ ref('built_report') }} as built
        on published.report_key = built.report_key
    where published.version is distinct from built.version
),

renamed as (
    select
        dimension,
        subject_key
    from {{ ref('differing_subject') }}
    where not is_new
),

-- Empty as good as always, and then none of the facts is read.
using_renamed as (
    select expenditure.report_key
    from {{ source('core', 'fact_expenditure') }} as expenditure
    inner join renamed
        on expenditure.function_key = renamed.subject_key
    where renamed.dimension = 'function'
    union all
    select expenditure.report_key
    from {{ source('core', 'fact_economic_expenditure') }} as expenditure
    inner join renamed
        on renamed.subject_key in (expenditure.economic_key, expenditure.government_economic_key)
    where renamed.dimension = 'economic'
    union all
    select execution.report_key
    from {{ source('core', 'fact_budget_execution') }} as execution
    inner join renamed
        on execution.function_key = renamed.subject_key
    where renamed.dimension = 'function'
    union all
    select change.report_key
    from {{ source('core', 'fact_year_change') }} as change
    inner join renamed
        on renamed.subject_key in (change.function_key, change.economic_key)
    union all
    select procurement.report_key
    from {{ source('core', 'fact_procurement') }} as procurement
    inner join renamed
        on renamed.subject_key in (procurement.function_key, procurement.economic_key)
),

changed as (
    select report_key from differing
    union
    select using_renamed.report_key
    from using_renamed
    inner join published
        on using_renamed.report_key = published.report_key
)

select
    changed.report_key,
    published.report_key is not null as is_current,
    published.agency_key,
    published.peer_group,
    published.fiscal_year,
    published.kind,
    published.scope,
    published.version
from changed
left join published
    on changed.report_key = published.report_key
