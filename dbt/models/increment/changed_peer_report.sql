-- After `mark_changed` the register holds the peers that a changed report had before and those it has now. What counts once follows the family,
-- and whoever is made again needs its own peers.
with concerned as (
    select built.report_key
    from {{ ref('built_report') }} as built
    inner join {{ ref('changed_family_report') }} as changed
        on built.report_key = changed.report_key
)

select report_key from {{ ref('changed_family_report') }}
union
select report.report_key
from {{ ref('stg_report') }} as report
where
    (report.peer_group, report.fiscal_year, report.kind, report.scope) in (
        select
            built.peer_group,
            built.fiscal_year,
            built.kind,
            built.scope
        from {{ ref('built_report') }} as built
        inner join concerned
            on built.report_key = concerned.report_key
    )
