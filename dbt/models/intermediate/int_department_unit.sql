{{ config(materialized='view') }}
-- The units that a department's report lists, each with its own report of the same year and kind where loaded.
select distinct on (unit.report_key, unit.unit_name)
    unit.report_key,
    unit.unit_name,
    alias.agency_key as unit_agency_key,
    unit_report.report_key as unit_report_key
from {{ ref('int_listed_unit') }} as unit
left join {{ ref('stg_agency_alias') }} as alias
    on unit.unit_name = alias.alias
-- The department's own office publishes a unit's report too; another body's only report may call itself a department's.
left join {{ ref('stg_report') }} as unit_report
    on
        alias.agency_key = unit_report.agency_key
        and unit.fiscal_year = unit_report.fiscal_year
        and unit.kind = unit_report.kind
        and (unit_report.scope = 'unit' or unit.agency_key <> alias.agency_key)
-- An agency's own name, then a spelling that a person said, then one that a report prints.
order by
    unit.report_key asc,
    unit.unit_name asc,
    alias.source collate "C" asc,
    unit_report.scope desc nulls last,
    alias.agency_key asc,
    unit_report.report_key asc
