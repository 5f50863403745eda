-- After `mark_changed` the register holds the agencies of reports that are gone, too.
select report_key from {{ ref('changed_report') }}
union
select report.report_key
from {{ ref('stg_report') }} as report
where
    report.agency_key in (
        select built.agency_key
        from {{ ref('built_report') }} as built
        inner join {{ ref('changed_report') }} as changed
            on built.report_key = changed.report_key
    )
