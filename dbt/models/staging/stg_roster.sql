-- Each entry of the roster with the agency whose name or spelling it is; of several entries on one agency the later day counts.
with resolved as (
    select distinct on (roster.agency, roster.fiscal_year, roster.kind)
        roster.agency as listed_name,
        alias.agency_key,
        roster.fiscal_year,
        roster.kind,
        roster.due_on
    from {{ source('core', 'roster') }} as roster
    left join {{ source('core', 'agency_alias') }} as alias
        on roster.agency = alias.alias
    -- An agency's own name, then a spelling that a person said, then one that a report prints.
    order by roster.agency asc, roster.fiscal_year asc, roster.kind asc, alias.source collate "C" asc, alias.agency_key asc
)

select
    agency_key,
    min(listed_name collate "C") as listed_name,
    fiscal_year,
    kind,
    max(due_on) as due_on
from resolved
group by agency_key, case when agency_key is null then listed_name end, fiscal_year, kind
