-- After `mark_changed` the register holds the agencies of reports that are gone, too. What a department covers is counted in its units.
with recursive concerned (agency_key) as (
    select built.agency_key
    from {{ ref('built_report') }} as built
    inner join {{ ref('changed_report') }} as changed
        on built.report_key = changed.report_key
    union
    select agency.agency_key
    from {{ ref('stg_agency') }} as agency
    inner join concerned
        on agency.parent_agency_key = concerned.agency_key
)

select report_key from {{ ref('changed_report') }}
union
select report.report_key
from {{ ref('stg_report') }} as report
where report.agency_key in (select concerned.agency_key from concerned)
