-- After `mark_changed` the register holds the year, kind and scope of reports that are gone, too.
select report_key from {{ ref('changed_report') }}
union
select report.report_key
from {{ ref('stg_report') }} as report
where
    (report.fiscal_year, report.kind, report.scope) in (
        select
            built.fiscal_year,
            built.kind,
            built.scope
        from {{ ref('built_report') }} as built
        inner join {{ ref('changed_report') }} as changed
            on built.report_key = changed.report_key
    )
