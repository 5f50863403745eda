{{ config(materialized='view') }}
-- The units (纳入编制范围的单位) that a department's report lists, each with its own report of the same year and kind where loaded.
with listed as (
    select
        report.report_key,
        report.agency_key,
        report.fiscal_year,
        report.kind,
        document_table.cells,
        heading.column_no
    from {{ ref('stg_report') }} as report
    inner join {{ source('raw', 'document_table') }} as document_table
        on
            report.document_key = document_table.document_key
            and document_table.recognised_as = 'units'
    inner join
        lateral jsonb_array_elements_text(document_table.cells -> 0) with ordinality as heading (name, column_no)
        on regexp_replace(heading.name, '\s', '', 'g') in ('单位名称', '预算单位名称')
    -- Forms by unit that are published empty have many columns; a list has a number, the name and at most a remark or two.
    where report.scope = 'department' and document_table.column_count <= 5
),

unit as (
    select distinct
        listed.report_key,
        listed.agency_key,
        listed.fiscal_year,
        listed.kind,
        -- As aliases are stored: without spaces, and without what is added for the report (本级) or about the unit.
        regexp_replace(
            translate(regexp_replace(cells.line ->> (listed.column_no - 1)::integer, '\s', '', 'g'), '()', '（）'),
            '(（[^（）]*）|本级|机关)+$',
            ''
        ) as unit_name
    from listed
    cross join lateral jsonb_array_elements(listed.cells) with ordinality as cells (line, line_no)
    where cells.line_no > 1
)

select distinct on (unit.report_key, unit.unit_name)
    unit.report_key,
    unit.unit_name,
    alias.agency_key as unit_agency_key,
    unit_report.report_key as unit_report_key
from unit
left join {{ source('core', 'agency_alias') }} as alias
    on unit.unit_name = alias.alias
-- The department's own office publishes a unit's report too; another body's only report may call itself a department's.
left join {{ ref('stg_report') }} as unit_report
    on
        alias.agency_key = unit_report.agency_key
        and unit.fiscal_year = unit_report.fiscal_year
        and unit.kind = unit_report.kind
        and (unit_report.scope = 'unit' or unit.agency_key <> alias.agency_key)
where unit.unit_name ~ '[^\d、，（）]{3,}' and unit.unit_name !~ '^(合计|总计|单位名称)'
order by unit.report_key asc, unit.unit_name asc, unit_report.scope desc, unit_report.report_key asc
